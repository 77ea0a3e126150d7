"""The register of agreements: the status of each in the time of the query, and who may see the reason."""

from datetime import date
from typing import Any

import orjson
import pytest

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.agreement_status import Amended, Milestones, first, states, term
from services.projections.queries.answer_types import Likelihood, RecordedDate
from services.projections.queries.formats.lines import of_agreements
from services.projections.readmodels import agreements, network
from tests.projections.conftest import Views
from tests.projections.given import Log, agreed

A, B, C = "cluster-a", "cluster-b", "cluster-c"
HASH = "a" * 64


def _day(text: str) -> tuple[date, date]:
    return date.fromisoformat(text), date.fromisoformat(text)


def _milestones(**more: Any) -> Milestones:
    known: dict[str, Any] = {
        "proposed": _day("2018-01-01"), "concluded": _day("2018-03-19"), "last_day": None, "ended": None,
    }  # fmt: skip
    known |= more
    activities = known.pop("activities", ()) or ((known["concluded"],) if known["concluded"] else ())
    return Milestones(**known, activities=activities)


def _at(milestones: Milestones, day: str, until: str | None = None) -> dict[str, Likelihood]:
    return states(milestones, (date.fromisoformat(day), date.fromisoformat(until or day)), 90, 365)


# ---- states ----------------------------------------------------------------------------------------------------------
def test_proposed_then_living_then_asleep_then_ended() -> None:
    milestones = _milestones(ended=_day("2020-06-30"))
    assert _at(milestones, "2018-02-01") == {"proposed": "yes"}
    assert _at(milestones, "2018-03-19") == {"living": "yes"}
    assert _at(milestones, "2019-03-19") == {"living": "yes"}
    assert _at(milestones, "2019-03-20") == {"sleeping": "yes"}
    assert _at(milestones, "2020-06-29") == {"sleeping": "yes"}
    assert _at(milestones, "2020-06-30") == {"ended": "yes"}
    assert _at(milestones, "2017-12-31") == {}


def test_lapsing_before_the_last_day_and_lapsed_behind_it() -> None:
    milestones = _milestones(last_day=_day("2018-12-31"))
    assert _at(milestones, "2018-10-01") == {"living": "yes"}
    assert _at(milestones, "2018-10-02") == {"lapsing": "yes"}
    assert _at(milestones, "2018-12-31") == {"lapsing": "yes"}
    assert _at(milestones, "2019-01-01") == {"lapsed": "yes"}
    assert _at(milestones._replace(ended=_day("2019-02-01")), "2019-02-01") == {"ended": "yes"}


def test_what_the_dates_leave_open_is_only_possible() -> None:
    milestones = _milestones(
        concluded=(PAST, date(2018, 12, 31)), last_day=(date(2020, 1, 1), date(2020, 12, 31))
    )
    assert _at(milestones, "2018-06-01") == {
        "proposed": "possibly",
        "living": "possibly",
        "sleeping": "possibly",
    }
    assert _at(milestones, "2020-06-01")["lapsed"] == "possibly"
    assert _at(milestones, "2021-01-01") == {"lapsed": "yes"}
    year = _milestones()
    assert _at(year, "2018-01-01", "2018-12-31") == {"proposed": "possibly", "living": "possibly"}
    assert first(_at(year, "2018-01-01", "2018-12-31")) == "living"


def test_activity_keeps_an_agreement_awake() -> None:
    milestones = _milestones(activities=(_day("2018-03-19"), _day("2019-03-01")))
    assert _at(milestones, "2020-02-29") == {"living": "yes"}
    assert _at(milestones, "2020-03-01") == {"sleeping": "yes"}
    undated = _milestones(activities=(_day("2018-03-19"), (date(2018, 3, 19), FUTURE)))
    assert _at(undated, "2020-06-01") == {"living": "possibly", "sleeping": "possibly"}


# ---- rows ------------------------------------------------------------------------------------------------------------
def _rows(model: Any, log: Log) -> list[tuple[Any, dict[str, Any]]]:
    names = [column.name for column in model.MODEL.columns]
    return [(row, dict(zip(names, row.values, strict=True))) for row in log.rows(model.MODEL, "agreement-a")]


