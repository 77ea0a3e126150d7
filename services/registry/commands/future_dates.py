"""The future tense is not an event: what is dated certainly after tomorrow has not happened, and is not recorded as if it had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.envelope import Command, Event, Fact
from contracts.events.amendment import FactCorrected, FactRefined
from contracts.events.cluster import ReportMembershipCount
from contracts.fields import Occurred
from runtime.errors import Refused

# Events whose date is when something is meant to happen.
_FORETELLING = frozenset({"VisitPlanned"})
# A number that is given for a day to come is a plan, not a count.
_COUNTED: Mapping[str, tuple[str, ...]] = {"MembershipCountReported": ("as_of",)}
# It is tomorrow already somewhere east of Greenwich.
_AHEAD = timedelta(days=1)


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


def check(command: Command, now: date) -> None:
    """Whether a command speaks of what was. Raises `Refused`."""
    if command.occurred is not None and not command.foretells:
        _refuse_after(now, command.occurred, "/occurred")
    if isinstance(command, ReportMembershipCount) and command.as_of is not None:
        _refuse_after(now, command.as_of, "/as_of")


def check_amended(facts: Sequence[Fact], amendments: Sequence[Event], now: date) -> None:
    """Whether these facts, amended like this, still speak of what was. Raises `Refused`."""
    types: Mapping[str, str] = {fact.id: fact.type for fact in facts}
    for event in amendments:
        match event:
            case FactRefined() if types[event.target] not in _FORETELLING:
                _refuse_after(now, event.date, "/date")
            case FactCorrected() if types[event.target] not in _FORETELLING:
                for name in ("occurred", *_COUNTED.get(types[event.target], ())):
                    value: Any = event.fields.get(name)
                    if value is not None:
                        _refuse_after(now, Occurred.model_validate(value), f"/fields/{name}")


def _refuse_after(now: date, occurred: Occurred, pointer: str) -> None:
    if occurred.earliest is not None and occurred.earliest > now + _AHEAD:
        raise Refused.by(
            "not-in-the-future",
            f"{occurred.edtf} lies in the future, and today is {now.isoformat()}. Record it when it has happened;"
            " what is only meant to happen can be told in the words of a plan or a promise.",
            pointer,
        )
