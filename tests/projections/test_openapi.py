"""The OpenAPI document of the read side: as committed, valid, complete, and consistent with the service's parameters."""

import json
from typing import Any

import orjson

from services.projections import openapi
from services.projections.queries.search.search import KINDS
from services.projections.questions import QUESTIONS
from tests.contracts.test_documents import resolve
from tests.projections.conftest import Views


async def test_every_question_takes_just_the_parameters_that_are_described(views: Views) -> None:
    async with views.running.session.get(f"{views.running.url}/openapi.json") as answer:
        document = orjson.loads(await answer.read())
    assert document == json.loads(openapi.FILE.read_text(encoding="utf-8"))
    for question in QUESTIONS:
        get = document["paths"][question.path]["get"]
        parameters = [resolve(document, one["$ref"]) if "$ref" in one else one for one in get["parameters"]]
        path = question.path.replace("{id}", "cluster-lm@1" if "facts" in question.path else "lm")
        status, problem = await views.get(path, nonsense="1")
        assert status == 400, path
        [error] = [error for error in problem["errors"] if error["pointer"] == "?nonsense"]
        known = error["message"].partition("; there are ")[2].split(", ")
        assert known == sorted(one["name"] for one in parameters if one["in"] == "query"), path
        assert get["summary"], path
        if "text/csv" in get["responses"]["200"]["content"]:
            assert (await views.get(path, format="nonsense"))[1]["errors"][0]["message"] == (
                "is not one of " + ", ".join(sorted(_words(parameters, "format")))
            )
    kinds = document["paths"]["/v1/search"]["get"]["parameters"]
    [kind] = [
        one for one in kinds if one.get("name") == "kind"
    ]  # a list with commas, which no enum describes
    assert kind["description"].partition(": ")[2] == ", ".join(KINDS) + "."


def _words(parameters: list[dict[str, Any]], name: str) -> list[str]:
    [words] = [one["schema"]["enum"] for one in parameters if one.get("name") == name]
    return list(words)
