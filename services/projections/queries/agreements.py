"""`/v1/agreements`: the register, and one agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import orjson

from runtime.errors import NotFound
from services.projections.engine.readmodel import FUTURE, PAST
from services.projections.queries import agreement_status, objects
from services.projections.queries.answers import References, date_of
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

AGREEMENTS, NETWORK = TABLES["agreements"], TABLES["network"]
SORT = (date, str)
FILTERS = frozenset({"state", "lapsing_days", "sleeping_days"})
ONE = FILTERS - {"state"}
LAPSING_DAYS, SLEEPING_DAYS = 90, 365
_LONGEST = 36_500
# So many agreements are looked through for those of one state before a page is given, be it short.
_MOST = 5_000
_AGREEMENT_PART = AGREEMENTS.c.part == "agreement"
_ROWS = predicates.page(
    predicates.rows_of(AGREEMENTS, predicates.possible(AGREEMENTS), _AGREEMENT_PART).add_columns(
        AGREEMENTS.c.participants
    ),
    AGREEMENTS.c.start_latest,
    AGREEMENTS.c.stream,
)
_ONE = predicates.rows_of(AGREEMENTS, predicates.one(AGREEMENTS), _AGREEMENT_PART).add_columns(
    AGREEMENTS.c.participants
)
_PARTS = predicates.rows_of(
    AGREEMENTS,
    AGREEMENTS.c.stream == predicates.any_of("streams"),
    AGREEMENTS.c.part != "agreement",
    predicates.possible(AGREEMENTS),
).order_by(AGREEMENTS.c.start_latest, AGREEMENTS.c.id)
_DISSOLVED = predicates.rows_of(
    NETWORK,
    NETWORK.c.stream == predicates.any_of("streams"),
    NETWORK.c.kind == "dissolved",
    predicates.possible(NETWORK),
)


async def agreements(query: Query, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """Agreements by the day since which they were in the register; with `state`, those that are so, be it possibly.

    Raises:
        Malformed: the state is none, or the days are no number of days.
    """
    wanted = query.filters.get("state")
    if wanted is not None and wanted not in agreement_status.STATES:
        raise wrong("state", f"is not one of {', '.join(agreement_status.STATES)}")
    page, found, seen = query, [], 0
    while True:
        rows, following = await store.page(_ROWS, page, SORT, _place)
        seen += len(rows)
        entries = await _entries(query, store, rows)
        for row, item in zip(rows, entries, strict=True):
            if wanted is None or wanted in {each["state"] for each in item["states"]}:
                found.append(item)
                if len(found) == query.limit and (row is not rows[-1] or following):
                    return found, query.next(_place(row))
        if following is None or seen >= _MOST or wanted is None:
            return found, following
        page = replace(page, after=_place(rows[-1]))


async def agreement(query: Query, store: Store, id: str) -> dict[str, Any]:
    """One agreement, whenever it was; its `certainty` is null when it was not proposed yet at `as_of`.

    Raises:
        NotFound: the record knew no such agreement, or the caller may not read it.
    """
    rows = await store.fetch(_ONE, query.binds | {"stream": f"agreement-{id}"})
    if not rows:
        raise NotFound(
            f"There is no agreement {id} that you may read in the record as of position {query.known_at}."
        )
    [found] = await _entries(query, store, rows)
    return found


def _place(row: Any) -> tuple[Any, ...]:
    return row.start_latest, row.stream


async def _entries(query: Query, store: Store, rows: Sequence[Any]) -> list[dict[str, Any]]:
    days = _days(query, "lapsing_days", LAPSING_DAYS), _days(query, "sleeping_days", SLEEPING_DAYS)
    if not rows:
        return []
    parts: dict[str, list[Any]] = defaultdict(list)
    for part in await store.fetch(_PARTS, query.binds | {"streams": [row.stream for row in rows]}):
        parts[part.stream].append(part)
    clusters = {party for row in rows for party in row.participants if party.startswith("cluster-")}
    gone = await store.fetch(_DISSOLVED, query.binds | {"streams": sorted(clusters)}) if clusters else ()
    references = await store.references(
        query, [*rows, *(part for found in parts.values() for part in found), *gone]
    )
    dissolved = {row.stream: row for row in gone}
    return [_entry(row, parts[row.stream], dissolved, references, *days) for row in rows]


def _days(query: Query, name: str, default: int) -> int:
    text = query.filters.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= _LONGEST):
        raise wrong(name, f"is not a number of days from 0 to {_LONGEST}")
    return int(text)


def _entry(
    row: Any,
    parts: Sequence[Any],
    dissolved: Mapping[str, Any],
    references: References,
    lapsing: int,
    sleeping: int,
) -> dict[str, Any]:
    """The register's entry: the agreement as it stood in the asked time."""
    told = orjson.loads(row.detail)
    details = [(part, orjson.loads(part.detail)) for part in parts]
    ended = next((_ended(part, more) for part, more in details if part.part in _ENDS), told.get("ended"))
    amendments = sorted(
        ((part, more) for part, more in details if part.part == "AgreementAmended"),
        key=lambda item: (_happened(item[0])[::-1], item[0].id),
    )
    world = references.query.world
    last_day, last = agreement_status.last_day(
        told.get("valid_until"),
        [(_happened(part), more["valid_until"]) for part, more in amendments if more.get("valid_until")],
        world,
    )
    activities = _activities(told, parts)
    known = agreement_status.Milestones(
        proposed=(row.start_earliest, row.start_latest),
        concluded=agreement_status.day_bounds(told["since"]) if "since" in told else None,
        last_day=last_day,
        ended=agreement_status.day_bounds(ended["by"]) if ended else None,
        activities=tuple(days for days, _ in activities),
    )
    complete = _complete(told, row.participants, references.query)
    states = agreement_status.states(known, world, lapsing, sleeping, complete=complete)
    state = agreement_status.first(states)
    latest = max(
        (item for item in activities if item[0][0] <= world[1]), key=lambda item: item[0][::-1], default=None
    )
    progress = _progress(told, known, references.query)
    actions = [(part, more) for part, more in details if part.part == "JointActionRecorded"]
    return objects.agreement(row, references) | {
        "state": state or told["state"],
        "states": [
            {"state": name, "certainty": sure, "reason": _reason(name, sure, states, complete=complete)}
            for name, sure in states.items()
        ],
        "certainty": states[state] if state else "no",
        # Why the state is not certain, where that is because the caller may not read everything.
        "reason": _reason(state, states[state], states, complete=complete) if state else None,
        "signatures": {"signed": progress["yes"], "listed": progress["listed"]},
        "progress": progress,
        "valid_until": date_of(last) if last else None,
        "last_activity": latest[1] if latest else None,
        "ended": objects.ended(ended) if ended else None,
        "amendments": [_part(part, more, references) for part, more in amendments],
        "joint_actions": [
            _part(part, more | {"participants": references.refs(more["participants"])}, references)
            for part, more in actions
        ],
        # A cluster that is no more cannot keep what it agreed; somebody has to say what becomes of it.
        "flagged": [
            {"party": references.ref(party), "reason": "dissolved", **references.fact(dissolved[party])}
            for party in row.participants
            if party in dissolved
            and not states.keys().isdisjoint({"living", "lapsing", "sleeping", "lapsed"})
        ],
    }


