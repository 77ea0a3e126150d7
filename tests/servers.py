"""The servers that the tests run on: one PostgreSQL and one Kafka a run, a database and a topic a test.

`UPLAND_TEST_POSTGRES` (a superuser's URL) and `UPLAND_TEST_KAFKA` (`host:port`, for SCRAM `user:password@host:port`)
point the tests at other servers. Nothing is ever skipped for a missing server: it fails.
"""

import asyncio
import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil

from ops.embedded.kafka import PARTITIONS, USERNAME, Kafka, admin_client, ensure_topic
from ops.embedded.postgres import Postgres

ROOT = Path(__file__).parent.parent
ROLES = ("upland_registry", "upland_projections", "upland_notifications")
TEMPLATE = "upland_template"
# The key with which the tests' relays sign and the tests' consumers verify.
BUS_KEY_FILE = Path(__file__).parent / "bus.key"
_PASSWORD = "only-for-this-run"
# Of hashing a password that is set: a login computes as many, tests log in some ten thousand times, and nobody attacks these.
_ROUNDS = {"scram_iterations": "1"}

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Await something from a fixture that is not async, on a loop of its own."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nothing listens on now."""
    with contextlib.ExitStack() as stack:
        ports = []
        for _ in range(count):
            probe = stack.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            ports.append(int(probe.getsockname()[1]))
        return ports


@dataclass(frozen=True)
class Database:
    """A database of one test: the migrated schema, empty."""

    name: str
    owner_url: str

    def url(self, role: str = "upland") -> str:
        """The URL for the owner (`upland`) or for a service's role (`upland_registry`, …)."""
        return self.owner_url if role == "upland" else _with(self.owner_url, user=role, password=_PASSWORD)


@dataclass(frozen=True)
class Broker:
    """The Kafka of the run."""

    bootstrap: str
    username: str | None
    password: str | None
    partners_bootstrap: str | None = None

    @property
    def security(self) -> str:
        return "sasl_plaintext" if self.username else "plaintext"

    def client(self) -> dict[str, Any]:
        """Keyword arguments for aiokafka's clients."""
        if not self.username:
            return {"bootstrap_servers": self.bootstrap}
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password,
        }

    def environment(self) -> dict[str, str]:
        """The settings with which a service reaches this broker."""
        login = {"UPLAND_KAFKA_USERNAME": self.username or "", "UPLAND_KAFKA_PASSWORD": self.password or ""}
        return login | {
            "UPLAND_KAFKA_BOOTSTRAP": self.bootstrap,
            "UPLAND_KAFKA_SECURITY": self.security,
            "UPLAND_BUS_KEY_FILE": str(BUS_KEY_FILE),
        }

    async def make_topic(self) -> str:
        topic = f"upland.test.{secrets.token_hex(4)}"
        await ensure_topic(self.client(), topic, PARTITIONS)
        return topic

    async def drop_topic(self, topic: str) -> None:
        admin = await admin_client(self.client())
        try:
            await admin.delete_topics([topic])
        finally:
            await admin.close()


class Databases:
    """Clones the migrated template, once per test."""

    def __init__(self, superuser_url: str) -> None:
        self._admin = superuser_url

    def migrate(self) -> None:
        """Build the template: the role `upland`, its migrated database, the services' roles with passwords."""
        run(self._make_template())
        settings = os.environ | {"UPLAND_OWNER_URL": self._owner(TEMPLATE)}
        command = [sys.executable, "-m", "runtime.migrate"]
        done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"the migrations failed:\n{done.stdout}{done.stderr}")
        run(self.as_superuser(*(f"ALTER ROLE {role} LOGIN PASSWORD '{_PASSWORD}'" for role in ROLES)))

    async def clone(self) -> Database:
        name = f"test_{secrets.token_hex(6)}"
        await self.as_superuser(f"CREATE DATABASE {name} OWNER upland TEMPLATE {TEMPLATE} STRATEGY file_copy")
        return Database(name, self._owner(name))

    def named(self, name: str) -> Database:
        """A database that was cloned in an earlier run."""
        return Database(name, self._owner(name))

    async def drop(self, database: Database) -> None:
        await self.as_superuser(f"DROP DATABASE IF EXISTS {database.name} WITH (FORCE)")

    def _owner(self, name: str) -> str:
        return _with(self._admin, user="upland", password=_PASSWORD, database=name)

    async def _make_template(self) -> None:
        connection = await asyncpg.connect(self._admin, server_settings=_ROUNDS)
        try:
            exists = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = 'upland'")
            verb = "ALTER" if exists else "CREATE"
            await connection.execute(f"{verb} ROLE upland LOGIN CREATEROLE CREATEDB PASSWORD '{_PASSWORD}'")
            await connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
            await connection.execute(f"CREATE DATABASE {TEMPLATE} OWNER upland")
        finally:
            await connection.close()

    async def as_superuser(self, *statements: str) -> None:
        """Run statements that only a superuser may."""
        connection = await asyncpg.connect(self._admin, server_settings=_ROUNDS)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@contextlib.contextmanager
