"""`upland backup` and `upland restore`: the whole record to a file, and back."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ops.instance import PORT_BASE, Instance
from ops.options import DATA, AsJson, Data, plainly, run_part

_PANEL = "Care"


def add(app: typer.Typer) -> None:
    """Give the `upland` command these two."""
    app.command("backup", rich_help_panel=_PANEL)(backup)
    app.command("restore", rich_help_panel=_PANEL)(restore)


@plainly
def backup(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|DIR", help="The file to write, or a folder for one with the time in its name."
        ),
    ],
    secrets: Annotated[
        Path | None,
        typer.Option(
            "--secrets",
            metavar="FILE",
            dir_okay=False,
            help="Also write what opens the names and the channels' secrets: to a file of its own, for another place.",
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Save the record to one file while everything runs. Names of persons in it stay sealed."""
    return run_part("backup.command.backup", Instance.load(data), path, secrets, as_json)


@plainly
def restore(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="What `upland backup` wrote.")],
    secrets: Annotated[
        Path | None,
        typer.Option(
            "--secrets", metavar="FILE", dir_okay=False, help="What `upland backup --secrets` wrote."
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the file whole, and say what it holds.")
    ] = False,
    without_kafka: Annotated[
        bool,
        typer.Option(
            "--without-kafka",
            help="Do without what Kafka has beyond the backup, and leave it as it is: "
            "nothing is published until `upland republish`.",
        ),
    ] = False,
    unmatched: Annotated[
        Path | None,
        typer.Option(
            "--unmatched",
            metavar="FILE",
            dir_okay=False,
            help="Where Kafka has records that do not go with the backup: write them to this file, and empty the topic.",
        ),
    ] = None,
    port_base: Annotated[
        int | None,
        typer.Option(
            "--port-base",
            metavar="N",
            min=1024,
            max=65527,
            help=f"First port of a new folder.  [default: the folder's last, else {PORT_BASE}]",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Restore a backup into a data folder that is stopped, or new. What Kafka has beyond it comes back."""
    if without_kafka and unmatched is not None:
        raise typer.BadParameter("--without-kafka and --unmatched do not go together")
    if check:
        return run_part("backup.command.check", path, as_json)
    known = (data / "instance.json").exists()
    instance = Instance.load(data) if known else Instance(data.absolute(), port_base or PORT_BASE, empty=True)
    if known and port_base not in {None, instance.port_base}:
        instance = replace(instance, port_base=port_base)
    return run_part("backup.command.run", instance, path, secrets, yes, without_kafka, unmatched, as_json)