def test_parties_come_and_go_and_too_few_end_it() -> None:
    log = Log()
    agreed(log, "a", [A, B], "2018-03-19", valid_until="2030-12-31")
    log.add("agreement-a", "PartyAcceded", party=C, occurred="2019-01-01", represented_by="party-x")
    log.add("agreement-a", "PartyWithdrew", party=A, occurred="2020-01-01")
    [(row, milestones)] = _rows(network, log)
    assert (row.interval.end_earliest, row.interval.end_latest) == (date(2030, 12, 31), FUTURE)
    log.add("agreement-a", "PartyWithdrew", party=B, occurred="2021-01-01")
    [(row, milestones)] = _rows(network, log)
    detail = orjson.loads(milestones["detail"])
    assert (row.interval.end_latest, detail["ended"]["how"]) == (date(2021, 1, 1), "too-few-parties")
    assert [item["party"] for item in detail["parties"]] == [A, B, C]
    assert detail["signatures"] == {"signed": 2, "listed": 2}
    assert "party-x" in milestones["touched"]
    others = Log()
    agreed(others, "a", [A, B], "2018-03-19", others=True)
    others.add("agreement-a", "PartyWithdrew", party=A, occurred="2020-01-01")
    [(row, _)] = _rows(network, others)
    assert row.interval.end_earliest == FUTURE, "there are parties that the source does not name"


def test_an_end_may_be_recorded_without_a_conclusion() -> None:
    log = Log()
    log.add(
        "agreement-a", "AgreementProposed", kind="contract", parties=[A, B], subject={"pl": "x"}, occurred="2015",
        mode="reported", audience="public",
    )  # fmt: skip
    log.add("agreement-a", "AgreementTerminated", reason="Done.", occurred="2018-03-19", mode="reported")
    [(row, milestones)] = _rows(network, log)
    assert (milestones["kind"], row.interval.end_latest) == ("agreement", date(2018, 3, 19))


def test_a_proposal_that_is_taken_back_was_never_concluded() -> None:
    log = Log()
    log.add(
        "agreement-a",
        "AgreementProposed",
        kind="contract",
        parties=[A, B],
        subject={"pl": "x"},
        occurred="2015",
    )
    log.add(
        "agreement-a",
        "AgreementTerminated",
        reason="Nobody signed.",
        occurred="2016",
        audience="participants",
    )
    [(row, milestones)] = _rows(agreements, log)
    assert (milestones["part"], milestones["state"], row.audience) == (
        "agreement",
        "proposed",
        "participants",
    )


def test_a_party_that_has_left_reads_no_more() -> None:
    log = Log()
    log.add("agreement-a", "AgreementProposed", kind="contract", parties=[A, B, C], subject={"pl": "x"})
    log.add("agreement-a", "AgreementConcluded", audience="participants")
    log.add("agreement-a", "AmendmentApproved", party=B, document_hash=HASH)
    log.add("agreement-a", "AgreementAmended", changes={"pl": "x"}, document_hash=HASH)
    log.add("agreement-a", "PartyWithdrew", party=C, occurred="2019")
    log.add("agreement-a", "AgreementAmended", changes={"pl": "y"}, document_hash="b" * 64)
    before, after = [
        row.participants
        for row, milestones in _rows(agreements, log)
        if milestones["part"] == "AgreementAmended"
    ]
    assert (set(before), set(after)) == ({A, B, C}, {A, B})


def test_amendments_and_joint_actions_are_rows_of_their_own() -> None:
    log = Log()
    agreed(log, "a", [A, B], "2018-03-19")
    log.add("agreement-a", "AgreementAmended", changes={"pl": "x"}, document_hash=HASH, valid_until="2031")
    log.add("agreement-a", "JointActionRecorded", kind="training", participants=[A, "party-x"])
    answer = {milestones["part"]: row for row, milestones in _rows(agreements, log)}
    assert {part: row.audience for part, row in answer.items()} == {
        "agreement": "public", "AgreementAmended": "public", "JointActionRecorded": "partners",
    }  # fmt: skip
    assert "party-x" not in answer["JointActionRecorded"].participants  # who joins an action is no party


def test_the_last_day_is_the_amended_one_where_the_amendment_came_in_time() -> None:
    log = Log()
    agreed(log, "a", [A, B], "2018-03-19", valid_until="2020-12-31")
    log.add("agreement-a", "AgreementAmended", changes={"pl": "x"}, document_hash=HASH, valid_until="2022-12-31",
            occurred="2020-06-01")  # fmt: skip
    [(row, _)] = _rows(network, log)
    assert (row.interval.end_earliest, row.interval.end_latest) == (date(2022, 12, 31), FUTURE)
    # After the last day had passed: whether it was valid in between is open.
    log.add("agreement-a", "AgreementAmended", changes={"pl": "x"}, document_hash="b" * 64, valid_until="2026-12-31",
            occurred="2024-01-01")  # fmt: skip
    [(row, _)] = _rows(network, log)
    assert (row.interval.end_earliest, row.interval.end_latest) == (date(2022, 12, 31), FUTURE)


