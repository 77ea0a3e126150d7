"""What an operator decides about dead letters: to have them tried now, or to discard them. Each decision is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from runtime.database import Connection
from runtime.operators import audit
from runtime.operators.failures import failure_of
from runtime.operators.letters import Letter, first_of_stream

_TRY = "UPDATE {service}.dead_letters SET next_retry = clock_timestamp() WHERE id = ANY($1) AND status = 'poison'"
_DISCARD = """
    UPDATE {service}.dead_letters SET status = 'discarded', why = $2, next_retry = NULL
    WHERE id = ANY($1) AND status IN ('poison', 'waiting', 'foreign') RETURNING id
"""


def of_failure(letters: Iterable[Letter], failure: str) -> list[Letter]:
    """The letters that a failure has stopped, without those that wait for them."""
    return [letter for letter in letters if letter.status != "waiting" and failure_of(letter) == failure]


async def try_now(
    connection: Connection, service: str, letters: Sequence[Letter], actor: str, target: str
) -> None:
    """Have the consumer try these letters at its next look, within half a second; later ones of their streams follow.

    Args:
        target: what the operator chose: a letter's id, a failure's, a stream, or `all`.
    """
    if not letters:
        return
    async with connection.transaction():
        await connection.execute(_TRY.format(service=service), _numbers(letters))
        await audit.note(connection, service, actor, "replay", target, count=len(letters))


async def discard(
    connection: Connection, service: str, letters: Sequence[Letter], why: str, actor: str, target: str
) -> int:
    """Give letters up for a reason, which is kept with each; how many were still open."""
    async with connection.transaction():
        rows = await connection.fetch(_DISCARD.format(service=service), _numbers(letters), why)
        if rows:
            await audit.note(connection, service, actor, "discard", target, why=why, count=len(rows))
    return len(rows)


async def why_not_replayed(connection: Connection, service: str, letter: Letter) -> str | None:
    """Why a letter cannot be tried now; None where it can."""
    if letter.status == "poison":
        return None
    if letter.status == "foreign":
        return f"{letter.id} is no event of the log, so it cannot be applied; discard it"
    first = await first_of_stream(connection, service, letter.stream)
    if letter.status == "waiting" and first is not None and first.id != letter.id:
        return f"{letter.id} waits behind {first.id} ({first.event}): replay that one"
    return f"{letter.id} is {letter.status} already"


def _numbers(letters: Iterable[Letter]) -> list[int]:
    return [int(letter.id.rpartition(":")[2]) for letter in letters]
