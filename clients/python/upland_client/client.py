"""Reads the feed, page by page or as a stream, and gives each event once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from upland_client import stream
from upland_client.backoff import Backoff
from upland_client.errors import Disconnected, OtherEpoch, UplandError, refusal
from upland_client.events import Event
from upland_client.journal import Journal, MemoryStore
from upland_client.transport import BROKEN, Failed, Transport

# The longest wait for something new that the feed grants, in seconds.
_WAIT = 30


class Page(NamedTuple):
    """Events, and the cursor after them."""

    events: list[Event]
    cursor: str


class Client:
    """A reader of one instance.

    Args:
        url: of the notifications service. key: `upl_…`; None reads what is public.
        types, clusters, subscription: only such events; see the guide.
        attempts: failures in a row after which `Disconnected` is raised; None: it is tried for ever.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        types: Sequence[str] = (),
        clusters: Sequence[str] = (),
        subscription: str | None = None,
        timeout: float = 60.0,
        attempts: int | None = None,
    ) -> None:
        self._transport = Transport(url, key, timeout)
        self._timeout = timeout
        self._attempts = attempts
        self._filters = {
            name: value
            for name, value in (
                ("type", ",".join(types)),
                ("cluster", ",".join(clusters)),
                ("subscription", subscription or ""),
            )
            if value
        }

    def __repr__(self) -> str:
        return f"Client({self._transport.url!r})"  # never the key

    def page(self, cursor: str | None = None, limit: int = 100, wait: int = 0) -> Page:
        """One page of the feed after a cursor; None for the beginning, `latest` for what comes from now on.

        Raises:
            Refused, Disconnected.
        """
        parameters = {**self._filters, "limit": str(limit)}
        if cursor is not None:
            parameters["cursor"] = cursor
        if wait:
            parameters["wait"] = str(wait)
        path = "/v1/feed?" + urlencode(parameters)
        backoff = self._backoff()
        while True:
            try:
                body, headers = self._transport.read(path, self._timeout + wait)
                return Page(json.loads(body), _next(headers["Link"]))
            except Failed as error:
                _wait(backoff, error)

    def follow(
        self, journal: Journal | None = None, *, start: str | None = None, end: bool = False, limit: int = 100
    ) -> Iterator[Event]:
        """The events of the feed that were not handled, as they come.

        An event counts as handled when the next one is asked for. If your code raises, is killed, or leaves the loop while
        it has an event, it gets that event again.

        Args:
            start: where to begin if the journal has no cursor: None for the beginning, or `latest`.
            end: stop when there is nothing more now.

        Raises:
            OtherEpoch, UnknownCursor: the journal's cursor means nothing any more; the error says what to do.
            Refused, Disconnected.
        """
        journal = journal or Journal(MemoryStore())
        while True:
            page = self.page(journal.cursor or start, limit, wait=0 if end else _WAIT)
            for event in page.events:
                if not journal.has(event):
                    yield event
                    journal.add(event)
            journal.move(page.cursor)
            if end and not page.events:
                return

    def live(self, journal: Journal | None = None, *, start: str | None = None) -> Iterator[Event]:
        """The same by the stream of server-sent events, which has less delay and less to do for both sides."""
        journal = journal or Journal(MemoryStore())
        backoff = self._backoff()
        while True:
            try:
                retry: int | None = None
                for message in self._messages(journal.cursor or start):
                    backoff.succeeded()
                    retry = message.retry
                    if message.name == "message":
                        event: Event = json.loads(message.data)
                        if journal.has(event):
                            journal.move(message.id)
                        else:
                            yield event
                            journal.add(event, message.id)
                    elif message.name == "cursor":
                        journal.move(message.id)
                    elif message.name == "problem":
                        _raise_for(json.loads(message.data))
                _wait(backoff, Failed("the stream ended", (retry or 0) / 1000))
            except Failed as error:
                _wait(backoff, error)

    def missed(self, journal: Journal) -> Iterator[Event]:
        """The events before the journal's cursor that were not handled. It reads the feed from its beginning.

        There are none unless a store was lost, damaged or shared, or something was posted that you did not take. A version that
        `progress.unseen()` names and this does not give is of an event that is not for you.
        """
        if journal.cursor is None:
            return
        goal, epoch = _place(journal.cursor)
        cursor: str | None = None
        limit = 1000
        while True:
            page = self.page(cursor, limit)
            place, now = _place(page.cursor)
            if now != epoch:
                raise OtherEpoch(400, {"detail": "The record was restored since the journal's cursor."})
            if place <= goal:
                for event in page.events:
                    if not journal.has(event):
                        yield event
                        journal.add(event)
                cursor = page.cursor
                if not page.events:
                    return
            elif limit == 1:
                return
            else:
                limit = max(1, limit // 4)

    def _messages(self, cursor: str | None) -> Iterator[stream.Message]:
        parameters = dict(self._filters)
        if cursor is not None:
            parameters["cursor"] = cursor
        query = f"?{urlencode(parameters)}" if parameters else ""
        try:
            with self._transport.open(f"/v1/stream{query}", {"Accept": "text/event-stream"}) as answer:
                yield from stream.messages(iter(answer.readline, b""))
        except BROKEN as error:
            raise Failed(f"the stream broke off: {error}") from error

    def _backoff(self) -> Backoff:
        return Backoff(attempts=self._attempts)


def _wait(backoff: Backoff, error: Failed) -> None:
    if not backoff.wait(error.retry_after):
        raise Disconnected(str(error)) from error


def _raise_for(problem: Mapping[str, Any]) -> None:
    """The last word of a stream: whether to come back or not."""
    status = int(problem.get("status", 400))
    if status in {408, 429} or status >= 500:
        raise Failed(str(problem.get("detail")))
    raise refusal(status, problem)


def _next(link: str | None) -> str:
    for each in (link or "").split(","):
        address, _, rest = each.partition(";")
        if 'rel="next"' in rest:
            [cursor] = parse_qs(urlsplit(address.strip(" <>")).query).get("cursor", [""])
            if cursor:
                return cursor
    raise UplandError("the answer has no link to the next page: this is not the address of a feed")


def _place(cursor: str) -> tuple[tuple[int, int], str]:
    release, place, *epoch = cursor.split("-")
    return (int(release), int(place)), "".join(epoch)