def test_an_amendment_that_may_not_have_come_yet_leaves_both_terms_open() -> None:
    first: RecordedDate = {"edtf": "2020", "earliest": "2020-12-31", "latest": "2020-12-31"}
    later: RecordedDate = {"edtf": "2022", "earliest": "2022-12-31", "latest": "2022-12-31"}
    in_2020 = (date(2020, 1, 1), date(2020, 12, 31))
    longer, endless = Amended(in_2020, later, None), Amended(in_2020, None, True)

    def at(text: str, amendment: Amended, last_day: RecordedDate | None = first) -> Any:
        return term(last_day, None if last_day else True, [amendment], _day(text))

    assert at("2019-06-01", longer) == (_day("2020-12-31"), first, False)
    assert at("2020-06-01", longer) == ((date(2020, 12, 31), date(2022, 12, 31)), later, False)
    assert at("2021-01-01", longer) == (_day("2022-12-31"), later, False)
    assert at("2020-06-01", endless) == ((date(2020, 12, 31), FUTURE), first, None)
    assert at("2021-01-01", endless) == (None, None, True)
    assert at("2020-06-01", longer, None) == ((date(2022, 12, 31), FUTURE), later, None)
    assert at("2021-01-01", Amended(in_2020, None, False), None) == (None, None, False)
    assert term(None, None, [], _day("2020-01-01")) == (None, None, None)


def test_an_agreement_that_was_made_indefinite_in_time_does_not_lapse() -> None:
    log = Log()
    agreed(log, "a", [A, B], "2018-03-19", valid_until="2020-12-31")
    log.add("agreement-a", "AgreementAmended", changes={"pl": "x"}, document_hash=HASH, indefinite=True,
            occurred="2020-06-01")  # fmt: skip
    [(row, _)] = _rows(network, log)
    assert (row.interval.end_earliest, row.interval.end_latest) == (FUTURE, FUTURE)
    log.add("agreement-a", "AgreementExpired", occurred="2024-01-01")
    [(row, _)] = _rows(network, log)
    assert (row.interval.end_earliest, row.interval.end_latest) == (date(2024, 1, 1), date(2024, 1, 1))


# ---- projects --------------------------------------------------------------------------------------------------------
async def test_a_project_is_under_its_agreement_with_its_money(views: Views) -> None:
    event = views.log.add(
        "agreement-iabm",
        "AgreementProjectRecorded",
        audience="public",
        title={"pl": "Stacje ładowania"},
        programme="FENG",
        amount={"value": "1200000.50", "currency": "PLN", "comparator": "over"},
        shares=[{"party": A, "amount": {"value": "5", "currency": "EUR"}}, {"party": B}],
        occurred="2024-06",
    )
    hidden = views.log.add("agreement-iabm", "AgreementProjectRecorded", title={"pl": "Poufny"})
    await views.apply()
    views.log.add(
        "agreement-iabm", "FactCorrected", target=event, reason="x", fields={"programme": "Horyzont"}
    )
    await views.apply()
    data: Any = await _one(views, as_of="2024-12-01")
    [project] = data["projects"]
    assert (project["event"], project["programme"], project["amended_by"] != []) == (event, "Horyzont", True)
    assert project["amount"] == {"value": "1200000.50", "currency": "PLN", "comparator": "over"}
    assert [(each["party"]["id"], each["amount"]) for each in project["shares"]] == [
        (A, {"value": "5", "currency": "EUR", "comparator": "exactly"}), (B, None),
    ]  # fmt: skip
    assert data["last_activity"]["type"] == "AgreementProjectRecorded"
    assert not (await _one(views, as_of="2024-01-01"))["projects"]
    partner = views.keys.issue("lm", "views:read", subject="cluster-lm")
    assert hidden in {each["event"] for each in (await _one(views, partner, as_of="2026-12-01"))["projects"]}
    [line] = of_agreements([data], "en")
    assert line.cells["projects"] == ["Stacje ładowania (over 1200000.50 PLN; Horyzont)"]
    headings = [each["what"] for each in await views.data("/v1/timeline")]
    assert {"pl": "Projekt: Stacje ładowania (ponad 1\u00a0200\u00a0000,50\u00a0zł)",
            "en": "Project: Stacje ładowania (over PLN\u00a01,200,000.50)"} in headings  # fmt: skip
    [result] = await views.data("/v1/search", q="stacje ladowania")
    assert result["ref"]["id"] == "agreement-iabm"


