"""`upland dead-letters`: what the consumers set aside is listed, shown, tried again, or discarded."""

import asyncio

from rich.markup import escape
from rich.table import Table

from ops.dead_letters.failures import failures
from ops.dead_letters.letters import (
    OPEN,
    SERVICES,
    Letter,
    first_of_stream,
    letter_of,
    opened,
    parse_id,
    select,
)
from ops.instance import Instance
from ops.options import CommandRefused, console, print_json
from runtime.database import Connection

_PATIENCE = 15.0  # seconds for the consumer to try; it looks twice a second
_TRY = "UPDATE {service}.dead_letters SET next_retry = clock_timestamp() WHERE id = $1 AND status = 'poison'"
_DISCARD = """
    UPDATE {service}.dead_letters SET status = 'discarded', why = $2, next_retry = NULL
    WHERE id = $1 AND status IN ('poison', 'waiting', 'foreign') RETURNING id
"""


def listing(instance: Instance, as_json: bool) -> int:
    """`upland dead-letters list`: what is neither applied nor given up."""
    letters = asyncio.run(_open_letters(instance))
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


def by_failure(instance: Instance, as_json: bool) -> int:
    """`upland dead-letters failures`: which errors stop how many streams."""
    rows = failures(asyncio.run(_open_letters(instance)))
    if as_json:
        print_json([failure.as_json() for failure in rows])
        return 0
    if not rows:
        console.print("nothing is set aside")
        return 0
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("failure", "events", "waiting", "streams", "since", "reason"):
        table.add_column(title, no_wrap=title == "failure")
    for each in rows:
        counts = (str(each.events), str(each.waiting), str(len(each.streams)))
        table.add_row(escape(each.id), *counts, f"{each.since:%Y-%m-%d %H:%M:%S}", escape(each.reason))
    console.print(table)
    return 0


async def _open_letters(instance: Instance) -> list[Letter]:
    async with opened(instance) as connection:
        return [letter for service in SERVICES for letter in await select(connection, service, OPEN)]


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
    service, number = parse_id(id)

    async def tried() -> tuple[Letter, Letter | None]:
        async with opened(instance) as connection:
            letter = await letter_of(connection, service, number)
            if letter.status != "poison":
                raise CommandRefused(await _why_not(connection, service, letter))
            await connection.execute(_TRY.format(service=service), number)
            deadline = asyncio.get_running_loop().time() + _PATIENCE
            while (now := await letter_of(connection, service, number)).status == "poison":
                if now.attempts > letter.attempts:
                    return letter, now
                if asyncio.get_running_loop().time() > deadline:
                    raise CommandRefused(
                        f"{id} will be tried at once, but was not yet: see `upland status`, {service}"
                    )
                await asyncio.sleep(0.1)
            return letter, await first_of_stream(connection, service, letter.stream)

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
    service, number = parse_id(id)
    if not why.strip():
        raise CommandRefused("give the reason: it is kept with the record")

    async def given_up() -> Letter:
        async with opened(instance) as connection:
            letter = await letter_of(connection, service, number)
            if await connection.fetchval(_DISCARD.format(service=service), number, why.strip()) is None:
                now = await letter_of(connection, service, number)
                raise CommandRefused(f"{id} is {now.status} already")
            return letter

    letter = asyncio.run(given_up())
    more = f"; {letter.behind} behind it go on" if letter.behind and letter.status == "poison" else ""
    console.print(f"{letter.event or id} is discarded{more}", highlight=False)
    return 0


async def _shown(instance: Instance, id: str) -> Letter:
    async with opened(instance) as connection:
        return await letter_of(connection, *parse_id(id))


async def _why_not(connection: Connection, service: str, letter: Letter) -> str:
    if letter.status == "foreign":
        return f"{letter.id} is no event of the log, so it cannot be applied; discard it"
    first = await first_of_stream(connection, service, letter.stream)
    if letter.status == "waiting" and first is not None and first.id != letter.id:
        return f"{letter.id} waits behind {first.id} ({first.event}): replay that one"
    return f"{letter.id} is {letter.status} already"
