"""A streaming replica of the run's PostgreSQL, and the same roles and databases on it, to read."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from ops.embedded import account
from ops.embedded.postgres import Postgres, client_programs
from tests.servers import Database, free_ports, scratch


class Replica:
    """A replica that can be stopped and started again."""

    def __init__(self, server: Postgres, log: Path) -> None:
        self._server, self._log = server, log
        self._process: asyncio.subprocess.Process | None = None

    def database(self, primary: Database) -> Database:
        """A database of the primary as it is here."""
        here = urlsplit(primary.owner_url)
        address = f"{here.username}:{here.password}@127.0.0.1:{self._server.port}"
        return Database(primary.name, here._replace(netloc=address).geturl())

    async def start(self) -> None:
        owner = account.needed()
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self._server.command(),
                env=self._server.environment(),
                stdout=output,
                stderr=output,
                user=owner.uid if owner else None,
                group=owner.gid if owner else None,
                extra_groups=[] if owner else None,
            )
        await self._server.wait(psutil.Process(self._process.pid))

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            await self._process.wait()


@asynccontextmanager
async def replica(superuser_url: str) -> AsyncIterator[Replica]:
    """A replica that streams from the server of a superuser's URL, until the block ends."""
    primary = urlsplit(superuser_url)
    assert primary.password
    assert primary.hostname
    [port] = free_ports(1)
    with scratch() as folder:
        account.open_path(folder / "replica", account.needed())
        login = os.environ | {"PGPASSWORD": primary.password}
        command = [
            *(f"{client_programs()}/pg_basebackup", "-h", primary.hostname, "-p", str(primary.port or 5432)),
            *("-U", primary.username or "postgres", "-D", str(folder / "replica")),
            *("-X", "stream", "-c", "fast", "--write-recovery-conf", "--no-sync"),
        ]
        await asyncio.to_thread(subprocess.run, command, env=login, check=True, capture_output=True)
        for path in (folder / "replica", *(folder / "replica").rglob("*")):
            account.own(path, account.needed())
        server = Postgres(folder / "replica", port, primary.password, primary.password, fsync=False)
        made = Replica(server, folder / "replica.log")
        try:
            await made.start()
            yield made
        finally:
            await made.stop()
