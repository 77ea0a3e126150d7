"""Where the seat of a row's organisation is on the map: one cell with both numbers, or a cell for each."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from services.registry.importing.tables.cells import TableRow
from services.registry.importing.values.dates import Unclear

_PLACES = Decimal("0.0000001")  # about a centimetre
_NUMBER = r"[-+−]?\d{1,3}(?:[.,]\d{1,20})?"
_DEGREES = re.compile(
    rf"(?P<before>[NSEW])?\s*(?P<number>{_NUMBER})\s*°?\s*(?P<after>[NSEW])?", re.IGNORECASE
)
# Between two numbers a comma with a space separates; without one it does where both numbers have points.
_PAIRS = (re.compile(r"\s*;\s*|,\s+"), re.compile(r"\s*,\s*(?=[^,]*\.)"), re.compile(r"\s+(?=[-+−\d])"))
_EXPECTED = "decimal degrees, latitude first, such as 51.2465, 22.5684"
_SIGNS = {"N": "", "E": "", "S": "-", "W": "-"}
_AXES = {"latitude": "NS", "longitude": "EW"}
_LIMITS = {"latitude": 90, "longitude": 180}


def coordinates(row: TableRow) -> dict[str, str] | None:
    """The point that the row gives; None where it gives none, or what is noted as wrong."""
    pair = row.read("coordinates", "allowed-value", _pair)
    if pair is not None or row.text("coordinates"):
        return pair
    given = {axis: row.text(axis) for axis in _AXES}
    if not any(given.values()):
        return None
    for axis in _AXES:
        row.require(axis, "a point has a latitude and a longitude")
    point = {axis: row.read(axis, "allowed-value", partial(_degrees, axis=axis)) for axis in _AXES}
    return {axis: value for axis, value in point.items() if value} if all(point.values()) else None


def degrees(number: Decimal) -> str:
    """A number as the record has it: without an exponent, with at most seven decimals."""
    text = f"{number.quantize(_PLACES):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _pair(text: str) -> dict[str, str]:
    for separator in _PAIRS:
        parts = separator.split(text.strip(" ()"))
        if len(parts) == 2 and all(map(_DEGREES.fullmatch, parts)):
            return {axis: _degrees(part, axis) for axis, part in zip(_AXES, parts, strict=True)}
    raise Unclear(f"{text[:40]!r} is no point on the map", _EXPECTED)


def _degrees(text: str, axis: str) -> str:
    match = _DEGREES.fullmatch(text)
    letters = "".join(filter(None, (match["before"], match["after"]))).upper() if match else ""
    if match is None or len(letters) > 1 or letters not in {"", *_AXES[axis]}:
        raise Unclear(f"{text[:40]!r} is no {axis}", _EXPECTED)
    number = match["number"].replace(",", ".").replace("−", "-")
    if letters and number[0] in "-+":
        raise Unclear(f"{text[:40]!r} has a sign and a letter", _EXPECTED)
    value = Decimal(f"{_SIGNS.get(letters, '')}{number}")
    if abs(value) > _LIMITS[axis]:
        raise Unclear(f"{text[:40]!r} is more than {_LIMITS[axis]} degrees", _EXPECTED)
    return degrees(value)
