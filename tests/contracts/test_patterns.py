"""A text of another form is refused in words: each pattern of commands and of bodies says what it accepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from contracts.catalogue import COMMANDS
from contracts.patterns import message_of, words_of
from runtime.errors import Malformed
from runtime.operators.routes import LetterDiscard
from services.notifications.channels.kafka.kind import KafkaSettings
from services.notifications.mail.messages import MailAddress
from services.registry.commands.command import parse_body
from services.registry.importing.validation import violations

# Of the fields of an amendment, whose names are checked by a rule with words of its own.
_CHECKED_OTHERWISE = {"^[A-Za-z_][A-Za-z0-9_-]{0,62}$"}


class _Addressed(BaseModel):
    address: MailAddress


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern
        for item in schema.values():
            yield from _patterns(item)
    elif isinstance(schema, list):
        for item in schema:
            yield from _patterns(item)


def test_every_pattern_has_words() -> None:
    kinds: list[type[BaseModel]] = [*COMMANDS.values(), LetterDiscard, KafkaSettings, _Addressed]
    patterns = {pattern for kind in kinds for pattern in _patterns(kind.model_json_schema())}
    assert len(patterns) > 15
    assert {pattern for pattern in patterns - _CHECKED_OTHERWISE if not words_of(pattern)} == set()


@pytest.mark.parametrize(
    ("address", "body", "error"),
    [
        (
            ("sources", "register"),
            b'{"title": {"pl": "List"}, "language": "pl", "hash": "abc"}',
            "/hash: is not a SHA-256: 64 hexadecimal digits, 0 to 9 and a to f. Nothing was stored.",
        ),
        (
            ("sources", "register"),
            b'{"title": {"pl": "List"}, "language": "polski", "mode": "reported"}',
            "/language: is not a language tag such as pl or en. Nothing was stored.",
        ),
        (
            ("parties", "declare-seat"),
            b'{"country": "Polska"}',
            "/country: is not the two capital letters of a country in ISO 3166, such as PL. Nothing was stored.",
        ),
        (
            ("memberships", "join"),
            b'{"class": "full", "sources": [{"id": "List 1"}]}',
            (
                "/sources/0/id: is not the name of a stream, source-…: up to 63 small letters, digits and hyphens"
                " behind the first hyphen. Nothing was stored."
            ),
        ),
    ],
)
def test_the_error_names_the_field_and_what_is_right(
    address: tuple[str, str], body: bytes, error: str
) -> None:
    with pytest.raises(Malformed) as refused:
        parse_body(COMMANDS[address], body)
    assert refused.value.detail == error


def test_an_import_says_so_of_a_hash() -> None:
    body = b'{"title": {"pl": "List"}, "language": "pl", "hash": "d41d8cd98f00b204"}'
    [wrong] = violations(COMMANDS["sources", "register"], body)
    assert (wrong.pointer, wrong.rule, wrong.message, wrong.expected) == (
        "/hash",
        "hash",
        "'d41d8cd98f00b204' is not a SHA-256",
        "a SHA-256: 64 hexadecimal digits, 0 to 9 and a to f",
    )


def test_other_errors_keep_their_message() -> None:
    with pytest.raises(ValidationError) as refused:
        _Addressed.model_validate({})
    [error] = refused.value.errors()
    assert message_of(error) == "Field required"
