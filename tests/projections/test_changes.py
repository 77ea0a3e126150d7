"""What changed since somebody last looked: added, ended, amended, retracted, released."""

from typing import Any

import pytest

from services.projections.readmodels import changes as model
from tests.projections.conftest import Views
from tests.projections.given import Log

LUBLIN, RADOM = "party-lublin", "party-radom"


def _rows(log: Log, stream: str) -> list[tuple[Any, ...]]:
    return [(row.event, row.audience, *row.values) for row in log.rows(model.MODEL, stream)]


def test_a_row_for_each_current_fact_with_the_opinions_of_it() -> None:
    log = Log()
    log.add("cluster-a", "ClusterFounded", names={"pl": "A"}, occurred="2015", initiators=["party-x"])
    log.add("cluster-a", "SpecialisationDeclared", label={"pl": "auta"})
    log.add("cluster-a", "FactRefined", target="cluster-a@1", date="2015-06")
    log.add("cluster-a", "FactDisputed", target="cluster-a@2", by="party-x", reason="nie")
    log.add("cluster-a", "FactConfirmed", target="cluster-a@2", by="party-x")
    assert _rows(log, "cluster-a") == [
        (
            "cluster-a@1",
            "public",
            "ClusterFounded",
            ("cluster-a", "party-x"),
            "cluster-a@3",
            ("cluster-a", "party-x"),
        ),
        (
            "cluster-a@2",
            "public",
            "SpecialisationDeclared",
            ("cluster-a",),
            "cluster-a@5",
            ("cluster-a", "party-x"),
        ),
    ]


def test_what_was_proposed_and_signed_is_released_by_the_conclusion() -> None:
    log = Log()
    _proposal(log)
    log.add("agreement-x", "AgreementSigned", party=LUBLIN)
    log.add("agreement-x", "AmendmentApproved", party=LUBLIN, document_hash="0" * 64)
    assert {row[1] for row in _rows(log, "agreement-x")} == {"participants"}
    log.add("agreement-x", "AgreementConcluded")
    assert [row[1] for row in _rows(log, "agreement-x")] == ["public", "public", "participants", "public"]
    assert ("cluster-dkm", LUBLIN) in {row[3] for row in _rows(log, "agreement-x")}


def _proposal(log: Log) -> str:
    return log.add("agreement-x", "AgreementProposed", kind="letter-of-intent", parties=["cluster-dkm", LUBLIN],
                   subject={"pl": "Tajne"}, occurred="2024-01-01")  # fmt: skip


# ---- over HTTP -------------------------------------------------------------------------------------------------------
async def _since(
    views: Views, since: Any, key: str | None = None, **query: Any
) -> list[tuple[str, str, str]]:
    changes = await views.data("/v1/changes", key, since=since, **query)
    return [(item["change"], item["event"], item["by"]) for item in changes]


async def test_added_amended_disputed_and_retracted_each_at_its_position(views: Views) -> None:
    start = views.log.head
    added = views.log.add("cluster-lm", "SpecialisationDeclared", label={"pl": "medycyna"}, occurred="2019")
    refined = views.log.add("cluster-lm", "FactRefined", target=added, date="2019-04")
    disputed = views.log.add("cluster-lm", "FactDisputed", target=added, by=RADOM, reason="nie tak")
    middle = views.log.head
    gone = views.log.add("cluster-lm", "FactRetracted", target=added, reason="pomyłka")
    back = views.log.add("cluster-lm", "FactRetracted", target=gone, reason="jednak nie")
    await views.apply()
    changes = await views.data("/v1/changes", since=start, lang="en")
    assert [(item["change"], item["by"], item["position"] - start) for item in changes] == [
        ("added", added, 1), ("amended", refined, 2), ("amended", disputed, 3), ("retracted", gone, 4),
        ("added", back, 5),
    ]  # fmt: skip
    assert {item["event"] for item in changes} == {added}
    first, refinement, dispute, retraction, _ = changes
    assert first["date"]["edtf"] == "2019"
    assert first["what"]["en"] == "Specialisation of LM: medycyna"
    assert [ref["id"] for ref in first["subjects"]] == ["cluster-lm"]
    [difference] = refinement["differences"]
    assert (difference["field"], difference["before"]["edtf"], difference["after"]["edtf"]) == (
        "occurred", "2019", "2019-04",
    )  # fmt: skip
    [opinions] = dispute["differences"]
    assert (opinions["field"], opinions["before"]) == ("disputes", [])
    assert [(opinion["event"], opinion["by"], opinion["reason"]) for opinion in opinions["after"]] == [
        (disputed, RADOM, "nie tak")
    ]
    assert (dispute["by_type"], dispute["reason"], dispute["disputed"]) == ("FactDisputed", "nie tak", True)
    assert (retraction["reason"], retraction["date"]["edtf"]) == ("pomyłka", "2019-04")
    assert await _since(views, middle) == [("retracted", added, gone), ("added", added, back)]
    assert await _since(views, start, known_at=middle) == [
        ("added", added, added), ("amended", added, refined), ("amended", added, disputed),
    ]  # fmt: skip
    assert await _since(views, views.log.head) == []


