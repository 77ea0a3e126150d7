"""Who may read the facts of one stream: the rule of `contracts.access`, computed once for all read models."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.access import RESTRICTED, Access, stream_access
from contracts.envelope import Fact
from contracts.fields import Audience
from contracts.participation import has_parties, naming
from contracts.references import actors, implied
from services.projections.engine.per_fact import once_per_fact
from services.projections.engine.readmodel import Facts


class _FoldedAccess:
    """Access to a stream after its first `count` facts. `changed_at`: index of the last fact that changed it for earlier ones."""

    __slots__ = ("access", "changed_at", "count")

    def __init__(self) -> None:
        self.access: Access | None = None
        self.count = 0
        self.changed_at = 0

    def take(self, facts: Facts) -> Access:
        """Take the facts after the first `count`. `facts` must not be empty."""
        access = self.access
        if access is None:
            access = self.access = Access(facts[0].stream)
        while self.count < len(facts):
            if access.take(facts[self.count]):
                self.changed_at = self.count
            self.count += 1
        return access


def access_of(facts: Sequence[Fact]) -> Access:
    """Return the access to a stream after all of these facts, at least one."""
    if not isinstance(facts, Facts):
        return stream_access(facts[0].stream, facts)
    return facts.scope.get(_FoldedAccess).take(facts)


def changes_earlier(facts: Facts) -> bool:
    """Return whether the last fact changes who may read earlier facts."""
    folded = facts.scope.get(_FoldedAccess)
    folded.take(facts)
    return len(facts) > 1 and folded.changed_at == len(facts) - 1


def readers(fact: Fact, access: Access) -> tuple[Audience, tuple[str, ...]]:
    """Return the audience of a fact's row, and its participants: streams that may read it without being in the audience."""
    audience = access.audience(fact)
    return audience, access.concerned(fact) if audience in RESTRICTED else ()


@once_per_fact
def participants(fact: Fact) -> tuple[str, ...]:
    """Return the participants of a fact, from its stream's name and the fact alone, regardless of other facts."""
    if has_parties(fact.stream):
        fields = naming(fact.stream, fact.type, fact.data).values()
        named = [actor for names in fields for actor in names or ()]
    else:
        named = actors(fact.data) if fact.audience in RESTRICTED else []
    return tuple(sorted({*implied(fact.stream), *named}))
