"""The order of two dates: refused only when it is certainly wrong, in any mode, since both cannot be true."""

from __future__ import annotations

from contracts.dates import Span, certainly_before
from contracts.fields import Occurred
from runtime.errors import Refused


def precedes(first: Occurred | None, second: Occurred | None) -> bool:
    """Whether both dates are known and the first lies certainly before the second."""
    return first is not None and second is not None and certainly_before(first.span, second.span)


def within(start: Span, since: Span, until: Span) -> bool:
    """Whether `start` certainly lies between `since` and `until`: not before the one, and before the other."""
    begun = since.latest is not None and start.earliest is not None and since.latest <= start.earliest
    return begun and certainly_before(start, until)


def check(before: Occurred | None, now: Occurred | None, what: str, pointer: str = "/occurred") -> None:
    """Refuse what lies certainly before that on which it rests; `what` names the latter, as “the conclusion”.

    Raises:
        Refused: by `in-order`.
    """
    if before is not None and now is not None and precedes(now, before):
        raise Refused.by("in-order", f"{now.edtf} lies certainly before {what}, {before.edtf}.", pointer)
