"""The registry's HTTP interface as an OpenAPI 3.1 document, made from the catalogue of commands."""

from __future__ import annotations

from typing import Any

from contracts import shapes
from contracts.catalogue import COLLECTIONS, COMMANDS, EVENTS
from contracts.envelope import Command
from contracts.schema import DIALECT, Document, components, summary
from contracts.shapes import ref
from contracts.statement import BATCH_MEDIA_TYPE, MEDIA_TYPE

JSON, NDJSON, PROBLEM = "application/json", "application/x-ndjson", "application/problem+json"

_PROBLEMS = {
    "400": ("Malformed", "The request cannot be read; `errors` names the fields."),
    "401": ("Unauthenticated", "No key, or one that is not known."),
    "403": ("Forbidden", "The key lacks the scope that `scope` names, or may not write for this stream."),
    "404": ("NotFound", "There is nothing at this address."),
    "409": ("Conflict", "Another expected version, or the key was used with another body."),
    "413": ("TooLarge", "The body is over `limit` bytes."),
    "415": ("UnsupportedMedia", "The media type is not read here."),
    "422": ("Refused", "The rule that `rule` names refuses the command."),
    "429": ("TooMany", "Too many requests; try again after Retry-After."),
    "503": ("Unavailable", "The log is busy or away; the command may be sent again with the same key."),
}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_ID = r"^[a-z0-9][a-z0-9-]{0,62}$"
_WRITE = [{"bearer": ["record:write"]}]
# Public facts may be read without a key where the operator allows it.
_READ: list[dict[str, list[str]]] = [{"bearer": ["history:read"]}, {}]


def document() -> Document:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Upland registry",
            "version": "1",
            "summary": "Commands go into the record here, and its history comes out.",
            "description": "Every change is a command; what it is accepted as are events, which never change. "
            "An acknowledged command is durable. Repeat one with the same Idempotency-Key as often as you like.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            *(
                {"name": name, "description": f"Streams `{aggregate}-…`."}
                for name, aggregate in COLLECTIONS.items()
            ),
            {"name": "history", "description": "What the record holds."},
            {"name": "contracts", "description": "Machine-readable descriptions of all this."},
            {"name": "operation", "description": "For those who run it."},
        ],
        "paths": _command_paths()
        | _name_path()
        | _batch_path()
        | _history_paths()
        | _contract_paths()
        | _operation_paths(),
        "components": {
            "schemas": components(list(dict.fromkeys(COMMANDS.values()))) | shapes.answers(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key: `Authorization: Bearer upl_…`.",
                }
            },
            "parameters": _parameters(),
            "responses": {name: _problem(status, text) for status, (name, text) in _PROBLEMS.items()},
        },
    }


def _problem(status: str, description: str) -> Document:
    response: Document = {"description": description, "content": {PROBLEM: {"schema": ref("Problem")}}}
    return response | {"headers": _RETRY_AFTER} if status in {"429", "503"} else response


