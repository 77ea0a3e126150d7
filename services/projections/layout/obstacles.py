"""Which ties run through circles that are not their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.projections.layout.graph import Floats, Ints

# A tie passes a circle at this distance from its edge.
PASSING = 4.0
# Pixels that nobody sees.
LITTLE = 0.1
# Ties that are compared with all circles at once.
_AT_ONCE = 2_000
# Pixels by which single precision may err on the largest sheet.
_IMPRECISE = 0.05


def in_the_way(
    places: Floats, radius: Floats, ties: Ints, circles: Ints
) -> tuple[Ints, Ints, Floats, Floats]:
    """Find the circles that ties of other marks run through, or pass too near to.

    Returns, for each such pair, the index of the tie, the circle, the vector from the tie to the circle's middle, and by how
    many pixels the distance is too short.
    """
    tie, circle = _candidates(places, radius, ties, circles)
    others = (circle != ties[tie, 0]) & (circle != ties[tie, 1])
    tie, circle = tie[others], circle[others]
    start, along = places[ties[tie, 0]], places[ties[tie, 1]] - places[ties[tie, 0]]
    towards = places[circle] - start
    share = (towards * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9)
    off = towards - np.clip(share, 0.0, 1.0)[:, None] * along
    lack = radius[circle] + PASSING - np.sqrt((off**2).sum(axis=1))
    near = lack > LITTLE
    return tie[near], circle[near], off[near], lack[near]


def _candidates(places: Floats, radius: Floats, ties: Ints, circles: Ints) -> tuple[Ints, Ints]:
    """Pairs of a tie and a circle that touch the same box along the tie: a few too many, and none too few."""
    if not len(ties) or not len(circles):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    one, other = places[ties[:, 0]], places[ties[:, 1]]
    low, high = np.minimum(one, other), np.maximum(one, other)
    reach = radius[circles] + PASSING
    # Of few ties most circles are far, and of few circles most ties.
    near = (places[circles] + reach[:, None] >= low.min(axis=0)) & (
        places[circles] - reach[:, None] <= high.max(axis=0)
    )
    circles, reach = circles[near.all(axis=1)], reach[near.all(axis=1)]
    if not len(circles):
        return circles, circles
    near = (high >= (places[circles] - reach[:, None]).min(axis=0)) & (
        low <= (places[circles] + reach[:, None]).max(axis=0)
    )
    passing = np.flatnonzero(near.all(axis=1))
    one, other = one[passing], other[passing]
    middle, along, half = (one + other) / 2, unit(other - one), np.sqrt(((other - one) ** 2).sum(axis=1)) / 2
    across = np.column_stack([-along[:, 1], along[:, 0]])
    points = np.column_stack([places[circles], np.ones(len(circles))])
    limit = (reach + _IMPRECISE).astype(np.float32)
    pairs = []
    for first in range(0, len(passing), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        within = _off(across[part], middle[part], points) <= limit
        within &= _off(along[part], middle[part], points) <= limit + half[part, None].astype(np.float32)
        tie, circle = np.divmod(np.flatnonzero(within), len(circles))
        pairs.append((passing[first + tie], circles[circle]))
    tie, circle = (np.concatenate([pair[at] for pair in pairs] or [passing]) for at in (0, 1))
    return tie, circle


def _off(ways: Floats, middles: Floats, points: Floats) -> NDArray[np.float32]:
    """How far each point (x, y, 1) is from each middle, along a way of length one; shape (ways, points)."""
    lines = np.column_stack([ways, -(ways * middles).sum(axis=1)])
    off = lines.astype(np.float32) @ points.astype(np.float32).T
    return np.asarray(np.abs(off, out=off))


def unit(vectors: Floats) -> Floats:
    """The vectors, each one pixel long; a vector without a length stays as it is."""
    return np.asarray(vectors / np.maximum(np.sqrt((vectors**2).sum(axis=1, keepdims=True)), 1e-9))
