"""The queries on PostgreSQL, with answers written by hand."""

from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.projections.app import build
from tests.projections.conftest import Views
from tests.running import KeyRing, served, settings_for
from tests.servers import Database, free_ports

EIGHT = "dkm,saam,pgm,wsm,lm,lkl,lkb,wmm"


def _ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["ref"]["id"] for item in items]


def _one(items: list[dict[str, Any]], id: str) -> dict[str, Any]:
    [item] = [item for item in items if item["ref"]["id"] == id]
    return item


# ---- network: checks 2 to 7 ------------------------------------------------------------------------------------------
async def test_the_day_of_the_three_cities_letter(views: Views) -> None:
    data = await views.data("/v1/network", as_of="2018-03-19")
    assert data["counts"]["clusters"] == {"yes": 5, "possibly": 5}
    assert data["counts"]["agreements"] == {"yes": 2, "possibly": 0}
    assert len(data["clusters"]) == 10
    assert {item["certainty"] for item in data["clusters"]} == {"yes", "possibly"}
    wmm = _one(data["clusters"], "cluster-wmm")
    assert (wmm["stage"], wmm["certainty"], wmm["ref"]["label"]) == (
        "founded",
        "yes",
        "Wyżyna Motoryzacyjna i Maszynowa",
    )


async def test_two_years_earlier(views: Views) -> None:
    data = await views.data("/v1/network", as_of="2016-06-01")
    assert data["counts"]["clusters"] == {"yes": 3, "possibly": 6}
    assert _one(data["agreements"], "agreement-lkl-skl")["certainty"] == "possibly"
    wmm = _one(data["clusters"], "cluster-wmm")  # "by 12 January 2018": it may have been announced already
    assert (wmm["stage"], wmm["certainty"]) == ("announced", "possibly")


async def test_the_three_cities_letter(views: Views) -> None:
    data = await views.data("/v1/network", as_of="2018-03-19", lang="en")
    letter = _one(data["agreements"], "agreement-loi-2018")
    assert [each["party"]["label"] for each in letter["parties"]] == ["Lublin", "Radom", "Starachowice"]
    assert [ref["id"] for ref in letter["beneficiaries"]] == ["cluster-wmm"]
    assert [(item["id"], item["translation_of"]) for item in letter["sources"]] == [
        ("source-letter-pl", None),
        ("source-letter-en", "source-letter-pl"),
    ]
    assert letter["sources"][0]["url"] == "https://example.org/pl"
    assert letter["inferred"]
    assert letter["date"] == {
        "edtf": "2018-03-19", "earliest": "2018-03-19", "latest": "2018-03-19", "phrase": "19 marca",
        "inferred_from": "the cluster founded this February",
    }  # fmt: skip
    assert letter["interval"] == {"start": ["2018-03-19", "2018-03-19"], "end": None}
    assert letter["ref"]["label"] == "Letter of intent"


async def test_the_four_clusters_letter(views: Views) -> None:
    letter = await views.data("/v1/agreements/iabm", as_of="2023-05-10")
    assert letter["signatures"] == {"signed": 4, "listed": 4}
    assert [each["represented_by"]["id"] for each in letter["parties"]] == [
        "party-lsse", "party-ksse", "party-pgm", "party-wsm",
    ]  # fmt: skip
    assert letter["conference"]["label"] == "IABM"
    assert letter["place"]["label"] == "Jaworzno"
    assert letter["certainty"] == "yes"
    assert letter["parties"][0]["signatories"] == [
        {"person": None, "function": {"pl": "prezes"}, "organisation": letter["parties"][0]["represented_by"]}
    ]


async def test_any_time_gives_the_announcement_too(views: Views) -> None:
    status, body = await views.get("/v1/network", as_of="../..")
    assert (status, body["meta"]["next"]) == (200, None)
    stages = [item["stage"] for item in body["data"]["clusters"] if item["ref"]["id"] == "cluster-wmm"]
    assert sorted(stages) == ["announced", "founded"]
    lublin = [ref for ref in body["data"]["parties"] if ref["id"] == "party-lublin"]
    assert [(ref["kind"], ref["names"]) for ref in lublin] == [("city", {"pl": "Lublin"})]
    roles = {(item["party"]["id"], item["role"]) for item in body["data"]["roles"]}
    assert ("party-umcs", "founder") in roles
    assert ("party-lpnt", "initiator") in roles
    assert ("party-lpnt", "founder") not in roles


async def test_a_visit_is_one_thing_with_both_sides(views: Views) -> None:
    [visit] = (await views.data("/v1/network", as_of="2018-01-12"))["visits"]
    assert visit["host"]["id"] == "party-starachowice"
    assert [ref["id"] for ref in visit["visitors"]] == ["party-lublin"]
    assert [ref["id"] for ref in visit["clusters"]] == ["cluster-wmm"]
    assert [ref["id"] for ref in visit["sites"]] == ["party-man"]
    assert [item["text"] for item in visit["outcomes"]] == [{"pl": "Szersza współpraca"}]
    assert visit["interval"] == {"start": [None, "2018-01-12"], "end": None}
    assert visit["certainty"] == "yes"


