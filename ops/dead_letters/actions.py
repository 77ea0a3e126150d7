"""`upland dead-letters`: what the consumers set aside is listed, shown, tried again, or discarded."""

import asyncio

from rich.markup import escape
from rich.table import Table

from ops.dead_letters.connection import all_open, letter_of, opened
from ops.instance import Instance
from ops.options import CommandRefused, console, print_json
from runtime.operators import decisions
from runtime.operators.audit import COMMAND_LINE
from runtime.operators.failures import failures
from runtime.operators.letters import Letter, first_of_stream

_PATIENCE = 15.0  # seconds for the consumer to try; it looks twice a second


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
        return await all_open(connection)


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

    async def tried() -> tuple[Letter, Letter | None]:
        async with opened(instance) as connection:
            service, letter = await letter_of(connection, id)
            if (reason := await decisions.why_not_replayed(connection, service, letter)) is not None:
                raise CommandRefused(reason)
            await decisions.try_now(connection, service, [letter], COMMAND_LINE, id)
            deadline = asyncio.get_running_loop().time() + _PATIENCE
            while (now := (await letter_of(connection, id))[1]).status == "poison":
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
    """`upland dead-letters discard ID`: give it up for the reason given, which is kept; what waits behind it goes on."""
    reason = _reason(why)

    async def given_up() -> Letter:
        async with opened(instance) as connection:
            service, letter = await letter_of(connection, id)
            if not await decisions.discard(connection, service, [letter], reason, COMMAND_LINE, id):
                raise CommandRefused(f"{id} is {(await letter_of(connection, id))[1].status} already")
            return letter

    letter = asyncio.run(given_up())
    more = f"; {letter.behind} behind it go on" if letter.behind and letter.status == "poison" else ""
    console.print(f"{letter.event or id} is discarded{more}", highlight=False)
    return 0


def discard_failure(instance: Instance, failure: str, why: str, as_json: bool) -> int:
    """`upland dead-letters discard --failure`: give up what one failure has stopped; what waits behind it goes on."""
    reason = _reason(why)

    async def given_up() -> list[Letter]:
        async with opened(instance) as connection:
            letters = decisions.of_failure(await all_open(connection), failure)
            if not letters:
                raise CommandRefused(
                    f"nothing stopped by {failure} is set aside: see `upland dead-letters failures`"
                )
            service = failure.partition(":")[0]
            await decisions.discard(connection, service, letters, reason, COMMAND_LINE, failure)
            return letters

    letters = asyncio.run(given_up())
    streams = {letter.stream for letter in letters if letter.stream is not None}
    behind = sum(letter.behind for letter in letters if letter.status == "poison")
    if as_json:
        print_json({"discarded": [letter.id for letter in letters], "behind": behind})
    else:
        more = f"; {behind} behind them go on" if behind else ""
        console.print(f"{len(letters)} of {len(streams)} streams are discarded{more}", highlight=False)
    return 0


def _reason(why: str) -> str:
    if not why.strip():
        raise CommandRefused("give the reason: it is kept with the record")
    return why.strip()


async def _shown(instance: Instance, id: str) -> Letter:
    async with opened(instance) as connection:
        return (await letter_of(connection, id))[1]
