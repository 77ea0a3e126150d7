"""The feed's HTTP interface as an OpenAPI 3.1 document.

`python -m services.notifications.openapi` writes it next to this file; `--check` compares.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from contracts.catalogue import TYPES as TYPES_OF_EVENTS
from contracts.schema import Document
from contracts.statement import BATCH_MEDIA_TYPE
from contracts.value_schemas import STREAM
from runtime.openapi import committed, frame, typescript
from runtime.openapi.frame import JSON, parameter
from runtime.openapi.schemas import ref, shared_schemas
from runtime.operators import openapi as operators
from services.notifications import openapi_people
from services.notifications.channels import openapi as channels
from services.notifications.subscriptions import openapi as subscriptions

FILE = Path(__file__).with_suffix(".json")
TYPES = typescript.SOURCES / "partner/answers.ts"
# What the feed alone answers: the partner's page does not read it.
_UNUSED_BY_PAGE = {"Statement", "Health", "Jwks", "SchemaList", "Ticket"}
_TEXT: Document = {"type": "string"}
_SHARED = {
    "cursor": (_TEXT, "Where to go on: of the page before, or `latest`. From the beginning when left out."),
    "type": (_TEXT | {"examples": ["AgreementSigned"]}, "Only these types of event, with commas between."),
    "cluster": (_TEXT | {"examples": ["dkm"]}, "Only what is of these clusters, with commas between."),
    "subscription": (
        {"type": "string", "examples": ["agreements-of-dkm"]},
        "Only what this subscription asks for, of its subscriber's feed; for the subscriber's key, or an operator's.",
    ),
    "subject": (STREAM | {"examples": ["cluster-dkm"]}, "Whose feed, for keys that may read others'."),
}
_STREAMED = {
    "events": (
        {"enum": ["message", "named"], "default": "message"},
        "The name of each server-sent event: always `message`, or the type of the event.",
    ),
    "problems": (
        {"enum": ["status", "event"], "default": "status"},
        "How a refusal is told: by its status, or as the only event of a stream, named `problem`.",
    ),
    "ticket": (_TEXT, "A ticket, for a page that cannot send its key in a header."),
}
_TICKET: Document = {
    "type": "object",
    "required": ["ticket", "expires"],
    "properties": {
        "ticket": _TEXT | {"description": "What `/v1/stream?ticket=` takes. Keep it out of logs."},
        "expires": {"type": "string", "format": "date-time", "description": "Until when it opens a stream."},
    },
    "description": "What a page sends instead of its key where it can send no header.",
}
_PULLED = {
    "limit": ({"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}, "At most so many events."),
    "wait": (
        {"type": "number", "minimum": 0, "maximum": 30, "default": 0},
        "Seconds to wait for the next event.",
    ),
}


def document() -> Document:
    """The whole document."""
    security: list[Document] = [{"bearer": ["feed:read"]}, {}]
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in _SHARED]
    pulled = [parameter(name, "query", schema, text) for name, (schema, text) in _PULLED.items()]
    batch = {BATCH_MEDIA_TYPE: {"schema": {"type": "array", "items": ref("Statement")}}}
    wrong = ("400", "401", "403", "404", "410", "422", "429", "503")
    feed = frame.get(
        "feed",
        "feed",
        "The events behind a cursor; none at the end.",
        [*shared, *pulled],
        batch,
        *wrong,
        security=security,
    )
    following = {"description": 'The next page: `rel="next"`.', "schema": _TEXT}
    feed["get"]["responses"]["200"]["headers"] = {"Link": following}
    resumed = parameter("Last-Event-ID", "header", _TEXT, "The cursor of the last event that was received.")
    streamed = [parameter(name, "query", schema, text) for name, (schema, text) in _STREAMED.items()]
    news = {"text/event-stream": {"schema": _TEXT}}
    summary_text = "The same feed as server-sent events; the `id` of each is its cursor."
    stream = frame.get(
        "stream", "feed", summary_text, [*shared, *streamed, resumed], news, *wrong, security=security
    )
    return frame.frame(
        "notifications",
        "What a partner may read of the record, in the order in which it was released.",
        "A cursor says how far a reader is. An event comes once behind each cursor, and only to whom it is addressed.",
        tags=[
            {"name": "feed", "description": "The events, by pulling and as a stream."},
            openapi_people.TAG,
            channels.TAG,
            subscriptions.TAG,
            operators.TAG,
        ],
        paths={"/v1/feed": feed, "/v1/stream": stream, "/v1/tickets": _tickets()}
        | openapi_people.paths()
        | channels.paths()
        | subscriptions.paths()
        | operators.paths(),
        components={
            "schemas": shared_schemas("Statement", "Problem", "Health")
            | {"Ticket": _TICKET}
            | channels.schemas()
            | subscriptions.schemas()
            | operators.schemas(),
            "parameters": {
                name: parameter(name, "query", schema, text) for name, (schema, text) in _SHARED.items()
            },
            "responses": frame.responses(*sorted({*wrong, *channels.STATUSES, *subscriptions.STATUSES})),
        },
    )


def _tickets() -> Document:
    operation: Document = {
        "operationId": "issueTicket",
        "tags": ["feed"],
        "summary": "A ticket with which a page opens a stream within a minute; it ends with the key.",
        "security": [{"bearer": ["feed:read"]}],
        "responses": {
            "201": {"description": "The ticket.", "content": {JSON: {"schema": ref("Ticket")}}},
            **frame.problems("401", "403", "429"),
        },
    }
    return {"post": operation}


def page_types() -> str:
    """Return the types of the partner's page, and for each kind of channel the schema of its settings, for its form."""
    schemas = {
        name: each
        for name, each in document()["components"]["schemas"].items()
        if name not in _UNUSED_BY_PAGE
    }
    forms = json.dumps(channels.forms(), ensure_ascii=False, indent=2)
    types = json.dumps(sorted(TYPES_OF_EVENTS))
    return typescript.module(
        "notifications",
        schemas,
        f"/** The settings of each kind of channel, as JSON Schema. */\nexport const CHANNEL_FORMS = {forms};\n",
        f"/** The types of events. */\nexport const EVENT_TYPES: string[] = {types};\n",
    )


def main(arguments: list[str]) -> int:
    """Write or compare the document and the TypeScript types. Exit code: 0 success, 1 difference, 2 wrong usage."""
    code = committed.main(FILE, document(), arguments)
    return code or typescript.write_or_compare(TYPES, page_types(), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
