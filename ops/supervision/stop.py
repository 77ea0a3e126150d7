"""`upland down`: everything that runs in a data folder is stopped, by its own processes only."""

import signal
from collections.abc import Callable
from pathlib import Path

from ops.instance import Instance
from ops.supervision import processes, state
from ops.supervision.start import UpFailed


def stop(folder: Path, report: Callable[[str], None]) -> bool:
    """Stop everything that runs in the folder, by its own processes only. False when nothing ran. Raises UpFailed."""
    instance = Instance.load(folder)
    running = state.supervisor(instance)
    if running is not None:
        report("stopping the services, Kafka and PostgreSQL")
        running.send_signal(signal.SIGTERM)
        if processes.wait([running], processes.SUPERVISOR_END):
            report("the supervisor did not end in time, so its parts are stopped without it")
            processes.stop([running], signal.SIGKILL, 5)
    left = processes.take_down(instance.folder)
    if still := processes.marked(instance.folder):
        raise UpFailed(f"could not be stopped: {', '.join(still)}")
    return bool(running or left)


def wait_for_end(instance: Instance) -> None:
    """For `--foreground`: stay until the instance is stopped, and stop it on Ctrl-C or SIGTERM."""

    def terminate(*_: object) -> None:
        if now := state.supervisor(instance):
            now.send_signal(signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, terminate)
    while running := state.supervisor(instance):
        processes.wait([running], 1)
