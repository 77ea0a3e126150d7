"""`upland partner`: add, list, give another key, revoke; subscribe, approve."""

import asyncio
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from ops import trail
from ops.commands import partner_topics
from ops.instance import Instance
from ops.options import DATA, AsJson, CommandRefused, Data, console, plainly, print_json, spelled
from ops.partners import partners

app = typer.Typer(
    help="Partner clusters: add, list, key, revoke; their subscriptions: subscribe, approve; topics on Kafka: topic, close.",
    no_args_is_help=True,
)
app.command()(partner_topics.topic)
app.command()(partner_topics.close)
Partner = Annotated[
    str,
    typer.Argument(
        metavar="PARTNER", help="A cluster or a party of the record: dkm, cluster-dkm, party-lublin."
    ),
]


@app.command()
@plainly
def add(
    partner: Partner,
    name: Annotated[
        str | None, typer.Option(help="Who holds the key, for you to know it by.  [default: the partner]")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Let it also record facts in the partner's name.")
    ] = False,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Make a key for a partner and print it, with what to try next. This is the only time that it can be seen."""
    instance, subject = Instance.load(data), partners.subject_of(partner)
    key = asyncio.run(partners.add(instance, subject, name or subject, writes=write))
    url = instance.url("notifications")
    tries = [
        f"curl -H 'Authorization: Bearer {key}' {url}/v1/me",
        f"upland partner subscribe {subject} --purpose 'Our own register'{spelled(instance)}",
        f"curl -H 'Authorization: Bearer {key}' {url}/v1/feed",
    ]
    if as_json:
        print_json({"partner": subject, "id": key.split("_")[1], "key": key, "try": tries})
    else:
        print(key)
        console.print(f"\nThe key of {subject}; it is not shown again. What to try next:", highlight=False)
        for line in tries:
            print(f"  {line.replace(key, '$KEY')}")
    return 0


@app.command("list")
@plainly
def listing(as_json: AsJson = False, data: Data = DATA) -> int:
    """List the partners with their keys, subscriptions, channels, and how far each channel lags."""
    listed = asyncio.run(partners.listed(Instance.load(data)))
    if as_json:
        print_json(listed)
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("partner", "keys", "subscription", "stage", "channel", "state", "lag"):
        table.add_column(title, no_wrap=True)
    for partner in listed:
        keys = " ".join(key["id"] for key in partner["keys"])
        for row in _rows(partner["subscriptions"]):
            table.add_row(partner["partner"], keys, *row)
    console.print(table)
    return 0


def _rows(subscriptions: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for each in subscriptions:
        for channel in each["channels"] or [None]:
            kind, state, lag = (
                (channel["kind"], channel["state"], str(channel["lag"])) if channel else ("", "", "")
            )
            rows.append((each["id"], each["stage"], kind, state, lag))
    return rows or [("", "", "", "", "")]


@app.command("key")
@plainly
def rotate(partner: Partner, as_json: AsJson = False, data: Data = DATA) -> int:
    """Give a partner's key another secret and print it; the one before is refused within a second."""
    subject = partners.subject_of(partner)
    instance = Instance.load(data)
    key = partners.rotate(instance, subject)
    asyncio.run(trail.keep(instance, "rotate-api-key", [key.split("_")[1]]))
    if as_json:
        print_json({"partner": subject, "id": key.split("_")[1], "key": key})
    else:
        print(key)
    return 0


@app.command()
@plainly
def revoke(partner: Partner, as_json: AsJson = False, data: Data = DATA) -> int:
    """Revoke a partner's keys and subscriptions. Nothing reaches it any more, on any channel."""
    subject = partners.subject_of(partner)
    keys, subscriptions = asyncio.run(partners.revoke(Instance.load(data), subject))
    if as_json:
        print_json({"partner": subject, "keys": [key.id for key in keys], "subscriptions": [*subscriptions]})
    else:
        console.print(
            f"revoked {len(keys)} keys and {len(subscriptions)} subscriptions of {subject}", highlight=False
        )
    return 0


@app.command()
@plainly
def subscribe(
    partner: Partner,
    purpose: Annotated[str, typer.Option(help="What the partner wants the events for.")],
    type: Annotated[
        list[str] | None, typer.Option(help="Only this type of event (repeatable), e.g. AgreementConcluded.")
    ] = None,
    cluster: Annotated[
        list[str] | None, typer.Option(help="Only what is of this cluster (repeatable), e.g. dkm.")
    ] = None,
    filter: Annotated[
        str | None, typer.Option(metavar="JSON", help="A filter expression instead of --type and --cluster.")
    ] = None,
    id: Annotated[
        str | None, typer.Option(help="The subscription's id.  [default: made by the server]")
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Ask for a subscription in a partner's name. Approve it with `upland partner approve`."""
    instance = Instance.load(data)
    expression = partners.simple_filter(type or (), cluster or ())
    if filter is not None:
        if expression is not None:
            raise CommandRefused("give either --filter, or --type and --cluster")
        try:
            expression = orjson.loads(filter)
        except orjson.JSONDecodeError as error:
            raise CommandRefused(f"--filter is not JSON: {error}") from None
    made = asyncio.run(partners.subscribe(instance, partners.subject_of(partner), purpose, expression, id))
    if as_json:
        print_json(made)
    else:
        console.print(
            f"{made['id']} of {made['subscriber']} is {made['stage']}; approve it with"
            f" `upland partner approve {made['id']}{spelled(instance)}`",
            highlight=False, soft_wrap=True,
        )  # fmt: skip
    return 0


@app.command()
@plainly
def approve(
    subscription: Annotated[str, typer.Argument(metavar="ID", help="As `upland partner list` shows it.")],
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Approve a subscription: its subscriber may read by it and have it pushed from now on."""
    made = asyncio.run(partners.approve(Instance.load(data), subscription))
    if as_json:
        print_json(made)
    else:
        console.print(f"{made['id']} of {made['subscriber']} is {made['stage']}", highlight=False)
    return 0
