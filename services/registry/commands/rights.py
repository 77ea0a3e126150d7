"""What a key with a subject may read and amend: what is its subject's by the facts of one stream."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from contracts.access import Access, stream_access
from contracts.amendments import AMENDING, OPINIONS, apply_amendments, targets
from contracts.envelope import Fact
from contracts.fields import Audience
from contracts.streams import category_of
from runtime.facts import fact_of
from runtime.security import Keys, Principal, Scope
from services.registry.aggregates import DECIDERS
from services.registry.aggregates.replay import event_of, retold
from services.registry.log.command_log import CommandLog

# A key with one of these scopes reads all of the log, restricted events too.
READ_ALL: frozenset[Scope] = frozenset({"history:read", "record:admin", "operate"})


def audiences(caller: Principal) -> tuple[Audience, ...] | None:
    """The audiences whose events a caller reads from the log; None for all."""
    return None if caller.scopes & READ_ALL else ("public",)


class Holder(NamedTuple):
    """In whose name a key writes, and the actors as whom its holder's keys have written."""

    subject: str
    actors: frozenset[str]


class KeyAccess:
    """Applies the rules to a key, with what the log has of a stream and the actors as whom the key's holder has written."""

    def __init__(self, log: CommandLog, keys: Keys) -> None:
        self._log, self._keys = log, keys

    def holder(self, principal: Principal) -> Holder | None:
        """The holder of a key that writes for its subject only, None for any other key."""
        if principal.subject is None or not principal.subject_only:
            return None
        return Holder(principal.subject, self._keys.holders(principal))

    def reads(self, principal: Principal, stream: str, facts: Sequence[Fact], id: str) -> bool:
        """Whether a key may know of this event of the stream."""
        holder = self.holder(principal)
        if holder is None or principal.scopes & READ_ALL:
            return True
        return reads(stream, facts, id, holder)

    async def hidden(self, principal: Principal, stream: str) -> bool:
        """Whether the stream has events, and the key may read none of them."""
        holder = self.holder(principal)
        if holder is None or principal.scopes & READ_ALL:
            return False
        facts = [fact_of(event) for event in await self._log.stream(stream)]
        access = stream_access(stream, facts)
        return bool(facts) and not any(reads(stream, facts, fact.id, holder, access) for fact in facts)


def may_record(stream: str, facts: Sequence[Fact], id: str, holder: Holder) -> bool:
    """Whether the holder could record this fact as it reads now, or as it read when it was retracted.

    Of an amendment of several facts: whether it could record each. An opinion is its party's alone. What any key may record,
    only the holder that recorded it may take back, and so what a source gives instead.
    """
    return all(_may_record(stream, facts, ground, holder) for ground in _grounds(facts, id))


def _may_record(stream: str, facts: Sequence[Fact], ground: Fact, holder: Holder) -> bool:
    if ground.type in OPINIONS:
        by = ground.data.get("by")
        return by == holder.subject if by else ground.data.get("actor") in holder.actors
    now = _latest(facts, ground.id)
    decider = DECIDERS[category_of(stream)]
    writers = decider.authorised_writers(
        stream, _state(stream, apply_amendments(facts)), retold(now, event_of(now))
    )
    return holder.subject in writers if writers else now.data.get("actor") in holder.actors


def _latest(facts: Sequence[Fact], id: str) -> Fact:
    """The fact as it reads now, or as it read when it was retracted."""
    by_end = (apply_amendments(facts[:end]) for end in range(len(facts), 0, -1))
    return next(fact for current in by_end for fact in current if fact.id == id)


def _grounds(facts: Sequence[Fact], id: str) -> list[Fact]:
    """The facts and the opinions that an amendment amends in the end; of any other event, the event itself."""
    by_id = {fact.id: fact for fact in facts}
    grounds: dict[str, Fact] = {}
    pending = [id]
    while pending:
        fact = by_id[pending.pop()]
        if fact.type in AMENDING and fact.type not in OPINIONS:
            pending += targets(fact.data)
        else:
            grounds[fact.id] = fact
    return list(grounds.values())


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
    return all(
        may_record(stream, facts, target, holder)
        for ground in _grounds(facts, id)
        for target in (targets(ground.data) if ground.type in OPINIONS else (ground.id,))
    )


def _state(stream: str, facts: Sequence[Fact]) -> Any:
    return DECIDERS[category_of(stream)].fold(map(event_of, facts), [fact.id for fact in facts])
