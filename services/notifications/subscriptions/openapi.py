"""Subscriptions and `/v1/me` in the OpenAPI document."""

from __future__ import annotations

from typing import get_args

from contracts.events.subscription import RequestSubscription
from contracts.fields import ActorRef
from contracts.schema import Document, components
from contracts.value_schemas import POSITION, record
from runtime.openapi.frame import JSON, get, optional_key, parameter, problems
from runtime.openapi.schemas import ref
from services.notifications.subscriptions.subscription import Stage

TAG: Document = {
    "name": "subscriptions",
    "description": "What a partner wants to receive; an operator approves it. They are events of the record.",
}
STATUSES = ("400", "401", "403", "404", "409", "413", "415", "422", "429", "503", "504")
_READS = ("401", "403", "404", "503")
_SECURITY: list[Document] = [{"bearer": ["subscriptions:write"]}, {"bearer": ["operate"]}]
_TEXT: Document = {"type": "string"}
_TEXTS: Document = {
    "type": "object",
    "description": "A text by BCP 47 language tag.",
    "additionalProperties": _TEXT,
    "examples": [{"en": "Our own register of agreements."}],
}
_ID: Document = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$", "examples": ["agreements-of-dkm"]}
_ACTOR: Document = {
    "type": "string",
    "pattern": next(item.pattern for item in get_args(ActorRef) if getattr(item, "pattern", None)),
    "examples": ["cluster-dkm"],
}
_FILTERS = ("FilterExpression", "ExactValues", "PartialValues")


def schemas() -> dict[str, Document]:
    """The components."""
    made = components([RequestSubscription])
    return {name: made[name] for name in _FILTERS} | {
        "SubscriptionRequest": _request(),
        "Subscription": record("A subscription.", _members()),
        "Subscriptions": record("Subscriptions by id.", {"items": _list("Subscription")}),
        "OwnSubscription": record(
            "A subscription, and the channels that it has.", _members() | {"channels": _list("Channel")}
        ),
        "Me": _me(),
    }


def paths() -> Document:
    """The paths."""
    id = parameter("id", "path", _ID, "The subscription.", required=True)
    one = {JSON: {"schema": ref("Subscription")}}
    text = "The subscriptions of the key's subject; all of them for operators."
    listed = get(
        "listSubscriptions", "subscriptions", text, [], {JSON: {"schema": ref("Subscriptions")}},
        "401", "403", "503", security=_SECURITY,
    )  # fmt: skip
    shown = get("getSubscription", "subscriptions", "A subscription.", [id], one, *_READS, security=_SECURITY)
    described = get(
        "describeSubscription", "subscriptions", "What this partner receives, as an AsyncAPI 3.0 document.", [id],
        {JSON: {"schema": {"type": "object"}}}, *_READS, security=_SECURITY,
    )  # fmt: skip
    text = "Who the key is, what it may read, and where its subscriptions and channels are."
    me = get(
        "me",
        "subscriptions",
        text,
        [],
        {JSON: {"schema": ref("Me")}},
        "401",
        "503",
        security=[{"bearer": []}, {}],
    )
    request = {"required": True, "content": {JSON: {"schema": ref("SubscriptionRequest")}}}
    key = optional_key()
    request_path = _write("requestSubscription", "Ask for a subscription.", [key], "201")
    revoke = _write("revokeSubscription", "End a subscription and its channels.", [id, key], "200")
    approve = _write("approveSubscription", "Let the subscriber have what it asked for.", [id, key], "200")
    return {
        "/v1/me": me,
        "/v1/subscriptions": listed | {"post": request_path | {"requestBody": request}},
        "/v1/subscriptions/{id}": shown | {"delete": revoke},
        "/v1/subscriptions/{id}/approve": {"post": approve | {"security": [{"bearer": ["operate"]}]}},
        "/v1/subscriptions/{id}/asyncapi.json": described,
    }


def _write(name: str, text: str, parameters: list[Document], status: str) -> Document:
    return {
        "operationId": name,
        "tags": ["subscriptions"],
        "summary": text,
        "security": _SECURITY,
        "parameters": parameters,
        "responses": {
            status: {
                "description": "The subscription as it is now.",
                "content": {JSON: {"schema": ref("Subscription")}},
            },
            **problems(*STATUSES),
        },
    }


def _request() -> Document:
    schema = record(
        "What is asked for. Without a filter it is all that the subscriber may read.",
        {
            "id": _ID | {"description": "Made by the server when left out."},
            "subscriber": _ACTOR | {"description": "The key's subject when left out."},
            "filter": ref("FilterExpression"),
            "purpose": _TEXTS,
        },
        optional=("id", "subscriber", "filter"),
    )
    return schema | {"additionalProperties": False}


def _members() -> Document:
    return {
        "id": _ID,
        "subscriber": _ACTOR,
        "stage": {"type": "string", "enum": list(get_args(Stage))},
        "filter": {"anyOf": [ref("FilterExpression"), {"type": "null"}]},
        "purpose": _TEXTS,
        "position": POSITION | {"description": "Of its latest event."},
        "changed": {"type": "string", "format": "date-time"},
    }


def _me() -> Document:
    reads = record(
        "What the key reads of the feed.",
        {
            "sentence": _TEXT,
            "groups": {
                "type": ["array", "null"],
                "items": _TEXT,
                "description": "`public`, `partners`, and the key's subject; null for every event.",
            },
        },
    )
    maybe: Document = {"type": ["string", "null"]}
    return record(
        "The holder of a key.",
        {
            "name": _TEXT,
            "key": maybe | {"description": "The key's id."},
            "subject": maybe,
            "scopes": {"type": "array", "items": _TEXT},
            "reads": reads,
            "end": _TEXT | {"description": "The cursor after everything that can be read now."},
            "subscriptions": _list("OwnSubscription"),
        },
    )


def _list(name: str) -> Document:
    return {"type": "array", "items": ref(name)}
