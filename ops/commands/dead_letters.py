"""`upland dead-letters`: the events that a consumer set aside, and what to do with each."""

from typing import Annotated

import typer

from ops.instance import Instance
from ops.options import DATA, AsJson, Data, plainly, run_part

app = typer.Typer(
    help="Events that a consumer set aside: list, failures, show, replay, discard.", no_args_is_help=True
)

Id = Annotated[str, typer.Argument(metavar="ID", help="As `upland dead-letters list` shows it.")]


@app.command("list")
@plainly
def listing(data: Data = DATA, as_json: AsJson = False) -> int:
    """List what was set aside, with the reason."""
    return run_part("dead_letters.actions.listing", Instance.load(data), as_json)


@app.command("failures")
@plainly
def by_failure(data: Data = DATA, as_json: AsJson = False) -> int:
    """List which failures have stopped how many streams."""
    return run_part("dead_letters.actions.by_failure", Instance.load(data), as_json)


@app.command()
@plainly
def show(id: Id, data: Data = DATA, as_json: AsJson = False) -> int:
    """Show one with its original bytes, its error and what waits behind it."""
    return run_part("dead_letters.actions.show", Instance.load(data), id, as_json)


@app.command()
@plainly
def replay(
    id: Annotated[
        str | None, typer.Argument(metavar="ID", help="As `upland dead-letters list` shows it.")
    ] = None,
    stream: Annotated[
        str | None, typer.Option("--stream", metavar="S", help="What is set aside of this stream.")
    ] = None,
    failure: Annotated[
        str | None,
        typer.Option("--failure", metavar="F", help="What one failure has stopped, as `failures` shows it."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All that is set aside.")] = False,
    data: Data = DATA,
    as_json: AsJson = False,
) -> int:
    """Apply again what is set aside, and what waits behind it in its stream. Exit 1 when a stream still waits."""
    if sum((id is not None, stream is not None, failure is not None, every)) != 1:
        raise typer.BadParameter("name one ID, or give --stream, --failure or --all")
    if id is not None:
        if as_json:
            raise typer.BadParameter("--json goes with --stream, --failure and --all")
        return run_part("dead_letters.actions.replay", Instance.load(data), id)
    return run_part("dead_letters.replays.replay", Instance.load(data), stream, failure, as_json)


@app.command()
@plainly
def discard(
    why: Annotated[str, typer.Option("--why", help="The reason; it is kept.")],
    id: Annotated[
        str | None, typer.Argument(metavar="ID", help="As `upland dead-letters list` shows it.")
    ] = None,
    failure: Annotated[
        str | None,
        typer.Option("--failure", metavar="F", help="What one failure has stopped, as `failures` shows it."),
    ] = None,
    data: Data = DATA,
    as_json: AsJson = False,
) -> int:
    """Give one up, or all that one failure has stopped, and let what waits behind go on."""
    if (id is None) == (failure is None):
        raise typer.BadParameter("name one ID, or give --failure")
    if id is not None:
        if as_json:
            raise typer.BadParameter("--json goes with --failure")
        return run_part("dead_letters.actions.discard", Instance.load(data), id, why)
    return run_part("dead_letters.actions.discard_failure", Instance.load(data), failure, why, as_json)
