"""The channels of a subscription in the OpenAPI document."""

from __future__ import annotations

from contracts.schema import Document
from contracts.value_schemas import record
from runtime.openapi.frame import JSON, get, optional_key, parameter, problems
from runtime.openapi.schemas import ref
from services.notifications.channels.digest.settings import DigestSettings
from services.notifications.channels.kafka.kind import KafkaSettings
from services.notifications.channels.kinds import ChannelSettings
from services.notifications.channels.links import LinkSettings
from services.notifications.channels.webhook.settings import WebhookSettings

TAG: Document = {
    "name": "channels",
    "description": "How an approved subscription's events are pushed to its partner.",
}
STATUSES = ("400", "401", "403", "404", "409", "413", "415", "422", "429", "503")
# The kinds of channels, each with its settings.
_KINDS: dict[str, type[ChannelSettings]] = {
    "webhook": WebhookSettings,
    "kafka": KafkaSettings,
    "digest": DigestSettings,
    "atom": LinkSettings,
    "calendar": LinkSettings,
}
_ROOT, _ONE = "/v1/subscriptions/{id}/channels", "/v1/subscriptions/{id}/channels/{channel}"
_READS, _WRITES = ("401", "403", "404", "503"), STATUSES
_SECURITY: list[Document] = [{"bearer": ["subscriptions:write"]}, {"bearer": ["operate"]}]
_TEXT: Document = {"type": "string"}
_MAYBE_TEXT: Document = {"type": ["string", "null"]}
_TIME: Document = {"type": "string", "format": "date-time"}
_MAYBE_TIME: Document = {"type": ["string", "null"], "format": "date-time"}
_MAYBE_NUMBER: Document = {"type": ["integer", "null"]}
_SINCE: Document = {
    "type": ["string", "integer"],
    "description": "A time with an offset, a position, a cursor, or `beginning`.",
    "examples": ["2026-11-01T00:00:00Z"],
}
_STATUSES: Document = {"type": "string", "enum": ["pending", "waiting", "delivered", "failed"]}
_VERBS = {
    "pause": "Deliver nothing until it is resumed; nothing is lost meanwhile.",
    "resume": "Go on where a paused or disabled channel stopped.",
    "rotate": "Make another secret; a webhook's one before is valid for a day more.",
    "challenge": "Ask the receiver whether it wants the events; a pending channel becomes active when it echoes the word.",
    "test": "Send an event that is none of the record.",
    "replay": "Read again from an earlier place on.",
}


def schemas() -> dict[str, Document]:
    """The components."""
    answer = record(
        "What a receiver answered.",
        {
            "status": _MAYBE_NUMBER | {"description": "The HTTP status; null where there was no answer."},
            "body": _MAYBE_TEXT | {"description": "The beginning of the body, secrets masked."},
            "error": _MAYBE_TEXT | {"description": "Why there was no answer."},
            "took_ms": _MAYBE_NUMBER,
        },
    )
    return {
        "ChannelRequest": {"oneOf": [ref(_request_name(kind)) for kind in _KINDS]},
        **{_request_name(kind): _request(kind, settings) for kind, settings in _KINDS.items()},
        "Channel": channel(),
        "Channels": record("The channels of a subscription.", {"items": _list("Channel")}),
        "ReceiverAnswer": answer,
        "Tried": record(
            "What became of a test or a challenge; of a challenge with the channel as it is then.",
            {"ok": {"type": "boolean"}, "answer": ref("ReceiverAnswer")},
        ),
        "ReplayRequest": record("From where to read again.", {"since": _SINCE}),
        "Delivery": _delivery(),
        "Deliveries": record("Deliveries, the latest change first.", {"items": _list("Delivery")}),
        "Jwks": record("Public keys (RFC 7517).", {"keys": {"type": "array", "items": _jwk()}}),
    }


def _notice() -> Document:
    states = ["sending", "sent", "refused", "unknown"]
    sent = record(
        "What became of the mail to the contact about the last time that the webhook was disabled.",
        {"state": {"type": "string", "enum": states}, "at": _TIME},
    )
    return {"anyOf": [sent, {"type": "null"}]}


