"""Room between what is drawn: circles do not overlap, and no tie runs through the circle of a mark that is not its own."""

from __future__ import annotations

import numpy as np

from services.projections.layout.distances import near_pairs
from services.projections.layout.graph import Floats, Graph, Ints, box
from services.projections.layout.obstacles import LITTLE, in_the_way, unit

SPACE = 7.0
# Above this many marks ties are resting out of the large circles only, those of clusters and cities.
_EVERY_CIRCLE = 700
_LARGE = 20.0
# Rounds after which no fewer ties run through circles.
_FRUITLESS, _FRUITLESS_OF_MANY = 25, 6
_APART_ROUNDS = 200
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
        (resting if len(resting) == 0 or room.min() >= SPACE - LITTLE else lifted).append(int(at))
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
        step = _GRID * max(1.0, reach / _REACH / 2)
        across, down = _axes(middle, reach, radius, width, step)
        near = there[(np.abs(places[there] - middle) < reach + 2 * graph.radius.max() + SPACE).all(axis=1)]
        room = np.full((len(down), len(across)), np.inf)
        needed = graph.radius[near] + radius + SPACE
        # Only the spots around a mark are too near to it.
        left, right = _between(across, places[near, 0], needed, step)
        top, bottom = _between(down, places[near, 1], needed, step)
        for mark, least, a, b, c, d in zip(near, needed, left, right, top, bottom, strict=True):
            around = room[c:d, a:b]
            off = np.hypot(across[a:b] - places[mark, 0], (down[c:d] - places[mark, 1])[:, None])
            np.minimum(around, off - least, out=around)
        spots = np.stack(np.meshgrid(across, down), axis=-1)
        if (room >= 0).any():
            return np.asarray(spots[room >= 0])
        if reach >= most:
            return np.asarray(spots[room == room.max()])


def _axes(middle: Floats, reach: float, radius: float, width: float, step: float) -> tuple[Floats, Floats]:
    """Return the columns and the rows of a grid within `reach` of the middle and inside the box."""
    low, high = radius + _EDGE, box(width) - radius - _EDGE
    axes = []
    for axis in (0, 1):
        first, last = max(middle[axis] - reach, low), min(middle[axis] + reach, high[axis])
        axes.append(np.arange(min(first, high[axis]), max(last, low) + 0.1, step))
    return axes[0], axes[1]


def _between(axis: Floats, middle: Floats, reach: Floats, step: float) -> tuple[list[int], list[int]]:
    """For each middle the first index of an axis in steps that is within reach, and the first beyond."""
    first = np.ceil((middle - reach - axis[0]) / step)
    beyond = np.floor((middle + reach - axis[0]) / step) + 1
    low, high = (np.clip(each, 0, len(axis)).astype(np.int64).tolist() for each in (first, beyond))
    return low, high


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
    one, other, way, lack = _near(graph, places, LITTLE)
    # Two marks in one place part sideways.
    way = np.where((way**2).sum(axis=1, keepdims=True) > 1e-12, unit(way), np.array([1.0, 0.0]))
    # The smaller circle gives way: large ones have more ties that would turn with them.
    weight = graph.radius[other] / (graph.radius[one] + graph.radius[other])
    share = way * (lack + LITTLE)[:, None]
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
    normal = unit(np.column_stack([-along[:, 1], along[:, 0]]))
    way = np.where((off**2).sum(axis=1, keepdims=True) > 1e-12, unit(off), normal)
    push = way * (lack * 0.5 + 0.2)[:, None]
    for axis in (0, 1):
        move[:, axis] += np.bincount(circle, weights=push[:, axis], minlength=len(move))
        for end in (0, 1):
            move[:, axis] -= 0.35 * np.bincount(
                graph.ties[tie, end], weights=push[:, axis], minlength=len(move)
            )
    return move, len(tie)
