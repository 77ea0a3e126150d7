"""Patterns of texts, each with the words for what it accepts: an error says these words and not the pattern."""

from __future__ import annotations

from typing import Any

from pydantic import StringConstraints
from pydantic_core import ErrorDetails

_WORDS: dict[str, str] = {}  # by pattern


def text_of(pattern: str, words: str, **more: Any) -> StringConstraints:
    r"""A text that matches a pattern.

    Args:
        words: what such a text is, after `is not`: `a language tag such as pl or en`.

    >>> constraint = text_of(r"^[A-Z]{2}$", "two capital letters")
    >>> words_of(constraint.pattern)
    'two capital letters'
    """
    _WORDS[pattern] = words
    return StringConstraints(pattern=pattern, **{"strict": True, **more})


def words_of(pattern: Any) -> str | None:
    """What a text of a pattern is; None for a pattern that no `text_of` describes."""
    return _WORDS.get(pattern)


def message_of(error: ErrorDetails) -> str:
    """What is wrong with a field, in words of ours where pydantic's are for its readers only.

    The error needs its context; no input is repeated.
    """
    if error["type"] == "string_pattern_mismatch":
        words = words_of(error.get("ctx", {}).get("pattern"))
        return f"is not {words}" if words else error["msg"]
    return error["msg"].removeprefix("Value error, ")
