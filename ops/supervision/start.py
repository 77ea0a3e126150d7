"""`upland up`: everything between the command and a running instance."""

import os
import socket
import subprocess
import time
from dataclasses import replace

import psutil
from rich.console import Console

from ops.embedded import account, kafka_jars
from ops.instance import ROOT, Instance, python
from ops.progress import shown
from ops.supervision import logs, processes, state, switch
from runtime.errors import OperationFailed

_HEALED_BY = "upland republish"
_START = (
    180.0  # seconds that a start may take without getting on: no part became ready, none reports progress
)
_LINE_EVERY = 5.0  # seconds between lines where there is no terminal
_CATCHING_UP = "behind the log"  # in a reader's own words
_TITLES = {
    "postgres": "PostgreSQL 18",
    "kafka": "Apache Kafka 4.4",
    "registry": "registry",
    "relay": "relay",
    "projections": "projections",
    "notifications": "notifications",
}


class UpFailed(OperationFailed):
    """The instance could not be started, or not be stopped. The message has what to do."""


def start(wanted: Instance, console: Console, *, until: int | None = None) -> tuple[Instance, bool]:
    """Make the instance run and return it when all its parts are ready, with whether it ran already.

    A second start of what runs only waits for it. Raises UpFailed.
    """
    wanted.make_folder()
    with wanted.locked("up", wait=True):
        running = state.supervisor(wanted)
        if running is not None:
            instance = Instance.load(wanted.folder)
            if frozen := state.frozen(instance, running):
                raise UpFailed(
                    f"the supervisor runs, but {frozen}; end it with `upland down` and start again"
                )
            now = state.load(instance)
            if wanted.empty != instance.empty:
                instance = replace(instance, empty=wanted.empty)
                instance.save()
            if now is not None and now.phase in {"starting", "ready"}:
                _wait_ready(instance, running, console)
                return instance, True
            processes.wait([running], processes.SUPERVISOR_END)
        left = processes.take_down(wanted.folder)
        if left:
            console.print(
                f"stopped what an earlier start had left running: {', '.join(left)}", highlight=False
            )
        if aside := switch.switch(wanted):
            console.print(f"a restore is finished; the database of before is in {aside}", highlight=False)
        wanted = _with_broker(wanted, console)
        refuse_busy_ports(wanted)
        account.needed()
        wanted.save()
        _wait_ready(wanted, _spawn(wanted, until), console)
        return wanted, False


def _with_broker(wanted: Instance, console: Console) -> Instance:
    """The instance as wanted, or with the in-memory broker where the jars of Kafka cannot be had."""
    if wanted.broker != "apache" or kafka_jars.present():
        return wanted
    try:
        with shown(console, f"fetching Apache Kafka {kafka_jars.VERSION} (once)", "bytes") as advance:
            kafka_jars.fetch(advance)
    except kafka_jars.JarsMissing as error:
        console.print(
            f"[yellow]{error}.[/]\n[yellow]Going on with the in-memory broker instead: the log in PostgreSQL is the truth, "
            "so nothing is lost, but partners' topics and passwords need Apache Kafka.[/]",
            highlight=False,
        )
        return replace(wanted, broker="memory", requested_broker=wanted.broker)
    return wanted


def refuse_busy_ports(instance: Instance) -> None:
    """Raises UpFailed that names the ports of the instance which another program listens on."""
    busy = []
    for name, port in instance.ports().items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                busy.append(f"port {port} ({name})")
    if busy:
        other = instance.port_base + 1000 if instance.port_base < 60000 else instance.port_base - 1000
        verb = "is" if len(busy) == 1 else "are"
        raise UpFailed(
            f"{', '.join(busy)} {verb} in use by another program: choose others with --port-base {other}"
        )


def _spawn(instance: Instance, until: int | None) -> psutil.Process:
    command = [
        *python(
            "ops.supervision.supervisor",
            "--data",
            str(instance.folder),
            "--port-base",
            str(instance.port_base),
        ),
        *("--broker", instance.broker),
        *(("--until", str(until)) if until else ()),
    ]
    with logs.opened(instance, "supervisor") as log:
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | processes.marks(instance.folder, "supervisor"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return psutil.Process(child.pid)


def _wait_ready(instance: Instance, supervisor: psutil.Process, console: Console) -> None:
    """Show each part as it becomes ready. Raises UpFailed when the supervisor gives up or takes too long."""
    began = since = time.monotonic()
    printed_at = 0.0
    shown_parts: set[str] = set()
    with console.status("starting") as spinner:
        while True:
            now = state.load(instance)
            if now is not None and now.supervisor.pid == supervisor.pid:
                for name in [
                    name
                    for name, part in now.parts.items()
                    if part.status == "ready" and name not in shown_parts
                ]:
                    shown_parts.add(name)
                    since = time.monotonic()
                    _print_ready(instance, name, time.monotonic() - began, console)
                waiting = [_TITLES[name] for name, part in now.parts.items() if part.status != "ready"]
                notes = [part.note for part in now.parts.values() if part.note and _gets_on(part)]
                spinner.update(notes[0] if notes else f"starting {', '.join(waiting) or 'the services'}")
                if notes and notes[0] not in shown_parts:
                    # As long as it gets on, it may take its time.
                    shown_parts.add(notes[0])
                    since = time.monotonic()
                    if not console.is_terminal and since - printed_at > _LINE_EVERY:
                        printed_at = since
                        console.print(notes[0], highlight=False)
                if now.phase == "ready":
                    return
                _refuse_what_waits_for_the_operator(now)
                if now.phase == "failed":
                    raise UpFailed(now.error or "the start failed")
            if not processes.alive(supervisor):
                # It may have written the reason in the instant before it ended.
                now = state.load(instance)
                ours = now is not None and now.supervisor.pid == supervisor.pid
                raise UpFailed(
                    (now.error if now and ours else None) or f"{logs.last_words(instance, 'supervisor')}"
                )
            if time.monotonic() - since > _START:
                raise UpFailed(
                    f"nothing became ready for {_START:.0f} s: {_waits(now)}. It goes on trying: see `upland status`"
                )
            time.sleep(0.05)


def _refuse_what_waits_for_the_operator(now: state.State) -> None:
    for name, part in now.parts.items():
        if part.note and part.status != "ready" and _HEALED_BY in part.note:
            raise UpFailed(f"everything runs, but {_TITLES[name]} is not ready: {part.note}")


def _gets_on(part: state.PartState) -> bool:
    """Whether its note is about progress, rather than about what it waits for."""
    return part.status == "preparing" or _CATCHING_UP in (part.note or "")


def _waits(now: state.State | None) -> str:
    """What the start waits for, in words."""
    parts = now.parts.items() if now is not None else ()
    return "; ".join(f"{name}: {part.note or part.status}" for name, part in parts if part.status != "ready")


def _print_ready(instance: Instance, part: str, seconds: float, console: Console) -> None:
    title = "in-memory broker" if part == "kafka" and instance.broker == "memory" else _TITLES[part]
    where = (
        f"127.0.0.1:{instance.port(part)}" if not (part == "kafka" and instance.broker == "memory") else ""
    )
    console.print(f"[green]ready[/] {title:<18} {where:<16} [dim]{seconds:4.1f} s[/]", highlight=False)