def postgres(*, fsync: bool = False) -> Iterator[Databases]:
    """The PostgreSQL of the run, migrated. Tests run without fsync, benchmarks with it."""
    with contextlib.ExitStack() as stack:
        url = os.environ.get("UPLAND_TEST_POSTGRES") or stack.enter_context(embedded_postgres(fsync=fsync))
        databases = Databases(url)
        databases.migrate()
        yield databases


@contextlib.contextmanager
def embedded_postgres(*, fsync: bool = False, data_folder: Path | None = None) -> Iterator[str]:
    """A PostgreSQL of our own, which lives no longer than the run; gives the superuser's URL.

    Its data is in a folder that is deleted with it, or in `data_folder`, which stays.
    """
    with scratch() if data_folder is None else contextlib.nullcontext(data_folder) as folder:
        [port] = free_ports(1)
        server = Postgres(folder / "postgres", port, _PASSWORD, _PASSWORD, fsync=fsync)
        server.prepare()
        with _process(
            server.command(), server.environment(), folder / "postgres.log", signal.SIGINT, server
        ) as process:
            _wait(server, process, folder / "postgres.log")
            yield f"postgresql://postgres:{_PASSWORD}@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def kafka() -> Iterator[Broker]:
    """The Kafka of the run."""
    if elsewhere := os.environ.get("UPLAND_TEST_KAFKA"):
        parts = urlsplit(f"//{elsewhere}")
        yield Broker(f"{parts.hostname}:{parts.port}", parts.username, parts.password)
        return
    with scratch() as folder:
        internal, partner, controller = free_ports(3)
        server = Kafka(folder / "kafka", internal, partner, controller, _PASSWORD, "only-for-the-controller")
        with kafka_process(server, folder):
            yield Broker(server.bootstrap, USERNAME, _PASSWORD, server.partners_bootstrap)


@contextlib.contextmanager
def kafka_process(server: Kafka, folder: Path) -> Iterator[None]:
    """A broker that runs inside the block; its output goes to a file in the folder."""
    server.prepare()
    log = folder / "kafka.log"
    with _process(server.command(), server.environment(), log, signal.SIGKILL) as process:
        _wait(server, process, log)
        yield


def _wait(server: Postgres | Kafka, process: "subprocess.Popen[bytes]", log: Path) -> None:
    try:
        run(server.wait(psutil.Process(process.pid)))
    except Exception as error:
        raise RuntimeError(f"{error}; its log ends:\n{log.read_text(encoding='utf-8')[-2000:]}") from error


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder in which PostgreSQL can run, deleted with the block.

    Not one of pytest's: as root, PostgreSQL runs under another account, and every start of pytest by the same user
    closes the folder above those of all its runs to others.
    """
    folder = Path(tempfile.mkdtemp(prefix="upland-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _process(
    command: list[str],
    environment: dict[str, str],
    log: Path,
    end: signal.Signals,
    server: Postgres | None = None,
) -> Iterator["subprocess.Popen[bytes]"]:
    """A child that ends with the run, also when the run itself is killed."""
    libc = ctypes.CDLL(None)
    account = server.runs_as if server else None

    def die_with_the_run() -> None:
        if sys.platform == "linux":
            libc.prctl(1, int(end))  # PR_SET_PDEATHSIG

    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_the_run,  # noqa: PLW1509  no thread of ours holds a lock when the servers start
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    try:
        yield process
    finally:
        process.send_signal(end)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _with(url: str, *, user: str, password: str, database: str | None = None) -> str:
    parts = urlsplit(url)
    path = f"/{database}" if database else parts.path
    return urlunsplit(
        (parts.scheme, f"{user}:{password}@{parts.hostname}:{parts.port or 5432}", path, "", "")
    )
