"""The read side's description: as committed, valid, whole, and what the service itself says of its parameters."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from contracts import generate
from services.notifications import openapi as feed
from services.projections import openapi
from services.projections.queries.search.search import KINDS
from services.projections.routes import QUESTIONS
from tests.contracts.test_documents import references, resolve
from tests.projections.conftest import Views

DOCUMENTS = (openapi, feed)


@pytest.mark.parametrize("module", DOCUMENTS)
def test_what_is_committed_is_what_the_code_says(module: Any, tmp_path: Path) -> None:
    assert generate.kept(module.FILE, module.document(), ["--check"]) == 0
    elsewhere = tmp_path / "openapi.json"
    assert generate.kept(elsewhere, module.document(), ["--check"]) == 1
    assert generate.kept(elsewhere, module.document(), []) == 0
    assert generate.kept(elsewhere, module.document(), ["--check"]) == 0
    assert generate.kept(elsewhere, module.document(), ["--wrong"]) == 2


@pytest.mark.parametrize("module", DOCUMENTS)
def test_it_is_valid_and_refers_to_what_is_there(module: Any) -> None:
    document = json.loads(module.FILE.read_text(encoding="utf-8"))
    OpenAPIV31SpecValidator(document).validate()
    used = set(references(document))
    for reference in used:
        resolve(document, reference)
    kinds = ("schemas", "parameters", "responses")
    defined = {f"#/components/{kind}/{name}" for kind in kinds for name in document["components"][kind]}
    assert defined == used


async def test_every_question_takes_just_the_parameters_that_are_described(views: Views) -> None:
    async with views.running.session.get(f"{views.running.url}/openapi.json") as answer:
        document = orjson.loads(await answer.read())
    assert document == json.loads(openapi.FILE.read_text(encoding="utf-8"))
    for question in QUESTIONS:
        get = document["paths"][question.path]["get"]
        told = [resolve(document, one["$ref"]) if "$ref" in one else one for one in get["parameters"]]
        path = question.path.replace("{id}", "cluster-lm@1" if "facts" in question.path else "lm")
        status, problem = await views.ask(path, nonsense="1")
        assert status == 400, path
        [error] = [error for error in problem["errors"] if error["pointer"] == "?nonsense"]
        known = error["message"].partition("; there are ")[2].split(", ")
        assert known == sorted(one["name"] for one in told if one["in"] == "query"), path
        assert get["summary"], path
        if "text/csv" in get["responses"]["200"]["content"]:
            assert (await views.ask(path, format="nonsense"))[1]["errors"][0]["message"] == (
                "is not one of " + ", ".join(sorted(_words(told, "format")))
            )
    kinds = document["paths"]["/v1/search"]["get"]["parameters"]
    assert _words(kinds, "kind") == list(KINDS)


def _words(parameters: list[dict[str, Any]], name: str) -> list[str]:
    [words] = [one["schema"]["enum"] for one in parameters if one.get("name") == name]
    return list(words)
