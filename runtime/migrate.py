"""Brings the database to the newest migration: `python -m runtime.migrate`, with UPLAND_OWNER_URL set."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.ext.asyncio import create_async_engine

from runtime.logs import configure_logging
from runtime.settings import Settings
from runtime.telemetry import logger

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
# Any number that no other program uses on this database; two migrations at once wait for each other.
_LOCK = 7_087_146


def revisions() -> frozenset[str]:
    """Every revision of the schema that this release knows."""
    return frozenset(each.revision for each in ScriptDirectory(str(_MIGRATIONS)).walk_revisions())


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def migrate(owner_url: str, revision: str = "head") -> None:
    """Run what is missing up to a revision, as the database's owner. Running it again changes nothing."""
    # asyncpg reads the address by itself, so that it may have what any PostgreSQL address has, such as `sslmode`.
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=partial(asyncpg.connect, owner_url), poolclass=NullPool
    )
    try:
        async with engine.connect() as guard:
            await guard.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            async with engine.connect() as connection:
                await connection.run_sync(_upgrade, revision)
                await connection.commit()
    finally:
        await engine.dispose()


def main() -> int:
    """The command line's entry."""
    settings = Settings()
    configure_logging("migrate", settings.log_level)
    url = settings.owner_url
    if url is None:
        logger.critical("Set UPLAND_OWNER_URL to the address of the database as its owner.")
        return 2
    asyncio.run(migrate(url.get_secret_value()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
