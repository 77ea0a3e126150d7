"""The compose file starts the stack, as processes here: with its own commands, variables and files of secrets, nothing else."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import yaml
from compose_spec import PyCompose

from tests.deploy.compose import Stack, compose
from tests.running import until
from tests.servers import ROOT, Broker, Database, free_ports

OURS = ("setup", "registry", "relay", "projections", "answers", "notifications")


def test_the_file_is_a_compose_file_of_the_specification() -> None:
    read = PyCompose.from_yaml(yaml.safe_dump(compose()))
    assert set(read.service_names()) == {*OURS, "postgres", "kafka"}


def test_every_container_has_the_least_that_it_needs() -> None:
    document = compose()
    for name, service in document["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"mem_limit", "cpus", "pids_limit", "healthcheck"} <= service.keys(), name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        # A secret is a file: the engine shows every variable to who may look at the container.
        secret = [key for key in service["environment"] if key.endswith(("PASSWORD", "_KEY", "DATABASE_URL"))]
        assert secret == [], name
        assert service.get("read_only", False) is (name in OURS), name
        assert not service.get("privileged"), name
    published = {name for name, service in document["services"].items() if service.get("ports")}
    assert published == {"kafka", "registry", "projections", "answers", "notifications"}


def secrets_in(folder: Path, *known: tuple[str, str]) -> Path:
    """The folder that `deploy/secrets.sh` fills, where these secrets are known already."""
    shutil.copy(ROOT / "deploy" / "secrets.sh", folder)
    (folder / "secrets").mkdir()
    for name, value in known:
        (folder / "secrets" / name).write_text(value)
    subprocess.run([folder / "secrets.sh"], check=True, timeout=60)
    return folder / "secrets"


def test_secrets_are_made_once_and_taken_over_from_before(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BUS_KEY=of-before\nKAFKA_PASSWORD=old\n")
    folder = secrets_in(tmp_path)
    named = {Path(secret["file"]).name for secret in compose()["secrets"].values()}
    assert {file.name for file in folder.iterdir()} == named
    assert (folder / "bus_key").read_text() == "of-before"
    assert folder.stat().st_mode & 0o777 == 0o700
    before = {file.name: file.read_text() for file in folder.iterdir()}
    assert before["registry_password"] in before["registry_database_url"]
    assert before["kafka_authorities"] == before["postgres_authorities"] == ""
    given = {"bus_key", "kafka_password", "kafka_authorities", "postgres_authorities"}
    assert min(len(value) for name, value in before.items() if name not in given) >= 64
    subprocess.run([tmp_path / "secrets.sh"], check=True, timeout=60)
    assert {file.name: file.read_text() for file in folder.iterdir()} == before


def test_kafkas_authorities_count_where_there_are_any(tmp_path: Path) -> None:
    file = tmp_path / "kafka.pem"
    command = [str(ROOT / "deploy" / "run.sh"), "printenv", "UPLAND_KAFKA_CA_FILE"]
    environment = {"PATH": "/usr/bin:/bin", "SECRETS_FOLDER": str(tmp_path), "UPLAND_INSTANCE": "1"}
    for content, printed in (("", ""), ("-----BEGIN CERTIFICATE-----", str(file))):
        file.write_text(content)
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.stdout.strip() == printed


async def test_the_stack_starts_with_what_the_file_says(
    database: Database, kafka: Broker, topic: str, tmp_path: Path
) -> None:
    postgres = urlsplit(database.url())
    assert postgres.password
    known = [
        (f"{name}_password", postgres.password)
        for name in ("owner", "registry", "projections", "notifications")
    ]
    secrets = secrets_in(tmp_path, *known, ("kafka_password", kafka.password or ""))
    ports = dict(zip(("8701", "8702", "8703", "8708", "8712"), map(str, free_ports(5)), strict=True))
    names = dict(zip(("registry", "projections", "notifications", "relay", "answers"), ports, strict=True))
    addresses = {f"{name}:{port}": f"127.0.0.1:{ports[port]}" for name, port in names.items()}
    addresses |= {
        "postgres:5432/upland": f"{postgres.hostname}:{postgres.port}{postgres.path}",
        "kafka:9092": kafka.bootstrap,
    }
    more = {"UPLAND_TOPIC": topic, "UPLAND_PARTNER_TOPICS": f"{topic}.partner."}  # the tests share the broker
    document = compose({"PARTNER_ADDRESS": kafka.partners_bootstrap or "", "ANONYMOUS_READ": "true"})
    stack = Stack(document, tmp_path / "containers", secrets, addresses, ports, more)

    async def healthy(name: str) -> bool:
        return await asyncio.to_thread(stack.healthy, name)

    with ExitStack() as running:
        for name in OURS:
            process = running.enter_context(stack.started(name))
            log = tmp_path / "containers" / name / "log"
            while not await healthy(name):
                assert process.poll() is None, log.read_text(encoding="utf-8")[-4000:]
                await asyncio.sleep(0.2)
        key = (tmp_path / "containers" / "data" / "operator.key").read_text().strip()
        login = {"Authorization": f"Bearer {key}", "Idempotency-Key": "one"}
        async with aiohttp.ClientSession(headers=login) as session:
            command = f"http://127.0.0.1:{ports['8701']}/v1/clusters/dkm/found"
            async with session.post(command, json={"names": {"pl": "Motoryzacja"}}) as answer:
                assert answer.status == 201, await answer.text()

            async def shown(url: str) -> bool:
                async with session.get(url) as answer:
                    return answer.status == 200 and "Motoryzacja" in await answer.text()

            await until(lambda: shown(f"http://127.0.0.1:{ports['8702']}/v1/clusters/dkm"))
            await until(lambda: shown(f"http://127.0.0.1:{ports['8712']}/v1/clusters/dkm"))
            await until(lambda: shown(f"http://127.0.0.1:{ports['8703']}/v1/feed"))
        upland = [*stack.command("setup")[:1], "python", "-m", "ops.cli", "status", "--json"]
        status = await asyncio.to_thread(
            subprocess.run, upland, cwd=ROOT, env=stack.environment("setup"), capture_output=True, timeout=240
        )
        assert status.returncode == 0, status.stderr
        assert json.loads(status.stdout)["ready"] is True
