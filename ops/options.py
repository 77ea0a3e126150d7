"""What the commands have in common: the data folder's option, JSON on standard output, errors as one plain line."""

import functools
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import orjson
import typer
from rich.console import Console

from ops.instance import Instance
from runtime.errors import OperationFailed, Unavailable

P = ParamSpec("P")

console = Console()


class CommandRefused(OperationFailed):
    """This cannot be done; the message has the reason, and what can be done."""


# What is printed as it is: errors whose messages are written for the operator.
_EXPECTED = (OperationFailed, PermissionError, Unavailable)

Data = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", envvar="UPLAND_DATA", help="The data folder.", file_okay=False),
]
DATA = Path("data")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def plainly(command: Callable[P, int | None]) -> Callable[P, None]:
    """Turn a command's result into its exit code, and an expected error into one line on standard error and exit 1."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
        except _EXPECTED as error:
            print(f"upland: {error}", file=sys.stderr)
            code = 1
        except KeyboardInterrupt:
            code = 130
        except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except Exception as error:
            # typer's own errors (wrong usage, exits) are RuntimeErrors that know how to show themselves.
            if hasattr(error, "exit_code") or os.environ.get("UPLAND_TRACEBACK"):
                raise
            print(
                f"upland: unexpected {type(error).__name__}: {error} (UPLAND_TRACEBACK=1 shows where)",
                file=sys.stderr,
            )
            code = 1
        raise typer.Exit(code or 0)

    return run


def print_json(value: object) -> None:
    print(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def spelled(instance: Instance) -> str:
    """The `--data` option that a person has to repeat for this instance; empty for the usual folder."""
    usual = Path(os.environ.get("UPLAND_DATA") or DATA).absolute()
    return "" if instance.folder == usual else f" --data {instance.folder}"


def run_part(function: str, *arguments: Any) -> int:
    """Call `module.function` of this package, loaded only now: `upland status` need not wait for what a rebuild needs."""
    module, _, name = function.rpartition(".")
    code: int = getattr(importlib.import_module(f"ops.{module}"), name)(*arguments)
    return code
