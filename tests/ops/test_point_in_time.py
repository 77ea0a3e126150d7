"""The embedded PostgreSQL brought back to a moment by its own means, as docs/operating.md says: base backup and WAL."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from ops.backup.servers import running
from ops.embedded import account
from ops.embedded.postgres import Postgres, client_programs
from ops.instance import Instance
from ops.supervision.parts import database
from tests.instance import free_base
from tests.running import until
from tests.servers import scratch


@pytest.fixture
def instance() -> Iterator[Instance]:
    with scratch() as folder:
        made = Instance(folder / "data", free_base())
        made.make_folder()
        yield made


def client(postgres: Postgres, name: str, *arguments: str) -> list[str]:
    tools = client_programs()
    assert tools is not None
    return [f"{tools}/{name}", "-h", "127.0.0.1", "-p", str(postgres.port), "-U", "postgres", *arguments]


async def query(postgres: Postgres, statement: str) -> str:
    connection = await postgres.connect("postgres", postgres.superuser_password, "postgres")
    try:
        return str(await connection.fetchval(statement))
    finally:
        await connection.close()


async def test_the_database_goes_back_to_a_moment_between_two_changes(instance: Instance) -> None:
    live = replace(instance.postgres(), fsync=False)
    base, wal = instance.folder / "base", instance.folder / "wal"
    login = os.environ | {"PGPASSWORD": live.superuser_password}
    async with running(instance, database(live)):
        # Only the superuser copies the server.
        await live.ensure_database()
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await asyncpg.connect(live.owner_url, server_settings={"replication": "true"})
        await query(live, "CREATE TABLE kept (what text)")
        copied = client(live, "pg_basebackup", "-D", str(base), "-X", "stream", "-c", "fast")
        await asyncio.to_thread(subprocess.run, copied, env=login, check=True, capture_output=True)
        wal.mkdir()
        receiving = await asyncio.create_subprocess_exec(
            *client(live, "pg_receivewal", "-D", str(wal), "--synchronous"), env=login
        )
        try:
            await query(live, "INSERT INTO kept VALUES ('before')")
            moment = await query(live, "SELECT clock_timestamp()")
            await query(live, "INSERT INTO kept VALUES ('after')")
            end = await query(live, "SELECT pg_walfile_name(pg_switch_wal())")

            async def received() -> bool:
                return (wal / end).exists()

            await until(received)
        finally:
            receiving.send_signal(signal.SIGINT)
            await receiving.wait()

    shutil.rmtree(live.folder)
    base.rename(live.folder)
    (live.folder / "recovery.signal").touch()
    with (live.folder / "postgresql.auto.conf").open("a") as settings:
        settings.write(f'restore_command = \'cp "{wal}/%f" "%p"\'\n')
        settings.write(f"recovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n")
    _given_to_the_server(live.folder, wal)
    async with running(instance, database(live)):

        async def recovered() -> bool:
            return await query(live, "SELECT pg_is_in_recovery()") == "False"

        await until(recovered)
        assert await query(live, "SELECT string_agg(what, ',') FROM kept") == "before"


def _given_to_the_server(*folders: Path) -> None:
    """As root, PostgreSQL runs under an account of its own."""
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            account.own(path, account.needed())
