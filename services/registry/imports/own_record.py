"""The record as an import in the registry's own process reads it and sends to it, with the rights of one key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence

from contracts.fields import Audience
from contracts.statement import statement
from runtime.security import Principal
from services.registry.commands.rights import audiences
from services.registry.http.batch import Batches
from services.registry.log.pages import Wanted
from services.registry.log.readable_log import ReadableLog

_PAGE = 5_000


class OwnRecord:
    """Reads the log as `GET /v1/history` does and sends as `POST /v1/commands` does.

    Args:
        caller: gives the key's holder as it is now.
        correlation: the correlation id of what is stored.
        anonymous: whether everybody reads what is public; else a key needs a scope to read the record.
    """

    def __init__(
        self,
        log: ReadableLog,
        batches: Batches,
        caller: Callable[[], Principal],
        correlation: str,
        *,
        anonymous: bool,
    ) -> None:
        self._log, self._batches, self._caller, self._correlation = log, batches, caller, correlation
        self._anonymous = anonymous

    async def history(self, types: Iterable[str] = (), streams: Iterable[str] = ()) -> AsyncIterator[bytes]:
        wanted = Wanted(self._readable(), [*types] or None, [*streams] or None)
        position, full = 0, True
        while full:
            events, full = await self._log.page(wanted, position, _PAGE)
            for event in events:
                yield statement(event)
                position = event.position

    def answers(self, body: AsyncIterator[bytes], *, dry_run: bool) -> AsyncIterator[bytes]:
        return self._batches.answers(body, self._caller, self._correlation, dry_run=dry_run)

    async def missing(self, streams: Sequence[str]) -> set[str]:
        readable = self._readable()
        if readable == ():
            return set()
        wanted = Wanted(readable)
        return {
            stream for stream in streams if not (await self._log.stream_page(wanted, stream, 1, 1)).events
        }

    def _readable(self) -> Sequence[Audience] | None:
        """The audiences whose events the key reads; None for all."""
        caller = self._caller()
        readable = audiences(caller)
        if readable is None or self._anonymous or caller.allows("views:read"):
            return readable
        return ()