def _problems(*statuses: str) -> Document:
    return {status: {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"} for status in statuses}


def _parameters() -> Document:
    key = {"type": "string", "minLength": 1, "maxLength": 200}
    limit = {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 500}
    return {
        "IdempotencyKey": _parameter(
            "Idempotency-Key", "header", key, "A new one for each command.", required=True
        ),
        "IfMatch": _parameter(
            "If-Match", "header", {"type": "string", "examples": ['"3"']}, "Expected version."
        ),
        "CausationId": _parameter(
            "X-Causation-Id", "header", shapes.EVENT_ID, "The event that led to this command."
        ),
        "DryRun": _parameter(
            "dry_run", "query", {"type": "boolean"}, "Decide and answer, but store nothing."
        ),
        "Limit": _parameter("limit", "query", limit, "At most so many events."),
    }


def _parameter(name: str, place: str, schema: Any, description: str, *, required: bool = False) -> Document:
    return {"name": name, "in": place, "required": required, "schema": schema, "description": description}


def _shared(*names: str) -> list[Document]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _command_paths() -> Document:
    return {
        f"/v1/{collection}/{{id}}/{verb}": {"post": _command(collection, verb, command)}
        for (collection, verb), command in COMMANDS.items()
    }


def _id(collection: str, verb: str) -> Document:
    aggregate = COLLECTIONS[collection]
    schema: Document
    if (collection, verb) == ("persons", "register"):
        schema, text = {"const": "new"}, "The server chooses the id of a person."
    elif aggregate == "membership":
        schema = {"type": "string", "pattern": f"{_ID[:-1]}\\.{_ID[1:]}", "examples": ["lkb.umcs"]}
        text = "The ids of the cluster and of the party."
    else:
        schema, text = (
            {"type": "string", "pattern": _ID},
            f"The stream is `{aggregate}-{{id}}`; `new` has one made.",
        )
    return _parameter("id", "path", schema, text, required=True)


def _command(collection: str, verb: str, command: type[Command]) -> Document:
    appended: Document = {JSON: {"schema": ref("Appended")}}
    etag = {"ETag": {"description": "The stream's version now.", "schema": {"type": "string"}}}
    replayed = {"description": "`true` when the key was used before.", "schema": {"const": "true"}}
    return {
        "operationId": f"{collection}.{verb}",
        "tags": [collection],
        "summary": summary(command),
        "security": _WRITE,
        "parameters": [_id(collection, verb), *_shared("IdempotencyKey", "IfMatch", "CausationId", "DryRun")],
        "requestBody": {"required": True, "content": {JSON: {"schema": ref(command.__name__)}}},
        "responses": {
            "200": {"description": "A dry run: it would be accepted.", "content": appended},
            "201": {
                "description": "Accepted and durable; or accepted earlier under the same key.",
                "headers": etag | {"Idempotent-Replayed": replayed},
                "content": appended,
            },
            **_problems(*_PROBLEMS),
        },
    }


def _name_path() -> Document:
    text = (
        "Open a person's name: for administrators, and for organisations for which the person acts or acted."
    )
    id = _parameter("id", "path", {"type": "string", "pattern": _ID}, "The person's id.", required=True)
    opened = _get(
        "persons.name", "persons", text, [id], {JSON: {"schema": ref("Name")}}, "401", "403", "404", "503"
    )
    opened["get"]["security"] = [{"bearer": ["record:admin"]}, {"bearer": []}]
    return {"/v1/persons/{id}/name": opened}


def _batch_path() -> Document:
    post = {
        "operationId": "commands",
        "tags": ["history"],
        "summary": "Many commands, one JSON object a line, answered line by line in order; one refusal stops no other.",
        "security": _WRITE,
        "parameters": _shared("DryRun"),
        "requestBody": {"required": True, "content": {NDJSON: {"schema": ref("CommandLine")}}},
        "responses": {
            "200": {
                "description": "One line for each command.",
                "content": {NDJSON: {"schema": ref("CommandAnswer")}},
            },
            **_problems("400", "401", "403", "413", "415", "429", "503"),
        },
    }
    return {"/v1/commands": {"post": post}}


def _get(
    name: str, tag: str, text: str, parameters: list[Document], content: Document, *problems: str
) -> Document:
    answered = {"200": {"description": text, "content": content}, **_problems(*problems)}
    security = _READ if tag == "history" else []
    operation = {
        "operationId": name,
        "tags": [tag],
        "summary": text,
        "security": security,
        "responses": answered,
    }
    return {"get": operation | {"parameters": parameters} if parameters else operation}


def _history_paths() -> Document:
    one = ref("Statement")
    many = {BATCH_MEDIA_TYPE: {"schema": {"type": "array", "items": one}}, NDJSON: {"schema": one}}
    stream = _parameter("stream", "path", shapes.STREAM, "The stream's name.", required=True)
    event = _parameter("id", "path", shapes.EVENT_ID, "The event's id.", required=True)
    after = _parameter(
        "position", "query", {"type": "integer", "minimum": 0, "default": 0}, "Events behind this one."
    )
    types = {"type": "array", "items": {"type": "string", "enum": sorted({name for name, _ in EVENTS})}}
    wait = {"type": "number", "minimum": 0, "maximum": 30, "default": 0}
    first = _parameter("from_version", "query", shapes.VERSION | {"default": 1}, "The first version wanted.")
    log = [
        after,
        *_shared("Limit"),
        _parameter("type", "query", types, "Only these, with commas between.") | {"explode": False},
        _parameter("wait", "query", wait, "Seconds to wait for the next event where there is none yet."),
    ]
    common = ("400", "401", "403", "429", "503")
    link = {"Link": {"description": 'The next page: `rel="next"`.', "schema": {"type": "string"}}}
    reached = {"Upland-Position": {"description": "How far this page goes.", "schema": {"type": "integer"}}}
    versions = [stream, first, *_shared("Limit")]
    one_stream = _get("stream", "history", "One stream's events.", versions, many, *common, "404")
    history = _get("history", "history", "The log, in the order of positions.", log, many, *common)
    one_event = _get("event", "history", "One event.", [event], {MEDIA_TYPE: {"schema": one}}, *common, "404")
    one_stream["get"]["responses"]["200"]["headers"] = link
    history["get"]["responses"]["200"]["headers"] = link | reached
    return {"/v1/streams/{stream}": one_stream, "/v1/history": history, "/v1/events/{id}": one_event}


def _contract_paths() -> Document:
    anything = {JSON: {"schema": {"type": "object"}}}
    schema = {"application/schema+json": {"schema": {"type": "object"}}}
    of = [
        _parameter("type", "path", {"type": "string"}, "The event's type.", required=True),
        _parameter("version", "path", shapes.VERSION, "The version of its schema.", required=True),
    ]
    return {
        "/schemas/{type}/{version}.json": _get(
            "schema", "contracts", "The JSON Schema of an event's data.", of, schema, "404"
        ),
        "/openapi.json": _get("openapi", "contracts", "This document.", [], anything),
        "/asyncapi.json": _get("asyncapi", "contracts", "The events on Kafka.", [], anything),
    }


def _operation_paths() -> Document:
    health = {JSON: {"schema": ref("Health")}}
    ready = _get("ready", "operation", "Whether it can do its work.", [], health)
    ready["get"]["responses"]["503"] = {"description": "It cannot, and says why.", "content": health}
    metrics = {"text/plain": {"schema": {"type": "string"}}}
    return {
        "/health/live": _get("live", "operation", "Whether the process answers.", [], health),
        "/health/ready": ready,
        "/metrics": _get("metrics", "operation", "Prometheus metrics.", [], metrics),
    }
