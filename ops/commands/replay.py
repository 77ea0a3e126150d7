"""`upland replay`: a partner gets events again that it had."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from ops.instance import Instance
from ops.options import DATA, AsJson, Data, console, plainly, print_json


@plainly
def replay(
    subscriber: Annotated[
        str,
        typer.Argument(
            metavar="SUBSCRIBER",
            help="A subscription, by its id, or a partner with all of its own, e.g. dkm.",
        ),
    ],
    since: Annotated[
        str,
        typer.Option(
            metavar="T|POSITION", help="A time (2026-11-01T00:00:00Z), a position, a cursor, or `beginning`."
        ),
    ],
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Move a partner's channels back: events since then are delivered again. Never forward, which would leave some out."""
    from ops.partners import partners

    place = int(since) if since.isdecimal() else since
    moved = asyncio.run(partners.replay(Instance.load(data), subscriber, place))
    if as_json:
        print_json(moved)
        return 0
    table = Table("subscription", "channel", "kind", "state", "from", "to")
    for each in moved:
        table.add_row(
            each["subscription"],
            each["id"],
            each["kind"],
            each["state"],
            str(each["before"]),
            str(each["cursor"]),
        )
    console.print(table)
    return 0
