"""When two texts are equal: as people see them, in each language by itself."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.texts import plain

__all__ = ["by_language", "plain"]


def by_language(texts: Mapping[str, str]) -> frozenset[str]:
    """A text in each language, as it is compared."""
    return frozenset(f"{tag}: {plain(text)}" for tag, text in texts.items())
