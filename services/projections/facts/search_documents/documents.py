"""The search document of any stream, and its fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contracts.envelope import Fact
from contracts.streams import category_of
from services.projections.engine.readmodel import Facts, Step
from services.projections.facts.search_documents.agreements import (
    REASONS,
    agreement_document,
    agreement_texts_fold,
)
from services.projections.facts.search_documents.clusters import (
    ENTRY,
    NAMING,
    OF_CLUSTER,
    cluster_document,
    cluster_fold,
)
from services.projections.facts.search_documents.commitments import (
    OF_COMMITMENT,
    commitment_document,
    commitment_fold,
)
from services.projections.facts.search_documents.document import (
    Document,
    RowsOf,
)
from services.projections.facts.search_documents.parties import (
    DESCRIBED,
    party_document,
    party_fold,
    person_document,
    person_fold,
    source_document,
    source_fold,
)
from services.projections.facts.search_documents.visits import (
    conference_document,
    conference_fold,
    visit_document,
    visit_fold,
)


def document(facts: Sequence[Fact]) -> Document | None:
    """Return the document of one stream; None while it has no texts."""
    category = category_of(facts[0].stream)
    return _DOCUMENTS[category](facts, category)


def forward(stream: str, facts: Facts, rows: RowsOf) -> Step:
    """Incremental fold of a stream's texts: the texts that the next fact adds, and those that it ends.

    Args:
        rows: returns the rows of a document's texts.
    """
    return _FOLDS[category_of(stream)](facts, rows)


_FOLDS: dict[str, Callable[[Facts, RowsOf], Step]] = {
    "party": party_fold,
    "cluster": cluster_fold,
    "agreement": agreement_texts_fold,
    "visit": visit_fold,
    "conference": conference_fold,
    "commitment": commitment_fold,
    "person": person_fold,
    "source": source_fold,
}


_DOCUMENTS: dict[str, Callable[[Sequence[Fact], str], Document | None]] = {
    "party": party_document,
    "cluster": cluster_document,
    "agreement": agreement_document,
    "visit": visit_document,
    "conference": conference_document,
    "commitment": commitment_document,
    "person": person_document,
    "source": source_document,
}

CATEGORIES = frozenset(_FOLDS)
# Events of other types neither add nor end a text.
TYPES = frozenset(
    {
        *(
            "PartyRegistered",
            "PartyRenamed",
            "PartyIdentified",
            "PartyAliasAdded",
            "SourceRegistered",
            "ConferenceHeld",
        ),
        *DESCRIBED,
        *(
            *NAMING,
            *ENTRY,
            "SpecialisationDropped",
            "TaskTeamDissolved",
            "RecognitionWithdrawn",
            *OF_CLUSTER,
        ),
        *("FunctionAssumed", "FunctionEnded", *OF_COMMITMENT),
        *(
            "AgreementProposed",
            "AgreementSigned",
            "AgreementConcluded",
            "AgreementAmended",
            "JointActionRecorded",
            "AgreementProjectRecorded",
        ),
        *("PartyAcceded", *REASONS),
        *("VisitPlanned", "VisitHeld", "VisitOutcomeRecorded"),
    }
)
