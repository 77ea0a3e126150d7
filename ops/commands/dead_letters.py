"""`upland dead-letters`: the events that a consumer set aside, and what to do with each."""

from typing import Annotated

import typer

from ops.instance import Instance
from ops.options import DATA, AsJson, Data, plainly, run_part

app = typer.Typer(help="Events that a consumer set aside: list, show, replay, discard.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="As `upland dead-letters list` shows it.")]


@app.command("list")
@plainly
def listing(data: Data = DATA, as_json: AsJson = False) -> int:
    """List what was set aside, with the reason."""
    return run_part("dead_letters.actions.listing", Instance.load(data), as_json)


@app.command()
@plainly
def show(id: Id, data: Data = DATA, as_json: AsJson = False) -> int:
    """Show one with its original bytes, its error and what waits behind it."""
    return run_part("dead_letters.actions.show", Instance.load(data), id, as_json)


@app.command()
@plainly
def replay(id: Id, data: Data = DATA) -> int:
    """Apply it again, and what waits behind it in its stream."""
    return run_part("dead_letters.actions.replay", Instance.load(data), id)


@app.command()
@plainly
def discard(
    id: Id, why: Annotated[str, typer.Option("--why", help="The reason; it is kept.")], data: Data = DATA
) -> int:
    """Give it up, and let what waits behind it go on."""
    return run_part("dead_letters.actions.discard", Instance.load(data), id, why)
