"""When two texts say the same: capitals and spaces do not count, nor that a space must not break a line."""

from __future__ import annotations

from collections.abc import Mapping


def plain(text: str) -> str:
    """The text as it is compared."""
    return " ".join(text.casefold().split())


def by_language(told: Mapping[str, str]) -> frozenset[str]:
    """A text in each language, as it is compared."""
    return frozenset(f"{tag}: {plain(text)}" for tag, text in told.items())