async def test_an_end_is_shown_as_one(views: Views) -> None:
    start = views.log.head
    left = views.log.add("membership-lkb.umcs", "MemberLeft", occurred="2019", mode="reported")
    await views.apply()
    [item] = await views.data("/v1/changes", since=start)
    assert (item["change"], item["event"]) == ("ended", left)
    assert item["what"]["pl"] == "Koniec członkostwa w LKB: UMCS"


async def test_a_conclusion_releases_facts_to_those_who_could_not_read_them(views: Views) -> None:
    start = views.log.head
    dkm = views.keys.issue("dkm", "views:read", subject="cluster-dkm")
    lm = views.keys.issue("lm", "views:read", subject="cluster-lm")
    proposed = _proposal(views.log)
    signed = [
        views.log.add("agreement-x", "AgreementSigned", party=party) for party in ("cluster-dkm", LUBLIN)
    ]
    refined = views.log.add(
        "agreement-x", "FactRefined", target=signed[0], date="2024-02-01", audience="participants"
    )
    before = await views.apply()
    expected = [("added", event, event) for event in (proposed, *signed)] + [("amended", signed[0], refined)]
    assert await _since(views, start, dkm) == expected
    for key in (lm, None):
        assert await _since(views, start, key) == []
    concluded = views.log.add("agreement-x", "AgreementConcluded", occurred="2024-02-02")
    await views.apply()
    # Who had read them gets nothing twice; to all others they come with the conclusion, as they are believed by then.
    assert await _since(views, before, dkm) == [("added", concluded, concluded)]
    for key in (lm, None):
        released = [("added", event, concluded) for event in (proposed, *signed)]
        assert await _since(views, start, key) == [*released, ("added", concluded, concluded)]
    changes = {item["event"]: item for item in await views.data("/v1/changes", since=before)}
    assert changes[signed[0]]["date"]["edtf"] == "2024-02-01"
    # A conclusion that is taken back hides again what it had shown, from all but the participants.
    taken = views.log.add("agreement-x", "FactRetracted", target=concluded, reason="nie było jej")
    end = await views.apply()
    assert await _since(views, end - 1, dkm) == [("retracted", concluded, taken)]
    assert await _since(views, end - 1) == [
        ("retracted", event, taken) for event in (proposed, *signed, concluded)
    ]


async def test_who_accedes_reads_what_is_for_participants_from_then_on(views: Views) -> None:
    _proposal(views.log)
    views.log.add("agreement-x", "AgreementConcluded", occurred="2024-02-02")
    views.log.add("agreement-x", "AmendmentApproved", party=LUBLIN, document_hash="0" * 64)
    start = await views.apply()
    lm = views.keys.issue("lm", "views:read", subject="cluster-lm")
    acceded = views.log.add("agreement-x", "PartyAcceded", party="cluster-lm", occurred="2025")
    later = views.log.add("agreement-x", "AmendmentApproved", party=LUBLIN, document_hash="1" * 64)
    await views.apply()
    assert await _since(views, start, lm) == [("added", acceded, acceded), ("added", later, later)]
    assert await _since(views, start) == [("added", acceded, acceded)]


