"""What operators see and do, in the OpenAPI document of each service."""

from __future__ import annotations

from contracts.schema import Document
from contracts.value_schemas import record
from runtime.openapi.frame import JSON, get, parameter, problems
from runtime.openapi.schemas import ref
from runtime.operators.rebuilds import ACTIONS

TAG: Document = {"name": "operators", "description": "What those who run the instance see and do."}
_SECURITY: list[Document] = [{"bearer": ["operate"]}]
_WRONG = ("400", "401", "403", "404", "413", "415", "422", "429", "503")
_TEXT: Document = {"type": "string"}
_MAYBE_TEXT: Document = {"type": ["string", "null"]}
_NUMBER: Document = {"type": "integer"}
_MAYBE_NUMBER: Document = {"type": ["integer", "null"]}
_TIME: Document = {"type": "string", "format": "date-time"}
_MAYBE_TIME: Document = {"type": ["string", "null"], "format": "date-time"}
_ACTION: Document = {"type": "string", "enum": [*ACTIONS]}
_STATES = ["requested", "running", "done", "failed", "cancelled", "lost"]


def _list(of: str) -> Document:
    return {"type": "array", "items": ref(of)}


def schemas() -> dict[str, Document]:
    """The components of a service that has dead letters and rebuilds."""
    return overview_schemas() | {
        "LetterItem": record("A record that was set aside.", _letter()),
        "LetterList": record("What is set aside.", {"items": _list("LetterItem"), "count": _NUMBER}),
        "LetterContent": record(
            "A record that was set aside, with its bytes as they came.",
            _letter()
            | {
                "headers": {"type": "object", "additionalProperties": _TEXT},
                "key": _MAYBE_TEXT,
                "value": _MAYBE_TEXT | {"description": "Base64 after `base64:` where it is no text."},
            },
        ),
        "LetterDecision": record(
            "One by its `id`, or all that one `failure` has stopped.",
            {"id": _TEXT, "failure": _TEXT},
            optional=("id", "failure"),
        ),
        "LetterDiscard": record(
            "One by its `id`, or all that one `failure` has stopped, and why.",
            {
                "id": _TEXT,
                "failure": _TEXT,
                "why": _TEXT | {"minLength": 1, "maxLength": 1000, "pattern": r"^[^\x00]*$"},
            },
            optional=("id", "failure"),
        ),
        "DecisionMade": record("How many it was done to.", {"count": _NUMBER}),
        "RebuildOrder": record(
            "What to rebuild, all when left out; to compare only; or to switch back.",
            {"model": _MAYBE_TEXT, "action": _ACTION | {"default": "rebuild"}},
            optional=("model", "action"),
        ),
    }


def overview_schemas() -> dict[str, Document]:
    """The components of `GET /v1/operations`."""
    return {
        "OperatedPart": record(
            "A part of the instance, and how far it is behind the log.",
            {
                "name": _TEXT,
                "ready": {"type": "boolean"},
                "reasons": {"type": "array", "items": _TEXT},
                "position": _MAYBE_NUMBER,
                "lag": _NUMBER | {"description": "Events that it has not applied or published."},
                "seconds": {"type": "number", "description": "For how long the oldest of them has waited."},
                "trend": {
                    "type": ["number", "null"],
                    "description": "Events a second by which that grew over the last minute.",
                },
                "drain": {
                    "type": ["number", "null"],
                    "description": "Seconds until nothing is missing; null while it does not shrink.",
                },
            },
        ),
        "ModelState": record(
            "A read model, or the feed.",
            {
                "name": _TEXT,
                "rows": _NUMBER | {"description": "As PostgreSQL estimates them."},
                "built_at": _MAYBE_TIME | {"description": "When it was last built from the log."},
                "undoable": {
                    "type": "boolean",
                    "description": "Whether the rows before the last rebuild are there.",
                },
            },
        ),
        "ChannelLine": record(
            "A channel that pushes events to a partner, in a list.",
            {
                "id": _TEXT,
                "subscription": _TEXT,
                "subscriber": _MAYBE_TEXT,
                "kind": _TEXT,
                "state": _TEXT,
                "reason": _MAYBE_TEXT,
                "lag": _NUMBER | {"description": "Positions of the record behind its cursor."},
                "undelivered": _NUMBER | {"description": "Deliveries that wait for their next attempt."},
                "failed": _NUMBER | {"description": "Deliveries that were given up."},
                "failing_since": _MAYBE_TIME,
            },
        ),
        "FailureGroup": record(
            "What one kind of error has stopped.",
            {
                "id": _TEXT | {"examples": ["projections:ValueError:MembershipJoined.v1"]},
                "events": _NUMBER | {"description": "How many are at fault."},
                "waiting": _NUMBER | {"description": "How many wait for them."},
                "streams": _NUMBER,
                "since": _TIME,
                "reason": _TEXT,
            },
        ),
        "RebuildRun": record(
            "A rebuild that somebody requested.",
            {
                "id": _NUMBER,
                "action": _ACTION,
                "models": {"type": "array", "items": _TEXT},
                "state": {"type": "string", "enum": _STATES},
                "requested_by": _TEXT,
                "requested_at": _TIME,
                "started_at": _MAYBE_TIME,
                "ended_at": _MAYBE_TIME,
                "events": _NUMBER | {"description": "How many were read."},
                "head": _NUMBER | {"description": "At most so many are to be read."},
                "cancelled_by": _MAYBE_TEXT,
                "message": _MAYBE_TEXT | {"description": "What came of it."},
            },
        ),
        "OperatorAction": record(
            "What an operator did.",
            {
                "id": _NUMBER,
                "at": _TIME,
                "actor": _TEXT | {"description": "A key or a token's subject; `command-line`."},
                "action": _TEXT,
                "target": _TEXT,
                "why": _MAYBE_TEXT,
                "count": _NUMBER,
            },
        ),
        "Operations": record(
            "How a service is doing, for operators.",
            {
                "service": _TEXT
                | {"description": "Whose answer it is: a proxy may have sent it to another service."},
                "parts": _list("OperatedPart"),
                "models": _list("ModelState"),
                "channels": _list("ChannelLine"),
                "rebuilds": _list("RebuildRun"),
                "failures": _list("FailureGroup"),
                "actions": _list("OperatorAction"),
            },
        ),
    }


