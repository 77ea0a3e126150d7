"""The explanations of problems: one for each slug, from the document of problems."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from runtime.pages import markdown

_SECTION = re.compile(r"^## (/problems/(?P<slug>[a-z-]+) · .*)$", re.MULTILINE)
_ANY = re.compile(r"^## ", re.MULTILINE)
_RULES = "## The rules"


class Explanation(NamedTuple):
    """What a problem means and what to do about it, in Markdown; `title` is its heading."""

    title: str
    text: str


@cache
def explanations() -> dict[str, Explanation]:
    """The explanation of each problem by its slug."""
    document = markdown.source("problems")
    rules = document[document.index(_RULES) :]
    by_slug = {}
    for match in _SECTION.finditer(document):
        following = _ANY.search(document, match.end())
        end = following.start() if following else len(document)
        section = document[match.start() + 1 : end].strip()
        text = f"{section}\n\n{rules}" if "](#the-rules)" in section else section
        by_slug[match["slug"]] = Explanation(match[1], f"{text}\n")
    return by_slug
