"""Recognitions of a cluster: each bears a title for some days, and two in one scheme never share a day for certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.dates import Span, certainly_before
from contracts.events.recognition import (
    GrantRecognition,
    RecognitionGranted,
    RecognitionWithdrawn,
    WithdrawRecognition,
)
from contracts.fields import Occurred
from runtime.errors import Refused
from services.registry.aggregates.text_equality import plain

_UNKNOWN = Span(None, None)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A title under a scheme, from one day to the end of its time or its withdrawal, as far as they are recorded."""

    scheme: str
    since: Span
    until: Span | None  # None: without an end
    withdrawn: bool = False

    def certain_days(self) -> tuple[date, date]:
        """The first and last day of its certain validity; the first is after the last if there is none."""
        first = self.since.latest or date.max
        last = date.max if self.until is None else self.until.earliest or date.min
        return first, last

    def ran_out_before(self, when: Span) -> bool:
        """Whether it had certainly ended by that time."""
        return self.withdrawn or (self.until is not None and certainly_before(self.until, when))


def granted(grant: RecognitionGranted | GrantRecognition) -> Recognition:
    """The recognition that is granted."""
    since = _span(grant.valid_from or grant.occurred)
    return Recognition(plain(grant.scheme), since, grant.valid_to.span if grant.valid_to else None)


def withdrawn(current: Sequence[Recognition], withdrawal: RecognitionWithdrawn) -> tuple[Recognition, ...]:
    """The recognitions after a withdrawal: it ends the latest of the scheme that may have been valid then."""
    when = _span(withdrawal.occurred)
    ended = _ended(current, withdrawal)
    if ended is None:
        return tuple(current)
    until = when if ended.until is None else _earlier(ended.until, when)
    return tuple(replace(each, until=until, withdrawn=True) if each is ended else each for each in current)


def check_grant(current: Sequence[Recognition], command: GrantRecognition) -> None:
    """The rules of a grant. Raises `Refused`."""
    new = granted(command)
    if new.until is not None and certainly_before(new.until, new.since):
        raise Refused.by(
            "recognition-interval", "This recognition would end certainly before it begins.", "/valid_to"
        )
    first, last = new.certain_days()
    for each in current:
        begins, ends = each.certain_days()
        if each.scheme == new.scheme and max(first, begins) <= min(last, ends):
            raise Refused.by(
                "recognition-overlaps",
                f"The cluster is recognised under “{command.scheme}” already in some of these days.",
                "/scheme",
            )


def check_withdrawal(current: Sequence[Recognition], command: WithdrawRecognition) -> None:
    """The rules of a withdrawal; a source need not have reported the grant. Raises `Refused`."""
    if _ended(current, command) is not None:
        return
    if any(_may_end_later(each, command) for each in current):
        raise Refused.by(
            "in-order", "This withdrawal lies certainly before the recognition begins.", "/occurred"
        )
    if command.mode == "performed":
        raise Refused.by(
            "recognised-now", f"The cluster is not recognised under “{command.scheme}” then.", "/scheme"
        )


def _may_end_later(each: Recognition, withdrawal: RecognitionWithdrawn | WithdrawRecognition) -> bool:
    return each.scheme == plain(withdrawal.scheme) and not each.ran_out_before(_span(withdrawal.occurred))


def _ended(
    current: Sequence[Recognition], withdrawal: RecognitionWithdrawn | WithdrawRecognition
) -> Recognition | None:
    """The latest recognition that may have been valid at the time of the withdrawal."""
    when = _span(withdrawal.occurred)
    return next(
        (
            each
            for each in reversed(current)
            if _may_end_later(each, withdrawal) and not certainly_before(when, each.since)
        ),
        None,
    )


def _earlier(one: Span, other: Span) -> Span:
    """The bounds of whichever comes first; None is unknown."""
    firsts = (one.earliest, other.earliest)
    lasts = [last for last in (one.latest, other.latest) if last is not None]
    return Span(None if None in firsts else min(filter(None, firsts)), min(lasts, default=None))


def _span(occurred: Occurred | None) -> Span:
    return occurred.span if occurred is not None else _UNKNOWN
