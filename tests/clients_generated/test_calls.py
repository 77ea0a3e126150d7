"""Clients that generators make from our documents: they compile without a complaint, and a real instance answers them."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.domain.three_services import World, world
from tests.node import BIN, installed
from tests.projections.given import Log, founded
from tests.running import KeyRing
from tests.servers import ROOT, Database

HERE = Path(__file__).parent
SERVICES = ("registry", "projections", "notifications")
CALLED = """\
command cluster-zywiec@1 ClusterFounded
refused 422 founded-once
commands 201
history cluster-dkm@1 cluster-zywiec@1 cluster-zywiec@2 Żywiecka Dolina
question cluster-dkm 1
feed cluster-dkm@1 Dolina Klasteryzacji
me partner feed:read history:read record:admin record:write views:read
schemas True
problem True
"""


@pytest.fixture
async def instance(database: Database, tmp_path: Path) -> AsyncIterator[tuple[World, str]]:
    """The three services over a record with one cluster, and a key."""
    keys, log = KeyRing(tmp_path / "keys.json"), Log()
    scopes = ("feed:read", "history:read", "record:admin", "record:write", "views:read")
    key = keys.issue("partner", *scopes)
    founded(log, "dkm", "DKM", "Dolina Klasteryzacji", "2014")
    async with world(database, keys, log) as served:
        yield served, key


async def run(*command: object, folder: Path, **environment: str) -> str:
    """The output of a command that must succeed."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        cwd=folder,
        env=os.environ | {"PATH": path} | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, f"{output.decode()}\n{errors.decode()}"
    return output.decode()


def addresses(served: World) -> list[str]:
    return [served.services[name].url for name in SERVICES]


async def test_a_client_in_python(instance: tuple[World, str], tmp_path: Path) -> None:
    served, key = instance
    await asyncio.gather(
        *(
            run(
                *(BIN / "openapi-python-client", "generate", "--fail-on-warning", "--meta", "none"),
                *("--config", HERE / "generator.yaml", "--path", ROOT / f"services/{name}/openapi.json"),
                *("--output-path", tmp_path / f"{name}_client"),
                folder=tmp_path,
            )
            for name in SERVICES
        )
    )
    empty = [
        file.name
        for file in tmp_path.glob("*_client/models/*.py")
        if "@_attrs_define" in (text := file.read_text("utf-8"))
        and re.search(r"^    \w+: ", text, re.MULTILINE) is None
    ]
    assert empty == [], "models without members"
    shutil.copy(HERE / "calls.py", tmp_path)
    await run(
        *(BIN / "mypy", "--config-file", HERE / "mypy.ini", "--cache-dir", tmp_path / "cache", "."),
        folder=tmp_path,
    )
    assert await run(sys.executable, "calls.py", *addresses(served), key, folder=tmp_path) == CALLED


async def test_a_client_in_typescript(instance: tuple[World, str], tmp_path: Path) -> None:
    served, key = instance
    packages = await asyncio.to_thread(installed, HERE)
    (tmp_path / "node_modules").symlink_to(packages / "node_modules")
    for name in ("calls.ts", "tsconfig.json", "package.json"):
        shutil.copy(HERE / name, tmp_path)
    document = ROOT / "contracts/asyncapi.json"
    models = await run(
        BIN / "node", HERE / "models.js", packages, document, tmp_path / "models", folder=tmp_path
    )
    assert {"ClusterFounded", "Occurred"} <= set(json.loads(models))
    assert [name for name in json.loads(models) if "Anonymous" in name or "Schema" in name] == []
    for name in SERVICES:
        await run(
            *(BIN / "node", packages / "node_modules/openapi-typescript/bin/cli.js"),
            *(ROOT / f"services/{name}/openapi.json", "--output", f"{name}.d.ts"),
            "--default-non-nullable=false",
            folder=tmp_path,
        )
        assert "Record<string, never>" not in (tmp_path / f"{name}.d.ts").read_text("utf-8").replace(
            "webhooks = Record<string, never>", ""
        ).replace("$defs = Record<string, never>", "")
    await run(BIN / "node", packages / "node_modules/typescript/bin/tsc", folder=tmp_path)
    assert await run(BIN / "node", "calls.ts", *addresses(served), key, folder=tmp_path) == CALLED
