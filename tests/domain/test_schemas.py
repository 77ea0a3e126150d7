"""Every question over all documents: each answer has the members of its schema and no others."""

import pytest

from contracts.streams import id_of
from services.projections.questions import QUESTIONS, Question
from tests.domain.conftest import Record

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("as_of", ["2018-06", "2026-11-22", "../.."])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.path)
async def test_an_answer_fits_its_schema(documents: Record, question: Question[object], as_of: str) -> None:
    names = {
        "/v1/clusters/{id}": "clusters",
        "/v1/parties/{id}": "parties",
        "/v1/agreements/{id}": "agreements",
    }
    if question.path not in names:
        paths = ["/v1/facts/cluster-lm@1"] if "{" in question.path else [question.path]
    else:
        listed = await documents.query(f"/v1/{names[question.path]}", as_of="../..", limit=500)
        paths = [question.path.replace("{id}", id_of(item["ref"]["id"])) for item in listed]
    more = {
        "/v1/search": {"q": "klaster"},
        "/v1/similar-parties": {"name": "Lublin"},
        "/v1/thresholds": {"members": "20", "classes": "founder:8,full:1", "years": "2"},
        "/v1/together": {"subjects": "party-lublin,party-starachowice"},
    }.get(question.path, {})
    for path in paths:
        await documents.query(path, as_of=as_of, **more)  # compares the answer with its schema
