"""What is wrong with the form of a command: the rule that it breaks, the field, what was expected, what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contracts.envelope import Command
from contracts.fields import LANGUAGE_PATTERN, SHA256_PATTERN
from contracts.patterns import words_of
from services.registry.importing.import_command import Violation
from services.registry.importing.values.dates import ReadDate, Unclear, read_date
from services.registry.importing.values.numbers import read_count, read_flag
from services.registry.importing.values.words import slug

_CATEGORY = re.compile(r"\^\(?(?:\?:)?([a-z|]+)\)?-\[a-z0-9\]")
_QUOTED = re.compile(r"'([^']*)'")
_DATE = "a date of the EDTF profile, as in 2018-03-19, 2018-03, 2018, 2014/2015 or /2018-01-12"


def violations(kind: type[Command], encoded: bytes) -> Iterator[Violation]:
    """All that is wrong with a command's body, read as the registry reads it; nothing for a good one."""
    try:
        kind.model_validate_json(encoded, by_alias=True, by_name=False)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            yield _violation(kind, detail)


def _violation(kind: type[Command], detail: ErrorDetails) -> Violation:
    loc = [
        part for part in detail["loc"] if part != "[key]" and not str(part).startswith(("function-", "json-"))
    ]
    pointer = "".join(f"/{part}" for part in loc)
    message, given, context = (
        detail["msg"].removeprefix("Value error, "),
        detail["input"],
        detail.get("ctx", {}),
    )
    name = str(next((part for part in reversed(loc) if isinstance(part, str)), ""))
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_field(kind, pointer, name, len(loc))
        case "missing":
            return Violation(pointer, "needed-field", f"{name} is missing", _described(kind, name))
        case "literal_error":
            allowed = _QUOTED.findall(context["expected"])
            near = get_close_matches(str(given).lower(), allowed, n=1, cutoff=0.5)
            shown = f"{given!r} is not allowed here"
            return Violation(
                pointer, "allowed-value", shown, f"one of {', '.join(allowed)}", near[0] if near else None
            )
        case "string_pattern_mismatch":
            return _misshaped(pointer, given, context["pattern"], key="[key]" in detail["loc"])
        case _:
            return _wrong_value(pointer, detail["type"], message, given)


def _wrong_value(pointer: str, type: str, message: str, given: Any) -> Violation:
    if type in {"int_type", "int_parsing", "int_from_float"}:
        shown = f"{given!r} is not a whole number"
        return Violation(pointer, "number", shown, "a whole number", _meant(read_count, given))
    if type == "bool_type":
        shown = f"{given!r} is neither true nor false"
        return Violation(pointer, "flag", shown, "true or false", _meant(read_flag, given))
    if type == "value_error" and isinstance(given, str) and "date" in message:
        return Violation(pointer, "date", message.partition("; write")[0], _DATE, _meant(read_date, given))
    return Violation(pointer, "form", message[:1].lower() + message[1:])


def _unknown_field(kind: type[Command], pointer: str, name: str, depth: int) -> Violation:
    message = f"there is no field {name!r} here"
    if depth != 1:
        return Violation(pointer, "known-field", message)
    known = [field.alias or plain for plain, field in kind.model_fields.items()]
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return Violation(pointer, "known-field", message, f"one of {', '.join(known)}", near[0] if near else None)


def _misshaped(pointer: str, given: Any, pattern: str, *, key: bool) -> Violation:
    text = str(given)
    if key or pattern == LANGUAGE_PATTERN:
        near = text.lower() if re.fullmatch(pattern, text.lower()) else None
        return Violation(
            pointer, "language", f"{text!r} is not a language tag", "a tag such as pl or en", near
        )
    if category := _CATEGORY.match(pattern):
        categories = category[1].split("|")
        return _no_reference(pointer, text, categories)
    if pattern.startswith("^[a-z][a-z0-9-]"):
        return Violation(
            pointer,
            "word",
            f"{text!r} is not a kind",
            "small letters, digits and hyphens",
            slug(text) or None,
        )
    words = words_of(pattern) or f"text like {pattern}"
    return Violation(
        pointer,
        "hash" if pattern == SHA256_PATTERN else "form",
        f"{text[:80]!r} is not {words.partition(':')[0]}",
        words,
    )


def _no_reference(pointer: str, text: str, categories: list[str]) -> Violation:
    category, _, rest = text.partition("-")
    name = rest if category.lower() in categories else text
    named = category.lower() if category.lower() in categories else categories[0]
    meant = f"{named}-{slug(name)}" if slug(name) else None
    expected = f"the name of a stream: {' or '.join(f'{name}-…' for name in categories)}"
    return Violation(
        pointer, "reference", f"{text!r} does not name a {' or a '.join(categories)}", expected, meant
    )


def _described(kind: type[Command], name: str) -> str | None:
    for plain, field in kind.model_fields.items():
        if name in {plain, field.alias}:
            if field.description:
                return field.description
            return f"for instance {field.examples[0]}" if field.examples else None
    return None


def _meant(read: Any, given: Any) -> str | None:
    try:
        value = read(given) if isinstance(given, str) else None
    except Unclear as unclear:
        return unclear.suggestion
    return value.edtf if isinstance(value, ReadDate) else None if value is None else str(value).lower()
