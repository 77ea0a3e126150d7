"""What the consumers set aside, in both services: shown, tried again, or given up. An id reads `projections:12`."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from rich.markup import escape
from rich.table import Table

from ops.commands.options import CommandRefused, console, print_json
from ops.instance import Instance
from runtime.database import Connection, connect

SERVICES = ("projections", "notifications")
_PATIENCE = 15.0  # seconds for the consumer to try; it looks twice a second
_LETTERS = """
    SELECT l.*, (SELECT count(*) FROM {service}.dead_letters AS w
        WHERE w.stream = l.stream AND w.status = 'waiting' AND w.position > l.position) AS behind
    FROM {service}.dead_letters AS l
"""
_OPEN = _LETTERS + " WHERE status IN ('poison', 'waiting', 'foreign') ORDER BY id"
_ONE = _LETTERS + " WHERE id = $1"
_FIRST = _LETTERS + " WHERE stream = $1 AND status IN ('poison', 'waiting') ORDER BY position LIMIT 1"
_TRY = "UPDATE {service}.dead_letters SET next_retry = clock_timestamp() WHERE id = $1 AND status = 'poison'"
_DISCARD = """
    UPDATE {service}.dead_letters SET status = 'discarded', why = $2, next_retry = NULL
    WHERE id = $1 AND status IN ('poison', 'waiting', 'foreign') RETURNING id
