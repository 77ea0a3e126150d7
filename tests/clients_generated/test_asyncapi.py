"""A subscription's AsyncAPI document: valid to the reference parser, self-contained, with models of readable names."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from contracts.filters import FilterExpression
from contracts.schema import Document, to_text
from services.notifications.cursor import Cursor
from services.notifications.deliveries.channel import Channel, Settings
from services.notifications.subscriptions.asyncapi import document
from services.notifications.subscriptions.subscription import Subscription
from tests.clients_generated.test_calls import HERE, run
from tests.node import BIN, installed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SIGNED = FilterExpression.model_validate(
    {"any": [{"exact": {"type": "AgreementSigned"}}, {"exact": {"type": "ClusterFounded"}}]}
)
KAFKA = {
    "bootstrap": "a.example:9094,b.example:9094",
    "security": "SASL_SSL",
    "mechanism": "SCRAM-SHA-256",
    "username": "dkm",
    "topic": "upland.partner.dkm",
    "groups": "dkm.*",
}


def channel(kind: str, state: str = "active", **settings: object) -> Channel:
    chosen: Settings = dict(settings)
    id = f"chn_{len(kind):032x}"
    return Channel(id, "one", kind, state, None, Cursor(0, 0), chosen, {}, None, 0, NOW, NOW)  # type: ignore[arg-type]


def described(filter: FilterExpression | None) -> Document:
    subscription = Subscription("one", "cluster-dkm", "approved", filter, 1, {"en": "x"}, NOW)
    url = "https://partner.example/hooks/upland"
    channels = [
        (channel("webhook", url=url, content="event", signature="v1a"), None),
        (channel("webhook", "closed", url=url, content="event", signature="v1"), None),
        (channel("digest", every="day"), None),
        (channel("kafka"), KAFKA),
    ]
    return document(subscription, "https://upland.example", channels)


def test_it_lists_every_channel_with_its_address() -> None:
    made = described(SIGNED)
    where = {
        name: (
            [made["servers"][ref["$ref"].rpartition("/")[2]]["host"] for ref in each["servers"]],
            each["address"],
            sorted(each["messages"]),
        )
        for name, each in made["channels"].items()
    }
    events, records = ["AgreementSigned", "ClusterFounded"], ["AgreementSignedRecord", "ClusterFoundedRecord"]
    assert where == {
        "feed": (["upland.example"], "/v1/feed?subscription=one", events),
        "stream": (["upland.example"], "/v1/stream?subscription=one", events),
        "webhook1": (["partner.example"], "/hooks/upland", events),
        "kafka4": (["a.example:9094", "b.example:9094"], "upland.partner.dkm", records),
    }
    assert made["servers"]["kafka4"]["protocol"] == "kafka-secure"


async def test_the_reference_parser_and_a_generator_take_it(tmp_path: Path) -> None:
    packages = installed(HERE)
    for number, filter in enumerate((SIGNED, None)):
        file = tmp_path / f"{number}.json"
        file.write_text(to_text(described(filter)), encoding="utf-8")
        output = await run(
            BIN / "node", HERE / "models.js", packages, file, tmp_path / str(number), folder=tmp_path
        )
        models = json.loads(output)
        assert {"AgreementSigned", "AgreementSignedEvent", "ClusterFounded", "Occurred"} <= set(models)
        unreadable = [name for name in models if "Anonymous" in name or name.startswith(("Root", "Message"))]
        assert unreadable == []
