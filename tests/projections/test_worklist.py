"""What an editor might mend: each fact and reason once, with what is to be done."""

from typing import Any

import orjson
import pytest

from services.projections.queries.worklist_reasons import SEARCHES
from services.projections.queries.worklist_texts import DO
from services.projections.readmodels import worklist as model
from tests.projections.conftest import Views
from tests.projections.given import Log, agreed, values

SOURCED: dict[str, Any] = {"sources": [{"id": "source-town"}], "mode": "reported"}


def _reasons(log: Log, stream: str) -> list[tuple[str, str]]:
    return [(row.event, values(row)[0]) for row in log.rows(model.MODEL, stream) if values(row)[0] != "names"]


def test_a_fact_with_a_source_and_a_date_of_its_own_is_no_work() -> None:
    log = Log()
    log.add("cluster-a", "ClusterFounded", names={"pl": "A"}, occurred="2015", **SOURCED)
    log.add("membership-a.x", "MembershipApplied")
    assert not _reasons(log, "cluster-a")
    assert not _reasons(log, "membership-a.x")  # nobody writes a document about an application


def test_only_the_rows_of_an_amended_fact_have_its_text() -> None:
    log = Log()
    log.add("cluster-a", "ClusterFounded", names={"pl": "A"}, occurred="2015")
    [recorded] = [row for row in log.rows(model.MODEL, "cluster-a") if values(row)[0] == "unsourced"]
    assert values(recorded)[-1] == ""
    log.add("cluster-a", "FactConfirmed", target="cluster-a@1", by="party-x")
    [confirmed] = [row for row in log.rows(model.MODEL, "cluster-a") if values(row)[0] == "unsourced"]
    # Another row: work that follows from an earlier state of the fact is no work of this one.
    assert orjson.loads(values(confirmed)[-1])["confirmations"] == [{"event": "cluster-a@2", "by": "party-x"}]
    assert recorded != confirmed


def test_unsourced_inferred_open_and_disputed() -> None:
    log = Log()
    when = {"edtf": "2018-02", "phrase": "w lutym", "inferred_from": "the order of two documents"}
    log.add("cluster-a", "ClusterFounded", names={"pl": "A"}, occurred=when)
    log.add("cluster-a", "FactDisputed", target="cluster-a@1", by="party-x", reason="nie")
    assert _reasons(log, "cluster-a") == [
        ("cluster-a@1", "unsourced"), ("cluster-a@1", "inferred"), ("cluster-a@1", "disputed"),
    ]  # fmt: skip
    detail = {values(row)[0]: orjson.loads(values(row)[4]) for row in log.rows(model.MODEL, "cluster-a")}
    assert detail["inferred"] == {"fields": ["occurred"]}
    assert detail["disputed"] == {"by": ["party-x"], "against": []}
    log.add("cluster-a", "FactConfirmed", target="cluster-a@1", by="party-x")
    assert _reasons(log, "cluster-a") == [("cluster-a@1", "unsourced"), ("cluster-a@1", "inferred")]
    log.add("cluster-a", "FactConfirmed", target="cluster-a@1", by="party-y", sources=[{"id": "source-s"}])
    assert _reasons(log, "cluster-a") == [("cluster-a@1", "inferred")]
    log.add("agreement-x", "AgreementProposed", kind="contract", parties=["party-x", "party-y"], subject={"pl": "X"},
            others=True, **SOURCED)  # fmt: skip
    assert _reasons(log, "agreement-x") == [("agreement-x@1", "open-parties")]


def test_two_facts_that_cannot_both_be_right_dispute_each_other() -> None:
    log = Log()
    for day in ("2018-01", "2018-01-12", "2019"):
        log.add("visit-v", "VisitHeld", host="party-x", visitors=["party-y"], occurred=day, **SOURCED)
    text = {
        row.event: orjson.loads(values(row)[4])
        for row in log.rows(model.MODEL, "visit-v")
        if row.values[0] != "names"
    }
    assert {event: detail["against"] for event, detail in text.items()} == {
        "visit-v@1": ["visit-v@3"],
        "visit-v@2": ["visit-v@3"],
        "visit-v@3": ["visit-v@1", "visit-v@2"],
    }


def test_what_only_participants_may_read_is_named_for_them_alone() -> None:
    log = Log()
    parties = ["cluster-a", "party-x"]
    log.add("agreement-x", "AgreementProposed", kind="contract", parties=parties, subject={"pl": "X"},
            sources=[{"id": "source-secret"}])  # fmt: skip
    log.add("agreement-x", "JointActionRecorded", kind="training", participants=["cluster-a"], **SOURCED)
    names = {
        row.audience: values(row)[3]
        for row in log.rows(model.MODEL, "agreement-x")
        if row.values[0] == "names"
    }
    assert "source-secret" in names["participants"]
    assert "source-secret" not in names["partners"]


