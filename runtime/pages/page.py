"""One page: its template, its language, and the headers that it is sent with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from runtime.http.language import preferred_language
from runtime.pages.words import WORDS

_HERE = Path(__file__).parent
# The pages are text and one style sheet: no script, nothing from another host.
_HEADERS = {
    "Cache-Control": "max-age=300",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept, Accept-Language",
}


def page(request: Request, template: str, **values: object) -> Response:
    """A page from a template of this package, in the language that the request prefers."""
    lang = preferred_language(request.headers.get("accept-language", ""), usual="en")
    service = request.app.title
    text = (
        _environment().get_template(template).render(lang=lang, words=WORDS[lang], service=service, **values)
    )
    return Response(text, 200, _HEADERS, "text/html")


def plain(content: str, media_type: str) -> Response:
    """A text next to the pages: a document in Markdown, the style sheet."""
    return Response(content, 200, {"Cache-Control": "max-age=300", "Vary": "Accept"}, media_type)


def style() -> str:
    """The style sheet."""
    return (_HERE / "templates" / "page.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