# ---- matrix: check 23 ------------------------------------------------------------------------------------------------
async def test_matrix_of_the_eight_clusters(views: Views) -> None:
    data = await views.data("/v1/matrix", clusters=EIGHT, as_of="2023-05-10")
    assert _ids(data["clusters"]) == [f"cluster-{id}" for id in EIGHT.split(",")]
    tied = {(cell["a"], cell["b"]): cell for cell in data["cells"]}
    four = [f"cluster-{id}" for id in ("dkm", "saam", "pgm", "wsm")]
    for first, second in [(a, b) for at, a in enumerate(four) for b in four[at + 1 :]]:
        assert [item["ref"]["id"] for item in tied[first, second]["agreements"]] == ["agreement-iabm"]
    lublin = ("cluster-lm", "cluster-lkl"), ("cluster-lm", "cluster-lkb"), ("cluster-lkl", "cluster-lkb")
    for pair in lublin:
        assert [item["ref"]["label"] for item in tied[pair]["initiators"]] == ["Lublin"]
    assert ("cluster-saam", "cluster-lkl") not in tied
    assert ("cluster-dkm", "cluster-wmm") not in tied
    assert _one(data["clusters"], "cluster-lkb")["own"] == {
        "agreements": 0, "visits": 0, "members": 1, "specialisations": 0,
    }  # fmt: skip


async def test_two_facts_make_one_tie_as_sure_as_both(views: Views) -> None:
    views.log.add("cluster-lm", "SpecialisationDeclared", label={"pl": "Elektromobilność"}, occurred="2020")
    await views.apply()
    [cell] = (await views.data("/v1/matrix", clusters="lm,wmm", as_of="2020-06-01"))["cells"]
    [tie] = cell["specialisations"]
    assert (tie["certainty"], tie["events"]) == ("possibly", [f"cluster-lm@{3}", "cluster-wmm@2"])
    assert not cell["members"]


# ---- timeline, registers ---------------------------------------------------------------------------------------------
async def test_timeline_has_a_row_for_each_occurrence(views: Views) -> None:
    rows = await views.data("/v1/timeline", as_of="../..")
    assert len(rows) == len({row["event"] for row in rows}) == 20
    headings = [row["what"] for row in rows]
    assert {"pl": "Powołanie WMM", "en": "WMM founded"} in headings
    assert {"pl": "LM, członkowie: 103", "en": "LM, members: 103"} in headings
    days = [row["date"]["earliest"] or row["date"]["latest"] or "9" for row in rows]
    assert days == sorted(days)
    assert rows[-1]["type"] == "CoordinatorAppointed"  # undated
    own = await views.data("/v1/timeline", as_of="../..", subject="cluster-wmm")
    assert {ref["id"] for row in own for ref in row["subjects"]} == {"cluster-wmm"}


async def test_registers_are_in_polish_order(views: Views) -> None:
    clusters = await views.data("/v1/clusters", as_of="2024")
    labels = [item["ref"]["label"] for item in clusters]
    assert labels == [
        "Dolnośląski Klaster Elektromobilności", "Dolnośląski Klaster Motoryzacyjny",
        "Lubelska Medycyna", "Lubelski Klaster Biotechnologiczny", "Lubelski Klaster Lotniczy",
        "Polska Grupa Motoryzacyjna", "Silesia Automotive", "Śląski Klaster Lotniczy",
        "Wschodni Sojusz Motoryzacyjny", "Wyżyna Motoryzacyjna i Maszynowa",
    ]  # fmt: skip
    cities = await views.data("/v1/parties", kind="city")
    assert [item["ref"]["label"] for item in cities] == ["Jaworzno", "Lublin", "Radom", "Starachowice"]


async def test_a_dossier_contains_everything_about_one_cluster(views: Views) -> None:
    lsse = await views.data("/v1/parties/lsse", as_of="../..")
    assert _ids(lsse["agreements"]) == ["agreement-iabm"]  # it represents a party
    assert [(item["cluster"]["id"], item["role"]) for item in lsse["roles"]] == [
        ("cluster-dkm", "coordinator")
    ]
    wmm = await views.data("/v1/clusters/wmm", as_of="../..")
    assert [item["stage"] for item in wmm["stages"]] == ["founded", "announced"]
    assert _ids(wmm["agreements"]) == ["agreement-loi-2018"]
    assert len(wmm["visits"]) == 1
    assert {item["type"] for item in wmm["timeline"]} >= {
        "ClusterFounded",
        "SpecialisationDeclared",
        "VisitHeld",
    }
    assert (await views.get("/v1/clusters/nothing"))[0] == 404
    assert (await views.get("/v1/parties/%00"))[0] == 400


