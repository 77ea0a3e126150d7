"""The connection with which the command line works on dead letters, and how it refuses an id."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ops.instance import Instance
from ops.options import CommandRefused
from runtime.database import Connection, connect
from runtime.operators import letters
from runtime.operators.letters import SERVICES, Letter, open_letters


@asynccontextmanager
async def opened(instance: Instance) -> AsyncIterator[Connection]:
    """A connection to the instance's database as its owner."""
    connection = await connect(instance.database_url())
    try:
        yield connection
    finally:
        await connection.close()


async def all_open(connection: Connection) -> list[Letter]:
    """What is set aside in every service."""
    return [letter for service in SERVICES for letter in await open_letters(connection, service)]


async def letter_of(connection: Connection, id: str) -> tuple[str, Letter]:
    """The service of a dead letter, and the letter. Raises CommandRefused where there is none."""
    if (parsed := letters.parse_id(id)) is None:
        raise CommandRefused(f"{id} is no dead letter's id: they read like projections:12")
    letter = await letters.letter_of(connection, *parsed)
    if letter is None:
        raise CommandRefused(f"there is no {id}: see `upland dead-letters list`")
    return parsed[0], letter
