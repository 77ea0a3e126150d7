"""What is appended and what is answered: the batch as the SQL function takes it, and its rows as each caller hears them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import asyncpg

from contracts.envelope import Claim
from contracts.fields import Audience
from runtime.errors import KeyReused, Refused, WrongVersion
from runtime.telemetry import APPEND_CONFLICTS

CALL = (
    "SELECT * FROM registry.append($1::text[], $2::int[], $3::int[], $4::text[], $5::bytea[], $6::int[],"
    " $7::int[], $8::text[], $9::int[], $10::int[], $11::text[], $12::smallint[], $13::text[], $14::bytea[], $15::text[],"
    " $16::text[], $17::bytea[], $18::int[], $19::text[], $20::text[], $21::int[], $22::text[], $23::int[],"
    " $24::timestamptz)"
)
_RELEASE = "SELECT registry.release($1, $2, $3)"
_ALL_STORED, _STORED, _REPLAYED, _WRONG_VERSION, _KEY_REUSED, _CLAIMED, _OUTDATED = range(-1, 6)
# The refusals as the metric names them.
_CONFLICTS = {
    _WRONG_VERSION: "wrong-version",
    _KEY_REUSED: "key-reused",
    _CLAIMED: "claimed",
    _OUTDATED: "outdated",
}


class Outdated(Exception):
    """A stream that the decision consulted has gone on. Decide again on what the log holds now.

    Not an `UplandError`: nobody outside hears of it.
    """


class NewEvent(NamedTuple):
    """An event that is not in the log yet; its `data` is in RFC 8785 form."""

    type: str
    schema_version: int
    audience: Audience
    salt: bytes
    correlation_id: str
    causation_id: str | None
    data: bytes


class SideEffect(NamedTuple):
    """A statement that is run with an append and commits with its events, or not at all."""

    statement: str
    arguments: tuple[Any, ...]


@dataclass(slots=True)
class Append:
    """Events for one stream, stored together or not at all.

    `expected` is the version that the stream must have (0: it must not exist), None for any. `key` makes the append
    idempotent: with the same `hash` it gives the first answer again. `claims` are taken and `released` let go with it.
    `consulted` are other streams on which the decision rests, with the versions that they must still have.
    """

    stream: str
    expected: int | None
    events: Sequence[NewEvent]
    key: str | None = None
    hash: bytes = b""
    claims: Sequence[Claim] = ()
    released: Sequence[Claim] = ()
    side_effects: Sequence[SideEffect] = ()
    consulted: Mapping[str, int] = field(default_factory=dict)
    done: asyncio.Future[Appended] = field(init=False)
    size: int = field(init=False)

    def __post_init__(self) -> None:
        if self.released:
            released = (SideEffect(_RELEASE, (*claim, self.stream)) for claim in self.released)
            self.side_effects = (*self.side_effects, *released)
        self.size = 200 + sum(len(event.data) + 200 for event in self.events)


class Appended(NamedTuple):
    """Where the events stand. `version` and `position` are those of the first event."""

    version: int
    position: int
    replayed: bool


def arguments(batch: list[Append]) -> list[list[Any]]:
    """The batch as the arguments of `CALL`, but the last: the latest time."""
    offsets: list[int] = []
    owners: list[int] = []
    streams: list[str] = []
    versions: list[int] = []
    indexes: list[int] = []
    events: list[NewEvent] = []
    claim_owners: list[int] = []
    claims: list[Claim] = []
    consulting: list[int] = []
    consulted: list[str] = []
    consulted_versions: list[int] = []
    for ordinal, append in enumerate(batch, 1):
        offsets.append(len(events))
        version = append.expected or 0
        for index, event in enumerate(append.events, 1):
            owners.append(ordinal)
            streams.append(append.stream)
            versions.append(version + index)
            indexes.append(index)
            events.append(event)
        for claim in append.claims:
            claim_owners.append(ordinal)
            claims.append(claim)
        for stream, consulted_version in append.consulted.items():
            consulting.append(ordinal)
            consulted.append(stream)
            consulted_versions.append(consulted_version)
    columns = (
        [list(column) for column in zip(*events, strict=True)] if events else [[] for _ in NewEvent._fields]
    )
    return [
        [append.stream for append in batch],
        [append.expected for append in batch],
        [len(append.events) for append in batch],
        [append.key for append in batch],
        [append.hash for append in batch],
        offsets,
        owners,
        streams,
        versions,
        indexes,
        *columns,
        claim_owners,
        [claim.scheme for claim in claims],
        [claim.value for claim in claims],
        consulting,
        consulted,
        consulted_versions,
    ]


def answer(batch: list[Append], rows: list[asyncpg.Record]) -> dict[str, int]:
    """Answer every append of a batch by the function's rows; the new version of each stream that moved."""
    if rows[0]["outcome"] == _ALL_STORED:
        return _answer_all(batch, rows[0]["first"])
    return _answer_each(batch, rows)


