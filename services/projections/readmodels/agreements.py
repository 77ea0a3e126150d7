"""The register of agreements: parties, signatures, and what followed.

One row for each agreement, and one for each fact that needs an audience of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Column, Integer, Text

from contracts.envelope import Fact
from services.projections.engine.interval import since
from services.projections.engine.readmodel import ReadModel, Row
from services.projections.facts.agreement_fold import agreement_fold
from services.projections.facts.agreement_state import (
    DECISIVE,
    LATER,
    Agreement,
    agreement_of,
)
from services.projections.facts.provenance import as_public, fact_text, fields_text
from services.projections.facts.readers import readers

# Each fact of these types is a row of its own: it has its own audience, or there may be several.
_APART = frozenset({"AgreementAmended", "JointActionRecorded", "AgreementProjectRecorded"})


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Yield the agreement's row, if there is an agreement, and the rows of single facts."""
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
        agreement.participants,
        ("agreement", *kind_and_state, *signed, agreement.detail_json, agreement.fact),
    )


def _one(fact: Fact, agreement: Agreement | None) -> Iterator[Row]:
    """Yield the row of an amendment, a joint action, or a later fact with a narrower audience than the agreement."""
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
    values = (fact.type, *about, fields_text(fact), fact_text(fact))
    audience, parties = readers(fact, agreement.access)
    if fact.type == "AgreementAmended":
        # All parties may read the amendments, also those that joined after them.
        parties = tuple(sorted({*parties, *agreement.present}))
    return Row(fact.id, since(fact), audience, parties, values)


MODEL = ReadModel(
    "agreements",
    frozenset({"agreement"}),
    (
        Column("part", Text, nullable=False),  # agreement, or the type of a fact with a row of its own
        Column("kind", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("signed", Integer, nullable=False),
        Column("listed", Integer, nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=7,
    types=DECISIVE | _APART,
    fold=agreement_fold(lambda _: (lambda _event, agreement: _main(agreement), _one), counted=True),
)
