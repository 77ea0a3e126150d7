"""A query: its two clocks, its page, its language, and its caller's audiences."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

import orjson
from starlette.requests import Request

from contracts import dates
from contracts.fields import Audience
from runtime.http.app import principal
from runtime.security import ANONYMOUS
from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.answer_types import Meta
from services.projections.queries.http import cursor
from services.projections.queries.http.parameters import (
    Parameters,
    one_of,
    page_size,
    record_position,
    record_time,
    seconds,
)

_EVERY: tuple[Audience, ...] = ("public", "partners", "participants", "owner")
_CLOCKS = frozenset({"as_of", "known_at", "wait_for", "timeout", "lang"})
_PAGED = frozenset({"limit", "cursor"})


class Reached(NamedTuple):
    """The progress of the read models.

    position: every event up to it is applied or a dead letter. complete: no event up to it is a dead letter.
    mark: changes when rows up to the position change: when tables are rebuilt, or a dead letter is replayed.
    """

    position: int
    complete: int
    mark: str


@dataclass(frozen=True)
class Clocks:
    """The sources of the clocks of answers.

    reached: returns the progress of the read models;
    wait: waits until all events up to a position are applied (raises `NotReached`), and returns the position then;
    position_at: returns the last position recorded at or before a moment; today: returns the current day.
    """

    reached: Callable[[], Awaitable[Reached]]
    wait: Callable[[int, float], Awaitable[int]]
    position_at: Callable[[datetime], Awaitable[int]]
    today: Callable[[], date]


@dataclass(frozen=True)
class Query:
    """A query with its parsed parameters.

    `world` is the first and the last day of `as_of`; `any_time` is true if both are open. `after` contains the sort values of
    the row before the page. `filters` are the query's own parameters.
    """

    as_of: str
    world: tuple[date, date]
    known_at: int
    position: int
    lang: str
    limit: int
    format: str
    after: cursor.SortValues | None
    audiences: tuple[Audience, ...]
    subject: str
    filters: Mapping[str, str] = field(default_factory=dict)
    identity: bytes = b""  # identifies the query without its page; cursors are bound to it
    mark: str = ""  # see `Reached`
    complete: int | None = None  # see `Reached`; None if equal to the position
    bom: bool = False  # whether a CSV file begins with a byte order mark
    actors: bool = False  # whether the caller may see whose keys recorded the facts
    alone: bool = (
        True  # whether the caller's own party is one entry; of several, each takes part in what it names
    )

    @property
    def any_time(self) -> bool:
        """Whether the query is about any time."""
        return self.world == (PAST, FUTURE)

    def reads(self, audience: Audience, participants: Iterable[str]) -> bool:
        """Return whether the caller may read everything for this audience, given the participants."""
        return audience in self.audiences or (self.alone and self.subject in participants)

    @property
    def binds(self) -> dict[str, object]:
        """The bind values of the statements' conditions."""
        return {
            "since": self.world[0],
            "until": self.world[1],
            "any_time": self.any_time,
            "known": self.known_at,
            "audiences": list(self.audiences),
            "subject": self.subject,
        }

    @property
    def etag(self) -> str:
        """The ETag, made from the query, the clocks and the audience: equal as long as the answer is."""
        reached = [self.position, self.complete, self.mark]
        clocks = [self.as_of, self.known_at, *reached, self.lang, self.limit, self.format, self.bom]
        mark = sha256(
            self.identity
            + orjson.dumps([clocks, self.after, self.audiences, self.subject, self.actors], default=str)
        )
        return f'W/"{mark.hexdigest()[:24]}"'

    def next(self, values: cursor.SortValues) -> str:
        """Return the cursor of the page after the row with these sort values; it pins both clocks."""
        return cursor.write(self.identity, self.as_of, self.known_at, values)

    def meta(self, following: str | None = None) -> Meta:
        """Return the answer's `meta`."""
        meta: Meta = {
            "as_of": self.as_of,
            "known_at": self.known_at,
            "position": self.position,
            "next": following,
        }
        return meta if self.complete is None else {**meta, "complete": self.complete}


