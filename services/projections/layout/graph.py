"""A picture as the layout knows it: circles of given radii, and ties of given lengths between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# A place in the picture's box: shares of its width and of its height, from 0 to 1.
Place = tuple[float, float]
Places = Mapping[str, Place]

# The box has this shape at any size; a record of a hundred marks fits into the width in pixels of a large screen.
WIDTH, HEIGHT = 980.0, 520.0
# The share of the box that circles with the space around them fill at most.
_FILLED = 0.3
_SPACE = 7.0
# Radius of each form of mark as it is drawn, in pixels; a city's name needs room next to its square.
RADIUS = {"cluster": 35.0, "city": 23.0, "agreement": 11.0, "visit": 12.0, "organisation": 7.0}
# Natural length of each kind of tie, in pixels.
LENGTH = {"party": 92.0, "visit": 86.0, "benefit": 86.0, "cited": 90.0, "role": 78.0, "represents": 58.0}


class Layout(NamedTuple):
    """Places in a box. width: of the box, in pixels at which circles have their drawn size."""

    width: float
    places: Places


class Tie(NamedTuple):
    """A line between two marks; `kind` gives its natural length."""

    a: str
    b: str
    kind: str


class Graph:
    """Marks and ties as arrays, in the order of their ids: the same marks and ties always give the same arrays.

    radius: shape (n,), in pixels. ties: shape (m, 2), indices of marks. length: shape (m,), in pixels.
    """

    def __init__(self, forms: Mapping[str, str], ties: Iterable[Tie]) -> None:
        self.ids = sorted(forms)
        self.index = {id: at for at, id in enumerate(self.ids)}
        self.radius: Floats = np.array([RADIUS[forms[id]] for id in self.ids], dtype=np.float64)
        lengths: dict[tuple[int, int], float] = {}
        for tie in sorted(set(ties)):
            one, other = self.index[tie.a], self.index[tie.b]
            if one != other:
                lengths[min(one, other), max(one, other)] = LENGTH[tie.kind]
        self.ties: Ints = np.array(sorted(lengths), dtype=np.int64).reshape(-1, 2)
        self.length: Floats = np.array([lengths[pair] for pair in sorted(lengths)], dtype=np.float64)

    def __len__(self) -> int:
        return len(self.ids)

    def width(self) -> float:
        """The width in pixels of a box with room for all marks; its height is in proportion."""
        area = float(np.sum((2 * (self.radius + _SPACE)) ** 2)) / _FILLED
        return float(np.ceil(max(WIDTH, (area * WIDTH / HEIGHT) ** 0.5)))


def box(width: float) -> Floats:
    """Width and height of a box, in pixels."""
    return np.array([width, width * HEIGHT / WIDTH])
