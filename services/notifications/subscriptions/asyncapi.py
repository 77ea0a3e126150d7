"""What one subscription's partner receives, as a self-contained AsyncAPI 3.0 document with this instance's addresses."""

from __future__ import annotations

from urllib.parse import urlsplit

from contracts import value_schemas
from contracts.catalogue import EVENTS
from contracts.envelope import Event
from contracts.filters import FilterExpression
from contracts.schema import Document, event_components, summary
from contracts.statement import BATCH_MEDIA_TYPE, MEDIA_TYPE, SOURCE, data_schema, type_name
from services.notifications.subscriptions.expressions import bare_name, possible
from services.notifications.subscriptions.subscription import Subscription


def document(subscription: Subscription, base: str) -> Document:
    """The document of a subscription.

    Args:
        base: the address at which this service was asked, as in `https://upland.example`.
    """
    keys = received(subscription.filter)
    address = urlsplit(base)
    messages = {_name(EVENTS[key]): {"$ref": f"#/components/messages/{_name(EVENTS[key])}"} for key in keys}
    query = f"?subscription={subscription.id}"
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:upland:subscription:{subscription.id}",
        "defaultContentType": MEDIA_TYPE,
        "info": {
            "title": f"Subscription {subscription.id} of {subscription.subscriber}",
            "version": "1",
            "description": _described(subscription),
            "license": {"name": "Apache-2.0"},
        },
        "servers": {
            "upland": {
                "host": address.netloc,
                "protocol": address.scheme,
                "security": [{"$ref": "#/components/securitySchemes/key"}],
            }
        },
        "channels": {
            "feed": _channel("/v1/feed" + query, "The events after a cursor, in batches.", messages),
            "stream": _channel("/v1/stream" + query, "The same as server-sent events.", messages),
        },
        "operations": {
            name: {"action": "send", "channel": {"$ref": f"#/channels/{name}"}, "summary": text}
            for name, text in (
                ("feed", f"Answer with events as `{BATCH_MEDIA_TYPE}`."),
                ("stream", "Send each event as it is released."),
            )
        },
        "components": {
            "messages": {_name(EVENTS[key]): _message(EVENTS[key]) for key in keys},
            "schemas": event_components(keys) if keys else {},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key: `Bearer upl_…`."}
            },
        },
    }


def received(filter: FilterExpression | None) -> list[tuple[str, int]]:
    """Types and versions of the events that a subscription with this filter may get; never what is for owners alone."""
    return [
        key
        for key, event in EVENTS.items()
        if event.audience != "owner" and (filter is None or possible(filter, type_name(*key)))
    ]


def _described(subscription: Subscription) -> str:
    return (
        f"The events that {subscription.subscriber} may read, as far as the subscription's filter asks for them. Each is"
        " a CloudEvent; its bytes never change. Order holds within a stream (`subject`), and an event may come twice:"
        " skip an `id` that you have."
    )


def _channel(address: str, description: str, messages: Document) -> Document:
    return {
        "address": address,
        "description": description,
        "servers": [{"$ref": "#/servers/upland"}],
        "messages": messages,
    }


def _message(event: type[Event]) -> Document:
    statement = value_schemas.statement()
    properties = statement["properties"] | {
        "source": {"const": SOURCE},
        "type": {"const": type_name(event.type, event.version)},
        "dataschema": {"const": data_schema(event.type, event.version)},
        "data": {"$ref": f"#/components/schemas/{event.__name__}"},
    }
    return {
        "name": type_name(event.type, event.version),
        "title": bare_name(type_name(event.type, event.version)),
        "summary": summary(event),
        "contentType": MEDIA_TYPE,
        "payload": statement | {"title": f"{_name(event)}Event", "properties": properties},
    }


def _name(event: type[Event]) -> str:
    return event.__name__
