"""Recognitions of a cluster: each bears a title for some days, and two in one scheme never share a day for certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.dates import Span, certainly_before
from contracts.events.cluster import (
    GrantRecognition,
    RecognitionGranted,
    RecognitionWithdrawn,
    WithdrawRecognition,
)
from contracts.fields import Occurred
from runtime.errors import Refused
from services.registry.aggregates.text_equality import plain

_UNTOLD = Span(None, None)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A title under a scheme, from one day to the end of its time or its withdrawal, as far as they are told."""

    scheme: str
    since: Span
    until: Span | None  # None: without an end
    withdrawn: bool = False

    def certain_days(self) -> tuple[date, date]:
        """The first and last day on which it held whatever the dates mean; the first lies behind the last for none."""
        first = self.since.latest or date.max
        last = date.max if self.until is None else self.until.earliest or date.min
        return first, last

    def ran_out_before(self, told: Span) -> bool:
        """Whether it certainly held no longer at that time."""
        return self.withdrawn or (self.until is not None and certainly_before(self.until, told))


def granted(told: RecognitionGranted | GrantRecognition) -> Recognition:
    """The recognition that is granted."""
    since = _span(told.valid_from or told.occurred)
    return Recognition(plain(told.scheme), since, told.valid_to.span if told.valid_to else None)


def withdrawn(held: Sequence[Recognition], told: RecognitionWithdrawn) -> tuple[Recognition, ...]:
    """The recognitions after a withdrawal: it ends the latest of the scheme that may have held then."""
    when = _span(told.occurred)
    ended = _ended(held, told)
    if ended is None:
        return tuple(held)
    until = when if ended.until is None else _earlier(ended.until, when)
    return tuple(replace(each, until=until, withdrawn=True) if each is ended else each for each in held)


def check_grant(held: Sequence[Recognition], command: GrantRecognition) -> None:
    """The rules of a grant. Raises `Refused`."""
    new = granted(command)
    if new.until is not None and certainly_before(new.until, new.since):
        raise Refused.by(
            "recognition-interval", "This recognition would end certainly before it begins.", "/valid_to"
        )
    first, last = new.certain_days()
    for each in held:
        begins, ends = each.certain_days()
        if each.scheme == new.scheme and max(first, begins) <= min(last, ends):
            raise Refused.by(
                "recognition-overlaps",
                f"The cluster is recognised under “{command.scheme}” already in some of these days.",
                "/scheme",
            )


def check_withdrawal(held: Sequence[Recognition], command: WithdrawRecognition) -> None:
    """The rules of a withdrawal; a source need not have told the grant. Raises `Refused`."""
    if _ended(held, command) is not None:
        return
    if any(_may_end_later(each, command) for each in held):
        raise Refused.by(
            "in-order", "This withdrawal lies certainly before the recognition begins.", "/occurred"
        )
    if command.mode == "performed":
        raise Refused.by(
            "recognised-now", f"The cluster is not recognised under “{command.scheme}” then.", "/scheme"
        )


def _may_end_later(each: Recognition, told: RecognitionWithdrawn | WithdrawRecognition) -> bool:
    return each.scheme == plain(told.scheme) and not each.ran_out_before(_span(told.occurred))


def _ended(
    held: Sequence[Recognition], told: RecognitionWithdrawn | WithdrawRecognition
) -> Recognition | None:
    """The latest recognition that may have held at the time of the withdrawal."""
    when = _span(told.occurred)
    return next(
        (
            each
            for each in reversed(held)
            if _may_end_later(each, told) and not certainly_before(when, each.since)
        ),
        None,
    )


def _earlier(one: Span, other: Span) -> Span:
    """The bounds of whichever comes first; None is unknown."""
    firsts = (one.earliest, other.earliest)
    lasts = [last for last in (one.latest, other.latest) if last is not None]
    return Span(None if None in firsts else min(filter(None, firsts)), min(lasts, default=None))


def _span(told: Occurred | None) -> Span:
    return told.span if told is not None else _UNTOLD
