"""The `upland` command. Exit 0 done, 1 refused or found wrong, 2 wrong usage; an error is one line, never a traceback."""

import asyncio
import os
import re
import sys
from typing import Annotated, Literal

import typer

from ops import progress, service_client
from ops.commands import backups, dead_letters, files, keys, partners, welcome
from ops.commands import history as log_history
from ops.commands import replay as feed_replay
from ops.commands import status as instance_status
from ops.instance import PORT_BASE, SERVICES, Instance
from ops.options import DATA, AsJson, Data, console, plainly, print_json, run_part, spelled
from ops.supervision import history_import, logs
from ops.supervision.start import UpFailed
from ops.supervision.start import start as start_instance
from ops.supervision.stop import stop, wait_for_end

app = typer.Typer(
    name="upland",
    help="The shared record of how industrial clusters work together: run it, read it, look after it.",
    epilog="Exit codes: 0 done · 1 refused or found wrong · 2 wrong usage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(keys.app, name="key", rich_help_panel="Access")
app.add_typer(partners.app, name="partner", rich_help_panel="Access")
app.add_typer(dead_letters.app, name="dead-letters", rich_help_panel="Care")
files.add(app)
backups.add(app)
app.command("replay", rich_help_panel="Care")(feed_replay.replay)

_RUN, _RECORD, _CARE = "Run", "The record", "Care"


def _broker(value: str) -> str:
    if value in {"apache", "memory"} or re.fullmatch(r"[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*", value):
        return value
    raise typer.BadParameter(f"{value!r} is neither apache, memory nor an address like broker.example:9092")


@app.command("up", rich_help_panel=_RUN)
@plainly
def start(
    data: Data = DATA,
    port_base: Annotated[
        int | None,
        typer.Option(
            "--port-base",
            metavar="N",
            min=1024,
            max=65527,
            help=f"First port: N+1 to N+8 are used.  [default: the folder's last, else {PORT_BASE}]",
        ),
    ] = None,
    broker: Annotated[
        str | None,
        typer.Option(
            "--broker",
            metavar="KIND",
            callback=lambda value: value if value is None else _broker(value),
            help="[b]apache[/] (Apache Kafka, embedded), [b]memory[/], or the [b]host:port[/] of another Kafka "
            "(its login by UPLAND_KAFKA_SECURITY, _USERNAME, _PASSWORD).  [default: the folder's last, else apache]",
        ),
    ] = None,
    empty: Annotated[
        bool | None,
        typer.Option(
            "--empty/--history",
            help="Do not load history/, or load what of it is not in the record.  "
            "[default: a new record gets it; the folder remembers --empty]",
            show_default=False,
        ),
    ] = None,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay until Ctrl-C, then stop everything.")
    ] = False,
) -> int:
    """Start PostgreSQL, Kafka and the services, and return when everything is ready. A new record gets history/."""
    folder = data.absolute()
    last = Instance.load(folder) if (folder / "instance.json").exists() else Instance(folder)
    if last.services is not None:
        raise UpFailed(f"the services of the record in {folder} are run by others, such as docker compose")
    wanted = Instance(
        folder,
        port_base or last.port_base,
        broker or last.requested_broker or last.broker,
        last.empty if empty is None else empty,
    )
    instance, already = start_instance(wanted, console, until=os.getpid() if foreground else None)
    if already:
        console.print(
            f"Upland is already running on {folder} (ports from {instance.port_base})", highlight=False
        )
        if port_base not in {None, instance.port_base}:
            raise UpFailed(f"to move it to --port-base {port_base}, stop it first: `upland down`")
        if broker not in {None, instance.broker, instance.requested_broker}:
            raise UpFailed(f"to run it on --broker {broker}, stop it first: `upland down`")
    due, line = history_import.is_due(instance, asyncio.run(welcome.head(instance)), requested=empty is False)
    if due:
        with progress.shown(console, "loading history/") as advance:
            line = f"history/ loaded: {asyncio.run(history_import.load(instance, advance))}"
    if line:
        console.print(line, highlight=False)
    _show(instance)
    if foreground and not already:
        wait_for_end(instance)
    return 0


def _show(instance: Instance) -> None:
    language = "pl" if os.environ.get("LANG", "").startswith("pl") else "en"
    position = asyncio.run(welcome.head(instance))
    try:
        answer = asyncio.run(welcome.matrix(instance, language, position))
    except service_client.ServiceUnreachable as error:
        # An event is set aside, or the views are far behind: what they have is shown, with the reason.
        console.print(str(error), highlight=False, markup=False)
        answer = asyncio.run(welcome.matrix(instance, language, 0))
    console.print()
    console.print(welcome.table(answer["data"]))
    console.print(f"[dim]{welcome.LEGEND}[/]", highlight=False)
    welcome.addresses(instance, console)
    welcome.next_commands(instance, console, spelled(instance))


@app.command(rich_help_panel=_RUN)
@plainly
def down(data: Data = DATA) -> int:
    """Stop everything that runs in the data folder; the data stays."""
    stopped = stop(data.absolute(), lambda text: console.print(text, highlight=False))
    console.print("stopped" if stopped else "nothing was running")
    return 0


