"""What a key with a subject may read and amend: what is its subject's by the facts of one stream. Pure rules, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from contracts.access import Access, stream_access
from contracts.amendments import AMENDING, OPINIONS, apply_amendments
from contracts.envelope import Fact
from contracts.events.amendment import Amendment, ConfirmFact, DisputeFact
from contracts.streams import category_of
from runtime.errors import Forbidden
from runtime.security import Principal, Scope
from services.registry.aggregates import DECIDERS
from services.registry.aggregates.replay import event_of, retold

# Whoever has one of these reads the log, restricted events too.
READ_ALL: frozenset[Scope] = frozenset({"history:read", "record:admin", "operate"})


class Holder(NamedTuple):
    """In whose name a key writes, and the actors as whom its holder's keys have written."""

    subject: str
    actors: frozenset[str]


def check_writer(principal: Principal, writers: frozenset[str], named: frozenset[str]) -> None:
    """Refuse a command that speaks for somebody else; `named` are those whom the command alone names.

    Raises:
        Forbidden: it tells nobody whom the command does not name: a key may not read who takes part.
    """
    if writers and principal.subject not in writers:
        whom = ", ".join(sorted(writers)) if writers == named else "somebody else"
        raise Forbidden(
            f"The key “{principal.name}” writes for {principal.subject} only; this command speaks for {whom}.",
            numbers={"subject": principal.subject},
        )


def check_amends(
    stream: str, facts: Sequence[Fact], command: Amendment, principal: Principal, holder: Holder
) -> None:
    """Refuse an amendment of what others tell. Asked before the amendment and after it: nobody's fact becomes another's.

    Raises:
        Forbidden: an opinion is its party's, and every other amendment is for who could have told the fact.
    """
    if isinstance(command, ConfirmFact | DisputeFact):
        check_writer(principal, frozenset({command.by}), frozenset({command.by}))
    elif not may_record(stream, facts, command.target, holder):
        raise Forbidden(
            f"The key “{principal.name}” writes for {principal.subject} only, in whose name nobody could tell"
            f" {command.target} like this. Confirm or dispute it instead.",
            numbers={"subject": principal.subject},
        )


def may_record(stream: str, facts: Sequence[Fact], id: str, holder: Holder) -> bool:
    """Whether the holder could tell this fact as it is now believed, or was while it was.

    An opinion is its party's alone. What any key may tell, only who recorded it takes back.
    """
    ground = _ground(facts, id)
    if ground.type in OPINIONS:
        return bool(ground.data["by"] == holder.subject)
    now = _latest(facts, ground.id)
    decider = DECIDERS[category_of(stream)]
    writers = decider.authorised_writers(
        stream, _state(stream, apply_amendments(facts)), retold(now, event_of(now))
    )
    return holder.subject in writers if writers else now.data.get("actor") in holder.actors


def _latest(facts: Sequence[Fact], id: str) -> Fact:
    """The fact as it is now believed, or as it read when it was retracted."""
    by_end = (apply_amendments(facts[:end]) for end in range(len(facts), 0, -1))
    return next(fact for current in by_end for fact in current if fact.id == id)


def _ground(facts: Sequence[Fact], id: str) -> Fact:
    """What an amendment speaks of in the end: a fact, or an opinion of one. Anything else is its own."""
    ground = next(fact for fact in facts if fact.id == id)
    while ground.type in AMENDING and ground.type not in OPINIONS:
        ground = next(fact for fact in facts if fact.id == ground.data["target"])
    return ground


def reads(stream: str, facts: Sequence[Fact], id: str, holder: Holder, access: Access | None = None) -> bool:
    """Whether the holder may know that the stream has this event: by the rule of access, or as who recorded or may record it.

    Args:
        access: the access to the stream after all these facts, where it is known already.
    """
    event = next((fact for fact in facts if fact.id == id), None)
    if event is None:
        return False
    access = access or stream_access(stream, facts)
    if event.data.get("actor") in holder.actors or access.reads(holder.subject, event):
        return True
    ground = _ground(facts, id)
    if ground.type in OPINIONS:
        ground = _ground(facts, ground.data["target"])
    return may_record(stream, facts, ground.id, holder)


def _state(stream: str, facts: Sequence[Fact]) -> Any:
    return DECIDERS[category_of(stream)].fold(map(event_of, facts), [fact.id for fact in facts])
