"""What an event costs in a stream of 10,000 events, and in one of 10: for every read model and the feed, folding and writing.

A stream is filled, and then so many events more are applied one by one, as the live consumer does when they come singly.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import orjson
import uvloop

from benchmarks.rounds import Result, compared, settle, show
from contracts.catalogue import LATEST
from contracts.envelope import Recorded
from contracts.fields import Audience
from contracts.streams import category_of
from runtime.facts import fact_of
from services.notifications.feed import Feed
from services.projections.engine.readmodel import ReadModel
from services.projections.engine.sink import ReadModels
from services.projections.engine.stream_fold import StreamFold
from services.projections.readmodels.tables import MODELS
from services.projections.text import stemming
from tests import servers
from tests.servers import Database

SHORT, LONG = 10, 10_000
_COUNTED = 50
_FOLDED = 300
_SOME = 300
_ROUNDS = 5
_PER_BATCH = 500
_START = datetime(2026, 1, 1, tzinfo=UTC)
Draw = Callable[[int], tuple[str, dict[str, Any]]]


def _text(number: int) -> dict[str, str]:
    return {"pl": f"dziedzina q{number:x}z", "en": f"field q{number:x}z"}


def _day(number: int) -> dict[str, str]:
    day = (datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=number)).date().isoformat()
    return {"edtf": day, "earliest": day, "latest": day}


def _specialisations(number: int) -> tuple[str, dict[str, Any]]:
    if number == 0:
        return "ClusterFounded", {"names": _text(0), "initiators": ["party-x"]}
    type = "SpecialisationDropped" if number % 4 == 3 else "SpecialisationDeclared"
    return type, {"label": _text(number - 1 if number % 4 == 3 else number), "occurred": _day(number)}


def _one_label(number: int) -> tuple[str, dict[str, Any]]:
    return ("SpecialisationDeclared", "SpecialisationDropped")[number % 2], {"label": _text(0)}


def _of_cluster(number: int) -> tuple[str, dict[str, Any]]:
    if number == 0:
        return "ClusterFounded", {"names": _text(0), "initiators": ["party-x"]}
    team, organisation = {"name": _text(number // 2)}, {"organisation": f"party-q{number // 2}"}
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("MembershipCountReported", {"count": number, "as_of": _day(number)}),
        ("TaskTeamFormed", team), ("TaskTeamDissolved", team),
        ("CoordinatorAppointed", organisation), ("CoordinatorReleased", organisation),
        ("RecognitionGranted", {"scheme": f"scheme {number}", "valid_from": _day(number)}),
        ("PurposeDeclared", {"mission": _text(number), "goals": [_text(number + 1)]}),
        ("StrategyAdopted", {"title": _text(number)}),
    ]  # fmt: skip
    type, fields = kinds[number % len(kinds)]
    return type, {**fields, "occurred": _day(number)}


def _agreement(number: int) -> tuple[str, dict[str, Any]]:
    parties = [f"party-q{each}" for each in range(3)]
    if number == 0:
        fields = {"kind": "contract", "parties": parties, "subject": _text(0), "others": False}
        return "AgreementProposed", fields
    if number <= len(parties):
        return "AgreementSigned", {"party": parties[number - 1], "occurred": _day(1)}
    if number == len(parties) + 1:
        return "AgreementConcluded", {"occurred": _day(2)}
    fields = {"kind": "training", "participants": parties, "text": _text(number), "occurred": _day(number)}
    return "JointActionRecorded", fields


def _membership(number: int) -> tuple[str, dict[str, Any]]:
    type = ("MembershipApplied", "MemberJoined", "MemberLeft")[number % 3]
    return type, {"occurred": _day(number)}


def _visit(number: int) -> tuple[str, dict[str, Any]]:
    if number == 0:
        return "VisitHeld", {"host": "cluster-q", "visitors": ["party-x"], "occurred": _day(0)}
    return "VisitOutcomeRecorded", {"text": _text(number)}


def _commitment(number: int) -> tuple[str, dict[str, Any]]:
    if number == 0:
        return "CommitmentMade", {"text": _text(0), "promisor": "party-x"}
    fields = {"submitter": "party-x", "document": f"source-q{number}", "text": _text(number)}
    return "EvidenceSubmitted", {**fields, "occurred": _day(number)}


def _identities(number: int) -> tuple[str, dict[str, Any]]:
    if number == 0:
        return "PartyRegistered", {"kind": "organisation", "names": _text(0)}
    type = "IdentityUnlinked" if number % 2 == 0 else "IdentityLinked"
    return type, {"other": f"party-q{(number + 1) // 2}", "evidence": "register", "reason": "none"}


def _names(number: int) -> tuple[str, dict[str, Any]]:
    return ("PartyRenamed" if number else "PartyRegistered"), {
        "kind": "organisation",
        "names": _text(number),
        "occurred": _day(number),
    }


def _functions(number: int) -> tuple[str, dict[str, Any]]:
    type = "FunctionEnded" if number % 2 else "FunctionAssumed"
    fields = {"organisation": f"party-q{number % 7}", "title": _text(number // 2), "occurred": _day(number)}
    return type, fields


# Streams whose facts each change the content of one row: a row that grows with each of them is not among these.
STREAMS: dict[str, tuple[str, Draw]] = {
    "specialisations": ("cluster-q", _specialisations),
    "one specialisation again and again": ("cluster-q", _one_label),
    "what a cluster has": ("cluster-q", _of_cluster),
    "joint actions": ("agreement-q", _agreement),
    "episodes of a membership": ("membership-q.x", _membership),
    "outcomes of a visit": ("visit-q", _visit),
    "evidence": ("commitment-q", _commitment),
    "identities": ("party-x", _identities),
}
# Whose rows grow with each fact, or are all sorted by the last one: measured in streams of `_SOME`.
GROWING: dict[str, tuple[str, Draw]] = {
    "names of a party": ("party-x", _names),
    "functions of a person": ("person-q", _functions),
}


def recorded(stream: str, draw: Draw, first: int, count: int) -> list[Recorded]:
    """Events of a stream, from the one of this number on; the position is the version."""
    result = []
    for number in range(first, first + count):
        type, data = draw(number)
        text = orjson.dumps({"actor": "bench", "mode": "reported", "sources": [], **data})
        result.append(
            Recorded(
                number + 1, stream, number + 1, type, LATEST[type], _START + timedelta(seconds=number), "public",
                bytes(16), "bench", None, text,
            )
        )  # fmt: skip
    return result


class Costs:
    """Milliseconds of an event in a stream of a length, in several rounds."""

    def __init__(self, owner: asyncpg.Connection[Any], own: asyncpg.Connection[Any]) -> None:
        self._owner, self._own = owner, own

    async def written(self, stream: str, draw: Draw, length: int, rounds: int) -> list[float]:
        """Of all models, folded and written one by one, each in its transaction."""
        names = ", ".join(f"projections.{name}" for name in ("facts", *(model.name for model in MODELS)))
        await self._owner.execute(f"TRUNCATE {names}")
        sink = ReadModels(MODELS)
        for first in range(0, length, _PER_BATCH):
            await self._apply(sink, recorded(stream, draw, first, min(_PER_BATCH, length - first)))
        await self._owner.execute("ANALYZE")
        result = []
        for number in range(rounds):
            events = recorded(stream, draw, length + number * _COUNTED, _COUNTED)
            start = time.perf_counter()
            for event in events:
                await self._apply(sink, [event])
            result.append((time.perf_counter() - start) / _COUNTED * 1000)
        return result

    async def _apply(self, sink: ReadModels, events: Sequence[Recorded]) -> None:
        async with self._own.transaction():
            assert await sink.apply(self._own, events) == {}
        await sink.committed(0, ())


async def _of_feed(
    owner: asyncpg.Connection[Any], own: asyncpg.Connection[Any], audience: Audience, length: int
) -> float:
    """Milliseconds of an event of an agreement in the feed, when its stream has a length."""
    await owner.execute("TRUNCATE notifications.feed, notifications.standings")
    sink = Feed()

    async def apply(events: Sequence[Recorded]) -> None:
        async with own.transaction():
            result = [event._replace(audience=audience) for event in events]
            assert await sink.apply(own, result) == {}
        await sink.committed(0, ())

    for first in range(0, length, _PER_BATCH):
        await apply(recorded("agreement-q", _negotiated, first, min(_PER_BATCH, length - first)))
    await owner.execute("ANALYZE notifications.feed, notifications.standings")
    start = time.perf_counter()
    for event in recorded("agreement-q", _negotiated, length, _COUNTED):
        await apply([event])
    return (time.perf_counter() - start) / _COUNTED * 1000


def _negotiated(number: int) -> tuple[str, dict[str, Any]]:
    """An agreement that is not concluded: the signatures of its parties are kept for the day on which it is."""
    parties = [f"party-q{each}" for each in range(20)]
    if number == 0:
        return "AgreementProposed", {
            "kind": "contract",
            "parties": parties,
            "subject": _text(0),
            "others": False,
        }
    if number % 2:
        return "AgreementSigned", {"party": parties[number % 20], "occurred": _day(number)}
    return "FactConfirmed", {"target": f"agreement-q@{number}", "by": parties[0]}


async def measure_feed(database: Database, length: int = LONG, rounds: int = _ROUNDS) -> list[Result]:
    """A line for what is public, and one for what is the parties' until the agreement is concluded."""
    owner, own = (
        await asyncpg.connect(database.url()),
        await asyncpg.connect(
            database.url("upland_notifications"), server_settings={"synchronous_commit": "off"}
        ),
    )
    results = []
    audiences: tuple[Audience, ...] = ("public", "participants")
    for audience in audiences:
        long, short = list[float](), list[float]()
        for _ in range(rounds):
            for into, size in ((long, length), (short, SHORT)):
                into.append(await _of_feed(owner, own, audience, size))
        results.append(compared(f"long streams, feed, {audience}", "ms/event", long, short, at_most=1.5))
        print(results[-1], flush=True)
    await owner.close()
    await own.close()
    return results


