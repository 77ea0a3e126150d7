"""`upland` on a record whose servers and services others run, as in the setup container of docker-compose.yml."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from ops import others
from ops.instance import SERVICES, Instance
from runtime.errors import OperationFailed
from tests.instance import Upland
from tests.servers import ROOT


@pytest.fixture
def folder(upland: Upland, tmp_path: Path) -> Path:
    """A data folder as `python -m ops.setup` leaves it: keys and addresses, no server."""
    instance = upland.instance
    made = Instance(
        tmp_path / "setup",
        broker=instance.kafka().bootstrap,
        services={name: instance.url(name) for name in SERVICES},
    )
    made.make_folder()
    made.save()
    for file in (instance.keys_file, instance.operator_key_file):
        shutil.copy(file, made.folder)
    return made.folder


def environment(upland: Upland) -> dict[str, str]:
    instance = upland.instance
    return os.environ | instance.kafka_settings() | {
        "UPLAND_OWNER_URL": instance.database_url(),
        "PROJECTIONS_PASSWORD": instance.secret("upland_projections.password"),
        "NOTIFICATIONS_PASSWORD": instance.secret("upland_notifications.password"),
    }  # fmt: skip


def typed(environment: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ops.cli", *arguments, "--data", str(folder)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


def test_the_commands_reach_what_others_run(upland: Upland, folder: Path) -> None:
    known = environment(upland)
    status = typed(known, folder, "status", "--json")
    assert status.returncode == 0, status.stdout + status.stderr
    shown = orjson.loads(status.stdout)
    assert shown["ready"] is True
    assert shown["services"]["registry"]["url"] == upland.instance.url("registry")
    assert upland.instance.secret("upland.password") not in status.stdout
    for command in (
        ("status",),
        ("verify",),
        ("history", "--json"),
        ("dead-letters", "list"),
        ("rebuild", "visits", "--compare-only"),
        ("key", "list"),
        ("partner", "list"),
        ("backup", str(folder / "backup.zip")),
    ):
        done = typed(known, folder, *command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    for refusing, words in (
        (("up",), "others"),
        (("restore", str(folder / "backup.zip"), "--yes"), "stop the services first"),
    ):
        refused = typed(known, folder, *refusing)
        assert (refused.returncode, words in refused.stderr) == (1, True), refused.stderr
    del known["UPLAND_OWNER_URL"]
    refused = typed(known, folder, "verify")
    assert (refused.returncode, "set UPLAND_OWNER_URL" in refused.stderr) == (1, True), refused.stderr


def test_the_roles_log_in_at_the_owners_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "UPLAND_OWNER_URL", "postgresql://upland:p%40ss@db.example:6432/upland?sslmode=require"
    )
    monkeypatch.setenv("REGISTRY_PASSWORD", "a/b@c")
    role = others.database_url("upland_registry")
    assert role == "postgresql://upland_registry:a%2Fb%40c@db.example:6432/upland?sslmode=require"
    assert (
        others.without_password(role) == "postgresql://upland_registry@db.example:6432/upland?sslmode=require"
    )
    monkeypatch.delenv("PROJECTIONS_PASSWORD", raising=False)
    with pytest.raises(OperationFailed, match="PROJECTIONS_PASSWORD"):
        others.database_url("upland_projections")
    monkeypatch.setenv("UPLAND_SERVICES", "registry=http://r:1  relay=http://x:2?a=b")
    assert others.services() == {"registry": "http://r:1", "relay": "http://x:2?a=b"}