def _jwk() -> Document:
    return record(
        "An ed25519 key (RFC 8037).",
        {
            "kty": {"const": "OKP"},
            "crv": {"const": "Ed25519"},
            "x": _TEXT | {"description": "The key, base64url."},
            "kid": _TEXT,
            "use": {"const": "sig"},
            "alg": {"const": "EdDSA"},
        },
        optional=("kid", "use", "alg"),
    )


def forms() -> dict[str, Document]:
    """The settings of each kind: the schema's properties, without `kind`, and which are required."""
    requests = {kind: _request(kind, settings) for kind, settings in _KINDS.items()}
    return {
        kind: {
            "properties": {name: each for name, each in request["properties"].items() if name != "kind"},
            "required": [name for name in request["required"] if name != "kind"],
        }
        for kind, request in requests.items()
    }


def channel() -> Document:
    """A channel as its owner sees it."""
    once = "Shown this once."
    return record(
        "A channel: a cursor over the feed of its subscription's subscriber, and how it is pushed.",
        {
            "id": {"type": "string", "pattern": "^chn_[0-9a-f]{32}$"},
            "subscription": _TEXT,
            "kind": {"type": "string", "enum": sorted(_KINDS)},
            "state": {
                "type": "string",
                "enum": ["pending", "active", "paused", "disabled", "closing", "closed"],
            },
            "reason": _MAYBE_TEXT | {"description": "Why it is in that state."},
            "cursor": _TEXT | {"description": "Everything up to it is delivered, or among the deliveries."},
            "lag": _MAYBE_NUMBER | {"description": "Positions of the record behind the cursor."},
            "behind_since": _MAYBE_TIME
            | {
                "description": "When the first event after the cursor was recorded; null at the end of the feed."
            },
            "undelivered": record(
                "How many deliveries have each status.",
                {name: {"type": "integer"} for name in ("pending", "waiting", "failed")},
            ),
            "settings": {"type": "object", "description": "As they were chosen."},
            "created": _TIME,
            "changed": _TIME,
            "secret": _TEXT | {"description": once},
            "public_key": _TEXT | {"description": f"Of a new key pair. {once}"},
            "secrets": {
                "type": "array",
                "description": "The secrets that sign now, the newest first: until when.",
                "items": record("One secret.", {"until": _MAYBE_TIME}),
            },
            "public_keys": {"type": "array", "items": _TEXT},
            "jwks": _TEXT | {"description": "Where the public keys are."},
            "failing_since": _MAYBE_TIME,
            "last_success": _MAYBE_TIME,
            "notice": _notice(),
            "kafka": record(
                "How to read the topic; the password is `secret`.",
                {
                    "bootstrap": _MAYBE_TEXT,
                    "security": {"type": "string", "enum": ["SASL_PLAINTEXT", "SASL_SSL"]},
                    "mechanism": {"const": "SCRAM-SHA-256"},
                    "username": _TEXT,
                    "topic": _TEXT,
                    "groups": _TEXT
                    | {"description": "How the names of consumer groups may be, as in `dkm.*`."},
                },
            ),
            "url": _TEXT | {"description": f"The address that an Atom feed or a calendar is read by. {once}"},
            "composed": _MAYBE_TIME | {"description": "Until when digests were composed."},
        },
        (
            "composed",
            "url",
            "behind_since",
            "undelivered",
            "secret",
            "public_key",
            "secrets",
            "public_keys",
            "jwks",
            "failing_since",
            "last_success",
            "notice",
            "kafka",
        ),
    )