# ---- over HTTP -------------------------------------------------------------------------------------------------------
async def _items(views: Views, reason: str, key: str | None = None, **query: Any) -> list[dict[str, Any]]:
    data = await views.data("/v1/worklist", key, reason=reason, limit=500, **query)
    assert data["counts"][reason] == len(data["items"])
    assert all(item["do"] == DO[reason] for item in data["items"])
    items: list[dict[str, Any]] = data["items"]
    return items


def test_each_reason_says_what_to_do_in_both_languages() -> None:
    assert set(DO) == set(SEARCHES)
    assert all(set(text) == {"pl", "en"} for text in DO.values())


async def test_inferred_dates_and_open_lists_of_the_documents(views: Views) -> None:
    inferred = {item["event"] for item in await _items(views, "inferred")}
    assert {"cluster-wmm@3", "agreement-loi-2018@5", "conference-iabm@1"} <= inferred
    [letter] = await _items(views, "open-parties")
    assert (letter["event"], letter["ref"]["id"]) == ("agreement-lkl-skl@1", "agreement-lkl-skl")
    assert {ref["id"] for ref in letter["subjects"]} == {"cluster-lkl", "cluster-skl"}
    of_wmm = await _items(views, "inferred", subject="cluster-wmm")
    assert {item["event"].partition("@")[0] for item in of_wmm} == {"cluster-wmm", "agreement-loi-2018"}


async def test_names_that_the_record_does_not_know(views: Views) -> None:
    assert {item["names"]["id"] for item in await _items(views, "dangling")} == set()
    assert await _items(views, "uncited-document") == []
    joined = views.log.add("membership-lm.ghost", "MemberJoined", occurred="2020", mode="reported",
                           sources=[{"id": "source-lost", "locator": "page 3"}])  # fmt: skip
    before = await views.apply()
    [ghost] = await _items(views, "dangling")
    assert (ghost["event"], ghost["names"]["id"], ghost["type"]) == (joined, "party-ghost", "MemberJoined")
    assert ghost["date"]["edtf"] == "2020"
    [lost] = await _items(views, "uncited-document", subject="cluster-lm")
    assert lost["names"]["id"] == "source-lost"
    assert await _items(views, "uncited-document", subject="cluster-lkl") == []
    views.log.add("party-ghost", "PartyRegistered", kind="city", names={"pl": "Duch"}, **SOURCED)
    await views.apply()
    assert await _items(views, "dangling") == []
    assert len(await _items(views, "dangling", known_at=before)) == 1


async def test_a_later_fact_that_names_the_unknown_is_the_one_to_mend(views: Views) -> None:
    views.log.add(
        "cluster-lm", "CoordinatorAppointed", organisation="party-ghost", occurred="2021", mode="reported"
    )
    await views.apply()
    [item] = await _items(views, "dangling")
    assert (item["event"], item["date"]["edtf"]) == ("cluster-lm@3", "2021")


async def test_a_file_or_a_page_without_a_hash_has_no_copy(views: Views) -> None:
    assert await _items(views, "without-copy") == []
    about: dict[str, Any] = {"title": {"pl": "X"}, "language": "pl", "mode": "reported"}
    page = views.log.add(
        "source-page", "SourceRegistered", source_type="web-page", url="https://example.org/", **about
    )
    views.log.add("source-kept", "SourceRegistered", source_type="file", hash="5e" * 32, **about)
    for source_type in ("paper", "letter", "register", "conversation"):
        views.log.add(f"source-{source_type}", "SourceRegistered", source_type=source_type, **about)
    joined = views.log.add(
        "membership-lm.umcs", "MemberJoined", mode="reported", sources=[{"id": "source-letter"}]
    )
    await views.apply()
    [item] = await _items(views, "without-copy")
    assert (item["event"], item["what"]["en"]) == (page, "New source (web page): X")
    [letter] = (await views.data(f"/v1/facts/{joined}"))["sources"]
    assert letter["source_type"] == "letter"


async def test_more_claimed_than_known(views: Views) -> None:
    details = {item["event"]: item["detail"] for item in await _items(views, "thin-claim")}
    assert details == {
        "cluster-lkb@1": {"class": "founders", "known": 1, "claimed": 21},
        "cluster-lm@2": {"class": "all", "known": 0, "claimed": 103},
    }
    views.log.add("cluster-dke", "MembershipCountReported", count=1, as_of="2024", **SOURCED)
    views.log.add("membership-dke.umcs", "MemberJoined", occurred="2023-06", **SOURCED)
    await views.apply()
    assert len(await _items(views, "thin-claim")) == 2
    assert len(await _items(views, "thin-claim", subject="cluster-lm")) == 1


