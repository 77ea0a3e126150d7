"""Records with something wrong in them, made of bytes: the same bytes give the same record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from contracts.envelope import Recorded
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.records import EPOCH, MAC, PREVIOUS, headers_of

KEYS = BusKeys("a" * 32)
NOON = datetime(2026, 11, 28, 12, 0, 0, 123456, UTC)
Headers = list[tuple[str, bytes | None]]


def event(position: int = 7, **changes: Any) -> Recorded:
    given = Recorded(
        position, "membership-lkb.m1", 3, "MemberJoined", 1, NOON, "public", b"", "c-1", None, b'{"n":1}'
    )
    return given._replace(**changes)


RESTRICTED = event(audience="participants", salt=bytes(range(16)), causation_id="cluster-lkb@1")


_NAMES = (
    "ce_type", "ce_subject", "ce_sequence", "ce_streamversion", "ce_time", "ce_correlationid", "ce_causationid",
    "ce_audience", "ce_salt", "ce_id", "ce_dataschema", "ce_source", "ce_specversion", "content-type", PREVIOUS,
    EPOCH, MAC,
)  # fmt: skip
_TRICKS: tuple[bytes | None, ...] = (
    None, b"", b"\0", b"\xff\xfe", b"0", b"-1", b"1_0", b" 1", b"9" * 20, b"9" * 5000, "٣".encode(), b"1e3",
    b"0001-01-01T00:00:00+23:59", b"9999-12-31T23:59:59.999999-23:59", b"2026-01-01", b"2026-13-01T00:00:00Z",
    b"24:00", b"2026-01-01T00:00:00.000000+00:00:00.1", b"upland.MemberJoined.v0", b"upland.MemberJoined.v99999999999",
    b"upland..v1", b"upland.\0.v1", b"upland.MemberJoined.v" + b"9" * 5000, b"everybody", b"public", b"=====", b"a",
    b"membership-lkb.m1\0", b"x" * 100_000, "ż".encode(),
)  # fmt: skip
_GOOD = (
    headers_of(event(), 5, 2, KEYS),
    headers_of(RESTRICTED, 5, 2, KEYS, "e7"),
    headers_of(event(), 5, 2),
)
Record = tuple[bytes | None, bytes | None, Headers]


class _Dice:
    """Choices made of bytes: hypothesis draws one value for each record, which is fast."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def number(self, sides: int) -> int:
        first, self._data = self._data[:1], self._data[1:]
        return (first[0] if first else 0) % sides

    def value(self) -> bytes | None:
        if self.number(4):
            return _TRICKS[self.number(len(_TRICKS))]
        taken, self._data = self._data[:12], self._data[12:]
        return taken


def record_of(data: bytes) -> Record:
    """A record of ours with something wrong in it; with enough wrong, a record of anything."""
    dice = _Dice(data)
    headers: Headers = [*_GOOD[dice.number(len(_GOOD))]]
    for _ in range(dice.number(4)):
        name = _NAMES[dice.number(len(_NAMES))] if dice.number(6) else (dice.value() or b"").decode("latin-1")
        match dice.number(5):
            case 0 | 1:
                value = dice.value()
                headers = [(n, value if n == name else v) for n, v in headers]
            case 2:
                headers = [(n, v) for n, v in headers if n != name]
            case 3:
                headers.append((name, dice.value()))
            case _:
                headers = headers[: dice.number(len(headers) + 1)]
    key = dice.value() if not dice.number(5) else b"membership-lkb.m1"
    value = dice.value() if not dice.number(5) else b'{"n":1}'
    return key, value, headers
