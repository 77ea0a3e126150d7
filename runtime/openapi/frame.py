"""What the OpenAPI documents of all services have in common: their frame, how they are read, and what can go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.schema import DIALECT, Document, for_generators
from contracts.value_schemas import VERSION
from runtime.openapi.schemas import ref, schema_list
from runtime.pages import markdown

JSON, PROBLEM = "application/json", "application/problem+json"

_PROBLEMS = {
    "400": ("Malformed", "The request cannot be read; `errors` names the fields."),
    "401": ("Unauthenticated", "No key or token, or one that does not count."),
    "403": ("Forbidden", "The key lacks the scope that `scope` names, or may not write for this stream."),
    "404": ("NotFound", "There is nothing at this address."),
    "409": ("Conflict", "Another expected version, or the key was used with another body."),
    "410": ("Revoked", "The subscription is revoked."),
    "413": ("TooLarge", "The body is over `limit` bytes."),
    "415": ("UnsupportedMedia", "The media type is not read here."),
    "422": ("Refused", "The rule that `rule` names refuses the command."),
    "429": ("TooMany", "Too many requests; try again after Retry-After."),
    "431": ("HeadTooLarge", "The head of the request is too large; `detail` says how large it may be."),
    "503": ("Unavailable", "The log is busy or away; the command may be sent again with the same key."),
    "504": (
        "NotReached",
        "The position that `wait_for` names did not come in time; `position` is the last one applied.",
    ),
}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def frame(
    service: str,
    summary: str,
    description: str,
    *,
    tags: list[Document],
    paths: Document,
    components: Document,
) -> Document:
    """The document of a service: its own paths and components, and those that all services have.

    Any request may be malformed or one too many, so all paths but those of the operation have 400 and 429. The head of any
    may be too large.
    """
    for operation in _operations(paths):
        operation["responses"] = problems("400", "429") | operation["responses"]
    components = components | {"responses": responses("400", "429", "431") | components["responses"]}
    paths = paths | _page_paths() | _operation_paths()
    for operation in _operations(paths):
        operation["responses"] |= problems("431")
    bearer = {
        "type": "http",
        "scheme": "bearer",
        "description": "A key: `Authorization: Bearer upl_…`, or a token of the instance's identity provider.",
    }
    document: Document = {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": f"Upland {service}",
            "version": "1",
            "summary": summary,
            "description": description,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            *tags,
            {"name": "contracts", "description": "Machine-readable descriptions, and the pages for people."},
            {"name": "operation", "description": "For those who run it."},
        ],
        "paths": paths,
        "components": components
        | {
            "schemas": components["schemas"] | {"SchemaList": schema_list()},
            "responses": components["responses"] | responses("404"),
            "securitySchemes": {"bearer": bearer},
        },
    }
    return _without_arrays(for_generators(document))


def _operations(paths: Document) -> list[Document]:
    return [operation for item in paths.values() for operation in item.values()]


def _without_arrays(document: Document) -> Document:
    """The document with components that are arrays written where they are used.

    Generated code for two members of one model that refer to the same array defines a name twice.
    """
    schemas = document["components"]["schemas"]
    arrays = {
        f"#/components/schemas/{name}": schema
        for name, schema in schemas.items()
        if schema.get("type") == "array"
    }

    def written(node: Any) -> Any:
        if isinstance(node, list):
            return [written(each) for each in node]
        if not isinstance(node, dict):
            return node
        if (array := arrays.get(node.get("$ref", ""))) is not None:
            return written(array | {name: each for name, each in node.items() if name != "$ref"})
        return {name: written(each) for name, each in node.items()}

    components = document["components"] | {
        "schemas": {
            name: schema for name, schema in schemas.items() if f"#/components/schemas/{name}" not in arrays
        }
    }
    result: Document = written(document | {"components": components})
    return result


def responses(*statuses: str) -> Document:
    """The components that `problems` refers to."""
    return {name: _problem(status, text) for status, (name, text) in ((s, _PROBLEMS[s]) for s in statuses)}


def _problem(status: str, description: str) -> Document:
    response: Document = {"description": description, "content": {PROBLEM: {"schema": ref("Problem")}}}
    return response | {"headers": _RETRY_AFTER} if status in {"429", "503", "504"} else response


def problems(*statuses: str) -> Document:
    """An operation's answers when something is wrong."""
    return {status: {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"} for status in statuses}


def parameter(name: str, place: str, schema: Any, description: str, *, required: bool = False) -> Document:
    """One parameter in the `query`, the `path` or a `header`."""
    return {"name": name, "in": place, "required": required, "schema": schema, "description": description}


def optional_key() -> Document:
    """The Idempotency-Key of a request that may also do without."""
    schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"}
    return parameter(
        "Idempotency-Key", "header", schema, "Repeat it with the same body, and it is done once."
    )


def get(
    name: str,
    tag: str,
    text: str,
    parameters: list[Document],
    content: Document,
    *statuses: str,
    security: Sequence[Document] = (),
) -> Document:
    """A path that is only read: `content` by media type, and the `statuses` of its problems."""
    answers = {"200": {"description": text, "content": content}, **problems(*statuses)}
    operation = {
        "operationId": name,
        "tags": [tag],
        "summary": text,
        "security": [*security],
        "responses": answers,
    }
    return {"get": operation | {"parameters": parameters} if parameters else operation}


def _page_paths() -> Document:
    """The documents and pages that every service shows."""
    text: Document = {"schema": {"type": "string"}}
    html = {"text/html": text}
    prose = html | {"text/markdown": text}
    anything = {"schema": {"type": "object"}}
    names = sorted(
        address.removeprefix("/docs/")
        for address in markdown.ADDRESSES.values()
        if address.startswith("/docs/")
    )
    name = parameter("name", "path", {"type": "string", "enum": names}, "The document.", required=True)
    slug = parameter("slug", "path", {"type": "string"}, "The end of a problem's `type`.", required=True)
    of = [
        parameter("type", "path", {"type": "string"}, "The event's type.", required=True),
        parameter("version", "path", VERSION, "The version of its schema.", required=True),
    ]
    listed = {JSON: {"schema": ref("SchemaList")}} | html
    schema = {"application/schema+json": anything}
    return {
        "/": _page("start", "The first page.", html),
        "/docs": _page("docs", "Where guide, interface, schemas and problems are.", html),
        "/docs/api": _page("interface", "This document as a page.", html),
        "/docs/{name}": _page("document", "A document.", prose, name),
        "/problems": _page("problems", "All problems.", prose),
        "/problems/{slug}": _page("problem", "What a problem means and what to do about it.", prose, slug),
        "/schemas": _page("schemas", "The schemas of all events.", listed),
        "/schemas/{type}/{version}.json": _page("schema", "The JSON Schema of an event's data.", schema, *of),
        "/openapi.json": _page("openapi", "This document.", {JSON: anything}),
    }


def _page(name: str, text: str, content: Document, *parameters: Document) -> Document:
    return get(name, "contracts", text, [*parameters], content, *(("400", "404") if parameters else ()))


def _operation_paths() -> Document:
    health = {JSON: {"schema": ref("Health")}}
    ready = get("ready", "operation", "Whether it can do its work.", [], health)
    ready["get"]["responses"]["503"] = {"description": "It cannot; `reasons` lists why.", "content": health}
    metrics = {"text/plain": {"schema": {"type": "string"}}}
    return {
        "/health/live": get("live", "operation", "Whether the process answers.", [], health),
        "/health/ready": ready,
        "/metrics": get("metrics", "operation", "Prometheus metrics.", [], metrics),
    }
