"""Whether each event is as it was stored: its hash of now is compared with the one that the append has kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from runtime.database import connect

_PAGE = 5_000
_HASH = (
    "registry.event_hash(e.position, e.stream, e.version, e.type, e.schema_version, e.recorded_at, e.audience, e.salt,"
    " e.correlation_id, e.causation_id, e.data)"
)
_MISSING = f"""
    INSERT INTO registry.event_hashes (position, hash)
    SELECT e.position, {_HASH} FROM registry.events e
    WHERE e.position > $1 AND e.position <= $2
        AND NOT EXISTS (SELECT FROM registry.event_hashes h WHERE h.position = e.position)
    ON CONFLICT DO NOTHING
"""
_CHANGED = f"""
    SELECT e.position, e.stream, e.version FROM registry.events e JOIN registry.event_hashes h USING (position)
    WHERE e.position > $1 AND e.position <= $2 AND h.hash <> {_HASH}
    ORDER BY e.position
"""


class Hashes:
    """Compares the hashes of the log up to the position `head`, some thousand events at a time.

    An event that has no hash yet, from a release before there were any, gets one; `added` counts these.
    """

    def __init__(
        self,
        owner_url: str,
        head: int,
        passed: Callable[[int], Awaitable[None]],
        after: int = 0,
        reached: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`passed` is called with the number of events of each step, `reached` with the position up to which is compared.

        after: the position after which to begin.
        """
        self._url, self._head, self._passed = owner_url, head, passed
        self._after, self._reached = after, reached
        self.added = 0

    async def differences(self) -> AsyncIterator[str]:
        """The events that are not as they were stored, in words."""
        connection = await connect(self._url)
        try:
            for after in range(self._after, self._head, _PAGE):
                last = min(after + _PAGE, self._head)
                status = await connection.execute(_MISSING, after, last)
                self.added += int(status.rpartition(" ")[2])
                for row in await connection.fetch(_CHANGED, after, last):
                    yield (
                        f"position {row['position']} ({row['stream']}@{row['version']}) is not as it was recorded:"
                        " its hash is another"
                    )
                self._reached(last)
                await self._passed(last - after)
        finally:
            await connection.close()
