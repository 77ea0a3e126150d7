"""A layout in which distances on the sheet follow distances along ties: stress majorisation, and springs where marks are many."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from services.projections.layout.graph import Floats, Graph, Ints

# Up to this many marks every pair counts; beyond, only ties and what is near.
ALL_PAIRS = 500
_ROUNDS = 120
_SPRING_ROUNDS = 40
_PIVOTS = 40
# Marks with no way from one to the other keep this many pixels apart, if they can.
_APART = 240.0


def initial(graph: Graph) -> Floats:
    """Places in pixels from the distances to a few pivots (pivot MDS); shape (n, 2)."""
    count = len(graph)
    if count < 3:
        return np.column_stack([np.arange(count) * 100.0, np.zeros(count)])
    pivots = _pivots(graph, min(count, _PIVOTS))
    squared = pivots**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    places = centred @ axes[:2].T
    # An axis has no sign of its own: the mark farthest from the middle is on its positive side.
    for axis in range(places.shape[1]):
        places[:, axis] *= 1.0 if places[np.argmax(np.abs(places[:, axis])), axis] >= 0 else -1.0
    spread = np.abs(places).max(axis=0)
    # Marks with the same distances to all pivots get places of their own on a small spiral.
    angle = np.arange(count) * 2.399963
    spiral = 9.0 * np.column_stack([np.cos(angle), np.sin(angle)])
    # Marks far from each other push each other least: many start with the room that they need.
    half = 400.0 if count <= ALL_PAIRS else graph.width() / 6
    return np.asarray(places / np.maximum(spread, 1e-9) * half + spiral)


def arranged(graph: Graph, places: Floats) -> Floats:
    """Move places until distances on the sheet follow those along the ties; from shape (n, 2) to the same."""
    if len(graph) < 3:
        return places
    return _majorised(graph, places) if len(graph) <= ALL_PAIRS else _sprung(graph, places)


def _matrix(graph: Graph) -> csr_matrix:
    count = len(graph)
    return csr_matrix((graph.length, (graph.ties[:, 0], graph.ties[:, 1])), shape=(count, count))


def _pivots(graph: Graph, number: int) -> Floats:
    """Distances to pivots, each as far as possible from those before; shape (n, number)."""
    matrix = _matrix(graph)
    degree = np.bincount(graph.ties.ravel(), minlength=len(graph))
    following = int(np.argmax(degree))
    nearest = np.full(len(graph), np.inf)
    columns = []
    for _ in range(number):
        distance = dijkstra(matrix, directed=False, indices=np.array([following]))[0]
        columns.append(np.where(np.isinf(distance), 4 * _APART, distance))
        nearest = np.minimum(nearest, columns[-1])
        following = int(np.argmax(nearest))
    return np.column_stack(columns)


def _majorised(graph: Graph, places: Floats) -> Floats:
    wanted = dijkstra(_matrix(graph), directed=False)
    strange = np.isinf(wanted)
    # Two hubs with many marks around them need more room than one tie is long.
    degree = np.bincount(graph.ties.ravel(), minlength=len(graph))
    crowd = 9.0 * np.sqrt(degree)
    wanted = np.where(strange, _APART, wanted) + (crowd[:, None] + crowd[None, :]) * 0.5
    wanted = np.maximum(wanted, graph.radius[:, None] + graph.radius[None, :] + 14.0)
    weight = np.where(strange, 0.12, 1.0) / wanted**2
    np.fill_diagonal(weight, 0.0)
    weighted, total = weight * wanted, weight.sum(axis=1)
    for _ in range(_ROUNDS):
        x, y = places[:, 0], places[:, 1]
        across, down = x[:, None] - x, y[:, None] - y
        pull = weighted / np.maximum(np.hypot(across, down), 1e-6)
        moved = np.column_stack([(pull * across).sum(axis=1), (pull * down).sum(axis=1)])
        places = (weight @ places + moved) / total[:, None]
    return places


def _sprung(graph: Graph, places: Floats) -> Floats:
    reach = 4 * float(np.median(graph.radius)) + 60.0
    one, other = graph.ties[:, 0], graph.ties[:, 1]
    degree = np.maximum(1, np.bincount(graph.ties.ravel(), minlength=len(graph)))
    for turn in range(_SPRING_ROUNDS):
        step = 1.0 - turn / _SPRING_ROUNDS
        move = np.zeros_like(places)
        apart = places[other] - places[one]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=1)), 1e-9)
        # A tie of a hub is weaker: it has many.
        pull = ((distance - graph.length) / distance * 0.5)[:, None] * apart
        _add(move, one, pull / degree[one][:, None])
        _add(move, other, -pull / degree[other][:, None])
        pairs = near_pairs(places, reach)
        apart = places[pairs[:, 1]] - places[pairs[:, 0]]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=1)), 1e-9)
        push = (np.maximum(0.0, 1.0 - distance / reach) ** 2 * 14.0 / distance)[:, None] * apart
        _add(move, pairs[:, 0], -push)
        _add(move, pairs[:, 1], push)
        length = np.sqrt((move**2).sum(axis=1, keepdims=True))
        places = places + move * np.minimum(1.0, 60.0 / np.maximum(length, 1e-9)) * max(step, 0.1)
    return places


def near_pairs(places: Floats, reach: float) -> Ints:
    """Pairs of indices within `reach` pixels of each other; shape (k, 2). The same places give them in the same order."""
    return np.asarray(cKDTree(places).query_pairs(reach, output_type="ndarray"), dtype=np.int64)


def _add(into: Floats, at: Ints, values: Floats) -> None:
    for axis in (0, 1):
        into[:, axis] += np.bincount(at, weights=values[:, axis], minlength=len(into))