def folded(model: ReadModel, stream: str, draw: Draw, length: int, rounds: int) -> list[float]:
    """Milliseconds of an event that one model folds, without writing."""
    fold = StreamFold(stream, [model])
    for fact in map(fact_of, recorded(stream, draw, 0, length)):
        list(fold.take(fact))
    fold.changes()
    result = []
    for number in range(rounds):
        facts = [fact_of(event) for event in recorded(stream, draw, length + number * _FOLDED, _FOLDED)]
        start = time.process_time()
        for fact in facts:
            list(fold.take(fact))
            fold.changes()
        result.append((time.process_time() - start) / _FOLDED * 1000)
    return result


async def measure(database: Database, length: int = LONG, rounds: int = _ROUNDS) -> list[Result]:
    """A line for each kind of stream with all models, and one for each model over all kinds of stream."""
    owner = await asyncpg.connect(database.url())
    own = await asyncpg.connect(
        database.url("upland_projections"), server_settings={"synchronous_commit": "off"}
    )
    await asyncio.to_thread(stemming.load)
    settle()
    costs = Costs(owner, own)
    results = []
    for name, (stream, draw) in (STREAMS | GROWING).items():
        size = min(length, _SOME) if name in GROWING else length
        long, short = [await costs.written(stream, draw, count, rounds) for count in (size, SHORT)]
        results.append(compared(f"{name}, in a stream of {size:,}", "ms/event", long, short, at_most=1.5))
        print(results[-1].name, f"{results[-1].ratio:.2f} ×", flush=True)
    for model in MODELS:
        kinds = [kind for kind in STREAMS.values() if category_of(kind[0]) in model.categories]
        long, short = (
            [sum(each) for each in zip(*(folded(model, *kind, count, rounds) for kind in kinds), strict=True)]
            for count in (length, SHORT)
        )
        results.append(
            compared(f"{model.name} folds, in streams of {length:,}", "ms/event", long, short, at_most=1.5)
        )
        print(results[-1].name, f"{results[-1].ratio:.2f} ×", flush=True)
    await owner.close()
    await own.close()
    return results


def main() -> None:
    """Start a PostgreSQL, measure, print. An argument is the length of the long stream."""
    length, rounds = (int(sys.argv[1]), 3) if sys.argv[1:] else (LONG, _ROUNDS)
    with servers.postgres() as databases:

        async def run() -> None:
            database = await databases.clone()
            show([*await measure_feed(database, length, rounds), *await measure(database, length, rounds)])

        uvloop.run(run())


if __name__ == "__main__":
    main()
