"""A reader of the partners' feed that polls it with cursors, as any partner does, whatever happens to the servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import orjson


class Follower:
    """What a reader got, in its order. Without a key it reads what is public."""

    def __init__(self, url: str, key: str | None, *, limit: int, subscription: str | None = None) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._parameters: dict[str, Any] = {"limit": limit, "wait": 2}
        if subscription is not None:
            self._parameters["subscription"] = subscription
        self.cursor: str | None = None
        self.ids: list[str] = []
        self.interrupted = 0

    @asynccontextmanager
    async def following(self) -> AsyncIterator[Follower]:
        """Polls in the background until the block ends."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15, connect=3)) as session:
            task = asyncio.create_task(self._follow(session))
            try:
                yield self
            finally:
                task.cancel()
                ended = await asyncio.gather(task, return_exceptions=True)
            assert isinstance(ended[0], asyncio.CancelledError), ended[0]

    async def _follow(self, session: aiohttp.ClientSession) -> None:
        while True:
            query = dict(self._parameters)
            if self.cursor is not None:
                query["cursor"] = self.cursor
            try:
                async with session.get(f"{self._url}/v1/feed", params=query, headers=self._headers) as answer:
                    body = await answer.read()
            except (aiohttp.ClientError, TimeoutError, OSError):
                self.interrupted += 1
                await asyncio.sleep(0.1)
                continue
            if answer.status == 503:
                self.interrupted += 1
                await asyncio.sleep(0.1)
                continue
            assert answer.status == 200, body
            # The cursor moves on only after a complete answer: what was cut off is requested again.
            self.ids += [event["id"] for event in orjson.loads(body)]
            link = answer.headers["Link"].partition(">")[0].removeprefix("<")
            self.cursor = parse_qs(urlsplit(link).query)["cursor"][0]

    async def has(self, count: int) -> bool:
        """Whether so many events have come."""
        return len(self.ids) >= count

    def check_order(self) -> None:
        """Each event once, and each stream's in order."""
        assert len(set(self.ids)) == len(self.ids), "an event came twice"
        versions: dict[str, int] = {}
        for id in self.ids:
            stream, _, version = id.rpartition("@")
            assert int(version) > versions.get(stream, 0), f"{id} came behind {stream}@{versions[stream]}"
            versions[stream] = int(version)
