"""Room between what is drawn: circles do not overlap, and no tie runs through the circle of a mark that is not its own."""

from __future__ import annotations

import numpy as np

from services.projections.layout.distances import near_pairs
from services.projections.layout.graph import Floats, Graph, Ints, box

SPACE = 7.0
# A tie passes a circle at this distance from its edge.
PASSING = 4.0
# Above this many marks ties are resting out of the large circles only, those of clusters and cities.
_EVERY_CIRCLE = 700
_LARGE = 20.0
# Rounds after which no fewer ties run through circles.
_FRUITLESS, _FRUITLESS_OF_MANY = 25, 6
_APART_ROUNDS = 200
_AT_ONCE = 2_000
# Pixels that nobody sees.
_LITTLE = 0.1
_EDGE = 4.0
# Spots for a circle are those of a grid of so many pixels, first within this reach of where it wants to be.
_GRID, _REACH = 9.0, 280.0


def fitted(graph: Graph, places: Floats, width: float) -> Floats:
    """Turn the picture so that its long side lies across, and stretch it over the box."""
    if len(graph) < 2:
        return np.tile(box(width) / 2, (len(graph), 1))
    middle = places - places.mean(axis=0)
    if len(graph) > 2:
        _, axes = np.linalg.eigh(middle.T @ middle)
        turned = middle @ axes[:, ::-1]
        # The turn keeps left left and up up as far as it can.
        for axis in (0, 1):
            turned[:, axis] *= 1.0 if float(turned[:, axis] @ middle[:, axis]) >= 0 else -1.0
        middle = turned
    return stretched(graph, middle, width)


def stretched(graph: Graph, places: Floats, width: float) -> Floats:
    """Stretch places over the box, each axis by itself."""
    radius = graph.radius[:, None] + _EDGE
    low, high = places.min(axis=0), places.max(axis=0)
    span = np.maximum(high - low, 1e-9)
    room = box(width) - 2 * float(graph.radius.max()) - 2 * _EDGE
    wide = (places - low) / span * room + float(graph.radius.max()) + _EDGE
    return np.asarray(np.clip(wide, radius, box(width) - radius))


def spaced(graph: Graph, places: Floats, width: float) -> Floats:
    """Move circles apart and out of the way of ties, as little as possible, inside the box."""
    best, fewest, fruitless = places, np.inf, 0
    while fruitless < (_FRUITLESS if len(graph) <= _EVERY_CIRCLE else _FRUITLESS_OF_MANY):
        places = _inside(graph, places + _overlaps(graph, places)[0], width)
        move, through = _crossed(graph, places)
        fruitless += 1
        if through < fewest:
            best, fewest, fruitless = places, through, 0
        if through == 0 and _overlaps(graph, places)[1] == 0:
            break
        places = _inside(graph, places + move, width)
    return apart(graph, best, width)


def apart(graph: Graph, places: Floats, width: float) -> Floats:
    """Move circles apart until none overlaps another."""
    for _ in range(_APART_ROUNDS):
        move, overlapping = _overlaps(graph, places)
        if not overlapping:
            break
        places = _inside(graph, places + move, width)
    return places if _overlaps(graph, places)[1] == 0 else _lifted(graph, places, width)


def _lifted(graph: Graph, places: Floats, width: float) -> Floats:
    """Lift the circles that have no room where they are, and put them down in the nearest free spot, the large ones first."""
    resting: list[int] = []
    lifted: list[int] = []
    for at in np.argsort(-graph.radius, kind="stable"):
        room = (
            np.sqrt(((places[resting] - places[at]) ** 2).sum(axis=1))
            - graph.radius[resting]
            - graph.radius[at]
        )
        (resting if len(resting) == 0 or room.min() >= SPACE - _LITTLE else lifted).append(int(at))
    places = places.copy()
    for at in lifted:
        spots = free_spots(graph, places, np.array(resting), at, places[at], width)
        places[at] = spots[np.argmin(((spots - places[at]) ** 2).sum(axis=1))]
        resting.append(at)
    return places


def free_spots(graph: Graph, places: Floats, there: Ints, at: int, middle: Floats, width: float) -> Floats:
    """Spots for one circle that no circle that is `there` overlaps, near to a middle; shape (k, 2).

    If the box is full, they are the spots with the most room.
    """
    radius, most = float(graph.radius[at]), float(box(width).max())
    reach = _REACH / 3
    while True:
        reach *= 3
        spots = _grid(middle, reach, radius, width, _GRID * max(1.0, reach / _REACH / 2))
        near = there[(np.abs(places[there] - middle) < reach + 2 * graph.radius.max() + SPACE).all(axis=1)]
        room = np.full(len(spots), np.inf)
        for mark in near:
            distance = np.hypot(spots[:, 0] - places[mark, 0], spots[:, 1] - places[mark, 1])
            room = np.minimum(room, distance - graph.radius[mark])
        room -= radius + SPACE
        if (room >= 0).any():
            return np.asarray(spots[room >= 0])
        if reach >= most:
            return np.asarray(spots[room == room.max()])


def _grid(middle: Floats, reach: float, radius: float, width: float, step: float) -> Floats:
    """Return spots of a grid within `reach` of the middle and inside the box; shape (k, 2)."""
    low, high = radius + _EDGE, box(width) - radius - _EDGE
    axes = []
    for axis in (0, 1):
        first, last = max(middle[axis] - reach, low), min(middle[axis] + reach, high[axis])
        axes.append(np.arange(min(first, high[axis]), max(last, low) + 0.1, step))
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)


