"""The sheet of each query has the content of its JSON, and two parties with the same short name never look alike."""

from __future__ import annotations

import csv
import io

import pytest

from services.projections.queries.formats.csv import COLUMNS
from tests.projections.conftest import Views
from tests.projections.given import party


async def _sheet(views: Views, path: str, **query: str) -> list[dict[str, str]]:
    params = {"format": "csv", "as_of": "2024", "lang": "en"} | query
    async with views.running.session.get(f"{views.running.url}{path}", params=params) as answer:
        assert answer.status == 200, await answer.text()
        return list(csv.DictReader(io.StringIO(await answer.text())))


async def test_a_sheet_of_agreements_says_who_represents_whom_and_until_when(views: Views) -> None:
    views.log.add("agreement-iabm", "AgreementAmended", changes={"pl": "x"}, document_hash="a" * 64, valid_until="2030",
                  occurred="2023-06-01", audience="public")  # fmt: skip
    await views.apply()
    rows = {row["id"]: row for row in await _sheet(views, "/v1/agreements")}
    row = rows["agreement-iabm"]
    assert "DKM: LSSE" in row["represented_by"]
    assert "DKM: prezes, LSSE" in row["signatories"]
    assert (row["valid_until"], row["signatures"], row["conference"]) == ("2030", "4/4", "IABM")
    assert row["party_ids"].split("; ") == ["cluster-dkm", "cluster-saam", "cluster-pgm", "cluster-wsm"]
    assert row["kind"] == "letter-of-intent living"
    [polish] = [
        row for row in await _sheet(views, "/v1/agreements", lang="pl") if row["id"] == "agreement-iabm"
    ]
    assert polish["kind"] == "List intencyjny: obowiązuje"


async def test_the_parties_of_a_timeline_are_the_parties(views: Views) -> None:
    rows = await _sheet(views, "/v1/timeline", as_of="../..")
    letter = next(row for row in rows if row["id"] == "agreement-loi-2018")
    assert letter["party_ids"].split("; ") == ["party-lublin", "party-radom", "party-starachowice"]
    assert letter["subject_ids"] == "cluster-wmm"
    joined = next(row for row in rows if row["kind"] == "MemberJoined")
    assert joined["party_ids"].split("; ") == ["party-umcs", "cluster-lkb"]
    visit = next(row for row in rows if row["id"] == "visit-starachowice")
    assert visit["party_ids"].split("; ") == ["party-starachowice", "party-lublin"]


async def test_sheets_of_visits_members_and_promises_have_their_own_columns(views: Views) -> None:
    views.log.add(
        "commitment-a", "CommitmentMade", text={"pl": "Obietnica"}, promisor="party-lublin", occurred="2016"
    )
    views.log.add("commitment-a", "EvidenceSubmitted", submitter="party-um", document="source-town")
    views.log.add("commitment-a", "CommitmentAssessed", verdict="fulfilled", evidence=["commitment-a@2"])
    await views.apply()
    visit, path, *_ = await _sheet(views, "/v1/visits")
    assert (visit["outcomes"], visit["host"], visit["sites"]) == (
        "Szersza współpraca",
        "Starachowice",
        "MAN Bus",
    )
    assert (path["leads_to"], path["lag_min"]) == ("Letter of intent", "66")
    claims = {row["count"]: row for row in await _sheet(views, "/v1/membership") if row["count"]}
    assert (claims["21"]["known"], claims["21"]["counted_on"], claims["103"]["known"]) == ("1", "2015", "0")
    verdict = (await _sheet(views, "/v1/commitments"))[-1]
    assert (verdict["verdict"], verdict["evidence"], verdict["promisor"]) == (
        "fulfilled",
        "commitment-a@2",
        "Lublin",
    )
    bridges = await _sheet(views, "/v1/bridges")
    assert {row["cluster_id"] for row in bridges if row["id"] == "party-lublin"} >= {
        "cluster-lm",
        "cluster-lkb",
    }


@pytest.mark.parametrize("path", COLUMNS)
async def test_every_sheet_has_its_columns(views: Views, path: str) -> None:
    needed = {"name": "Lublin"} if path == "/v1/similar-parties" else {}
    params = {"format": "csv", **needed}
    async with views.running.session.get(f"{views.running.url}{path}", params=params) as answer:
        assert answer.status == 200
        header = (await answer.text()).splitlines()[0].split(",")
    assert set(COLUMNS[path]) <= set(header)
    assert len(header) == len(set(header)), "no column comes twice"


async def test_two_bodies_of_one_short_name_do_not_look_alike(views: Views) -> None:
    party(views.log, "pgm-2", "organisation", "Polska Grupa Meblowa", abbreviation="PGM")
    party(views.log, "twin-1", "organisation", "Bliźniak")
    party(views.log, "twin-2", "organisation", "Bliźniak")
    for id in ("pgm-2", "twin-1", "twin-2", "umcs"):
        views.log.add(f"membership-pgm.{id}", "MemberJoined", occurred="2023-06", mode="reported")
    await views.apply()
    [entry] = await views.data("/v1/membership", cluster="pgm", as_of="2024")
    shown = [member["party"]["short"] for member in entry["members"]]
    assert sorted(shown) == [
        "Bliźniak (party-twin-1)", "Bliźniak (party-twin-2)", "PGM (Polska Grupa Meblowa)", "UMCS",
    ]  # fmt: skip
    assert entry["cluster"]["short"] == "PGM (Polska Grupa Motoryzacyjna)"
    answer = await views.data("/v1/timeline", subject="cluster-pgm", as_of="../..")
    whats = {item["what"]["pl"] for item in answer if item["type"] == "MemberJoined"}
    assert len(whats) == 4
    assert "Członek PGM (Polska Grupa Motoryzacyjna): PGM (Polska Grupa Meblowa)" in whats
    rows = await _sheet(views, "/v1/membership", cluster="pgm")
    assert len({row["parties"] for row in rows if row["party"]}) == 4
