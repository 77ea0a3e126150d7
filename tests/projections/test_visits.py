"""Did visits lead to agreements? Paths from visits, with the days in between."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.visit_paths import LagDays, lag
from services.projections.readmodels import visits as model
from tests.projections.conftest import Views
from tests.projections.given import Log, agreed, values

LUBLIN, STARACHOWICE, RADOM = "party-lublin", "party-starachowice", "party-radom"
BOTH: dict[str, Any] = {"host": STARACHOWICE, "visitors": [LUBLIN]}


def _states(log: Log, stream: str = "visit-x") -> list[tuple[str, str, str]]:
    return [(row.event, values(row)[0], row.audience) for row in log.rows(model.MODEL, stream)]


def test_planned_then_it_took_place() -> None:
    log = Log()
    log.add("visit-x", "VisitPlanned", occurred="2027-05-04", **BOTH)
    [row] = log.rows(model.MODEL, "visit-x")
    assert row.interval == (PAST, FUTURE, date(2027, 5, 4), date(2027, 5, 4))
    assert (row.values[0], row.audience, set(row.participants)) == (
        "planned",
        "participants",
        {LUBLIN, STARACHOWICE},
    )
    log.add("visit-x", "VisitHeld", occurred="2027-05-05", **BOTH)
    log.add("visit-x", "VisitOutcomeRecorded", text={"pl": "Rozmowy"})
    assert _states(log) == [("visit-x@2", "held", "public"), ("visit-x@3", "outcome", "partners")]


def test_planned_then_cancelled_is_shown_to_those_who_knew_the_plan() -> None:
    log = Log()
    log.add("visit-x", "VisitPlanned", occurred="2027-05-04", **BOTH)
    log.add("visit-x", "VisitCancelled", audience="public", occurred="2027-05-01", reason="choroba")
    assert _states(log) == [("visit-x@2", "cancelled", "participants")]
    log = Log()
    log.add("visit-x", "VisitCancelled", audience="public", mode="reported")
    assert not _states(log)  # no fact names the visitors


def _pair(first: tuple[date, date], then: tuple[date, date]) -> LagDays:
    visit, result = (SimpleNamespace(start_earliest=a, start_latest=b) for a, b in (first, then))
    return lag(visit, result)


def test_lag_of_certain_open_and_overlapping_dates() -> None:
    january, march = date(2018, 1, 12), date(2018, 3, 19)
    assert _pair((january, january), (march, march)) == {"min": 66, "max": 66}
    assert _pair((PAST, january), (march, march)) == {"min": 66, "max": None}
    assert _pair((january, january), (PAST, march)) == {"min": None, "max": 66}
    assert _pair((PAST, FUTURE), (march, march)) == {"min": None, "max": None}
    assert _pair((january, march), (january, march)) == {"min": 0, "max": 66}
    assert _pair((march, march), (january, january)) == {
        "min": -66,
        "max": -66,
    }  # the dates contradict the path


_DAYS = st.integers(0, 500).map(lambda number: date(2018, 1, 1) + timedelta(days=number))


@given(st.tuples(_DAYS, _DAYS), st.tuples(_DAYS, _DAYS), st.data())
def test_every_pair_of_days_that_the_dates_allow_lies_within_the_lag(
    first: Any, then: Any, data: st.DataObject
) -> None:
    a, b = sorted(first), sorted(then)
    day = a[0] + timedelta(days=data.draw(st.integers(0, (a[1] - a[0]).days)))
    later = b[0] + timedelta(days=data.draw(st.integers(0, (b[1] - b[0]).days)))
    opened = data.draw(st.booleans())
    result = _pair((PAST if opened else a[0], a[1]), (b[0], FUTURE if opened else b[1]))
    least, most = result["min"], result["max"]
    assert least is not None
    assert (most is None) == opened
    days = (later - day).days
    if days >= 0 or (most is not None and most < 0):
        assert least <= days
        assert most is None or days <= most


# ---- over HTTP -------------------------------------------------------------------------------------------------------
async def test_the_three_cities_letter_followed_the_visit_but_no_source_links_them(
    views: Views,
) -> None:
    [visit] = await views.data("/v1/visits", as_of="2020", lang="en")
    assert (visit["state"], visit["host"]["id"], visit["certainty"]) == ("held", STARACHOWICE, "yes")
    [path] = visit["paths"]
    assert (path["recorded"], path["inferred"]) == (False, True)
    assert "no source" in path["basis"]["en"]
    assert path["lag_days"] == {"min": 66, "max": None}
    assert [step["step"] for step in path["path"]] == ["visit", "agreement"]
    assert path["path"][-1]["date"]["phrase"] == "19 marca"
    assert path["certainty"] == "yes"
    [early] = await views.data("/v1/visits", as_of="2018-02-01")
    assert not early["paths"]


async def test_a_recorded_path_takes_the_place_of_the_inferred_one(views: Views) -> None:
    views.log.add("visit-starachowice", "VisitOutcomeRecorded", text={"pl": "List"}, leads_to="agreement-loi-2018",
                  mode="reported", audience="public")  # fmt: skip
    views.log.add("visit-starachowice", "VisitOutcomeRecorded", text={"pl": "Klaster"}, leads_to="cluster-wmm",
                  mode="reported", audience="public")  # fmt: skip
    views.log.add("visit-starachowice", "VisitOutcomeRecorded", text={"pl": "Konferencja"},
                  leads_to="conference-iabm", mode="reported", audience="public")  # fmt: skip
    await views.apply()
    [visit] = await views.data("/v1/visits", as_of="2020")
    letter, cluster, later = visit["paths"]
    assert [step["step"] for step in letter["path"]] == ["visit", "outcome", "agreement"]
    assert (letter["recorded"], letter["basis"], letter["lag_days"]["min"]) == (True, None, 66)
    assert (cluster["leads_to"]["id"], cluster["lag_days"]) == ("cluster-wmm", {"min": 20, "max": None})
    assert (later["leads_to"]["id"], len(later["path"]), later["certainty"]) == (
        "conference-iabm",
        2,
        "possibly",
    )
    [visit] = await views.data("/v1/visits", as_of="2024")
    assert [len(path["path"]) for path in visit["paths"]] == [3, 3, 3]


async def test_earlier_agreements_and_those_of_others_are_no_candidates(views: Views) -> None:
    agreed(views.log, "before", [LUBLIN, STARACHOWICE], "2016-01-01")
    agreed(views.log, "by-then", [LUBLIN, STARACHOWICE], "/2018-06-01")
    agreed(views.log, "others", [LUBLIN, RADOM], "2019-01-01")
    agreed(
        views.log, "meant-for", [RADOM, "party-jaworzno"], "2019-01-01", beneficiaries=[LUBLIN, STARACHOWICE]
    )
    views.log.add("visit-y", "VisitHeld", host=RADOM, visitors=[LUBLIN], occurred="2018", mode="reported")
    await views.apply()
    of_radom, of_starachowice = await views.data("/v1/visits", as_of="2020")
    assert [path["leads_to"]["id"] for path in of_starachowice["paths"]] == ["agreement-loi-2018"]
    letter, other = of_radom["paths"]
    assert letter["lag_days"] == {"min": 0, "max": 77}
    assert letter["certainty"] == "possibly"  # in the same year: perhaps the letter came first
    assert other["lag_days"] == {"min": 1, "max": 365}


async def test_a_plan_is_for_its_participants(views: Views) -> None:
    views.log.add("visit-z", "VisitPlanned", occurred="2027-05-04", host="cluster-dkm", visitors=[LUBLIN])
    await views.apply()
    lublin = views.keys.issue("lublin", "views:read", subject=LUBLIN)
    for key, number in ((lublin, 2), (None, 1)):
        result = await views.data("/v1/visits", key, as_of="2026-11-22")
        assert len(result) == number
    assert [item["state"] for item in await views.data("/v1/visits", lublin, subject="cluster-dkm")] == [
        "planned"
    ]
    status, problem = await views.get("/v1/visits", subject="visit-z")
    assert (status, problem["errors"][0]["pointer"]) == (400, "?subject")


async def test_visits_come_in_pages_and_as_a_sheet(views: Views) -> None:
    for number in range(5):
        views.log.add(
            f"visit-n{number}", "VisitHeld", occurred=f"2019-01-0{5 - number}", mode="reported", **BOTH
        )
    await views.apply()
    status, body = await views.get("/v1/visits", as_of="2020", limit=4)
    assert status == 200
    rest = await views.data("/v1/visits", as_of="2020", limit=4, cursor=body["meta"]["next"])
    result = [item["ref"]["id"] for item in body["data"] + rest]
    assert result == ["visit-starachowice", "visit-n4", "visit-n3", "visit-n2", "visit-n1", "visit-n0"]
    async with views.running.session.get(
        f"{views.running.url}/v1/visits?format=csv&as_of=2020&lang=en"
    ) as answer:
        text = await answer.text()
    assert "may have led to,visit-starachowice" in text
    assert "(66 … ? d)" in text