def _letter() -> dict[str, Document]:
    return {
        "id": _TEXT | {"examples": ["projections:12"]},
        "status": {
            "type": "string",
            "enum": ["poison", "waiting", "foreign", "replayed", "discarded"],
        },
        "stream": _MAYBE_TEXT,
        "event": _MAYBE_TEXT,
        "position": _MAYBE_NUMBER,
        "partition": _NUMBER,
        "offset": _MAYBE_NUMBER,
        "reason": _TEXT,
        "attempts": _NUMBER,
        "next_retry": _MAYBE_TIME,
        "noted_at": _TIME,
        "why": _MAYBE_TEXT | {"description": "Why it was discarded."},
        "behind": _NUMBER | {"description": "Events of its stream that wait for it."},
    }


def overview_path() -> Document:
    """The path of `GET /v1/operations`."""
    content = {JSON: {"schema": ref("Operations")}}
    text = "Parts and their lag, rebuilds, failures, channels, and what operators did."
    return {"/v1/operations": get("operations", "operators", text, [], content, *_READS, security=_SECURITY)}


_READS = ("401", "403", "503")


def paths() -> Document:
    """The paths of a service that has dead letters and rebuilds."""
    letter = parameter("id", "path", _TEXT | {"examples": ["projections:12"]}, "Its id.", required=True)
    failure = parameter("failure", "query", _TEXT, "Only what this failure has stopped.")
    run = parameter("id", "path", _TEXT | {"examples": ["7"]}, "Its id.", required=True)
    return overview_path() | {
        "/v1/dead-letters": get(
            "dead-letters",
            "operators",
            "Records that were set aside and not yet decided about.",
            [failure],
            {JSON: {"schema": ref("LetterList")}},
            *_READS,
            security=_SECURITY,
        ),
        "/v1/dead-letters/{id}": get(
            "dead-letter",
            "operators",
            "One of them, with its bytes.",
            [letter],
            {JSON: {"schema": ref("LetterContent")}},
            *_READS,
            "404",
            security=_SECURITY,
        ),
        "/v1/dead-letters/replay": _post(
            "replayDeadLetters", "Have them applied now.", "LetterDecision", "DecisionMade", "202"
        ),
        "/v1/dead-letters/discard": _post(
            "discardDeadLetters", "Give them up for a reason, which is kept.", "LetterDiscard", "DecisionMade"
        ),
        "/v1/rebuilds": _post(
            "requestRebuild", "Have a read model or the feed rebuilt.", "RebuildOrder", "RebuildRun", "202"
        ),
        "/v1/rebuilds/{id}/cancel": _post(
            "cancelRebuild", "End a rebuild; nothing of it stays.", None, "RebuildRun", "202", [run]
        ),
    }


def _post(
    name: str,
    text: str,
    body: str | None,
    answer: str,
    status: str = "200",
    parameters: list[Document] | None = None,
) -> Document:
    operation: Document = {
        "operationId": name,
        "tags": ["operators"],
        "summary": text,
        "security": _SECURITY,
        "responses": {
            status: {"description": text, "content": {JSON: {"schema": ref(answer)}}},
            **problems(*_WRONG),
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": ref(body)}}}
    if parameters:
        operation["parameters"] = parameters
    return {"post": operation}
