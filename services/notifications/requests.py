"""What a request for the feed asks, the same for every channel over HTTP: whose feed, which part of it, from where."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.types import Scope

from contracts.fields import STREAM_PATTERN
from runtime import tickets
from runtime.errors import FieldError, Forbidden, Malformed, Reply, Unauthenticated
from runtime.security import ANONYMOUS, Keys, Principal
from runtime.settings import Settings
from services.notifications import cursor
from services.notifications.cursor import Cursor
from services.notifications.pages import EVERYTHING, Filters, Reader

LATEST = "latest"
STREAM_PATH = "/v1/stream"
# The parameters by which somebody may mean whose feed to read.
_SUBJECT = ("subject", "partner", "reader")
_KNOWN = frozenset({"cursor", "type", "cluster", *_SUBJECT})
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9]*|upland\.[A-Za-z][A-Za-z0-9]*\.v[0-9]+", re.ASCII)
_STREAM = re.compile(STREAM_PATTERN, re.ASCII)


@dataclass(frozen=True)
class FeedQuery:
    """Whose feed, and what of it.

    subject: whose feed was named, by itself or by a subscription. subscription: its id, where the filters are its own.
    """

    reader: Reader
    filters: Filters
    subject: str | None = None
    subscription: str | None = None


def parse_query(request: Request, settings: Settings, own: Collection[str]) -> FeedQuery:
    """Read a request.

    Args:
        own: the parameters that only this channel has.

    Raises:
        Unauthenticated, Forbidden: the key is missing or unknown; it lacks feed:read; it asks for another's feed.
        Malformed: a parameter cannot be read or is not known.
    """
    reader = reader_of(request, settings)
    known = _KNOWN.union(own)
    if unknown := sorted(request.query_params.keys() - known):
        raise malformed(
            unknown[0], f"is not a parameter here; there are {', '.join(sorted(known - {*_SUBJECT[1:]}))}"
        )
    types = _values(request, "type")
    if wrong := next((name for name in types if not _TYPE.fullmatch(name)), None):
        raise malformed(
            "type", f"{wrong[:60]!r} is no event type, as AgreementSigned or upland.AgreementSigned.v1 is"
        )
    clusters = tuple(_stream(name, "cluster") for name in _values(request, "cluster"))
    return FeedQuery(reader, Filters(tuple(types), clusters), _wanted(request))


def reader_of(request: Request, settings: Settings) -> Reader:
    """Whose feed the request may read."""
    return _reader(caller_of(request.scope), _wanted(request), settings)


def caller_of(scope: Scope) -> Principal:
    """Who sends a request: by its key, or for a stream of events by its ticket.

    Raises:
        Unauthenticated: the key or the ticket is not known.
    """
    request = Request(scope)
    keys: Keys = request.app.state.keys
    ticket = request.query_params.get("ticket")
    if ticket is None or scope["path"] != STREAM_PATH:
        return keys.principal(request.headers.get("authorization"))
    return tickets.holder(keys, ticket, time.time())


def still_reads(request: Request, settings: Settings, query: FeedQuery) -> Callable[[], bool]:
    """Whether the request's key may still read what it reads, whenever it is called; it keeps little of the request."""
    caller = caller_of(request.scope)
    if caller is ANONYMOUS:
        return _always
    keys: Keys = request.app.state.keys
    return partial(_allowed, keys.watched(caller), query.subject, settings, query.reader)


def _always() -> bool:
    return True


def _allowed(
    holder: Callable[[], Principal | None], wanted: str | None, settings: Settings, reader: Reader
) -> bool:
    caller = holder()
    try:
        return caller is not None and _reader(caller, wanted, settings) == reader
    except Reply:
        return False


def _reader(caller: Principal, wanted: str | None, settings: Settings) -> Reader:
    if caller is ANONYMOUS:
        if wanted is not None:
            raise Unauthenticated(f"The feed of {wanted} needs its key with the scope feed:read.")
        if settings.anonymous_read:
            return Reader.of(None)
    caller.require("feed:read")
    if wanted is None or wanted == caller.subject:
        return EVERYTHING if wanted is None and _reads_everything(caller) else Reader.of(caller.subject)
    if caller.allows("operate"):
        return Reader.of(wanted)
    own = (
        f"reads the feed of {caller.subject}" if caller.subject else "has no subject and reads what is public"
    )
    raise Forbidden(
        f"The key “{caller.name}” {own}; it cannot read the feed of {wanted}. Only a key with the scope operate may.",
        (FieldError("?subject", "another partner's feed"),),
        {"scope": "operate", "subject": wanted},
    )


def choice(request: Request, parameter: str, values: Sequence[str]) -> str:
    """The value of a parameter that has only these; the first when it is left out.

    Raises:
        Malformed: it has another one.
    """
    value = request.query_params.get(parameter, values[0])
    if value not in values:
        raise malformed(parameter, f"{value[:60]!r} is not one of {', '.join(values)}")
    return value


async def start(request: Request, end: Callable[[], Awaitable[Cursor]], resumed: str | None = None) -> Cursor:
    """The cursor from which a request reads.

    Args:
        end: gives the end of the feed, for who reads from now on.
        resumed: what the request's `Last-Event-ID` says; it goes before `cursor`, with which the stream was opened.
    """
    text = resumed or request.query_params.get("cursor")
    if not text:
        return cursor.START
    return await end() if text == LATEST else cursor.parse(text)


def _reads_everything(caller: Principal) -> bool:
    return caller.allows("record:admin") or caller.allows("operate")


def subject_parameter(request: Request) -> str:
    """The parameter by which the request says whose feed it reads; `subject` where it does not."""
    return next((name for name in _SUBJECT if request.query_params.get(name)), _SUBJECT[0])


def _wanted(request: Request) -> str | None:
    name = subject_parameter(request)
    value = request.query_params.get(name)
    return _stream(value, name) if value else None


def _stream(name: str, parameter: str) -> str:
    """The stream that a parameter names; a bare id is a cluster's."""
    for candidate in (name, f"cluster-{name}"):
        if _STREAM.match(candidate) and (parameter != "cluster" or candidate.startswith("cluster-")):
            return candidate
    raise malformed(parameter, f"{name[:60]!r} names no stream, as cluster-dkm does")


def _values(request: Request, parameter: str) -> list[str]:
    parts = (part.strip() for value in request.query_params.getlist(parameter) for part in value.split(","))
    return [part for part in parts if part]


def malformed(parameter: str, message: str) -> Malformed:
    """The error for one parameter."""
    return Malformed(
        f"{parameter}: {message}.", (FieldError(f"?{parameter}", message),), {"parameter": parameter}
    )
