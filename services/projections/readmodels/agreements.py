"""The register of agreements: who has signed for whom, and what became of it.

One row for each agreement, and one for each thing that fewer may read than the agreement itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Column, Integer, Text

from contracts.envelope import Fact
from services.projections.engine.interval import since
from services.projections.engine.readmodel import ReadModel, Row, json_text
from services.projections.facts.agreement_fold import agreement_fold
from services.projections.facts.agreement_state import (
    DECISIVE,
    LATER,
    Agreement,
    agreement_of,
)
from services.projections.facts.provenance import as_public, fact_text, fields
from services.projections.facts.readers import readers

# Each of these is a row of its own: with its own audience, or of which there may be several.
_APART = frozenset({"AgreementAmended", "JointActionRecorded"})


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """One row, or none, and those that stand apart."""
    agreement = agreement_of(facts)
    if agreement is None:
        return
    yield from _main(agreement)
    for fact in facts:
        yield from _one(fact, agreement)


def _main(agreement: Agreement) -> Iterator[Row]:
    kind_and_state = (agreement.detail["kind"], agreement.state)
    signed = (agreement.signed, agreement.detail["signatures"]["listed"])
    yield Row(
        agreement.event,
        agreement.registered,
        agreement.audience,
        agreement.parties,
        ("agreement", *kind_and_state, *signed, agreement.detail_json, agreement.fact),
    )


def _one(fact: Fact, agreement: Agreement | None) -> Iterator[Row]:
    """Amendments, joint actions, and whatever else fewer may read than the agreement."""
    if agreement is None:
        return
    if fact.type in _APART or (fact.type in LATER and not as_public(fact, agreement.audience)):
        yield _apart(fact, agreement)


def _apart(fact: Fact, agreement: Agreement) -> Row:
    about = (
        agreement.detail["kind"],
        agreement.state,
        agreement.signed,
        agreement.detail["signatures"]["listed"],
    )
    values = (fact.type, *about, json_text(fields(fact)), fact_text(fact))
    audience, parties = readers(fact, agreement.access)
    if fact.type == "AgreementAmended":
        # A party of today is shown the agreement with its amendments, whenever it became one.
        parties = tuple(sorted({*parties, *agreement.access.participation.parties}))
    return Row(fact.id, since(fact), audience, parties, values)


MODEL = ReadModel(
    "agreements",
    frozenset({"agreement"}),
    (
        Column("part", Text, nullable=False),  # agreement, or the type of a fact that stands apart
        Column("kind", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("signed", Integer, nullable=False),
        Column("listed", Integer, nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=5,
    types=DECISIVE | _APART,
    fold=agreement_fold(lambda _: (lambda _event, agreement: _main(agreement), _one), counted=True),
)
