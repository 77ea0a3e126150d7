"""What one subscription's partner receives, as a self-contained AsyncAPI 3.0 document with this instance's addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from contracts import value_schemas
from contracts.asyncapi import record_headers, record_message, titled
from contracts.catalogue import EVENTS
from contracts.envelope import Event
from contracts.filters import FilterExpression
from contracts.schema import Document, event_components, summary
from contracts.statement import BATCH_MEDIA_TYPE, MEDIA_TYPE, SOURCE, data_schema, type_name
from services.notifications.deliveries.channel import Channel
from services.notifications.subscriptions.asyncapi_channels import described
from services.notifications.subscriptions.expressions import bare_name, possible
from services.notifications.subscriptions.subscription import Subscription

_TOPIC_READER = {"type": "scramSha256", "description": "The name and the password of a Kafka channel."}


def document(
    subscription: Subscription,
    base: str,
    channels: Iterable[tuple[Channel, Mapping[str, str | None] | None]] = (),
) -> Document:
    """The document of a subscription; it refers to nothing outside of itself.

    Args:
        base: the address at which this service was asked, as in `https://upland.example`.
        channels: those that it has, each with how its topic is read, where it has one.
    """
    keys = received(subscription.filter)
    address = urlsplit(base)
    events = [EVENTS[key] for key in keys]
    structured = {event.__name__: _message(event) for event in events}
    records = {f"{event.__name__}Record": record_message(event) for event in events}
    query = f"?subscription={subscription.id}"
    servers: Document = {
        "upland": {
            "host": address.netloc,
            "protocol": address.scheme,
            "security": [{"$ref": "#/components/securitySchemes/key"}],
        }
    }
    described_channels: Document = {
        "feed": _channel("/v1/feed" + query, "The events after a cursor, in batches."),
        "stream": _channel("/v1/stream" + query, "The same as server-sent events."),
    }
    operations = {
        "feed": f"Answer with events as `{BATCH_MEDIA_TYPE}`.",
        "stream": "Send each event as it is released.",
    }
    binary: set[str] = set()
    for number, (channel, kafka) in enumerate(channels, 1):
        name = f"{channel.kind}{number}"
        if (one := described(channel, kafka, name)) is not None:
            servers |= one.servers
            described_channels[name], operations[name] = one.channel, one.operation
            binary |= {name} if one.binary else set()
    for name, channel_object in described_channels.items():
        channel_object["messages"] = {
            each: {"$ref": f"#/components/messages/{each}"}
            for each in (records if name in binary else structured)
        }
    schemas: Document = titled(event_components(keys)) if keys else {}
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
        "servers": servers,
        "channels": described_channels,
        "operations": {
            name: {"action": "send", "channel": {"$ref": f"#/channels/{name}"}, "summary": text}
            for name, text in operations.items()
        },
        "components": {
            "messages": structured | (records if binary else {}),
            "schemas": schemas | ({"headers": record_headers()} if binary else {}),
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key: `Bearer upl_…`."}
            }
            | ({"topicReader": _TOPIC_READER} if binary else {}),
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


def _channel(address: str, description: str) -> Document:
    return {"address": address, "description": description, "servers": [{"$ref": "#/servers/upland"}]}


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
        "payload": titled(
            {
                f"{event.__name__}Event": statement
                | {"title": f"{event.__name__}Event", "properties": properties}
            }
        )[f"{event.__name__}Event"],
    }