def paths() -> dict[str, Document]:
    """The paths."""
    id = parameter("id", "path", _TEXT, "The subscription.", required=True)
    one = [id, parameter("channel", "path", _TEXT, "The channel.", required=True)]
    listed = _get("channels", "The channels of a subscription.", [id], "Channels", *_READS)
    listed |= _post(
        "createChannel", "Make a channel.", [id, optional_key()], "Channel", "ChannelRequest", "201"
    )
    replayed = {"description": "`true` when the key was used before.", "schema": {"const": "true"}}
    listed["post"]["responses"]["201"]["headers"] = {"Idempotent-Replayed": replayed}
    shown = _get("channel", "A channel.", one, "Channel", *_READS)
    shown |= {"delete": _operation("closeChannel", "Close a channel for good.", one, "Channel", None, "200")}
    result: dict[str, Document] = {_ROOT: listed, _ONE: shown}
    for verb, text in _VERBS.items():
        answer = {"test": "Tried", "challenge": "Tried"}.get(verb, "Channel")
        request = "ReplayRequest" if verb == "replay" else None
        result[f"{_ONE}/{verb}"] = _post(f"{verb}Channel", text, one, answer, request, "200")
    result[f"{_ONE}/deliveries"] = _get(
        "deliveries", "The deliveries of a channel.", [*one, *_filters()], "Deliveries", "400", *_READS
    )
    delivery = parameter("delivery", "path", _TEXT, "The delivery.", required=True)
    result[f"{_ONE}/deliveries/{{delivery}}/resend"] = _post(
        "resendDelivery", "Send one event again.", [*one, delivery], "Delivery", None, "202"
    )
    keys = get("jwks", "channels", "The public keys of a webhook.", [one[1]], _json("Jwks"), "404", "503")
    result["/v1/channels/{channel}/jwks.json"] = keys
    return result


def _request_name(kind: str) -> str:
    return f"{kind.title()}Request"


def _request(kind: str, settings: type[ChannelSettings]) -> Document:
    schema = settings.model_json_schema()
    properties = {"kind": {"const": kind}, "since": _SINCE, **schema["properties"]}
    return {
        "type": "object",
        "description": settings.__doc__,
        "properties": properties,
        "required": ["kind", *schema.get("required", ())],
        "additionalProperties": False,
    }


def _delivery() -> Document:
    return record(
        "The delivery of one event.",
        {
            "id": {"type": "string", "pattern": "^dlv_[0-9a-f]{32}$"},
            "event": _TEXT,
            "type": _TEXT,
            "cursor": _TEXT,
            "status": _STATUSES,
            "attempts": {"type": "integer"},
            "first_at": _MAYBE_TIME,
            "last_at": _MAYBE_TIME,
            "next_at": _MAYBE_TIME,
            "changed_at": _TIME,
            "answer": ref("ReceiverAnswer"),
        },
    )


def _filters() -> list[Document]:
    page: Document = {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}
    return [
        parameter("status", "query", _STATUSES, "Only these."),
        parameter("from", "query", _TIME, "Only what changed at that time or later."),
        parameter("to", "query", _TIME, "Only what changed before that time."),
        parameter("cursor", "query", _TEXT, "Of the page before."),
        parameter("limit", "query", page, "At most so many."),
    ]


def _list(name: str) -> Document:
    return {"type": "array", "items": ref(name)}


def _json(name: str) -> Document:
    return {JSON: {"schema": ref(name)}}


def _get(name: str, text: str, parameters: list[Document], answer: str, *statuses: str) -> Document:
    return get(name, "channels", text, parameters, _json(answer), *statuses, security=_SECURITY)


def _post(
    name: str, text: str, parameters: list[Document], answer: str, request: str | None, status: str
) -> Document:
    return {"post": _operation(name, text, parameters, answer, request, status)}


def _operation(
    name: str, text: str, parameters: list[Document], answer: str, request: str | None, status: str
) -> Document:
    operation: Document = {
        "operationId": name,
        "tags": ["channels"],
        "summary": text,
        "security": _SECURITY,
        "parameters": parameters,
        "responses": {status: {"description": text, "content": _json(answer)}, **problems(*_WRITES)},
    }
    if request is not None:
        operation["requestBody"] = {"required": True, "content": _json(request)}
    return operation