def stored(batch: list[Append], rows: list[asyncpg.Record]) -> list[Append]:
    """The appends that are stored now, by the function's rows."""
    if rows[0]["outcome"] == _ALL_STORED:
        return batch
    return [append for append, row in zip(batch, rows, strict=True) if row["outcome"] == _STORED]


def refuse(append: Append, reason: Exception) -> None:
    """Answer an append with an error, unless it is answered or given up already."""
    if not append.done.done():
        append.done.set_exception(reason)


def _answer_all(batch: list[Append], base: int) -> dict[str, int]:
    """Answer a batch that was stored completely after `base`; the new version of each stream."""
    moved: dict[str, int] = {}
    position = base + 1
    for append in batch:
        version = append.expected or 0
        if not append.done.done():
            append.done.set_result(Appended(version + 1, position, False))
        position += len(append.events)
        moved[append.stream] = version + len(append.events)
    return moved


def _answer_each(batch: list[Append], rows: list[asyncpg.Record]) -> dict[str, int]:
    """Answer each append as it was judged; the new version of each stream that moved."""
    moved: dict[str, int] = {}
    for append, (outcome, first, version, holder) in zip(batch, rows, strict=True):
        if outcome == _STORED:
            moved[append.stream] = version
        elif outcome in _CONFLICTS:
            APPEND_CONFLICTS.labels(_CONFLICTS[outcome]).inc()
        if append.done.done():
            continue
        if outcome == _STORED:
            append.done.set_result(Appended(version - len(append.events) + 1, first, False))
        elif outcome == _REPLAYED:
            append.done.set_result(Appended(0, first, True))
        elif outcome == _WRONG_VERSION:
            append.done.set_exception(WrongVersion.of(append.stream, append.expected or 0, version))
        elif outcome == _KEY_REUSED:
            append.done.set_exception(key_reused())
        elif outcome == _OUTDATED:
            append.done.set_exception(Outdated(*append.consulted))
        else:
            append.done.set_exception(claimed(append.claims, holder, append.events[0].type))
    return moved


def key_reused(stream: str | None = None) -> KeyReused:
    """The error for an idempotency key that came back with another body; `stream` is what the first command wrote to."""
    return KeyReused(
        "Take a new Idempotency-Key for a new command, or send exactly the bytes that were sent first.",
        numbers={"stream": stream} if stream else {},
    )


def claimed(claims: Sequence[Claim], holder: str, event: str) -> Refused:
    """The error for a value that another stream holds; `event` is the type of the event that claims it."""
    category, _, scheme = claims[0].scheme.partition("-")
    if event == "FactRetracted":
        return Refused.by(
            "unique-value",
            f"The {scheme} that comes back with this fact belongs to {holder} by now. Retract it there first.",
            "/target",
        )
    return Refused.by(
        "unique-value",
        f"The {scheme} given here already belongs to {holder}. Refer to that stream, or give another value.",
        "/value"
        if category == "party"
        else f"/fields/{scheme}"
        if event == "FactCorrected"
        else f"/{scheme}",
    )