async def test_what_outlives_a_dissolved_cluster(views: Views) -> None:
    views.log.add("membership-dkm.umcs", "MemberJoined", occurred="2023-06", **SOURCED)
    views.log.add("membership-dkm.um", "MemberJoined", occurred="2023-06", **SOURCED)
    views.log.add("membership-dkm.um", "MemberLeft", occurred="2024", **SOURCED)
    agreed(views.log, "meant-for", ["cluster-lm", "cluster-lkl"], "2024", beneficiaries=["cluster-dkm"])
    await views.apply()
    for reason in ("member-of-dissolved-cluster", "party-dissolved"):
        assert await _items(views, reason) == []
    views.log.add("cluster-dkm", "ClusterDissolved", occurred="2025", **SOURCED)
    await views.apply()
    [member] = await _items(views, "member-of-dissolved-cluster")
    assert [ref["id"] for ref in member["subjects"]] == ["cluster-dkm", "party-umcs"]
    [letter] = await _items(views, "party-dissolved")
    assert (letter["ref"]["id"], letter["names"]["id"]) == ("agreement-iabm", "cluster-dkm")
    assert len(await _items(views, "party-dissolved", subject="cluster-saam")) == 1
    assert len(await _items(views, "member-of-dissolved-cluster", subject="party-umcs")) == 1
    views.log.add("agreement-iabm", "AgreementTerminated", reason="rozwiązanie", occurred="2025", **SOURCED)
    await views.apply()
    assert await _items(views, "party-dissolved") == []


async def test_what_rests_on_a_corrected_fact_is_to_be_looked_at(views: Views) -> None:
    log = views.log
    inferred = {
        "edtf": "2018-05",
        "inferred_from": "A month after cluster-lm@1, and before cluster-lkl was founded.",
    }
    letter = agreed(log, "after", ["cluster-lm", "cluster-lkl"], inferred)
    log.add("commitment-a", "CommitmentMade", text={"pl": "Obietnica"}, occurred="2016", **SOURCED)
    evidence = log.add(
        "commitment-a", "EvidenceSubmitted", submitter="party-um", document="source-town", **SOURCED
    )
    verdict = log.add(
        "commitment-a", "CommitmentAssessed", verdict="fulfilled", evidence=[evidence], **SOURCED
    )
    await views.apply()
    assert await _items(views, "basis-corrected") == []
    log.add("cluster-lm", "FactRefined", target="cluster-lm@1", date="2014-01-15", **SOURCED)
    await views.apply()
    assert await _items(views, "basis-corrected") == [], "a better date corrects nothing"
    log.add(
        "cluster-lm",
        "FactCorrected",
        target="cluster-lm@1",
        fields={"abbreviation": "LMX"},
        reason="x",
        **SOURCED,
    )
    log.add("commitment-a", "FactRetracted", target=evidence, reason="a forgery")
    await views.apply()
    details = {(item["event"], item["detail"]["from"]) for item in await _items(views, "basis-corrected")}
    assert details == {
        *((f"agreement-after@{version}", "cluster-lm@1") for version in (2, 3, 4)), (verdict, evidence),
    }  # fmt: skip
    assert (await views.data("/v1/worklist"))["counts"]["basis-corrected"] == 4
    # A confirmation after the correction removes it from the list.
    log.add("agreement-after", "FactRefined", target=letter, date="2018-05-02", **SOURCED)
    await views.apply()
    assert letter not in {item["event"] for item in await _items(views, "basis-corrected")}


async def test_disputes_name_who_disputes(views: Views) -> None:
    views.log.add("cluster-lm", "FactDisputed", target="cluster-lm@2", by="party-um", reason="było ich mniej")
    await views.apply()
    [item] = await _items(views, "disputed")
    assert item["detail"] == {"by": ["party-um"], "against": []}
    assert [opinion["reason"] for opinion in item["disputes"]] == ["było ich mniej"]


async def test_pages_go_through_all_reasons(views: Views) -> None:
    views.log.add("membership-lm.ghost", "MemberJoined", sources=[{"id": "source-lost"}], mode="reported")
    await views.apply()
    everything = await views.data("/v1/worklist", limit=500)
    every = [(item["reason"], item["event"], item["names"]) for item in everything["items"]]
    assert len(every) == sum(everything["counts"].values())
    assert [reason for reason in SEARCHES if everything["counts"][reason]] == list(
        dict.fromkeys(item[0] for item in every)
    )
    paged: list[Any] = []
    query: dict[str, Any] = {"limit": 6}
    while True:
        status, body = await views.get("/v1/worklist", **query)
        assert status == 200, body
        paged += [(item["reason"], item["event"], item["names"]) for item in body["data"]["items"]]
        assert body["data"]["counts"] == everything["counts"]
        if (cursor := body["meta"]["next"]) is None:
            break
        query["cursor"] = cursor
    assert paged == every


@pytest.mark.parametrize(("name", "value"), [("reason", "names"), ("subject", "Lublin")])
async def test_a_wrong_filter_is_named(views: Views, name: str, value: str) -> None:
    status, problem = await views.get("/v1/worklist", **{name: value})
    assert (status, problem["errors"][0]["pointer"]) == (400, f"?{name}")


async def test_a_sheet_says_what_to_do(views: Views) -> None:
    address = f"{views.running.url}/v1/worklist?format=csv&reason=open-parties&lang=en"
    async with views.running.session.get(address) as answer:
        [_, text] = (await answer.text()).splitlines()
    assert text.startswith(
        "open-parties,agreement-lkl-skl,The source says “among others”: find the other parties.,"
    )
