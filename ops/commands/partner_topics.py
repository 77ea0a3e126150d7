"""`upland partner topic` and `close`: a partner's topic on Kafka, made and taken down through the notifications."""

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

import typer

from ops import service_client
from ops.instance import Instance
from ops.options import DATA, AsJson, Data, console, plainly, print_json

Subscription = Annotated[
    str, typer.Argument(metavar="SUBSCRIPTION", help="An approved subscription, by its id.")
]


@plainly
def topic(
    subscription: Subscription,
    name: Annotated[
        str | None,
        typer.Option(help="For a further topic of the same partner: upland.partner.dkm.NAME."),
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Make a topic on Kafka for a subscription, with a password and the right to read it. The password is shown this once."""
    body = {"kind": "kafka"} | ({"name": name} if name is not None else {})
    made: dict[str, Any] = asyncio.run(
        service_client.send_json(Instance.load(data), "notifications", "POST", _channels(subscription), body)
    )
    if as_json:
        print_json(made)
        return 0
    rows = {**made["kafka"], "password": made["secret"], "channel": made["id"]}
    for title, value in rows.items():
        print(f"{title:<10} {value}")
    console.print("\nThe password is not shown again.", highlight=False)
    return 0


@plainly
def close(
    subscription: Subscription,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="Its id, as in chn_…")],
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Close a channel for good. A topic's reader is cut off at once, on open connections too."""
    path = f"{_channels(subscription)}/{quote(channel, safe='')}"
    closed: dict[str, Any] = asyncio.run(
        service_client.send_json(Instance.load(data), "notifications", "DELETE", path)
    )
    if as_json:
        print_json(closed)
    else:
        console.print(f"{channel} is {closed['state']}", highlight=False)
    return 0


def _channels(subscription: str) -> str:
    return f"/v1/subscriptions/{quote(subscription, safe='')}/channels"