@app.command(rich_help_panel=_RUN)
@plainly
def status(data: Data = DATA, as_json: AsJson = False) -> int:
    """How each part is doing, how far the log is, and how far behind its readers are. Exit 1 when one is not ready."""
    instance = Instance.load(data)
    report = asyncio.run(instance_status.gathered(instance))
    if as_json:
        print_json(report)
    else:
        instance_status.show(instance, report, console)
    return 0 if instance_status.healthy(report) else 1


@app.command("logs", rich_help_panel=_RUN)
@plainly
def show_logs(
    service: Annotated[
        str | None,
        typer.Argument(metavar="[SERVICE]", help=f"{', '.join(SERVICES)}, postgres, kafka, supervisor."),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as new lines come.")] = False,
    lines: Annotated[
        int, typer.Option("--lines", "-n", min=0, help="How many of the last lines to begin with.")
    ] = 50,
    data: Data = DATA,
) -> int:
    """What the parts wrote: all of them, or one."""
    instance = Instance.load(data)
    names = logs.names(instance)
    if service and service not in names:
        raise UpFailed(f"there is no log of {service!r}; there are {', '.join(names)}")
    files = {name: logs.path(instance, name) for name in ([service] if service else names)}
    mark = "" if service else "{name:>13} | "
    for name, file in files.items():
        for line in logs.tail(file, lines):
            print(mark.format(name=name) + line)
    if follow:
        sys.stdout.flush()
        for name, line in logs.follow(files):
            print(mark.format(name=name) + line, flush=True)
    return 0


@app.command(rich_help_panel=_RECORD)
@plainly
def history(
    stream: Annotated[
        str | None, typer.Option(metavar="S", help="Only this stream, e.g. agreement-loi-2018.")
    ] = None,
    type: Annotated[
        str | None, typer.Option(metavar="T", help="Only this type, e.g. AgreementSigned.")
    ] = None,
    actor: Annotated[
        str | None,
        typer.Option(metavar="A", help="Only what this key or subject recorded, e.g. partner-dkm."),
    ] = None,
    first: Annotated[int, typer.Option("--from", metavar="P", min=1, help="From this position on.")] = 1,
    last: Annotated[int | None, typer.Option("--to", metavar="P", min=1, help="Up to this position.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as new events come.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each event as it is recorded (NDJSON).")
    ] = False,
    story: Annotated[
        bool, typer.Option("--story", help="Show one stream as its facts, with sources and amendments.")
    ] = False,
    lang: Annotated[Literal["pl", "en"], typer.Option(help="The language of --story.")] = "en",
    data: Data = DATA,
) -> int:
    """Print the log: every event ever recorded, in its order."""
    query = log_history.LogQuery(stream, type, actor, first - 1, last, follow)
    asyncio.run(log_history.run(Instance.load(data), query, console, as_json=as_json, story=story and lang))
    return 0


@app.command(rich_help_panel=_CARE)
@plainly
def verify(
    rate: Annotated[
        int | None,
        typer.Option("--rate", metavar="N", min=1, help="Read at most N events a second from the log."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an interrupted one was.")] = False,
    data: Data = DATA,
    as_json: AsJson = False,
) -> int:
    """Check that the log is dense and complete, and that all that is made of it agrees with it; name what repairs the rest."""
    return run_part("verification.command.run", Instance.load(data), rate, resume, as_json)


@app.command(rich_help_panel=_CARE)
@plainly
def repair(
    what: Annotated[
        Literal["claims", "keys"], typer.Argument(help="Values that one stream holds, or idempotency keys.")
    ],
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Make the registry's claims or idempotency keys those of the log again, where `verify` reports a difference."""
    return run_part(f"commands.repair.{what}", Instance.load(data), as_json)


@app.command(rich_help_panel=_CARE)
@plainly
def rebuild(
    read_model: Annotated[
        str | None, typer.Argument(metavar="READ_MODEL", help="Which one, or `feed`.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All read models.")] = False,
    compare_only: Annotated[
        bool, typer.Option("--compare-only", help="Build and compare, do not switch.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Switch back to the rows before the last rebuild.")
    ] = False,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="End the rebuild that is under way; nothing of it stays.")
    ] = False,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Build a read model (or the feed) from the log while the live one serves, compare the two, and switch."""
    if cancel:
        if every or read_model is not None or compare_only or undo:
            raise typer.BadParameter("--cancel goes with nothing else: one rebuild runs at a time")
        return run_part("rebuild.command.cancel", Instance.load(data), as_json)
    if every == (read_model is not None):
        raise typer.BadParameter("name one read model, or give --all")
    if compare_only and undo:
        raise typer.BadParameter("--compare-only and --undo do not go together")
    return run_part("rebuild.command.run", Instance.load(data), read_model, compare_only, undo, as_json)


@app.command(rich_help_panel=_CARE)
@plainly
def republish(
    why: Annotated[str | None, typer.Option("--why", help="The reason; it is kept with the epoch.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Begin a new epoch: publish the log again from its first event, and bring the views and the feed in line with it."""
    return run_part("republish.run", Instance.load(data), why, yes, as_json)


if __name__ == "__main__":
    app()
