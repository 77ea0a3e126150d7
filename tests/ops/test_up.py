"""`upland up` and `down` on real servers: twice, after kills, with busy ports, and nothing remains afterwards."""

import os
import re
import signal
import socket
import stat
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import asyncpg
import orjson
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from ops.instance import SERVICES, Instance
from ops.supervision import processes
from ops.supervision.start import UpFailed, refuse_busy_ports
from tests.instance import Upland, free_base

PARTS = {"postgres", "kafka", "registry", "relay", "projections", "notifications"}


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.1)


def pids(upland: Upland) -> dict[str, int | None]:
    return {name: upland.state.pid(name) for name in PARTS}


def all_well(upland: Upland) -> bool:
    return all(part.status == "ready" for part in upland.state.parts.values()) and all(pids(upland).values())


def test_everything_is_ready_when_up_returns(upland: Upland) -> None:
    assert set(upland.state.parts) == PARTS
    assert upland.state.phase == "ready"
    shown = upland("status", "--json")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    status = orjson.loads(shown.stdout)
    api = {"services", "postgres", "kafka", "log", "relay", "consumers", "dead_letters"}
    assert set(status) == api | {"supervisor", "ready"}
    assert status["ready"] is True
    assert set(status["services"]) == {"registry", "relay", "projections", "notifications"}
    assert status["services"]["registry"] == {
        "url": f"http://127.0.0.1:{upland.port_base + 1}",
        "ready": True,
        "reasons": [],
        "pid": upland.state.pid("registry"),
    }
    assert status["kafka"]["kind"] == "apache"
    assert {"name", "position", "lag", "seconds"} <= set(status["consumers"][0])
    assert {"position", "lag", "age"} <= set(status["relay"])


def test_a_second_up_changes_nothing_and_reports_it(upland: Upland) -> None:
    before = pids(upland)
    again = upland.up()
    assert again.returncode == 0, again.stderr
    assert "already running" in again.stdout
    assert "DKM, SA&AM, PGM, WSM and the Lublin clusters" in again.stdout
    assert pids(upland) == before


def test_every_documented_metric_is_counted_by_a_running_service(upland: Upland) -> None:
    instance = upland.instance
    upland("status")  # a request to each
    samples: dict[str, list[float]] = {}
    families: set[str] = set()
    requests = dict.fromkeys(SERVICES, 0.0)
    for service in SERVICES:
        with urllib.request.urlopen(f"{instance.url(service)}/metrics", timeout=60) as answer:  # noqa: S310
            for family in text_string_to_metric_families(answer.read().decode()):
                families.add(family.name)
                for sample in family.samples:
                    samples.setdefault(sample.name, []).append(sample.value)
                    if sample.name == "upland_requests_total":
                        requests[service] = requests.get(service, 0) + sample.value
    table = (Path(__file__).parent.parent.parent / "docs/operating.md").read_text(encoding="utf-8")
    documented = {
        name
        for row in re.findall(r"^\| `upland_.*", table, re.MULTILINE)
        for name in re.findall(r"`(upland_\w+)`", row)
    }
    # What has nothing to count yet has no line yet.
    quiet = {
        "upland_task_restarts_total",
        "upland_consumer_history_total",
        "upland_append_batch",
        "upland_append_seconds",
        "upland_append_conflicts_total",
        "upland_event_loop_delay_seconds",
        "upland_foreign_records_total",
        "upland_mails_total",
    }
    assert documented - set(samples) <= quiet
    # What is shipped for Prometheus and Grafana asks for nothing else.
    shipped = {
        name
        for file in (Path(__file__).parent.parent.parent / "deploy/observability").iterdir()
        for name in re.findall(r"\bupland_\w+", file.read_text(encoding="utf-8"))
    }
    assert shipped
    assert {re.sub(r"_(bucket|sum|count|total)$", "", name) for name in shipped} <= families
    assert min(requests.values()) > 0
    assert max(samples["upland_log_head"]) == max(samples["upland_consumer_position"])


def test_status_reports_a_frozen_supervisor_and_a_dead_one(upland: Upland) -> None:
    supervisor = psutil.Process(upland.state.supervisor.pid)
    supervisor.suspend()
    try:
        shown = upland("status", "--json")
        assert shown.returncode == 1
        assert "frozen" in orjson.loads(shown.stdout)["supervisor"]["reasons"][0]
        assert "supervisor: it is frozen" in upland("status").stdout
        again = upland("up")
        assert again.returncode == 1
        assert "frozen" in again.stderr
    finally:
        supervisor.resume()
    wait_until(lambda: upland("status").returncode == 0)


