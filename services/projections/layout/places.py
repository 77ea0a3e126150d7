"""Places for all marks of a graph, from the places before: what is there stays, what is new finds room.

Only a load that is larger than half of what was there before moves what is there: then the whole picture is laid out again,
from the places before.
"""

from __future__ import annotations

import numpy as np

from services.projections.layout.distances import arranged, initial
from services.projections.layout.graph import Floats, Graph, Ints, Layout, Place, box
from services.projections.layout.obstacles import in_the_way
from services.projections.layout.spacing import fitted, free_spots, spaced, stretched

_DIGITS = 5
# Squared pixels that a free place may be off, for one tie that runs through a circle.
_THROUGH = 160.0
_CONSIDERED = 250


EMPTY = Layout(0.0, {})


def laid_out(graph: Graph, before: Layout) -> Layout:
    """Return places for all marks of a graph, and for those before that it lacks. The same arguments give the same result."""
    new = [id for id in graph.ids if id not in before.places]
    if not new:
        return before
    if len(new) > (len(graph) - len(new)) / 2:
        return _afresh(graph, before)
    return _added(graph, before, new)


def _afresh(graph: Graph, before: Layout) -> Layout:
    width = max(graph.width(), before.width)
    known = [id for id in graph.ids if id in before.places]
    if len(known) < 3:
        places = fitted(graph, arranged(graph, initial(graph)), width)
    else:
        start = _pixels(graph, _added(graph, before, [id for id in graph.ids if id not in before.places]))
        places = stretched(graph, arranged(graph, start), width)
    return _layout(graph, spaced(graph, places, width), Layout(width, before.places))


def _added(graph: Graph, before: Layout, new: list[str]) -> Layout:
    """Give each new mark the best free place; nothing else moves."""
    size = box(before.width)
    places = np.full((len(graph), 2), np.nan)
    for id in graph.ids:
        if id in before.places:
            places[graph.index[id]] = np.array(before.places[id]) * size
    ends = np.concatenate([graph.ties, graph.ties[:, ::-1]])
    waiting = np.array([graph.index[id] for id in new])
    # Of how many of its neighbours each mark knows the place: who knows most comes first, and of these the largest.
    known = np.bincount(ends[~np.isnan(places[ends[:, 1], 0]), 0], minlength=len(graph))
    while len(waiting):
        first = np.lexsort((waiting, -graph.radius[waiting], -known[waiting]))[0]
        at = int(waiting[first])
        waiting = np.delete(waiting, first)
        places[at] = _free_place(graph, places, ends, at, before.width)
        known[ends[ends[:, 0] == at, 1]] += 1
    return _layout(graph, places, before)


def _free_place(graph: Graph, places: Floats, ends: Ints, at: int, width: float) -> Floats:
    """Return the place for one mark: free, near to what it is tied to, and in the way of as few ties as possible."""
    placed = ~np.isnan(places[:, 0])
    there = np.flatnonzero(placed)
    mine = ends[:, 0] == at
    others, natural = ends[mine, 1], np.concatenate([graph.length, graph.length])[mine]
    others, natural = others[placed[others]], natural[placed[others]]
    middle = places[others].mean(axis=0) if len(others) else box(width) / 2
    spots = free_spots(graph, places, there, at, middle, width)
    cost = ((spots - middle) ** 2).sum(axis=1) / 600.0
    for other, length in zip(others, natural, strict=True):
        distance = np.hypot(spots[:, 0] - places[other, 0], spots[:, 1] - places[other, 1])
        cost += (distance - length) ** 2 / 60.0
    # What is in the way is counted for the best spots only.
    best = np.argsort(cost, kind="stable")[:_CONSIDERED]
    spots, cost = spots[best], cost[best]
    return np.asarray(spots[np.argmin(cost + _THROUGH * _obstacles(graph, places, spots, others, at))])


def _obstacles(graph: Graph, places: Floats, spots: Floats, others: Ints, at: int) -> Floats:
    """Return for each spot how many ties run through the mark there, and how many circles its own ties run through."""
    placed = ~np.isnan(places[:, 0])
    rows = np.concatenate([places, spots])
    radius = np.concatenate([graph.radius, np.full(len(spots), graph.radius[at])])
    here = np.arange(len(places), len(rows))
    ties = graph.ties[placed[graph.ties].all(axis=1)]
    _, circle, _, _ = in_the_way(rows, radius, ties, here)
    count = np.bincount(circle - len(places), minlength=len(spots)).astype(np.float64)
    own = np.column_stack([np.repeat(others, len(spots)), np.tile(here, len(others))])
    tie, _, _, _ = in_the_way(rows, radius, own, np.flatnonzero(placed))
    return count + np.bincount(own[tie, 1] - len(places), minlength=len(spots))


def _pixels(graph: Graph, layout: Layout) -> Floats:
    return np.array([layout.places[id] for id in graph.ids]).reshape(-1, 2) * box(layout.width)


def _layout(graph: Graph, places: Floats, before: Layout) -> Layout:
    shares = np.round(places / box(before.width), _DIGITS)
    placed: dict[str, Place] = {
        id: (float(x), float(y)) for id, (x, y) in zip(graph.ids, shares, strict=True)
    }
    return Layout(before.width, {**before.places, **placed})
