"""Ids made of names."""

from __future__ import annotations

import re
from functools import lru_cache

from services.projections.text.polish import search_key

_BETWEEN = re.compile(r"[^a-z0-9]+")
_LONGEST = 63


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """The name as an id: `Łódzki Klaster S.A.` gives `lodzki-klaster-s-a`; empty when no letter of it has a place there."""
    return _BETWEEN.sub("-", search_key(name)).strip("-")[:_LONGEST].rstrip("-")


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """The name as it is compared with others: without case, accents, quotes and the like."""
    return _BETWEEN.sub(" ", search_key(name)).strip() or search_key(name)