async def parse_query(
    request: Request,
    clocks: Clocks,
    *,
    filters: frozenset[str] = frozenset(),
    formats: frozenset[str] = frozenset({"json"}),
    sort: tuple[type, ...] = (),
    limit: int = 100,
) -> Query:
    """Parse the query of a request, and wait for its `wait_for` position.

    Args:
        filters: the query's own parameters.
        sort: the types of the sort values of its pages; empty for a query without pages.

    Raises:
        Malformed: a parameter is wrong, unknown or given twice; `errors` names each as `?name`.
        Unauthenticated, Forbidden: the caller may not read views.
        NotReached: `wait_for` was not reached in time.
    """
    audiences, subject = audience_of(request)
    known = (
        _CLOCKS
        | filters
        | (_PAGED if sort else frozenset())
        | ({"format", "bom"} if len(formats) > 1 else set())
    )
    reader = Parameters(request.query_params, known)
    today = clocks.today().isoformat()
    as_of = request.query_params.get("as_of", today)
    world = reader.read("as_of", dates.parse_as_of, dates.parse_as_of(today))
    known_at = reader.read("known_at", record_time, None)
    wait_for = reader.read("wait_for", record_position, 0)
    timeout = reader.read("timeout", seconds, 10.0)
    lang = reader.read("lang", one_of(("pl", "en")), "pl")
    form = reader.read("format", one_of(sorted(formats)), "json")
    bom = reader.read("bom", one_of(("0", "1")), "0")
    size = reader.read("limit", page_size, limit)
    own = {name: value for name, value in request.query_params.items() if name in filters}
    identity = orjson.dumps(
        [request.scope["path"], sorted(own.items()), *map(request.query_params.get, ("as_of", "known_at"))]
    )
    place = reader.read("cursor", lambda text: cursor.read(text, identity, sort), None)
    reader.refuse()

    position, complete, mark = await clocks.reached()
    if wait_for > complete:
        reached = await clocks.wait(wait_for, timeout)
        position, complete, mark = await clocks.reached()
        position = max(position, reached)
    if isinstance(known_at, datetime):
        known_at = await clocks.position_at(known_at)
    query = Query(
        as_of=as_of,
        world=(world.earliest or PAST, world.latest or FUTURE),
        # A query never exceeds the applied position; `meta` contains the actual one.
        known_at=min(position if known_at is None else known_at, position),
        position=position,
        lang=lang,
        limit=size,
        format=form,
        after=None,
        audiences=audiences,
        subject=subject,
        filters=own,
        identity=identity,
        bom=bom == "1",
        mark=mark,
        complete=complete if complete < position else None,
        actors=principal(request).allows("history:read"),
    )
    return query if place is None else _resumed(query, place)


def _resumed(query: Query, place: cursor.Place) -> Query:
    world = dates.parse_as_of(place.as_of)
    return replace(
        query,
        as_of=place.as_of,
        world=(world.earliest or PAST, world.latest or FUTURE),
        known_at=min(place.known_at, query.position),
        after=place.after,
    )


def audience_of(request: Request) -> tuple[tuple[Audience, ...], str]:
    """Return the audiences that a caller may read, and the stream whose participation counts (empty for none).

    Raises:
        Unauthenticated, Forbidden: the caller may not read views.
    """
    who = principal(request)
    if who is ANONYMOUS and request.app.state.settings.anonymous_read:
        return ("public",), ""
    # A key is never answered less than it may expect in silence: without the scope it is refused.
    who.require("views:read")
    if who.scopes & {"record:admin", "operate", "history:read"}:
        return _EVERY, ""
    subject = who.subject or ""
    return (("public", "partners") if subject.startswith("cluster-") else ("public",)), subject
