"""What the Atom feed and the calendar have in common: whose facts they are of, in which language, and what was sent before."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal, NamedTuple, cast
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from services.notifications.channels.links import Link, Links
from services.notifications.pages import Filters, Reader
from services.notifications.requests import choice, malformed
from services.notifications.subscriptions.queries import FeedQueries

Lang = Literal["pl", "en"]
_TOKEN = "token"  # noqa: S105  the parameter's name


class DocumentQuery(NamedTuple):
    """What a document is made of.

    key: which selection of facts it is; the same as long as its address is. private: for one reader alone.
    """

    reader: Reader
    filters: Filters
    lang: Lang
    key: str
    private: bool


async def parse_document_query(
    request: Request, queries: FeedQueries, links: Links, kind: str, *more: str
) -> DocumentQuery:
    """Read a request.

    Args:
        kind: the kind of channel whose tokens are good here.
        more: further parameters that there are; `cursor` only where it is one of them.

    Raises:
        Unauthenticated, Forbidden: the key is missing or unknown, lacks feed:read, or asks for another's feed.
        NotFound, Revoked, Refused: there is no such subscription of the caller's, or it is not approved; the token is void.
        Malformed: a parameter cannot be read or is not known.
    """
    if token := request.query_params.get(_TOKEN):
        return await _by_token(request, await links.opened(token, kind), {_TOKEN, "lang", *more})
    about = await queries.parse(request, ("lang", *more))
    if "cursor" in request.query_params and "cursor" not in more:
        raise malformed("cursor", "is not a parameter here: the document has no pages")
    lang = choice(request, "lang", ("pl", "en"))
    parts = [*sorted(about.filters.clusters), *sorted(about.filters.types)]
    if about.subscription is not None:
        parts.append(f"subscription-{about.subscription}")
    reader = about.reader
    private = reader != Reader.of(None)
    whose = "operator" if reader.groups is None else "+".join(sorted(reader.groups))
    return DocumentQuery(
        reader, about.filters, cast("Lang", lang), ":".join([whose, *parts] if private else parts), private
    )


async def _by_token(request: Request, link: Link, known: set[str]) -> DocumentQuery:
    if unknown := sorted(request.query_params.keys() - known):
        raise malformed(
            unknown[0], f"is not a parameter next to a token; there are {', '.join(sorted(known))}"
        )
    lang = choice(request, "lang", (link.lang, "en" if link.lang == "pl" else "pl"))
    subscription = link.subscription
    filters = Filters(expression=subscription.filter)
    key = f"subscription-{subscription.id}"
    return DocumentQuery(Reader.of(subscription.subscriber), filters, cast("Lang", lang), key, True)


class Places:
    """The addresses that a fact has for people and for programs; none where the dashboard's is not set."""

    def __init__(self, origin: str | None) -> None:
        self._origin = origin.rstrip("/") if origin else None

    def page(self, event: str, lang: str) -> str | None:
        """The dashboard, with a fact chosen."""
        return f"{self._origin}/{lang}/timeline?sel={quote(event)}" if self._origin else None

    def json(self, event: str) -> str | None:
        """The fact with its history, as JSON."""
        return f"{self._origin}/v1/facts/{quote(event)}" if self._origin else None

    def home(self, lang: str) -> str | None:
        """The dashboard's first page."""
        return f"{self._origin}/{lang}/" if self._origin else None


def etag_of(*parts: bytes | str) -> str:
    """The tag of a document that is made of these parts. It is weak: the answer may be compressed."""
    digest = sha256()
    for part in parts:
        encoded = part.encode() if isinstance(part, str) else part
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return f'W/"{digest.hexdigest()[:32]}"'


def headers_of(etag: str, *, private: bool) -> dict[str, str]:
    """The headers of a document: kept by the reader, who asks each time whether it has changed."""
    return {"ETag": etag, "Cache-Control": "private, no-cache" if private else "public, no-cache"}


def unchanged(request: Request, etag: str, *, private: bool) -> Response | None:
    """The answer 304 where the reader has the document already."""
    tags = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    opaque = etag.removeprefix("W/")
    if "*" in tags or any(tag.removeprefix("W/") == opaque for tag in tags):
        return Response(status_code=304, headers=headers_of(etag, private=private))
    return None
