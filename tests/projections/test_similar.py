"""Candidates for one organisation: by name, abbreviation and number, each with its reasons, for who may read them."""

from typing import Any

import pytest

from tests.projections.conftest import Views

PATH = "/v1/similar-parties"


def _register(views: Views, id: str, name: str, **more: Any) -> None:
    views.log.add(f"party-{id}", "PartyRegistered", kind="organisation", names={"pl": name}, **more)


async def _ids(views: Views, key: str | None = None, **query: Any) -> list[str]:
    return [item["ref"]["id"] for item in await views.data(PATH, key, **query)]


async def test_names_are_compared_without_form_marks_case_and_order(views: Views) -> None:
    _register(views, "stalmet", "Stalmet Łódź Sp. z o.o.")
    _register(views, "stalmett", "Stalmett Łódź S.A.")
    _register(views, "other", "Zakłady Mięsne Łódź")
    await views.apply()
    for name in ("STALMET LODZ SA", "Łódź, „Stalmet” spółka akcyjna"):
        first, second = await views.data(PATH, name=name)
        assert (first["ref"]["id"], first["score"]) == ("party-stalmet", 100)
        assert first["reasons"] == [
            {"kind": "same-name", "text": "Stalmet Łódź Sp. z o.o.", "scheme": None, "score": 100}
        ]
        assert second["ref"]["id"] == "party-stalmett"
        assert second["reasons"][0]["kind"] == "similar-name"
        assert 84 <= second["score"] < 100
    assert await _ids(views, name="Zupełnie Inny") == []
    assert await _ids(views, name="Obce", name_en="Stalmet Łódź Ltd") == ["party-stalmet", "party-stalmett"]


async def test_a_former_name_and_an_abbreviation_are_reasons(views: Views) -> None:
    _register(views, "wsk", "Wytwórnia Sprzętu Komunikacyjnego", abbreviation="WSK-1")
    views.log.add("party-wsk", "PartyRenamed", names={"pl": "Śmigła Zamość"}, abbreviation="ŚZ")
    await views.apply()
    [former] = await views.data(PATH, name="wytwornia sprzetu komunikacyjnego s.a.")
    assert [reason["kind"] for reason in former["reasons"]] == ["former-name"]
    for query in ({"abbreviation": "wsk 1"}, {"name": "WSK-1"}):
        [short] = await views.data(PATH, **query)
        assert [reason["kind"] for reason in short["reasons"]] == ["abbreviation"]


@pytest.mark.parametrize(
    ("scheme", "value", "written"),
    [
        ("nip", "5260250274", "PL 526-025-02-74"),
        ("regon", "000331501", "000 331 501"),
        ("krs", "0000028860", "0000028860"),
        ("ror", "05dxps055", "https://ror.org/05dxps055"),
        ("lei", "529900T8BM49AURSDO55", "5299 00T8 BM49 AURS DO55"),
        ("website", "stalmet.example.pl/o-nas", "https://www.Stalmet.example.pl/o-nas/?lang=pl"),
    ],
)
async def test_a_shared_number_makes_a_candidate(views: Views, scheme: str, value: str, written: str) -> None:
    _register(views, "stalmet", "Stalmet")
    views.log.add("party-stalmet", "PartyIdentified", scheme=scheme, value=value)
    await views.apply()
    [candidate] = await views.data(PATH, name="Całkiem Inna Nazwa", **{scheme: written})
    assert candidate["ref"]["id"] == "party-stalmet"
    assert candidate["reasons"] == [{"kind": "identifier", "text": value, "scheme": scheme, "score": 100}]
    assert [item["value"] for item in candidate["identifiers"]] == [value]