# ---- the question ----------------------------------------------------------------------------------------------------
async def _one(views: Views, key: str | None = None, **query: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await views.data("/v1/agreements/iabm", key, **query)
    return answer


async def test_an_indefinite_duration_is_not_an_unknown_last_day(views: Views) -> None:
    for id, terms_of in (
        ("for-ever", {"indefinite": True}),
        ("until", {"valid_until": "2030"}),
        ("silent", {}),
    ):
        agreed(views.log, id, [A, B], "2018-03-19", **terms_of)
    agreed(views.log, "ended", [A, B], "2018-03-19", indefinite=True)
    views.log.add(
        "agreement-ended", "AgreementAmended", changes={"pl": "x"}, document_hash=HASH, valid_until="2028",
        occurred="2024-01-10",
    )  # fmt: skip
    await views.apply()
    agreed(views.log, "longer", [A, B], "2018-03-19", valid_until="2024-12-31")
    views.log.add(
        "agreement-longer", "AgreementAmended", changes={"pl": "x"}, document_hash=HASH, indefinite=True,
        occurred="2024-01-10",
    )  # fmt: skip
    await views.apply()
    terms = {}
    for id in ("for-ever", "until", "silent", "ended", "longer"):
        data = await views.data(f"/v1/agreements/{id}", as_of="2025-01-01")
        terms[id] = data["indefinite"], (data["valid_until"] or {}).get("edtf")
    assert terms == {
        "for-ever": (True, None), "until": (False, "2030"), "silent": (None, None), "ended": (False, "2028"),
        "longer": (True, None),
    }  # fmt: skip
    before = await views.data("/v1/agreements/ended", as_of="2023-01-01")
    assert (before["indefinite"], before["valid_until"]) == (True, None)


async def test_an_amendment_is_for_whom_the_agreement_is_and_activity_for_partners(views: Views) -> None:
    stream = "agreement-iabm"
    views.log.add(
        stream, "AgreementAmended", changes={"pl": "Jawne"}, document_hash=HASH, valid_until="2024-12-31",
        occurred="2024-01-10",
    )  # fmt: skip
    views.log.add(
        stream,
        "JointActionRecorded",
        kind="training",
        participants=[A],
        text={"pl": "Poufne"},
        occurred="2024-06-01",
    )
    await views.apply()
    party = views.keys.issue("dkm", "views:read", subject="cluster-dkm")
    partner = views.keys.issue("lm", "views:read", subject="cluster-lm")
    seen = {
        who: await _one(views, key, as_of="2024-12-01") for who, key in {"d": party, "l": partner}.items()
    }
    seen["nobody"] = await _one(views, as_of="2024-12-01")
    assert {who: item["state"] for who, item in seen.items()} == {
        "d": "lapsing", "l": "lapsing", "nobody": "lapsing",
    }  # fmt: skip
    assert {who: len(item["amendments"]) for who, item in seen.items()} == {"d": 1, "l": 1, "nobody": 1}
    assert all(item["valid_until"]["edtf"] == "2024-12-31" for item in seen.values())
    assert seen["l"]["last_activity"]["type"] == "JointActionRecorded"
    assert seen["nobody"]["last_activity"]["type"] == "AgreementAmended"
    assert "Poufne" not in str(seen["nobody"])
    assert not (await _one(views, party, as_of="2024-01-01"))["amendments"]


async def test_progress_is_as_of_the_day_of_the_query(views: Views) -> None:
    stream = "agreement-new"
    views.log.add(
        stream, "AgreementProposed", kind="contract", parties=["cluster-dkm", "cluster-lm"], subject={"pl": "x"},
        occurred="2024-01-01", audience="public",
    )  # fmt: skip
    views.log.add(stream, "AgreementSigned", party="cluster-dkm", occurred="2024-02", audience="public")
    await views.apply()
    answer = {}
    for day in ("2024-01-15", "2024-02-10", "2024-03-01"):
        item = await views.data("/v1/agreements/new", as_of=day)
        answer[day] = item["progress"]["yes"], item["progress"]["possibly"], item["state"]
    assert answer == {
        "2024-01-15": (0, 0, "proposed"), "2024-02-10": (0, 1, "proposed"), "2024-03-01": (1, 0, "proposed"),
    }  # fmt: skip


async def test_a_dissolved_party_is_flagged_while_the_agreement_is_valid(views: Views) -> None:
    end = views.log.add("cluster-dkm", "ClusterDissolved", occurred="2024-01-01")
    before = views.log.head - 1
    await views.apply()
    [flag] = (await _one(views, as_of="2024-02-01"))["flagged"]
    assert (flag["party"]["id"], flag["event"], flag["certainty"]) == ("cluster-dkm", end, "yes")
    assert not (await _one(views, as_of="2023-12-01"))["flagged"]
    assert not (await _one(views, as_of="2024-02-01", known_at=before))["flagged"]


async def test_the_register_by_state(views: Views) -> None:
    views.log.add("agreement-iabm", "AgreementTerminated", reason="Done.", occurred="2024-05-01")
    await views.apply()

    async def of(state: str, **query: Any) -> set[str]:
        items = await views.data("/v1/agreements", state=state, **({"as_of": "2024-06-01"} | query))
        return {item["ref"]["id"].removeprefix("agreement-") for item in items}

    assert await of("ended") == {"iabm"}
    assert await of("sleeping") == {"loi-2018", "lkl-skl"}
    # Without a key nobody knows what was done under them: they may be awake.
    assert await of("living") == {"loi-2018", "lkl-skl"}
    partner = views.keys.issue("lm", "views:read", subject="cluster-lm")
    answer = await views.data("/v1/agreements", partner, as_of="2024-06-01", state="living")
    assert answer == []
    assert await of("living", sleeping_days=36_000) == {"loi-2018", "lkl-skl"}
    assert await of("living", as_of="2024-04-01") == {"iabm", "loi-2018", "lkl-skl"}
    _, page = await views.get("/v1/agreements", state="sleeping", as_of="2024-06-01", limit=1)
    cursor = page["meta"]["next"]
    _, rest = await views.get("/v1/agreements", state="sleeping", as_of="2024-06-01", limit=1, cursor=cursor)
    assert {item["ref"]["id"] for item in page["data"] + rest["data"]} == {
        "agreement-loi-2018",
        "agreement-lkl-skl",
    }


async def test_who_may_not_read_activity_does_not_read_that_an_agreement_sleeps(views: Views) -> None:
    """The same answer whether or not there is activity that the caller may not read."""
    keys = {
        "partner": views.keys.issue("lm", "views:read", subject="cluster-lm"),
        "city": views.keys.issue("lublin", "views:read", subject="party-lublin"),
        "other-city": views.keys.issue("jaworzno", "views:read", subject="party-jaworzno"),
        "nobody": None,
    }

    async def seen() -> dict[str, Any]:
        return {
            who: await views.data("/v1/agreements/loi-2018", key, as_of="2020-06-01")
            for who, key in keys.items()
        }

    before = await seen()
    assert {who: (item["state"], item["certainty"]) for who, item in before.items()} == {
        "partner": ("sleeping", "yes"), "city": ("sleeping", "yes"),
        "other-city": ("living", "possibly"), "nobody": ("living", "possibly"),
    }  # fmt: skip
    assert "partner clusters" in before["nobody"]["reason"]["en"]
    assert [each["certainty"] for each in before["nobody"]["states"]] == ["possibly", "possibly"]
    assert before["city"]["reason"] is None
    views.log.add("agreement-loi-2018", "JointActionRecorded", kind="training", participants=["party-lublin"],
                  occurred="2020-05-01")  # fmt: skip
    await views.apply()
    after = await seen()
    assert after["nobody"] == before["nobody"]
    assert after["other-city"] == before["other-city"]
    assert (after["partner"]["state"], after["city"]["state"]) == ("living", "living")


@pytest.mark.parametrize(
    ("name", "value"), [("state", "alive"), ("lapsing_days", "-1"), ("sleeping_days", "x")]
)
async def test_a_wrong_state_is_named(views: Views, name: str, value: str) -> None:
    status, problem = await views.get("/v1/agreements", **{name: value})
    assert (status, problem["errors"][0]["pointer"]) == (400, f"?{name}")
