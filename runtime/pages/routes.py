"""The routes of the pages, the same at every service."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.catalogue import EVENTS
from contracts.schema import Document, document, to_text
from runtime.errors import NotFound
from runtime.http.accept import preferred
from runtime.http.responses import json_response
from runtime.pages import api, markdown
from runtime.pages.page import page, plain, style
from runtime.pages.problems import explanations

HTML, MARKDOWN, JSON = "text/html", "text/markdown", "application/json"


def routes(openapi: Document, *, front: bool = True) -> list[Route]:
    """The pages of a service with this OpenAPI document; `front`: whether `/` is one of them."""

    async def start(request: Request) -> Response:
        return page(request, "start.html", servers=openapi["info"])

    async def interface(request: Request) -> Response:
        return page(
            request,
            "api.html",
            document=openapi,
            tags=[(tag, api.operations(openapi, tag["name"])) for tag in openapi["tags"]],
            models=list(api.models(openapi)),
        )

    return [
        *([Route("/", start)] if front else []),
        Route("/docs", start),
        Route("/docs/api", interface),
        Route("/docs/page.css", _style),
        Route("/docs/{name}", _document),
        Route("/schemas", _schemas),
        Route("/schemas/", _schemas),
        Route("/schemas/{type}/{version}.json", _schema),
        Route("/problems", _problems),
        Route("/problems/", _problems),
        Route("/problems/{slug}", _problem),
    ]


async def _style(_: Request) -> Response:
    return plain(style(), "text/css")


async def _document(request: Request) -> Response:
    path = request.scope["path"]
    name = next((name for name, address in markdown.ADDRESSES.items() if address == path), None)
    if name is None:
        raise NotFound(f"{path} is not an address of this service.")
    return _text(request, markdown.source(name))


async def _problems(request: Request) -> Response:
    return _text(request, markdown.source("problems"), slugs=sorted(explanations()))


async def _problem(request: Request) -> Response:
    slug = request.path_params["slug"]
    if slug not in explanations():
        raise NotFound(f"There is no problem {slug[:80]!r}; /problems/ lists them.")
    return _text(request, explanations()[slug].text)


def _text(request: Request, text: str, slugs: list[str] | None = None) -> Response:
    """A document as HTML, or as Markdown for clients that prefer it."""
    if preferred(request.headers.getlist("accept"), (HTML, MARKDOWN)) == MARKDOWN:
        return plain(text, MARKDOWN)
    return page(
        request, "document.html", title=markdown.title(text), body=markdown.html(text), slugs=slugs or []
    )


async def _schemas(request: Request) -> Response:
    """The list of schemas: JSON, or HTML for clients that prefer it, as browsers do."""
    types: dict[str, list[int]] = {}
    for name, version in sorted(EVENTS):
        types.setdefault(name, []).append(version)
    if preferred(request.headers.getlist("accept"), (JSON, HTML)) == JSON:
        entries = [
            {"type": name, "version": version, "url": f"/schemas/{name}/{version}.json"}
            for name, versions in types.items()
            for version in versions
        ]
        return json_response({"schemas": entries}, headers={"Vary": "Accept"})
    return page(request, "schemas.html", types=types)


async def _schema(request: Request) -> Response:
    name, version = request.path_params["type"], request.path_params["version"]
    # Compared as text: a number may have more digits than Python reads.
    if not any((name, version) == (known, str(number)) for known, number in EVENTS):
        raise NotFound(f"There is no event {name[:80]!r} of version {version[:20]}; /schemas/ lists them.")
    return plain(to_text(document(name, int(version))), "application/schema+json")