async def test_the_owners_facts_are_nobody_elses(views: Views) -> None:
    start = views.log.head
    views.log.add("person-x", "PersonRegistered")
    assumed = views.log.add("person-x", "FunctionAssumed", organisation="party-um", title={"pl": "rektor"})
    await views.apply()
    assert await _since(views, start) == [("added", assumed, assumed)]
    operator = views.keys.issue("operator", "views:read", "operate")
    assert len(await _since(views, start, operator)) == 2


async def test_filters_by_subject_and_type(views: Views) -> None:
    everything = await _since(views, 0, limit=500)
    of_wmm = await _since(views, 0, subject="cluster-wmm", limit=500)
    assert {event.partition("@")[0] for _, event, _ in of_wmm} == {
        "cluster-wmm", "visit-starachowice", "agreement-loi-2018",
    }  # fmt: skip
    signed = await _since(views, 0, type="AgreementSigned", limit=500)
    assert signed == [item for item in everything if item in signed]
    assert len(signed) == 9
    assert await _since(views, 0, type="AgreementSigned", subject="cluster-dkm")
    gone = views.log.add("cluster-wmm", "FactRetracted", target="cluster-wmm@2", reason="pomyłka")
    before = views.log.head - 1
    await views.apply()
    for query in ({"subject": "cluster-wmm"}, {"type": "SpecialisationDeclared"}):
        assert await _since(views, before, **query) == [("retracted", "cluster-wmm@2", gone)]
    assert await _since(views, before, subject="cluster-lm") == []


async def test_pages_follow_each_other_without_gap_or_repetition(views: Views) -> None:
    for number in (1, 2, 3):
        views.log.add("cluster-dkm", "FactRetracted", target=f"cluster-dkm@{min(number, 2)}", reason="x")
        views.log.add("agreement-iabm", "FactConfirmed", target="agreement-iabm@1", by=f"party-{number}")
    await views.apply()
    everything = await _since(views, 0, limit=500)
    paged: list[tuple[str, str, str]] = []
    query: dict[str, Any] = {"limit": 7, "since": 0}
    while True:
        _, body = await views.get("/v1/changes", **query)
        paged += [(item["change"], item["event"], item["by"]) for item in body["data"]]
        if (cursor := body["meta"]["next"]) is None:
            break
        query["cursor"] = cursor
    assert paged == everything
    assert len(everything) == 51 + 2 + 3


async def test_since_is_a_position_or_a_time(views: Views) -> None:
    by_time = await _since(views, "2026-11-22T18:50:00Z", limit=500)
    assert by_time == await _since(views, 50, limit=500)
    assert by_time
    assert await _since(views, 10**17) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "yesterday"),
        ("since", "2026-11-22T18:00:00"),
        ("subject", "visit-x"),
        ("type", "FactRetracted"),
    ],
)
async def test_a_wrong_parameter_is_named(views: Views, name: str, value: str) -> None:
    status, problem = await views.get("/v1/changes", **{name: value})
    assert (status, problem["errors"][0]["pointer"]) == (400, f"?{name}")


async def test_a_sheet_has_a_line_for_each_change(views: Views) -> None:
    address = f"{views.running.url}/v1/changes?format=csv&type=ClusterFounded"
    async with views.running.session.get(address) as answer:
        changes = (await answer.text()).splitlines()
    assert len(changes) == 11
    assert changes[1].startswith("added ClusterFounded,cluster-wmm,Powołanie WMM,WMM,2018-02")


async def test_since_a_day_means_from_its_beginning(views: Views) -> None:
    every = await views.data("/v1/changes", limit=500)
    assert (
        await views.data("/v1/changes", since="2026-11-22", limit=500) == every
    )  # all were recorded on that day
    assert await views.data("/v1/changes", since="2026-11-23") == []
    assert await views.data("/v1/changes", since="0001-01-01", limit=500) == every
