"""The errors of this package.

UplandError
├── Refused             the service refuses the request; `problem` is its problem document
│   ├── UnknownCursor   the cursor is of another feed
│   └── OtherEpoch      the record was restored from a backup since the cursor
├── Disconnected        the service does not answer, for longer than the client may try
└── InvalidSignature    a webhook's request is not genuine, or too old
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class UplandError(Exception):
    """Everything that this package raises."""


class Refused(UplandError):
    """The service refuses the request, and would again.

    Attributes:
        status: of HTTP; `problem`: the problem document (RFC 9457), empty if the answer has none.
    """

    advice = "Mend what the problem names; the same request gives the same answer."

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = dict(problem)
        detail = problem.get("detail") or problem.get("title") or "the answer has no problem document"
        super().__init__(f"{status}: {detail} {self.advice}")


class UnknownCursor(Refused):
    """The stored cursor is of another feed: another instance, or a store that belongs to another key."""

    advice = "See that the store belongs to this instance; then call `journal.restart()` and follow again."


class OtherEpoch(Refused):
    """The record was restored from a backup, so positions may mean other events now."""

    advice = (
        "Call `journal.restart()` and follow again: events that you have are passed over, and new ones are handled, also"
        " those with an id that was used before. What you have and the feed does not is no longer in the record."
    )


class Disconnected(UplandError):
    """The service did not answer, however often it was tried. Nothing is lost: the cursor is stored."""


class InvalidSignature(UplandError):
    """The request is not what the owner of the secret has sent now. Answer it with 400 and use nothing of it."""


def refusal(status: int, problem: Mapping[str, Any]) -> Refused:
    """The error for an answer."""
    slug = str(problem.get("type", "")).rpartition("/")[2]
    kinds = {"other-epoch": OtherEpoch, "unknown-cursor": UnknownCursor}
    return kinds.get(slug, Refused)(status, problem)
