"""The documents that every service shows, as HTML and as Markdown."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# Links to the files of docs/, so that the wheel has them too.
FOLDER = Path(__file__).parent / "documents"
# Document → its address.
ADDRESSES = {
    "partner-guide": "/docs/guide",
    "questions": "/docs/questions",
    "operating": "/docs/operating",
    "problems": "/problems/",
}
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def source(name: str) -> str:
    """The text of a document of `ADDRESSES`."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def title(markdown: str) -> str:
    """The text of the first heading."""
    return next((line.lstrip("# ") for line in markdown.splitlines() if line.startswith("#")), "")


def anchor(heading: str) -> str:
    """The fragment that leads to a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def html(markdown: str) -> Markup:
    """The document as HTML: headings have anchors, and links between documents lead to their pages."""
    tokens = _MARKDOWN.parse(markdown)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[place + 1].content))
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _address(str(child.attrGet("href"))))
    # Raw HTML is escaped, and links with `javascript:` are not links.
    return Markup(_MARKDOWN.renderer.render(_without_dead_links(tokens), _MARKDOWN.options, {}))  # noqa: S704


def _address(target: str) -> str:
    """The address of a link's target; empty for a document that no service shows."""
    parts = urlsplit(target)
    if parts.scheme or not parts.path:
        return target
    page = ADDRESSES.get(parts.path.removesuffix(".md"))
    return "" if page is None else f"{page}#{parts.fragment}" if parts.fragment else page


def _without_dead_links(tokens: list[Token]) -> list[Token]:
    """Leave the text of links that have no address."""
    for token in tokens:
        inside, children = False, []
        for child in token.children or ():
            if child.type == "link_open" and not child.attrGet("href"):
                inside = True
            elif child.type == "link_close" and inside:
                inside = False
            else:
                children.append(child)
        if token.children:
            token.children = children
    return tokens