async def test_the_dsn_of_the_status_opens_the_database_without_showing_the_password(upland: Upland) -> None:
    shown = upland("status", "--json").stdout
    assert upland.instance.secret("upland.password") not in shown
    status = orjson.loads(shown)
    connection = await asyncpg.connect(status["postgres"]["dsn"])
    try:
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SELECT count(*) FROM registry.events") == status["log"]["head"]
    finally:
        await connection.close()


def test_no_secret_can_be_read_by_others_or_stands_in_an_argv_or_a_log(upland: Upland) -> None:
    instance = upland.instance
    files = [instance.operator_key_file, instance.keys_file, *instance.secrets.iterdir()]
    files.append(instance.folder / "kafka" / "server.properties")
    assert [file.name for file in files if stat.S_IMODE(file.stat().st_mode) != 0o600] == []
    secrets = {file.read_text().strip().rpartition(":")[2] for file in instance.secrets.iterdir()}
    secrets.add(instance.operator_key())
    argvs = "".join(
        " ".join(process.cmdline())
        for running in processes.marked(instance.folder).values()
        for process in running
    )
    logs = "".join(file.read_text(errors="replace") for file in instance.logs.glob("*.log"))
    assert [secret for secret in secrets if secret in argvs or secret in logs] == []


def test_a_part_that_is_killed_comes_back(upland: Upland) -> None:
    before = pids(upland)
    for name in ("registry", "postgres"):
        pid = before[name]
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: all(pids(upland)[name] not in {None, before[name]} for name in ("registry", "postgres"))
    )
    wait_until(lambda: all_well(upland))
    wait_until(lambda: upland("status").returncode == 0)
    assert pids(upland)["kafka"] == before["kafka"]


def test_up_after_everything_was_killed(upland: Upland) -> None:
    victims = [upland.state.supervisor.pid, *(pid for pid in pids(upland).values() if pid)]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    started = upland.up()
    assert started.returncode == 0, started.stdout + started.stderr
    assert all_well(upland)
    assert not {
        psutil.Process(pid).pid for pid in victims if psutil.pid_exists(pid) and _is_ours(pid, upland)
    }


def test_up_after_the_supervisor_alone_was_killed_takes_its_orphans_down(upland: Upland) -> None:
    before = pids(upland)
    os.kill(upland.state.supervisor.pid, signal.SIGKILL)
    shown = upland("status", "--json")
    assert shown.returncode == 1
    assert "does not run" in orjson.loads(shown.stdout)["supervisor"]["reasons"][0]
    started = upland.up()
    assert started.returncode == 0, started.stdout + started.stderr
    assert "stopped what an earlier start had left running" in started.stdout
    running = processes.marked(upland.folder)
    assert {name: len(running[name]) for name in ("registry", "kafka")} == {"registry": 1, "kafka": 1}
    assert not set(before.values()) & set(pids(upland).values())


def test_down_leaves_no_process_and_the_data_comes_back(upland: Upland) -> None:
    key = upland.instance.operator_key()
    # Other files of tests share the instance, and may have recorded something.
    head = orjson.loads(upland("status", "--json").stdout)["log"]["head"]
    stopped = upland("down")
    assert stopped.returncode == 0, stopped.stderr
    assert processes.marked(upland.folder) == {}
    refuse_busy_ports(upland.instance)
    assert upland("down").stdout.strip() == "nothing was running"
    assert upland("status").returncode == 1
    # Without any option: the ports and --empty are remembered, so nothing is recorded.
    assert upland("up").returncode == 0
    assert upland.instance.port_base == upland.port_base
    assert orjson.loads(upland("status", "--json").stdout)["log"]["head"] == head
    assert upland.instance.operator_key() == key


def test_a_busy_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        port = free_base() + 1
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(UpFailed, match=rf"port {port} \(registry\) is in use .* --port-base \d+"):
            refuse_busy_ports(Instance(tmp_path, port - 1))


def _is_ours(pid: int, upland: Upland) -> bool:
    return any(
        process.pid == pid for running in processes.marked(upland.folder).values() for process in running
    )
