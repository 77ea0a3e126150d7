"""The registry's HTTP interface as an OpenAPI 3.1 document, made from the catalogue of commands.

`python -m services.registry.openapi` writes it next to this file, and the types of the dashboard's forms; `--check` compares.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from contracts.catalogue import COLLECTIONS, COMMANDS
from contracts.envelope import Command
from contracts.schema import Document, components, summary
from contracts.statement import BATCH_MEDIA_TYPE, MEDIA_TYPE
from contracts.value_schemas import EVENT_ID, STREAM, VERSION
from runtime.openapi import committed, typescript
from runtime.openapi.frame import JSON, frame, get, parameter, problems, responses
from runtime.openapi.schemas import ref, shared_schemas
from runtime.operators import openapi as operators
from services.registry.openapi_exports import export_paths
from services.registry.openapi_imports import import_paths, import_schemas
from services.registry.openapi_schemas import answers

FILE = Path(__file__).with_suffix(".json")
TYPES = typescript.SOURCES / "forms/commands.ts"
NDJSON = "application/x-ndjson"

_ID = r"^[a-z0-9][a-z0-9-]{0,62}$"
_WRITE = [{"bearer": ["record:write"]}]
_WRONG = ("400", "401", "403", "404", "409", "413", "415", "422", "429", "503")
# Public facts may be read without a key where the operator allows it.
_READ: list[dict[str, list[str]]] = [{"bearer": ["history:read"]}, {}]


def document() -> Document:
    """The complete document."""
    return frame(
        "registry",
        "Commands go into the record here, and its history comes out.",
        "Every change is a command; what it is accepted as are events, which never change. "
        "An acknowledged command is durable. Repeat one with the same Idempotency-Key as often as you like.",
        tags=[
            *(
                {"name": name, "description": f"Streams `{aggregate}-…`."}
                for name, aggregate in COLLECTIONS.items()
            ),
            {"name": "imports", "description": "Files of facts, tried before they are stored."},
            {"name": "history", "description": "What the record holds."},
            operators.TAG,
        ],
        paths=_command_paths()
        | _name_path()
        | _batch_path()
        | import_paths()
        | _history_paths()
        | _contract_paths()
        | operators.overview_path(),
        components={
            "schemas": components(list(dict.fromkeys(COMMANDS.values())))
            | answers()
            | import_schemas()
            | operators.overview_schemas()
            | shared_schemas("Statement", "Problem", "Health"),
            "parameters": _parameters(),
            "responses": responses(*_WRONG),
        },
    )


def _parameters() -> Document:
    key = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"}
    limit = {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 500}
    return {
        "IdempotencyKey": parameter(
            "Idempotency-Key",
            "header",
            key,
            'A new one for each command, sent once: `A`, or `"A"`, which is the same.',
            required=True,
        ),
        "IfMatch": parameter(
            "If-Match", "header", {"type": "string", "examples": ['"3"']}, "Expected version."
        ),
        "CausationId": parameter("X-Causation-Id", "header", EVENT_ID, "The event that led to this command."),
        "DryRun": parameter("dry_run", "query", {"type": "boolean"}, "Decide and answer, but store nothing."),
        "Limit": parameter("limit", "query", limit, "At most so many events."),
    }


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
    return parameter("id", "path", schema, text, required=True)


def _command(collection: str, verb: str, command: type[Command]) -> Document:
    appended: Document = {JSON: {"schema": ref("Appended")}}
    etag = {"ETag": {"description": "The stream's version now.", "schema": {"type": "string"}}}
    replayed = {"description": "`true` when the key was used before.", "schema": {"const": "true"}}
    return {
        "operationId": f"{collection}.{verb}",
        "tags": [collection],
        "summary": summary(command),
        "security": [{"bearer": [scope]} for scope in command.scopes],
        "parameters": [_id(collection, verb), *_shared("IdempotencyKey", "IfMatch", "CausationId", "DryRun")],
        "requestBody": {"required": True, "content": {JSON: {"schema": ref(command.__name__)}}},
        "responses": {
            "200": {"description": "A dry run: it would be accepted.", "content": appended},
            "201": {
                "description": "Accepted and durable; or accepted earlier under the same key.",
                "headers": etag | {"Idempotent-Replayed": replayed},
                "content": appended,
            },
            **problems(*_WRONG),
        },
    }


def _name_path() -> Document:
    text = (
        "Open a person's name: for administrators, and for organisations for which the person acts or acted."
    )
    id = parameter("id", "path", {"type": "string", "pattern": _ID}, "The person's id.", required=True)
    opened = get(
        "persons.name", "persons", text, [id], {JSON: {"schema": ref("Name")}}, "401", "403", "404", "503"
    )
    opened["get"]["security"] = [{"bearer": ["record:admin"]}, {"bearer": []}]
    return {"/v1/persons/{id}/name": opened}


def _batch_path() -> Document:
    post = {
        "operationId": "commands",
        "tags": ["history"],
        "summary": "Many commands, one JSON object a line, answered line by line in order; one refusal stops no other.",
        "description": "Lines are decided while the body still arrives, 512 at a time, or at an empty line. A client may"
        " send all before it reads, or read while it sends. When the body breaks off, the lines decided so far are stored"
        " and no later one; send them again with the same keys. Of a line that is not UTF-8 or JSON, or is too long, only"
        " that line is refused. The lines of a unit are judged in a dry run, each on those before it; when one is"
        " refused, none is stored, and the others are refused by the rule `unit`.",
        "security": _WRITE,
        "parameters": _shared("DryRun"),
        "requestBody": {"required": True, "content": {NDJSON: {"schema": _lines("CommandLine")}}},
        "responses": {
            "200": {
                "description": "One line for each command.",
                "content": {NDJSON: {"schema": _lines("CommandAnswer")}},
            },
            **problems("400", "401", "403", "413", "415", "429", "503"),
        },
    }
    return {"/v1/commands": {"post": post}}


def _lines(schema: str) -> Document:
    """NDJSON: to OpenAPI it is bytes, for no schema says what a line of them is."""
    text = f"A JSON object a line, each a `{schema}`."
    return {"type": "string", "format": "binary", "description": text}


def _history_paths() -> Document:
    one = ref("Statement")
    many = {
        BATCH_MEDIA_TYPE: {"schema": {"type": "array", "items": one}},
        NDJSON: {"schema": _lines("Statement")},
    }
    stream = parameter("stream", "path", STREAM, "The stream's name.", required=True)
    event = parameter("id", "path", EVENT_ID, "The event's id.", required=True)
    after = parameter(
        "position", "query", {"type": "integer", "minimum": 0, "default": 0}, "Events behind this one."
    )
    # Text with commas, not an array: many generated clients write an array as one parameter for each member.
    types: Document = {"type": "string", "examples": ["AgreementSigned", "AgreementProposed,AgreementSigned"]}
    names: Document = {"type": "string", "examples": ["membership-dkm.", "cluster-dkm,agreement-"]}
    wait = {"type": "number", "minimum": 0, "maximum": 30, "default": 0}
    first = parameter("from_version", "query", VERSION | {"default": 1}, "The first version wanted.")
    log = [
        after,
        *_shared("Limit"),
        parameter("type", "query", types, "Only these, with commas between."),
        parameter(
            "stream",
            "query",
            names,
            "Only of streams whose names begin so: at most 100, with commas between.",
        ),
        parameter("wait", "query", wait, "Seconds to wait for the next event where there is none yet."),
    ]
    common = ("400", "401", "403", "429", "503")
    link = {"Link": {"description": 'The next page: `rel="next"`.', "schema": {"type": "string"}}}
    reached = {"Upland-Position": {"description": "How far this page goes.", "schema": {"type": "integer"}}}
    extent = {
        "Upland-Audience": {
            "description": "`all` for keys with history:read; `public` where only public events are in the answer, so that"
            " positions and versions that are missing may be events that the key does not read.",
            "schema": {"type": "string", "examples": ["all", "public"]},
        }
    }
    versions = [stream, first, *_shared("Limit")]
    read = partial(get, security=_READ)
    one_stream = read("stream", "history", "One stream's events.", versions, many, *common, "404")
    history = read("history", "history", "The log, in the order of positions.", log, many, *common)
    one_event = read("event", "history", "One event.", [event], {MEDIA_TYPE: {"schema": one}}, *common, "404")
    one_stream["get"]["responses"]["200"]["headers"] = link | extent
    history["get"]["responses"]["200"]["headers"] = link | reached | extent
    return {
        "/v1/streams/{stream}": one_stream,
        "/v1/history": history,
        "/v1/events/{id}": one_event,
        **export_paths(_READ, reached | extent),
    }


def _contract_paths() -> Document:
    anything = {JSON: {"schema": {"type": "object"}}}
    return {
        "/asyncapi.json": get("asyncapi", "contracts", "The events on Kafka.", [], anything),
    }


def form_types() -> str:
    """Return the types of the commands' bodies, and of what the registry answers to them."""
    bodies = "".join(
        f'  "{collection}/{verb}": {command.__name__};\n' for (collection, verb), command in COMMANDS.items()
    )
    commands = f"/** The type of a command's body by its collection and verb. */\nexport interface Commands {{\n{bodies}}}\n"
    return typescript.module("registry", document()["components"]["schemas"], commands)


def main(arguments: list[str]) -> int:
    """Write or compare the document and the TypeScript types. Exit code: 0 success, 1 difference, 2 wrong usage."""
    code = committed.main(FILE, document(), arguments)
    return code or typescript.write_or_compare(TYPES, form_types(), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
