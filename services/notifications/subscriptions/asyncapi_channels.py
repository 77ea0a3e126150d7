"""The channels that push a subscription's events, as servers and channels of its AsyncAPI document. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from contracts.asyncapi import PARTNER_READING, servers
from contracts.schema import Document
from contracts.statement import BATCH_MEDIA_TYPE, MEDIA_TYPE
from services.notifications.deliveries.channel import Channel

_HEADERS = (
    "`webhook-id` is the same in each attempt, so skip an id that you have; `webhook-timestamp` is the attempt's; check"
    " `webhook-signature` (Standard Webhooks, {scheme}) before you read the body."
)


class Described(NamedTuple):
    """What a channel adds to the document. binary: its messages are records of Kafka, headers and data apart."""

    servers: Document
    channel: Document
    operation: str
    binary: bool = False


def described(channel: Channel, kafka: Mapping[str, str | None] | None, name: str) -> Described | None:
    """The description of a channel; None for one that pushes no events to programs, or none any more.

    Args:
        kafka: how its owner reads the topic, of a Kafka channel.
        name: that of the channel in the document; its servers have it too.
    """
    if channel.state in {"making", "closing", "closed"}:
        return None
    if channel.kind == "webhook":
        return _webhook(channel, name)
    if channel.kind == "kafka" and kafka is not None:
        return _kafka(channel, kafka, name)
    return None


def _webhook(channel: Channel, name: str) -> Described:
    address = urlsplit(str(channel.settings["url"]))
    many = channel.settings["content"] == "batch"
    media = BATCH_MEDIA_TYPE if many else MEDIA_TYPE
    server = {
        "host": address.netloc,
        "protocol": address.scheme,
        "description": "Your receiver; it answers with 2xx.",
    }
    text = f"Posts {'arrays of events' if many else 'each event'} as `{media}` to your receiver."
    return Described(
        {name: server},
        {
            "address": address._replace(scheme="", netloc="", fragment="").geturl() or "/",
            "title": f"Webhook {channel.id}",
            "description": f"{text} {_HEADERS.format(scheme=channel.settings['signature'])} The channel is {channel.state}.",
            "servers": [{"$ref": f"#/servers/{name}"}],
        },
        text,
    )


def _kafka(channel: Channel, kafka: Mapping[str, str | None], name: str) -> Described:
    protocol = "kafka-secure" if kafka["security"] == "SASL_SSL" else "kafka"
    brokers = servers(name, kafka["bootstrap"], "topicReader", "Kafka for partners.", protocol)
    groups = f"Consumer groups are `{kafka['groups']}`; the user is `{kafka['username']}`."
    return Described(
        brokers,
        {
            "address": kafka["topic"],
            "title": f"Topic {channel.id}",
            "description": f"{PARTNER_READING} {groups} The channel is {channel.state}.",
            "servers": [{"$ref": f"#/servers/{each}"} for each in brokers],
            "bindings": {"kafka": {"topic": kafka["topic"], "bindingVersion": "0.5.0"}},
        },
        "Writes each event to your topic, in Kafka's binary mode.",
        binary=True,
    )