def overlaps(graph: Graph, places: Floats) -> int:
    """The number of pairs of circles with less than `SPACE` between them (to a quarter of a pixel)."""
    return len(_near(graph, places, 0.25)[0])


def crossings(graph: Graph, places: Floats) -> int:
    """The number of ties through circles of marks that are not theirs."""
    return _crossed(graph, places)[1]


def _inside(graph: Graph, places: Floats, width: float) -> Floats:
    edge = graph.radius[:, None] + _EDGE
    return np.clip(places, edge, box(width) - edge)


def _overlaps(graph: Graph, places: Floats) -> tuple[Floats, int]:
    """How to move circles that overlap, and how many pairs do."""
    move = np.zeros_like(places)
    one, other, way, lack = _near(graph, places, _LITTLE)
    # Two marks in one place part sideways.
    way = np.where((way**2).sum(axis=1, keepdims=True) > 1e-12, _unit(way), np.array([1.0, 0.0]))
    # The smaller circle gives way: large ones have more ties that would turn with them.
    weight = graph.radius[other] / (graph.radius[one] + graph.radius[other])
    share = way * (lack + _LITTLE)[:, None]
    for axis in (0, 1):
        move[:, axis] -= np.bincount(one, weights=share[:, axis] * weight, minlength=len(move))
        move[:, axis] += np.bincount(other, weights=share[:, axis] * (1 - weight), minlength=len(move))
    # Moved by many at once, a mark goes no farther than its own width.
    length = np.sqrt((move**2).sum(axis=1))
    most = np.maximum(2 * graph.radius, 12.0)
    return move * np.minimum(1.0, most / np.maximum(length, 1e-9))[:, None], len(one)


def _near(graph: Graph, places: Floats, at_least: float) -> tuple[Ints, Ints, Floats, Floats]:
    """Pairs of circles that lack so many pixels of `SPACE`: their indices, the way from one to the other, and the lack."""
    if len(graph) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, 2)), np.empty(0)
    pairs = near_pairs(places, 2 * float(graph.radius.max()) + SPACE)
    one, other = pairs[:, 0], pairs[:, 1]
    way = places[other] - places[one]
    lack = graph.radius[one] + graph.radius[other] + SPACE - np.sqrt((way**2).sum(axis=1))
    short = lack > at_least
    return one[short], other[short], way[short], lack[short]


def _crossed(graph: Graph, places: Floats) -> tuple[Floats, int]:
    """How to move circles that ties run through, and the ends of these ties; and how many such pairs there are."""
    move = np.zeros_like(places)
    circles = np.arange(len(graph)) if len(graph) <= _EVERY_CIRCLE else np.flatnonzero(graph.radius >= _LARGE)
    tie, circle, off, lack = in_the_way(places, graph.radius, graph.ties, circles)
    along = places[graph.ties[tie, 1]] - places[graph.ties[tie, 0]]
    normal = _unit(np.column_stack([-along[:, 1], along[:, 0]]))
    way = np.where((off**2).sum(axis=1, keepdims=True) > 1e-12, _unit(off), normal)
    push = way * (lack * 0.5 + 0.2)[:, None]
    for axis in (0, 1):
        move[:, axis] += np.bincount(circle, weights=push[:, axis], minlength=len(move))
        for end in (0, 1):
            move[:, axis] -= 0.35 * np.bincount(
                graph.ties[tie, end], weights=push[:, axis], minlength=len(move)
            )
    return move, len(tie)


def in_the_way(
    places: Floats, radius: Floats, ties: Ints, circles: Ints
) -> tuple[Ints, Ints, Floats, Floats]:
    """Find the circles that ties of other marks run through, or pass too near to.

    Returns, for each such pair, the index of the tie, the circle, the vector from the tie to the circle's middle, and by how
    many pixels the distance is too short.
    """
    pairs: list[tuple[Ints, Ints]] = []
    for first in range(0, len(ties), _AT_ONCE):
        part = ties[first : first + _AT_ONCE]
        start, along = places[part[:, 0]], places[part[:, 1]] - places[part[:, 0]]
        # The distance from the straight line, times the tie's length: exact for few pairs, after most are excluded so.
        lines = np.column_stack(
            [along[:, 1], -along[:, 0], start[:, 1] * along[:, 0] - start[:, 0] * along[:, 1]]
        )
        points = np.column_stack([places[circles], np.ones(len(circles))])
        limit = np.outer(np.sqrt((along**2).sum(axis=1)), radius[circles] + PASSING)
        tie, circle = np.nonzero(np.abs(lines @ points.T) <= limit + 1e-6)
        pairs.append((tie + first, circles[circle]))
    tie, circle = (np.concatenate([pair[at] for pair in pairs] or [np.empty(0, np.int64)]) for at in (0, 1))
    others = (circle != ties[tie, 0]) & (circle != ties[tie, 1])
    tie, circle = tie[others], circle[others]
    start, along = places[ties[tie, 0]], places[ties[tie, 1]] - places[ties[tie, 0]]
    towards = places[circle] - start
    share = (towards * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9)
    off = towards - np.clip(share, 0.0, 1.0)[:, None] * along
    lack = radius[circle] + PASSING - np.sqrt((off**2).sum(axis=1))
    near = lack > _LITTLE
    return tie[near], circle[near], off[near], lack[near]


def _unit(vectors: Floats) -> Floats:
    """The vectors, each one pixel long; a vector without a length stays as it is."""
    return np.asarray(vectors / np.maximum(np.sqrt((vectors**2).sum(axis=1, keepdims=True)), 1e-9))