"""


@dataclass(frozen=True)
class Letter:
    """A record that was set aside. `event` is its address in the log, None for a record that is not ours.

    `behind` counts the events of its stream that wait for it.
    """

    id: str
    status: str
    stream: str | None
    event: str | None
    position: int | None
    partition: int
    offset: int | None
    reason: str
    attempts: int
    next_retry: datetime | None
    noted_at: datetime
    why: str | None
    behind: int
    headers: dict[str, str]
    key: bytes | None
    value: bytes | None

    def listed(self) -> dict[str, Any]:
        """What a listing shows: all but its bytes."""
        return {name: value for name, value in vars(self).items() if name not in {"headers", "key", "value"}}

    def shown(self) -> dict[str, Any]:
        """All of it; bytes that are not text as Base64."""
        return self.listed() | {
            "headers": self.headers,
            "key": _readable(self.key),
            "value": _readable(self.value),
        }


def listing(instance: Instance, as_json: bool) -> int:
    """`upland dead-letters list`: what is neither applied nor given up."""

    async def open_letters() -> list[Letter]:
        async with _opened(instance) as connection:
            return [letter for service in SERVICES for letter in await _letters(connection, service, _OPEN)]

    letters = asyncio.run(open_letters())
    if as_json:
        print_json([letter.listed() for letter in letters])
        return 0
    if not letters:
        console.print("nothing is set aside")
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("id", "status", "event", "position", "tried", "again at", "reason"):
        table.add_column(title, no_wrap=title in {"id", "status", "event"})
    for each in letters:
        again = f"{each.next_retry:%H:%M:%S}" if each.next_retry else ""
        cells = (each.id, each.status, each.event or "", str(each.position or ""), str(each.attempts), again)
        table.add_row(*cells, escape(each.reason))
    console.print(table)
    return 0


def show(instance: Instance, id: str, as_json: bool) -> int:
    """`upland dead-letters show`: one, with its original bytes and what waits behind it."""
    letter = asyncio.run(_shown(instance, id))
    shown = letter.shown()
    if as_json:
        print_json(shown)
        return 0
    attributes = {name: value for name, value in shown.items() if name not in {"headers", "key", "value"}}
    lines = (attributes, shown["headers"], {"key": shown["key"], "value": shown["value"]})
    for name, value in (item for part in lines for item in part.items()):
        if value is not None:
            console.print(f"[dim]{name:>16}[/]  {escape(str(value))}", highlight=False, soft_wrap=True)
    return 0


def replay(instance: Instance, id: str) -> int:
    """`upland dead-letters replay`: have it tried now, and print the result; 1 when its stream still waits."""
    service, number = _parsed(id)

    async def tried() -> tuple[Letter, Letter | None]:
        async with _opened(instance) as connection:
            letter = await _one(connection, service, number)
            if letter.status != "poison":
                raise CommandRefused(await _why_not(connection, service, letter))
            await connection.execute(_TRY.format(service=service), number)
            deadline = asyncio.get_running_loop().time() + _PATIENCE
            while (now := await _one(connection, service, number)).status == "poison":
                if now.attempts > letter.attempts:
                    return letter, now
                if asyncio.get_running_loop().time() > deadline:
                    raise CommandRefused(
                        f"{id} will be tried at once, but was not yet: see `upland status`, {service}"
                    )
                await asyncio.sleep(0.1)
            return letter, await _first(connection, service, letter.stream)

    before, stuck = asyncio.run(tried())
    if stuck is None:
        more = f", and {before.behind} behind it" if before.behind else ""
        console.print(f"{before.event} was applied{more}", highlight=False)
        return 0
    if stuck.id == id:
        console.print(f"{before.event} failed again: {escape(stuck.reason)}", highlight=False, soft_wrap=True)
    else:
        message = f"{before.event} was applied; its stream waits now for {stuck.id} ({stuck.event}): "
        console.print(message + escape(stuck.reason), highlight=False, soft_wrap=True)
    return 1


def discard(instance: Instance, id: str, why: str) -> int:
    """`upland dead-letters discard`: give it up for the reason given, which is kept; what waits behind it goes on."""
    service, number = _parsed(id)
    if not why.strip():
        raise CommandRefused("say why: the reason is kept with the record")

    async def given_up() -> Letter:
        async with _opened(instance) as connection:
            letter = await _one(connection, service, number)
            if await connection.fetchval(_DISCARD.format(service=service), number, why.strip()) is None:
                now = await _one(connection, service, number)
                raise CommandRefused(f"{id} is {now.status} already")
            return letter

    letter = asyncio.run(given_up())
    more = f"; {letter.behind} behind it go on" if letter.behind and letter.status == "poison" else ""
    console.print(f"{letter.event or id} is discarded{more}", highlight=False)
    return 0


# ---- in the database ---------------------------------------------------------------------------------------------
@asynccontextmanager
async def _opened(instance: Instance) -> AsyncIterator[Connection]:
    connection = await connect(instance.database_url())
    try:
        yield connection
    finally:
        await connection.close()


async def _shown(instance: Instance, id: str) -> Letter:
    async with _opened(instance) as connection:
        return await _one(connection, *_parsed(id))


def _parsed(id: str) -> tuple[str, int]:
    service, _, number = id.partition(":")
    if service not in SERVICES or not number.isdecimal() or len(number) > 18:
        raise CommandRefused(f"{id} is no dead letter's id: they read like projections:12")
    return service, int(number)


async def _one(connection: Connection, service: str, number: int) -> Letter:
    letters = await _letters(connection, service, _ONE, number)
    if not letters:
        raise CommandRefused(f"there is no {service}:{number}: see `upland dead-letters list`")
    return letters[0]


async def _first(connection: Connection, service: str, stream: str | None) -> Letter | None:
    """The letter that a stream waits for."""
    return next(iter(await _letters(connection, service, _FIRST, stream)), None)


async def _why_not(connection: Connection, service: str, letter: Letter) -> str:
    if letter.status == "foreign":
        return f"{letter.id} is no event of the log, so it cannot be applied; discard it"
    first = await _first(connection, service, letter.stream)
    if letter.status == "waiting" and first is not None and first.id != letter.id:
        return f"{letter.id} waits behind {first.id} ({first.event}): replay that one"
    return f"{letter.id} is {letter.status} already"


async def _letters(connection: Connection, service: str, query: str, *arguments: Any) -> list[Letter]:
    return [
        _letter(service, dict(row))
        for row in await connection.fetch(query.format(service=service), *arguments)
    ]


def _letter(service: str, row: dict[str, Any]) -> Letter:
    headers = orjson.loads(row["headers"])
    event = headers.get("id") if row["stream"] else None
    return Letter(**row | {"id": f"{service}:{row['id']}", "event": event, "headers": headers})


def _readable(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + b64encode(value).decode()