# ---- who may read what -----------------------------------------------------------------------------------------------
async def test_a_proposal_is_seen_by_its_parties_until_it_is_concluded(views: Views) -> None:
    first = views.log.add(
        "agreement-secret", "AgreementProposed", kind="letter-of-intent", parties=["cluster-dkm", "party-lublin"],
        subject={"pl": "Tajne"}, names={"pl": "Tajny list"}, occurred="2024-01-01",
    )  # fmt: skip
    await views.apply()
    keys = {
        who: views.keys.issue(who, "views:read", subject=subject)
        for who, subject in {
            "dkm": "cluster-dkm",
            "lublin": "party-lublin",
            "lm": "cluster-lm",
            "radom": "party-radom",
        }.items()
    }
    operator = views.keys.issue("operator", "views:read", "operate")
    nobody = views.keys.issue("nobody", "views:read")
    sees = {"dkm": True, "lublin": True, "lm": False, "radom": False}

    async def visible(key: str | None) -> bool:
        lists = ("/v1/network", "/v1/timeline", "/v1/agreements", "/v1/clusters/dkm")
        item = ["agreement-secret" in str(await views.data(path, key, as_of="2024-06-01")) for path in lists]
        for path in ("/v1/agreements/secret", f"/v1/facts/{first}"):
            status, body = await views.get(path, key)
            assert status in {200, 404}
            item.append(status == 200 and "Tajn" in str(body))
        assert len(set(item)) == 1, item
        return item[0]

    for who, expected in sees.items():
        assert await visible(keys[who]) is expected, who
    assert await visible(operator)
    assert not await visible(None)
    assert not await visible(nobody)
    counted = await views.data("/v1/network", keys["dkm"], as_of="2024-06-01")
    assert counted["counts"]["agreements"] == {"yes": 3, "possibly": 0}  # proposed only: not counted
    for signer in ("cluster-dkm", "party-lublin"):
        views.log.add("agreement-secret", "AgreementSigned", party=signer, occurred="2024-02-01")
    before = await views.apply()
    assert not await visible(None)
    views.log.add("agreement-secret", "AgreementConcluded", occurred="2024-02-02")
    await views.apply()
    assert await visible(None)
    assert await visible(keys["lm"])
    assert "agreement-secret" not in str(
        await views.data("/v1/agreements", known_at=before, as_of="2024-06-01")
    )


async def test_outcomes_are_for_partner_clusters(views: Views) -> None:
    views.log.add("visit-starachowice", "VisitOutcomeRecorded", text={"pl": "Poufne"})
    await views.apply()
    partner = views.keys.issue("lm", "views:read", subject="cluster-lm")
    for key, number in ((None, 1), (partner, 2)):
        [visit] = (await views.data("/v1/network", key, as_of="2020"))["visits"]
        assert len(visit["outcomes"]) == number


async def test_without_a_key_only_where_it_is_allowed(views: Views) -> None:
    views.running.settings.__dict__["anonymous_read"] = False
    reader, other = views.keys.issue("reader", "views:read"), views.keys.issue("feed only", "feed:read")
    status, problem = await views.get("/v1/network")
    assert (status, problem["type"]) == (401, "/problems/unauthenticated")
    assert (await views.get("/v1/network", other))[0] == 403
    assert (await views.get("/v1/live"))[0] == 401
    assert (await views.get("/v1/network", reader))[0] == 200


async def test_a_key_without_the_scope_is_refused_where_no_key_is_needed(views: Views) -> None:
    other = views.keys.issue("feed only", "feed:read", subject="cluster-dkm")
    assert (await views.get("/v1/network"))[0] == 200
    for path in ("/v1/network", "/v1/live"):
        status, problem = await views.get(path, other)
        assert (status, problem["scope"]) == (403, "views:read")


async def test_while_postgresql_is_away_it_says_so(tmp_path: Path) -> None:
    keys = KeyRing(tmp_path / "keys.json")
    [port] = free_ports(1)
    away = Database("away", f"postgresql://upland:x@127.0.0.1:{port}/away")
    async with served(settings_for(away, "upland_projections", keys, anonymous_read=True), build) as running:
        async with running.session.get(f"{running.url}/v1/network") as answer:
            assert answer.status == 503
            assert answer.headers["retry-after"]
            assert answer.content_type == "application/problem+json"
        async with running.session.get(f"{running.url}/health/ready") as answer:
            assert answer.status == 503


async def test_connections_that_broke_are_opened_again(views: Views) -> None:
    before = await views.data("/v1/network", as_of="2018-03-19")
    breaker = await asyncpg.connect(views.database.url("upland_projections"))
    others = "FROM pg_stat_activity WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
    assert await breaker.fetchval(f"SELECT count(pg_terminate_backend(pid)) {others}") > 0
    await breaker.close()
    assert await views.data("/v1/network", as_of="2018-03-19") == before


@pytest.mark.parametrize("path", ["/v1/network", "/v1/timeline", "/v1/agreements", "/v1/matrix"])
async def test_csv_has_a_line_for_each_fact(views: Views, path: str) -> None:
    async with views.running.session.get(
        f"{views.running.url}{path}", params={"format": "csv", "as_of": "2023-05-10"}
    ) as answer:
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        lines = (await answer.text()).splitlines()
    assert lines[0].startswith("kind,id,what,parties,edtf")
    assert len(lines) > 3
    assert all("2023-05-10" in line for line in lines[1:])