async def test_what_somebody_has_decided_is_not_asked_again(views: Views) -> None:
    for id in ("a", "b", "c", "d"):
        _register(views, id, "Fabryka Żurawi" if id == "a" else "Fabryka Żurawi S.A.")
    await views.apply()
    assert await _ids(views, party="party-a") == ["party-b", "party-c", "party-d"]
    before = views.log.head
    views.log.add("party-a", "IdentityRejected", other="party-b")
    views.log.add("party-c", "IdentityLinked", other="party-a", evidence="One seat.", certainty="certain")
    views.log.add("party-a", "IdentityLinked", other="party-d", evidence="One name.", certainty="likely")
    await views.apply()
    assert await _ids(views, party="party-a") == ["party-d"], "what is only proposed is still a question"
    assert await _ids(views, party="party-b") == ["party-d"], "c is one with a, of which it is decided"
    assert await _ids(views, party="party-a", known_at=before) == ["party-b", "party-c", "party-d"]
    views.log.add("party-a", "FactRetracted", target="party-a@2", reason="mistaken")
    views.log.add("party-a", "IdentityAccepted", other="party-d")
    await views.apply()
    assert await _ids(views, party="party-a") == ["party-b"]


async def test_what_a_caller_may_not_read_is_no_candidate(views: Views) -> None:
    _register(views, "open", "Huta Szkła Źródło")
    _register(views, "secret", "Huta Szkła Źródło S.A.", audience="owner")
    await views.apply()
    assert await _ids(views, name="Huta Szkla Zrodlo") == ["party-open"]
    admin = views.keys.issue("desk", "record:admin", "views:read")
    assert await _ids(views, admin, name="Huta Szkla Zrodlo") == ["party-open", "party-secret"]
    assert (await views.get(PATH, party="party-secret"))[0] == 404


async def test_frequent_words_are_looked_up_together(views: Views) -> None:
    for number in range(450):
        _register(views, f"p{number}", f"Fabryka Mebli {('Zamość', 'Chełm', 'Radom')[number % 3]} {number}")
    _register(views, "chelm", "Mebli Fabryka Chełm Sp. z o.o.")
    await views.apply()
    assert await _ids(views, name="Fabryka Mebli Chełm") == ["party-chelm"]
    assert await _ids(views, name="Fabryka Mebli Chełm 17") == []
    assert await _ids(views, name="Fabryka Mebli Chełm 16") == ["party-p16"]
    before = views.log.head
    _register(views, "later", "Fabryka Mebli Chełm S.A.")
    await views.apply()
    assert await _ids(views, name="Fabryka Mebli Chełm") == ["party-chelm", "party-later"]
    assert await _ids(views, name="Fabryka Mebli Chełm", known_at=before) == ["party-chelm"]
    assert await _ids(views, name="Fabryka Mebli Chełm", known_at=3) == []


async def test_pages_and_wrong_questions(views: Views) -> None:
    for number in range(5):
        _register(views, f"same{number}", "Odlewnia Żeliwa")
    await views.apply()
    status, first = await views.get(PATH, name="Odlewnia Żeliwa", limit=3)
    _, second = await views.get(PATH, name="Odlewnia Żeliwa", limit=3, cursor=first["meta"]["next"])
    pages = [item["ref"]["id"] for item in (*first["data"], *second["data"])]
    assert (status, pages, second["meta"]["next"]) == (200, [f"party-same{n}" for n in range(5)], None)
    views.log.add("party-same4", "PartyIdentified", scheme="krs", value="0000000004")
    await views.apply()
    named = {"name": "Odlewnia Żeliwa", "krs": "0000000004", "limit": "1"}
    assert await _ids(views, **named) == ["party-same4"], "of many of one name, the one with the number"
    for query, pointer in (
        ({}, "?name"),
        ({"name": " "}, "?name"),
        ({"nip": "5260250275"}, "?nip"),
        ({"website": "nowhere"}, "?website"),
        ({"party": "cluster-lm"}, "?party"),
    ):
        status, problem = await views.get(PATH, **query)
        assert (status, problem["errors"][0]["pointer"]) == (400, pointer)
    assert (await views.get(PATH, party="party-nobody"))[0] == 404
