"""Serves the built dashboard: one page for every path under /pl/ and /en/, and its files. No path leaves the folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote, urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.errors import NotFound
from runtime.http.language import preferred_language
from runtime.settings import Settings

_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}", re.ASCII)
# Where the page reads the settings that it needs: addresses of services, whether other pages may show it in a frame,
# and as JSON what the operator says of this instance.
_SETTING = '<meta name="{name}" content="{value}">'
_OF_OPERATOR = (
    "operator_name", "operator_email", "operator_phone", "data_licence", "data_licence_url", "accessibility_status",
    "accessibility_checked", "published",
)  # fmt: skip
# Where an identity provider sends people back to.
_SIGNED_IN = "/signed-in"
_OTHER_LANGUAGE = re.compile(r"^/[a-z]{2}(-[A-Za-z]{2,4})?(?=/|$)")
_MISSING = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Upland</title>
<h1>The dashboard is not built</h1>
<p>Run <code>make dashboard</code>, and start this service with <code>UPLAND_DASHBOARD_DIR</code> set to the folder
<code>dashboard/dist</code>. The queries under <code>/v1/</code> answer without it.</p>
"""


def routes(settings: Settings) -> list[Route]:
    """Return the routes of pages and files."""
    folder = settings.dashboard_dir
    values = {
        "registry": (settings.registry_url or "").rstrip("/"),
        "notifications": (settings.notifications_url or "").rstrip("/"),
        "embedding": "yes" if settings.embed_origins else "",
        "instance": _instance(settings),
    }
    settings_of_page = {
        _SETTING.format(name=name, value="").encode(): _SETTING.format(
            name=name, value=escape(value)
        ).encode()
        for name, value in values.items()
    }

    async def front(request: Request) -> Response:
        lang = preferred_language(request.headers.get("accept-language", ""))
        return RedirectResponse(f"/{lang}/", 302, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})

    async def bare(request: Request) -> Response:
        return RedirectResponse(request.scope["path"] + "/", 308)

    async def page(request: Request) -> Response:
        index = _read(folder, "index.html")
        if index is None:
            return Response(_MISSING, 503, {"Cache-Control": "no-store"}, "text/html")
        lang = request.scope["path"][1:3]
        body = index.replace(b'<html lang="pl">', f'<html lang="{lang}">'.encode(), 1)
        for empty, meta in settings_of_page.items():
            body = body.replace(empty, meta, 1)
        return _given(request, body, "text/html", "no-cache")

    async def asset(request: Request) -> Response:
        return _file(request, folder / "assets" if folder else None, "public, max-age=31536000, immutable")

    async def other(request: Request) -> Response:
        try:
            return _file(request, folder, "no-cache")
        except NotFound:
            return _elsewhere(request)

    async def elsewhere(request: Request) -> Response:
        return _elsewhere(request)

    return [
        Route("/", front),
        Route("/pl", bare),
        Route("/en", bare),
        Route("/pl/{path:path}", page),
        Route("/en/{path:path}", page),
        Route("/assets/{name}", asset),
        Route("/{name}", other),
        Route("/{path:path}", elsewhere),
    ]


def _elsewhere(request: Request) -> Response:
    """Lead a browser from an address without a language of ours to the page of that name, or to the one that says there is none.

    Raises:
        NotFound: the request is not for a page.
    """
    path = request.scope["path"]
    if path.startswith(("/v1/", "/assets/")) or "text/html" not in request.headers.get("accept", ""):
        raise NotFound(f"{path} is not an address of this service.")
    lang = preferred_language(request.headers.get("accept-language", ""))
    rest = _OTHER_LANGUAGE.sub("", path).lstrip("/")
    query = request.scope["query_string"].decode("ascii", "replace")
    # The page with the form for keys takes who comes back from the identity provider to where it began.
    page = "partner" if path == _SIGNED_IN else rest
    address = f"/{lang}/{quote(page)}{'?' if query else ''}{query}"
    return RedirectResponse(address, 302, {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"})


def _instance(settings: Settings) -> str:
    """Return what the operator says of this instance, and where people sign in, as JSON."""
    of_instance = settings.model_dump(mode="json", include=set(_OF_OPERATOR), exclude_none=True)
    if settings.oidc_issuer and settings.oidc_client_id:
        of_instance["sign_in"] = {
            "issuer": settings.oidc_issuer,
            "client_id": settings.oidc_client_id,
            "audience": settings.oidc_audience,
            "scope": settings.oidc_client_scope,
        }
    return orjson.dumps(of_instance).decode()


def sign_in_addresses(settings: Settings) -> list[str]:
    """Return where the page sends requests to when somebody signs in."""
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return []
    return [settings.oidc_issuer, *(settings.oidc_client_origins or "").split()]


def _file(request: Request, folder: Path | None, cache: str) -> Response:
    name = request.path_params["name"]
    body = _read(folder, name)
    if body is None or name == "index.html":
        raise NotFound(f"{request.scope['path']} is not an address of this service.")
    return _given(request, body, guess_type(name)[0] or "application/octet-stream", cache)


def _read(folder: Path | None, name: str) -> bytes | None:
    """Read a file directly in the folder. A name is one plain word, so no other file is reachable."""
    if folder is None or not _FILE.fullmatch(name):
        return None
    path = folder / name
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _given(request: Request, body: bytes, media_type: str, cache: str) -> Response:
    mark = f'W/"{sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": mark, "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    return Response(body, 200, headers, media_type)


class Guarded:
    """Adds security headers to every response.

    Args:
        services: URLs of the services, besides this one, to which the page may send requests.
        embed_origins: origins, separated by spaces, whose pages may show a view in a frame; None for no page. A view in a
            frame (`?embed=1`) has no forms and no keys.
    """

    def __init__(self, app: ASGIApp, services: Sequence[str], embed_origins: str | None = None) -> None:
        self.app = app
        origins = " ".join(f"{url.scheme}://{url.netloc}" for url in map(urlsplit, services))
        policy = (
            "default-src 'self'; "
            f"connect-src 'self' {origins}; "
            "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "
        )
        always = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
        ]
        self._alone = [
            *always,
            (b"content-security-policy", f"{policy}'none'".encode()),
            (b"x-frame-options", b"DENY"),
        ]
        # X-Frame-Options has no word for a list of origins; browsers that know frame-ancestors do not need it.
        self._framed = embed_origins and [
            *always,
            (b"content-security-policy", f"{policy}{embed_origins}".encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = self._framed if self._framed and _is_embed(scope) else self._alone

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def _is_embed(scope: Scope) -> bool:
    """Return whether a request is for a view without the rest of the page."""
    return (
        scope["type"] == "http"
        and scope["path"].startswith(("/pl/", "/en/"))
        and b"embed=1" in scope["query_string"].split(b"&")
    )
