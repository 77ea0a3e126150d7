"""Who may read the facts of one stream: the rule of `contracts.access`, folded once for all read models."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.access import RESTRICTED, Access, stream_access
from contracts.envelope import Fact
from contracts.fields import Audience
from contracts.participation import has_parties, naming
from contracts.references import actors, implied
from services.projections.engine.readmodel import Facts


class _FoldedAccess:
    """The access to a stream after its first `count` facts; `changed_at`: which of them last changed it for earlier ones."""

    __slots__ = ("access", "changed_at", "count")

    def __init__(self) -> None:
        self.access: Access | None = None
        self.count = 0
        self.changed_at = 0

    def take(self, facts: Facts) -> Access:
        """Take the facts that have come since; there is at least one."""
        access = self.access
        if access is None:
            access = self.access = Access(facts[0].stream)
        while self.count < len(facts):
            if access.take(facts[self.count]):
                self.changed_at = self.count
            self.count += 1
        return access


def access_of(facts: Sequence[Fact]) -> Access:
    """Who may read the facts of a stream, by all of these; there is at least one."""
    if not isinstance(facts, Facts):
        return stream_access(facts[0].stream, facts)
    return facts.scope.get(_FoldedAccess).take(facts)


def changes_earlier(facts: Facts) -> bool:
    """Whether the last fact changes who may read the facts before it."""
    folded = facts.scope.get(_FoldedAccess)
    folded.take(facts)
    return len(facts) > 1 and folded.changed_at == len(facts) - 1


def readers(fact: Fact, access: Access) -> tuple[Audience, tuple[str, ...]]:
    """The audience of a fact's row, and its participants: who may read it although they are not of the audience."""
    audience = access.audience(fact)
    return audience, access.concerned(fact) if audience in RESTRICTED else ()


def participants(fact: Fact) -> tuple[str, ...]:
    """Who takes part in a fact by what its stream's name and the fact itself say, whatever else the stream says."""
    if has_parties(fact.stream):
        fields = naming(fact.stream, fact.type, fact.data).values()
        named = [actor for names in fields for actor in names or ()]
    else:
        named = actors(fact.data) if fact.audience in RESTRICTED else []
    return tuple(sorted({*implied(fact.stream), *named}))