HIDDEN = {
    "pl": "Wspólne działania czytają tylko strony i klastry partnerskie, więc porozumienie mogło być czynne.",
    "en": "Only its parties and partner clusters read what was done together, so it may have been active.",
}


def _complete(told: Mapping[str, Any], participants: Sequence[str], query: Query) -> bool:
    """Whether the caller reads all that is done under an agreement: a partner cluster, or a party that has not left."""
    left = {each["party"] for each in told["parties"] if "withdrew" in each}
    return query.reads("partners", [party for party in participants if party not in left])


def _reason(state: str, sure: str, states: Mapping[str, str], *, complete: bool) -> dict[str, str] | None:
    doubted = state in {"living", "sleeping"} and "sleeping" in states and sure == "possibly"
    return HIDDEN if doubted and not complete else None


_ENDS = {"AgreementTerminated": "terminated", "AgreementExpired": "expired"}


def _ended(part: Any, more: Mapping[str, Any]) -> dict[str, Any]:
    told = orjson.loads(part.fact)
    return {
        "how": _ENDS[part.part],
        "event": part.event,
        "date": told.get("date"),
        "reason": more.get("reason"),
        "by": [None if day == PAST else day.isoformat() for day in _happened(part)],
    }


def _happened(part: Any) -> agreement_status.Days:
    """The bounds of a part's day: it had happened when it was recorded."""
    latest = part.start_latest
    if latest == FUTURE and part.recorded_at:
        latest = part.recorded_at.date()
    return part.start_earliest, latest


def _part(part: Any, more: Mapping[str, Any], references: References) -> dict[str, Any]:
    return {name: value for name, value in more.items() if name != "valid_until"} | {
        "valid_until": date_of(more["valid_until"]) if more.get("valid_until") else None,
        **references.fact(part),
    }


def _activities(
    told: Mapping[str, Any], parts: Sequence[Any]
) -> list[tuple[agreement_status.Days, dict[str, Any]]]:
    """What was done under an agreement: concluded, joined, left, amended, and whatever its parties did together."""
    found = []
    if "since" in told:
        days = agreement_status.day_bounds(told["since"])
        found.append((days, _activity("AgreementConcluded", told["concluded"])))
    for party in told["parties"]:
        for name, type in (("acceded", "PartyAcceded"), ("withdrew", "PartyWithdrew")):
            if name in party:
                found.append((agreement_status.day_bounds(party[name]["by"]), _activity(type, party[name])))
    for part in parts:
        date = orjson.loads(part.fact).get("date")
        found.append((_happened(part), _activity(part.part, {"event": part.event, "date": date})))
    return found


def _activity(type: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": type, "event": told.get("event"), "date": date_of(told.get("date"))}


def _progress(told: Mapping[str, Any], known: agreement_status.Milestones, query: Query) -> dict[str, int]:
    """Signatures of the listed parties by the asked time. The conclusion says that all of them had signed."""
    first, last = query.world
    all_signed = known.concluded is not None and known.concluded[1] <= first
    yes = possibly = 0
    for party in told["parties"]:
        if "signed" not in party or "acceded" in party:
            continue
        earliest, latest = agreement_status.day_bounds(party["by"])
        if all_signed or latest <= first or query.any_time:
            yes += 1
        elif earliest <= last:
            possibly += 1
    return {"yes": yes, "possibly": possibly, "listed": told["signatures"]["listed"]}
