"""The texts of commitments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contracts.envelope import Fact
from services.projections.engine.interval import since
from services.projections.engine.readmodel import Change, Facts, Step
from services.projections.facts.readers import access_of, changes_earlier
from services.projections.facts.search_documents.document import (
    Document,
    RowsOf,
    SearchText,
    for_readers,
    text_of,
)

OF_COMMITMENT = {
    "CommitmentMade": (("commitment", "text"),),
    "EvidenceSubmitted": (("evidence", "text"),),
    "CommitmentAssessed": (("verdict", "qualification"), ("verdict", "rationale")),
}


def commitment_document(facts: Sequence[Fact], kind: str) -> Document:
    names: Mapping[str, str] = next(
        (fact.data["text"] for fact in facts if fact.type == "CommitmentMade"), {}
    )
    texts = [each for fact in facts for each in _of_commitment(fact)]
    return Document(kind, names, for_readers(access_of(facts), texts) if texts else texts)


def _of_commitment(fact: Fact) -> Iterator[SearchText]:
    for field, name in OF_COMMITMENT.get(fact.type, ()):
        if fact.data.get(name):
            yield text_of(fact, field, fact.data[name], since(fact))


def commitment_fold(facts: Facts, rows: RowsOf) -> Step:
    document = commitment_document(facts, "commitment")

    def step(facts: Facts) -> Change | None:
        nonlocal document
        if changes_earlier(facts):
            return None
        if facts[-1].type == "CommitmentMade" and not document.names:
            if len(facts) > 1:
                return None
            document = commitment_document(facts, "commitment")
        texts = for_readers(access_of(facts), _of_commitment(facts[-1]))
        return Change(rows(document._replace(texts=texts)))

    return step
