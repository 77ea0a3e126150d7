"""What the page of an API shows of an OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from contracts.schema import Document

_METHODS = ("get", "post", "put", "patch", "delete")
_REFERENCE = re.compile(r'"\$ref": "#/components/schemas/([A-Za-z0-9_.-]+)"')


class Operation(NamedTuple):
    """One method of one address.

    scopes: those that a key may need, each list joined; empty for no key. anonymous: whether it may also do without.
    body, answers: media types and statuses, each with the name of its schema, or a short form of it.
    """

    id: str
    method: str
    path: str
    summary: str
    description: str
    scopes: list[str]
    anonymous: bool
    parameters: list[Document]
    body: list[tuple[str, str]]
    answers: list[tuple[str, str, list[tuple[str, str]]]]


def operations(document: Document, tag: str) -> list[Operation]:
    """The operations with this tag, in the order of the document."""
    return [
        _operation(document, method, path, item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item and tag in item[method].get("tags", ())
    ]


def models(document: Document) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each schema: its name, and its text in pieces, each with the name of the schema that follows, if any."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        text = json.dumps(schema, indent=2, ensure_ascii=False)
        pieces = _REFERENCE.split(text)
        yield name, list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def _operation(document: Document, method: str, path: str, operation: Document) -> Operation:
    security = operation.get("security", [])
    scopes = [" + ".join(scope for names in one.values() for scope in names) for one in security if one]
    body = operation.get("requestBody", {}).get("content", {})
    answers = {status: _resolved(document, answer) for status, answer in operation["responses"].items()}
    return Operation(
        operation["operationId"],
        method.upper(),
        path,
        operation.get("summary", ""),
        operation.get("description", ""),
        [scope for scope in scopes if scope],
        not security or {} in security,
        [_resolved(document, one) for one in operation.get("parameters", ())],
        _contents(body),
        [
            (status, answer.get("description", ""), _contents(answer.get("content", {})))
            for status, answer in sorted(answers.items())
        ],
    )


def _contents(content: Document) -> list[tuple[str, str]]:
    return [(media, _name(entry.get("schema", {}))) for media, entry in content.items()]


def _name(schema: Document) -> str:
    """The name of the schema that is meant, also inside of an array or of an answer's `data`."""
    return next((match[1] for match in _REFERENCE.finditer(json.dumps(schema))), "")


def _resolved(document: Document, item: Document) -> Document:
    target: Any = item
    if "$ref" in item:
        target = document
        for part in item["$ref"].removeprefix("#/").split("/"):
            target = target[part]
    return dict(target)
