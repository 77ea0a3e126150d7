"""What every row carries of the facts that it rests on: dates, sources, mode, and who may read it. Ids only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from contracts.envelope import Fact
from contracts.fields import STREAM_PATTERN, Audience
from runtime.readmodel import FUTURE, Interval, json_text, since, span

_REACH: dict[Audience, int] = {"public": 0, "partners": 1, "participants": 2, "owner": 3}
_STREAM = re.compile(STREAM_PATTERN, re.ASCII)
_OPEN: tuple[Any, Any] = (FUTURE, FUTURE)
# What every event says besides its own fields.
ENVELOPE = frozenset({"occurred", "sources", "mode", "actor"})


def fact_text(
    fact: Fact,
    *,
    date: Any = None,
    sources: Sequence[Any] | None = None,
    amended_by: Sequence[str] | None = None,
    disputed: bool = False,
) -> str:
    """The `fact` column: `{type, mode, date?, sources?, amended_by?, disputed?}`, with sources as `{id, locator?}`.

    `date`, `sources` and `amended_by` stand for the fact's own where several facts make one row.
    """
    data = fact.data
    found: dict[str, Any] = {"mode": data.get("mode", "performed"), "type": fact.type}
    if told := date or data.get("occurred"):
        found["date"] = told
    if cited := data.get("sources") if sources is None else sources:
        found["sources"] = cited
    if amendments := fact.amended_by if amended_by is None else amended_by:
        found["amended_by"] = amendments
    if disputed:
        found["disputed"] = True
    return json_text(found)


def together(facts: Sequence[Fact]) -> tuple[Interval, str]:
    """Interval and `fact` column of one occurrence that several facts tell; the first one gives the date that is shown.

    Where they differ the interval spans them all; where no day could satisfy all of them, they dispute each other.
    """
    first = facts[0]
    if len(facts) == 1:
        return since(first.data), fact_text(first)
    starts = [span(fact.data) for fact in facts]
    earliest, latest = min(start for start, _ in starts), max(end for _, end in starts)
    disputed = max(start for start, _ in starts) > min(end for _, end in starts)
    amended = [event for fact in facts for event in fact.amended_by]
    text = fact_text(first, sources=cited(facts), amended_by=amended, disputed=disputed)
    return Interval(earliest, latest, *_OPEN), text


def cited(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """The sources of several facts, each once with all its places, in the order in which they are first cited."""
    places: dict[str, dict[str, None]] = {}
    for fact in facts:
        for item in fact.data.get("sources", ()):
            found = places.setdefault(item["id"], {})
            if locator := item.get("locator"):
                found[locator] = None
    return [{"id": id, "locator": "; ".join(found)} if found else {"id": id} for id, found in places.items()]


def narrowest(facts: Iterable[Fact]) -> Audience:
    """The audience that may read all of these facts."""
    audiences = {fact.audience for fact in facts}
    return max(audiences, key=_REACH.__getitem__) if len(audiences) > 1 else audiences.pop()


def participants(fact: Fact) -> tuple[str, ...]:
    """Who takes part in what only participants may read: the stream's own actors, and those of whom the fact speaks."""
    category, _, rest = fact.stream.partition("-")
    if category == "membership":
        cluster, _, party = rest.partition(".")
        return f"cluster-{cluster}", f"party-{party}"
    if fact.audience != "participants":
        return (fact.stream,)
    spoken = (stream for stream in streams_in(fields(fact)) if stream.startswith(("cluster-", "party-")))
    return tuple(dict.fromkeys((fact.stream, *spoken)))


def streams_in(value: Any) -> Iterator[str]:
    """Every stream that is named anywhere in a JSON value."""
    if isinstance(value, str):
        if "-" in value and _STREAM.match(value):
            yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from streams_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from streams_in(item)


def fields(fact: Fact) -> dict[str, Any]:
    """What the event says besides its envelope."""
    return {name: value for name, value in fact.data.items() if name not in ENVELOPE}


def is_cluster(stream: str) -> bool:
    """Whether the stream is a cluster's."""
    return stream.startswith("cluster-")
