"""What nobody sees is refused with its pointer; what looks the same compares the same; addresses can be followed."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.addresses import check
from contracts.catalogue import EVENTS
from contracts.envelope import Command
from contracts.events.agreement import ProposeAgreement
from contracts.events.amendment import CorrectFact
from contracts.events.cluster import DeclareSpecialisation, FoundCluster
from contracts.events.party import RegisterParty
from contracts.events.source import RegisterSource
from contracts.events.visit import HoldVisit
from contracts.texts import named, one_spelling, plain, unseen


def refused(command: type[Command], body: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        command.model_validate(body)
    return {"/".join(map(str, item["loc"])): item["msg"] for item in caught.value.errors()}


def _party(name: str) -> dict[str, Any]:
    return {"kind": "organisation", "names": {"pl": name}}


@pytest.mark.parametrize(
    "name",
    [
        "\u200b", "\u3164", "\u115f", "\uffa0", "\u2800", "\ufe0f", "\u200d", "\u2060\u2060",
        "Firma \u202e txt.exe", "robo\u200btyka", "a\u00adb", "a\u200db", "a\u200cb", "ż\u200dż", "a\u2066b\u2069",
        "\u200fFirma", "Firma\u200e", "Firma\ufeff", "a\ufe0fb", "5\ufe0f", "a\u180eb", "a\u034fb", "a\U000e0041b",
        "🏴\U000e0067\U000e0062\U000e007f", "漢\u200d字", "a\u17b4b", "a\U000e0100b", "a\u061cb", "\u200d🚗", "🚗\u200d",
        "a\U0001d173b", "a\U00016fe4b", "a\ufff9b",
    ],
)  # fmt: skip
def test_what_nobody_sees_is_refused(name: str) -> None:
    reasons = refused(RegisterParty, _party(name))
    assert list(reasons) == ["names/pl"]
    assert reasons["names/pl"].startswith("U+")


@pytest.mark.parametrize(
    "name",
    [
        "Zażółć gęślą jaźń", "می\u200cخواهم", "क्\u200dष", "क्\u200cष", "ශ්\u200dරී", "👩\u200d🔬", "❤\ufe0f", "👩🏽\u200d🚀",
        "🏳\ufe0f\u200d🌈", "1\ufe0f\u20e3", "葛\U000e0100城市", "٠\u06dd", "한국", "שלום", "العربية", "ᠮᠣᠩ\u180bᠭᠣᠯ", "a\u00a0b",
        "Ø\u0301", "№ 5", "S.A.™",
    ],
)  # fmt: skip
def test_what_scripts_need_is_taken(name: str) -> None:
    assert RegisterParty.model_validate(_party(name)).names == {"pl": unicodedata.normalize("NFC", name)}


def test_every_text_of_a_command_is_checked() -> None:
    cited = {"sources": [{"id": "source-a", "locator": "p.\u200b1"}]}
    assert list(refused(FoundCluster, cited)) == ["sources/0/locator"]
    dated = {"occurred": {"edtf": "2018", "phrase": "wt\u2060orek"}}
    assert list(refused(FoundCluster, dated)) == ["occurred/phrase"]
    placed = {"host": "party-a", "visitors": ["party-b"], "place": {"name": "Lublin\u200e"}}
    assert list(refused(HoldVisit, placed)) == ["place/name"]
    fields = {"names": {"pl": "a", "en": "a\u200b\u202eb"}, "deep": [1, {"x": "\u3164"}]}
    correction = {"target": "party-a@1", "reason": "x\ufeffy", "fields": fields}
    assert set(refused(CorrectFact, correction)) == {"reason", "fields/names/en", "fields/deep/1/x"}


def test_a_recorded_event_is_read_as_it_is() -> None:
    data = {"kind": "organisation", "names": {"pl": "robo\u200btyka"}, "actor": "operator"}
    event = EVENTS["PartyRegistered", 1].model_validate(data)
    assert event.model_dump()["names"] == {"pl": "robo\u200btyka"}
    old = {"title": {"pl": "x"}, "language": "pl", "hash": "0" * 64, "url": "http://user:secret@/x"}
    assert EVENTS["SourceRegistered", 1].model_validate(old).model_dump()["url"] == old["url"]


def test_every_format_character_is_refused_or_drawn() -> None:
    drawn = {
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) == "Cf" and not [*unseen(f"a{character}b")]
    }
    marks = {"SIGN", "MARK", "MARKER", "AYAH"}  # those that go before or around a number or a word
    assert all(
        marks & set(unicodedata.name(character).split()) or "HIEROGLYPH" in unicodedata.name(character)
        for character in drawn
    ), [named(character) for character in drawn]


@given(st.text(max_size=12), st.integers(0, 12))
def test_what_nobody_sees_makes_no_other_text(text: str, place: int) -> None:
    for hidden in ("\u200b", "\u3164", "\u00ad", "\ufe0f", "\u2060"):
        assert plain(text[:place] + hidden + text[place:]) == plain(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("robotyka", "robo\u200btyka"), ("Robotyka", "ROBOTYKA"), ("a  b", " a\u00a0b "), ("ﬁrma", "firma"),
        ("Ｆirma", "firma"), ("Straße", "STRASSE"), ("Å", "A\u030a"), ("a\nb", "a b"), ("ﬃ", "FFI"), ("ǅ", "dž"),
    ],
)  # fmt: skip
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_other_letters_make_another_text() -> None:
    assert len({plain(text) for text in ("laka", "łaka", "łąka", "la ka")}) == 4


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\nb", "ą\r\nb"])
def test_a_line_break_is_a_line_feed(text: str) -> None:
    assert "\r" not in one_spelling(text)
    parsed = DeclareSpecialisation.model_validate({"label": {"pl": text}})
    assert parsed.label == {"pl": text.replace("\r\n", "\n").replace("\r", "\n")}
    corrected = CorrectFact.model_validate({"target": "party-a@1", "reason": "x", "fields": {"a": text}})
    assert "\r" not in corrected.fields["a"]
    proposal = {
        "kind": "letter-of-intent",
        "parties": ["party-a", "party-b"],
        "subject": {"pl": text + "\r\n\r\nc"},
    }
    assert ProposeAgreement.model_validate(proposal).subject["pl"].endswith("b\n\nc")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org", "javascript:alert(1)", "https://", "https:///x", "https://user@example.org", "http://@a/",
        "https://user:secret@example.org/", "https://exa mple.org", "https://example.org:99999/", "https://[::1",
        "https://[::zz]/", "https://-a.org/", "https://a..org/", "https://example.org:port/", "https://a/<script>",
        "https://a/%zz", "https://a/\\b", "https://a\\@b/", "http://a/\"onload=x", "https://example.org/ą",
        "https://a:0/", "https://" + "a" * 64 + ".org", "https://?x", "https://#x", "https://:80/", "HTTPS://a b/",
        "https://a/{x}", "https://a/|", "https://a/^", "https://a%00b/",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_followed_is_refused(url: str) -> None:
    body = {"title": {"pl": "x"}, "language": "pl", "hash": "0" * 64, "url": url}
    assert list(refused(RegisterSource, body)) == ["url"]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org", "http://example.org:8080/a/b?c=d&e=f#g", "https://[2001:db8::1]/x", "https://127.0.0.1/",
        "https://xn--d-uga.example/%C4%85", "https://a_b.example/(c);d,e'f~*!$", "https://example.org./",
        "https://example.org/@user", "https://example.org/?q=a@b", "https://example.org/a[1]".replace("[1]", "%5B1%5D"),
    ],
)  # fmt: skip
def test_an_address_that_can_be_followed_is_taken(url: str) -> None:
    assert check(url) == url
    body = {"title": {"pl": "x"}, "language": "pl", "hash": "0" * 64, "url": url}
    assert RegisterSource.model_validate(body).url == url


@given(st.text(max_size=30))
def test_any_address_is_taken_or_refused(text: str) -> None:
    for address in (text, f"https://{text}", f"https://a/{text}"):
        try:
            assert check(address) == address
        except ValueError as error:
            assert str(error)  # noqa: PT017
