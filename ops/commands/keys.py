"""`upland key`: issue, list, rotate and revoke API keys; replace the keys of persons' names and of channels' secrets."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from ops import trail
from ops.instance import Instance
from ops.keys import api_keys
from ops.options import DATA, AsJson, Data, console, plainly, print_json
from runtime.security import SCOPES

app = typer.Typer(
    help="API keys: issue, list, rotate, revoke. The keys of persons' names and of channels' secrets: rotate-names,"
    " rotate-channels.",
    no_args_is_help=True,
)


@app.command()
@plainly
def issue(
    name: Annotated[
        str, typer.Argument(help="Who holds the key, for you to know it by. No two keys have one name.")
    ],
    scope: Annotated[list[str], typer.Option(help=f"What it allows (repeatable): {', '.join(SCOPES)}.")],
    subject: Annotated[
        str | None, typer.Option(metavar="STREAM", help="Whom record:write may write for, e.g. cluster-dkm.")
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            help="Whose pages may read with it in a browser (repeatable), e.g. https://dkm.example."
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Issue a key and print it. This is the only time that it can be seen."""
    instance = Instance.load(data)
    if subject is not None:
        from ops.keys import subjects
        from runtime.settings import Settings

        owner = Settings().owner_url
        asyncio.run(subjects.require(owner.get_secret_value() if owner else instance.database_url(), subject))
    key = api_keys.issue(instance, name, scope, subject, origin or ())
    asyncio.run(trail.keep(instance, "issue-api-key", [key.split("_")[1]]))
    if as_json:
        print_json({"id": key.split("_")[1], "key": key})
    else:
        print(key)
    return 0


@app.command("list")
@plainly
def listing(data: Data = DATA, as_json: AsJson = False) -> int:
    """List the keys, without their secrets."""
    known = api_keys.listing(Instance.load(data))
    if as_json:
        print_json([key.listed() for key in known])
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("id", "name", "scopes", "writes for", "issued", "revoked"):
        table.add_column(title, no_wrap=title != "scopes")
    for key in known:
        table.add_row(
            key.id, key.name, " ".join(key.scopes), key.subject or "", key.created, key.revoked or ""
        )
    console.print(table)
    return 0


@app.command()
@plainly
def rotate(
    key: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `upland key list` shows it.")],
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Give a key another secret and print it; the one before is refused within a second. It remains the same key."""
    instance = Instance.load(data)
    rotated = api_keys.rotate(instance, key)
    asyncio.run(trail.keep(instance, "rotate-api-key", [rotated.split("_")[1]]))
    if as_json:
        print_json({"id": rotated.split("_")[1], "key": rotated})
    else:
        print(rotated)
    return 0


@app.command()
@plainly
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `upland key list` shows it.")],
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Revoke a key. The services refuse it within a second."""
    instance = Instance.load(data)
    gone = api_keys.revoke(instance, key)
    asyncio.run(trail.keep(instance, "revoke-api-key", [gone.id]))
    if as_json:
        print_json(gone.listed())
    else:
        console.print(f"revoked {gone.id} ({gone.name})", highlight=False)
    return 0


@app.command("rotate-names")
@plainly
def rotate_names(as_json: AsJson = False, data: Data = DATA) -> int:
    """Replace the key that wraps the keys to persons' names, so that older copies of the database open none of them."""
    from ops.keys import names_key

    instance = Instance.load(data)
    count = asyncio.run(names_key.rotate(instance, instance.database_url()))
    if as_json:
        print_json({"wrapped": count})
        return 0
    console.print(
        f"wrapped {count} keys with the new master key; make a backup now: earlier backups open only with their own key file",
        highlight=False,
    )
    return 0


@app.command("rotate-channels")
@plainly
def rotate_channels(as_json: AsJson = False, data: Data = DATA) -> int:
    """Replace the key that seals the secrets of partners' channels, so that older copies of the database open none of them."""
    from ops.keys import channels_key

    instance = Instance.load(data)
    count = asyncio.run(channels_key.rotate(instance, instance.database_url()))
    if as_json:
        print_json({"sealed": count})
        return 0
    console.print(
        f"sealed {count} secrets with the new key; make a backup now: earlier backups open only with their own key file",
        highlight=False,
    )
    return 0
