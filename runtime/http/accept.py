"""Content negotiation: which of several media types a request's `Accept` prefers (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_PARTS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PARAMETERS = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*")+')
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_NAME})/({_NAME})")
_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


class _Range(NamedTuple):
    """A media range; `order` is its place in the header. Those with parameters of their own match no type of ours."""

    type: str
    subtype: str
    weight: float
    order: int

    def matches(self, media: str) -> bool:
        type, _, subtype = media.partition("/")
        return self.type in {"*", type} and self.subtype in {"*", subtype}

    @property
    def exactness(self) -> int:
        return (self.type != "*") + (self.subtype != "*")


def preferred(accept: Sequence[str], offers: Sequence[str]) -> str:
    """The offer with the greatest weight; the first one where the request accepts none, or has no `Accept`.

    Of equal weights the one that is named more exactly counts, then the one that is named earlier. A weight of 0 excludes
    a type that a wider range would include.

    Args:
        accept: the values of all `Accept` headers, in order.
        offers: media types in lower case without parameters, the usual one first.
    """
    ranges = list(_ranges(",".join(accept)))
    best: tuple[float, int, int] | None = None
    chosen = offers[0]
    for offer in offers:
        matching = [one for one in ranges if one.matches(offer)]
        if not matching:
            continue
        one = max(matching, key=lambda match: (match.exactness, -match.order))
        rank = (one.weight, one.exactness, -one.order)
        if one.weight > 0 and (best is None or rank > best):
            best, chosen = rank, offer
    return chosen


def _ranges(header: str) -> list[_Range]:
    ranges: list[_Range] = []
    for order, part in enumerate(_PARTS.findall(header)):
        name, *parameters = (piece.strip() for piece in _PARAMETERS.findall(part) or [""])
        match = _RANGE.fullmatch(name.lower())
        weights = [value.strip() for value in parameters if value.lower().startswith("q=")]
        if match is None or len(weights) != len(parameters) or (match[1] == "*" and match[2] != "*"):
            continue
        weight = weights[0][2:] if weights else "1"
        if _WEIGHT.fullmatch(weight):
            ranges.append(_Range(match[1], match[2], float(weight), order))
    return ranges
