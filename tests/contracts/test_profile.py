"""The profile of commands: text, numbers and names that every implementation of RFC 8785 serialises in the same way."""

import json
import unicodedata
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from contracts.catalogue import COMMANDS
from contracts.envelope import Command
from contracts.events.amendment import CorrectFact
from contracts.events.cluster import FoundCluster
from contracts.events.membership_count import ReportMembershipCount
from contracts.events.source import RegisterSource
from contracts.events.visit import HoldVisit
from contracts.fields import MAX_INTEGER
from tests.contracts import strategies


def refusals(command: type[Command], body: dict[str, Any]) -> dict[str, str]:
    """The fields that are refused, and why."""
    with pytest.raises(ValidationError) as caught:
        command.model_validate(body)
    return {".".join(map(str, item["loc"])): item["msg"] for item in caught.value.errors()}


@pytest.mark.parametrize("number", [1.5, 1.0, 2**53, -1, True, "3", None, float("nan")])
def test_a_count_is_an_integer_within_the_profile(number: Any) -> None:
    assert list(refusals(ReportMembershipCount, {"count": number})) == ["count"]


def test_the_greatest_count_is_taken() -> None:
    assert ReportMembershipCount(count=MAX_INTEGER).count == 2**53 - 1


@pytest.mark.parametrize(
    "text",
    [
        "a\0b", "a\x07b", "a\u200db", "a\x7fb", "a\x85b", "\x1b[31m", "a\ud800b", "\udc00", "a\ue000b", "a\uffffb",
        "a\U0001fffe", "a\u0378b", "", "   ", "\u3000", "x" * 201, "\u0958" * 150,
    ],
)  # fmt: skip
def test_a_label_is_clean_text(text: str) -> None:
    assert list(refusals(FoundCluster, {"names": {"pl": text}})) == ["names.pl"]


@pytest.mark.parametrize("text", ["a\nb\tc", "Zażółć gęślą jaźń", "\u2028", "a\u2028b", "😀", "𝒳", "x" * 200])
def test_these_are_clean(text: str) -> None:
    if text.strip():
        parsed = FoundCluster.model_validate({"names": {"pl": f"  {text}\u3000"}})
        assert parsed.names == {"pl": text}


def test_text_is_normalised_to_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", "Łódź, Śląski Klaster")
    parsed = FoundCluster.model_validate({"names": {"pl": decomposed}})
    assert parsed.names == {"pl": "Łódź, Śląski Klaster"}
    corrected = CorrectFact.model_validate(
        {"target": "cluster-dkm@1", "reason": "x", "fields": {"names": {"pl": decomposed}}}
    )
    assert corrected.fields == {"names": {"pl": "Łódź, Śląski Klaster"}}


@pytest.mark.parametrize("tag", ["PL", "polski", "p", "pl_PL", "pl-", "ł", "pl\n", ""])
def test_the_members_of_a_language_map_are_language_tags(tag: str) -> None:
    assert list(refusals(FoundCluster, {"names": {tag: "x"}})) == [f"names.{tag}.[key]"]


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("inf"),
        2**53,
        -(2**53),
        "a\0",
        "\ud800",
        {"ż": 1},
        {"": 1},
        {"a b": 1},
        {1: 1},
        b"x",
        {"a": [{"b": 0.1}]},
    ],
)
def test_a_correction_contains_only_what_can_be_recorded(value: Any) -> None:
    body = {"target": "cluster-dkm@1", "reason": "x", "fields": {"count": value}}
    assert list(refusals(CorrectFact, body)) == ["fields"]


def test_a_correction_is_not_endlessly_deep() -> None:
    value: Any = 1
    for _ in range(17):
        value = [value]
    body = {"target": "cluster-dkm@1", "reason": "x", "fields": {"count": value}}
    assert "nested" in refusals(CorrectFact, body)["fields"]


@pytest.mark.parametrize(
    ("occurred", "place"),
    [
        ("2018-02-30", "occurred"),
        ("2018" * 20, "occurred"),
        (2018, "occurred"),
        ({"edtf": "2018-3"}, "occurred.edtf"),
        ({"edtf": "2018", "phrase": "a\0"}, "occurred.phrase"),
        ({"edtf": "2018", "earliest": "2018-01-01"}, "occurred.earliest"),
        ({"phrase": "in March"}, "occurred.edtf"),
    ],
)
def test_a_refused_date_names_its_field(occurred: Any, place: str) -> None:
    assert list(refusals(FoundCluster, {"occurred": occurred})) == [place]


def test_unknown_fields_and_foreign_streams_are_refused() -> None:
    body = {"host": "city-lublin", "visitors": ["party-lublin", "party-x\n"], "hosts": 1, "place": {}}
    assert set(refusals(HoldVisit, body)) == {"host", "visitors.1", "hosts", "place"}


@pytest.mark.parametrize(
    "url", ["ftp://example.org", "https://example.org/ą", "https://exa mple.org", "https://"]
)
def test_an_address_is_plain_ascii(url: str) -> None:
    body = {"title": {"pl": "x"}, "language": "pl", "hash": "0" * 64, "url": url}
    assert list(refusals(RegisterSource, body)) == ["url"]


def test_json_that_is_no_unicode_is_refused() -> None:
    for body in (b'{"names":{"pl":"\\ud800"}}', b'{"names":{"pl":"\xff"}}', b"{", b"[]", b'{"count":1e400}'):
        with pytest.raises(ValidationError):
            FoundCluster.model_validate_json(body)


@settings(max_examples=100)
@given(strategies.commands_and_bodies())
def test_a_body_that_follows_the_published_schema_is_taken(
    made: tuple[tuple[str, str], dict[str, Any]],
) -> None:
    key, body = made
    command = COMMANDS[key].model_validate_json(orjson.dumps(body))
    assert COMMANDS[key].model_validate(json.loads(json.dumps(body))) == command
