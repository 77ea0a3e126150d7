"""What a key sees of the record before a rule is asked: what it may not read is, for it, not there."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.access import stream_access
from contracts.envelope import Fact
from runtime.facts import fact_of
from runtime.security import Keys, Principal
from services.registry.commands import rights
from services.registry.commands.rights import Holder
from services.registry.log.command_log import CommandLog


class KeyAccess:
    """Asks the log what a stream holds, and the keys as whom a subject has written."""

    def __init__(self, log: CommandLog, keys: Keys) -> None:
        self._log, self._keys = log, keys

    def holder(self, principal: Principal) -> Holder | None:
        """Whose key it is, where it writes for its own subject only."""
        if principal.subject is None or principal.allows("record:admin"):
            return None
        return Holder(principal.subject, self._keys.holders(principal.subject))

    def reads(self, principal: Principal, stream: str, facts: Sequence[Fact], id: str) -> bool:
        """Whether a key may know of this event of the stream."""
        holder = self.holder(principal)
        if holder is None or principal.scopes & rights.READ_ALL:
            return True
        return rights.reads(stream, facts, id, holder)

    async def hidden(self, principal: Principal, stream: str) -> bool:
        """Whether the stream has events, and the key may read none of them."""
        holder = self.holder(principal)
        if holder is None or principal.scopes & rights.READ_ALL:
            return False
        facts = [fact_of(event) for event in await self._log.stream(stream)]
        access = stream_access(stream, facts)
        return bool(facts) and not any(rights.reads(stream, facts, fact.id, holder, access) for fact in facts)
