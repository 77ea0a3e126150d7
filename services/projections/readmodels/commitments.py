"""Promises, evidence for them, and assessments: a row for each fact, of the kind `promise`, `evidence` or `assessment`.
Queries look up the sources of the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Column, Text

from contracts.access import Access
from contracts.envelope import Fact
from services.projections.engine.interval import since
from services.projections.engine.readmodel import NOTHING, Change, Facts, ReadModel, Row, Step
from services.projections.facts.provenance import fact_text, fields_text
from services.projections.facts.readers import access_of, changes_earlier, readers

_KINDS = {"CommitmentMade": "promise", "EvidenceSubmitted": "evidence", "CommitmentAssessed": "assessment"}


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Yield the rows of one commitment. Only the first `CommitmentMade` counts: the text of a promise never changes."""
    promised = False
    access = access_of(facts)
    for fact in facts:
        kind = _KINDS.get(fact.type)
        if kind is None or (kind == "promise" and promised):
            continue
        promised = promised or kind == "promise"
        yield _row(fact, kind, access)


def _row(fact: Fact, kind: str, access: Access) -> Row:
    data = fact.data
    promisor = data.get("promisor") if kind == "promise" else None
    detail, text = fields_text(fact), fact_text(fact)
    values = (kind, promisor, data.get("verdict"), detail, text)
    return Row(fact.id, since(fact), *readers(fact, access), values)


def _fold(_: str, facts: Facts) -> Step:
    promised = any(fact.type == "CommitmentMade" for fact in facts)

    def step(facts: Facts) -> Change | None:
        nonlocal promised
        if changes_earlier(facts):
            return None
        fact = facts[-1]
        if fact.type == "CommitmentMade":
            if promised:
                return NOTHING
            promised = True
        return Change((_row(fact, _KINDS[fact.type], access_of(facts)),))

    return step


MODEL = ReadModel(
    "commitments",
    frozenset({"commitment"}),
    (
        Column("kind", Text, nullable=False),
        Column("promisor", Text, nullable=True),
        Column("verdict", Text, nullable=True),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=3,
    types=frozenset(_KINDS),
    fold=_fold,
)
