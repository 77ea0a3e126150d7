"""Provenance of a row, from its facts: dates, sources, mode, and who may read it. Ids only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Protocol

from contracts.access import as_wide, most_restricted_audience
from contracts.envelope import Fact, Opinion
from contracts.fields import STREAM_PATTERN, Audience
from contracts.rivals import counting, value_members
from services.projections.engine.interval import FUTURE, Interval, happened, since, span
from services.projections.engine.per_fact import once_per_fact
from services.projections.engine.readmodel import json_text

_STREAM = re.compile(STREAM_PATTERN, re.ASCII)
QUOTED = re.compile(f'"({STREAM_PATTERN[1:-1]})"', re.ASCII)
_OPEN: tuple[Any, Any] = (FUTURE, FUTURE)


class _WithAudience(Protocol):
    @property
    def audience(self) -> Audience: ...


# Fields that every event has.
ENVELOPE = frozenset({"occurred", "sources", "mode", "actor"})


def fact_text(
    fact: Fact,
    *,
    date: Any = None,
    combined: Sequence[Fact] = (),
    disputed: bool = False,
    accounts: Sequence[Fact] = (),
) -> str:
    """The `fact` column: `{type, mode, date?, sources?, amended_by?, disputed?, disputes?, confirmations?, values?, accounts?}`.

    Sources are `{id, locator?}`, opinions `{event, by, reason?, sources?}`, accounts `{event, date?, sources?}`.

    Args:
        date: replaces the fact's own date.
        combined: all facts of the row, this one included; their sources, amendments and opinions are merged.
        disputed: whether the facts contradict each other.
        accounts: the facts that report the same occurrence, if there are several.
    """
    alone = not combined or (
        len(combined) == 1 and combined[0] is fact and len(fact.data.get("sources", ())) < 2
    )
    if date is None and alone and not disputed and not accounts:
        return _own_text(fact)
    return _text(fact, date, combined, disputed, accounts)


@once_per_fact
def _own_text(fact: Fact) -> str:
    if fact.amended_by or fact.disputes or fact.confirmations or fact.values:
        return _text(fact, None, (), False, ())
    data = fact.data
    members = {"mode": data.get("mode", "performed"), "type": fact.type}
    for name, at in (("date", "occurred"), ("sources", "sources")):
        if value := data.get(at):
            members[name] = value
    return json_text(members)


def _text(fact: Fact, date: Any, combined: Sequence[Fact], disputed: bool, accounts: Sequence[Fact]) -> str:
    data = fact.data
    members: dict[str, Any] = {"mode": data.get("mode", "performed"), "type": fact.type}
    if occurred := date or data.get("occurred"):
        members["date"] = occurred
    if sources := cited(combined) if combined else data.get("sources"):
        members["sources"] = sources
    amended = [event for each in combined for event in each.amended_by] if combined else fact.amended_by
    if amended:
        members["amended_by"] = amended
    disputes = [_opinion(item) for each in combined or (fact,) for item in each.disputes]
    if disputes:
        members["disputes"] = disputes
    if disputes or disputed or any(each.undecided for each in combined or (fact,)):
        members["disputed"] = True
    if values := [value_members(item) for each in combined or (fact,) for item in counting(each.values)]:
        members["values"] = values
    if confirmations := [_opinion(item) for each in combined or (fact,) for item in each.confirmations]:
        members["confirmations"] = confirmations
    if accounts:
        members["accounts"] = [
            {"event": each.id, "date": each.data.get("occurred"), "sources": each.data.get("sources", ())}
            for each in accounts
        ]
    return json_text(members)


def _opinion(opinion: Opinion) -> dict[str, Any]:
    members: dict[str, Any] = {"event": opinion.event, "by": opinion.by}
    more = {"reason": opinion.reason, "sources": opinion.sources}
    return members | {name: value for name, value in more.items() if value}


def together(facts: Sequence[Fact]) -> tuple[Interval, str]:
    """Return the interval and the `fact` column of one occurrence that several facts report. The first gives the date shown.

    If the dates differ, the interval covers all of them; if no day satisfies all of them, the row is disputed.
    """
    first = facts[0]
    if len(facts) == 1:
        return since(first), fact_text(first)
    starts = [happened(fact) for fact in facts]
    disputed = max(start for start, _ in starts) > min(end for _, end in starts)
    return when(facts), fact_text(first, combined=facts, disputed=disputed, accounts=facts)


def when(facts: Sequence[Fact]) -> Interval:
    """Return the open interval whose start covers the dates of all these facts."""
    if len(facts) == 1:
        return since(facts[0])
    starts = [happened(fact) for fact in facts]
    return Interval(min(start for start, _ in starts), max(end for _, end in starts), *_OPEN)


def until(start: tuple[date, date], end: Fact | None) -> Interval:
    """Return the interval from a start to the date of the fact that ends it, its last day; without one, it is open.

    The start is never after the end, and the end is not after the day of recording.
    """
    return Interval(*start, *_OPEN) if end is None else between(start, happened(end))


def between(start: tuple[date, date], end: tuple[date, date]) -> Interval:
    """Return the interval between a start and an end, each given by its bounds."""
    return Interval(start[0], min(start[1], end[1]), max(start[0], end[0]), end[1])


def as_public(item: _WithAudience, audience: Audience) -> bool:
    """Return whether every member of the audience may also read the item."""
    return as_wide(item.audience, audience)


def in_order(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Return facts sorted by date if all of them have one, else as recorded."""
    if len(facts) < 2 or not all("occurred" in fact.data for fact in facts):
        return facts
    return sorted(facts, key=lambda fact: span(fact.data))


def cited(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Return the sources of several facts, each once with all its locators, in the order of first citation."""
    places: dict[str, dict[str, None]] = {}
    for fact in facts:
        for item in fact.data.get("sources", ()):
            locators = places.setdefault(item["id"], {})
            if locator := item.get("locator"):
                locators[locator] = None
    return [
        {"id": id, "locator": "; ".join(locators)} if locators else {"id": id}
        for id, locators in places.items()
    ]


def most_restricted(facts: Iterable[Fact]) -> Audience:
    """Return the audience that may read all of these facts."""
    return most_restricted_audience(fact.audience for fact in facts)


def streams_in(value: Any) -> list[str]:
    """Return every stream name anywhere in a JSON value, in order; names may repeat."""
    streams: list[str] = []
    _add_streams(value, streams)
    return streams


def _add_streams(value: Any, streams: list[str]) -> None:
    if isinstance(value, dict):
        items: Iterable[Any] = value.values()
    elif isinstance(value, list | tuple):
        items = value
    else:
        items = (value,)
    for item in items:
        if isinstance(item, str):  # most are: a call for each of them would take most of the time
            if "-" in item and _STREAM.match(item):
                streams.append(item)
        elif isinstance(item, dict | list | tuple):
            _add_streams(item, streams)


def streams_named(text: str) -> list[str]:
    """`streams_in` for unparsed JSON text: stream names need no escapes."""
    return QUOTED.findall(text)


def fields(fact: Fact) -> dict[str, Any]:
    """Return the event's own fields, without those of `ENVELOPE`."""
    return {name: value for name, value in fact.data.items() if name not in ENVELOPE}


@once_per_fact
def fields_text(fact: Fact) -> str:
    """`fields` as JSON."""
    return json_text(fields(fact))


def is_cluster(stream: str) -> bool:
    """Whether the stream is a cluster's."""
    return stream.startswith("cluster-")
