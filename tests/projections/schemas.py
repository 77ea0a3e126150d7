"""Checks answers against the schemas of the OpenAPI document: an answer has the members of its schema and no others."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from services.projections.openapi import document
from services.projections.questions import QUESTIONS

_ONE = re.compile(r"^(/v1/(?:clusters|parties|agreements|facts))/.+$")


def check_answer(path: str, body: Any) -> None:
    """Compare an answer with the schema of its question.

    Raises:
        AssertionError: it does not fit; the message has the place in the answer.
    """
    validator = _validators().get(_ONE.sub(r"\1/{id}", path.partition("?")[0]))
    for error in validator.iter_errors(body) if validator else ():
        inner = error
        while inner.context:
            inner = min(inner.context, key=lambda each: -len(each.absolute_path))
        raise AssertionError(f"{path}: {'/'.join(map(str, inner.absolute_path))}: {inner.message[:300]}")


@cache
def _validators() -> dict[str, Draft202012Validator]:
    described = document()
    schemas = {
        question.path: described["paths"][question.path]["get"]["responses"]["200"]["content"][
            "application/json"
        ]
        for question in QUESTIONS
    }
    return {
        path: Draft202012Validator({**media["schema"], "components": described["components"]})
        for path, media in schemas.items()
    }
