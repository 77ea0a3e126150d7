"""The days of the record: when something was recorded, and how much of it was new."""

from typing import Any

from tests.projections.conftest import Views

RADOM = "party-radom"


async def _days(views: Views, **query: Any) -> list[tuple[str, int, int, int, int]]:
    days = await views.data("/v1/changes/days", **query)
    return [tuple(day[name] for name in ("day", "position", "added", "amended", "retracted")) for day in days]


async def _filled(views: Views) -> tuple[int, int, int]:
    """Records until the day after the next one; the last positions of the three days."""
    log = views.log
    added = log.add("cluster-lm", "SpecialisationDeclared", label={"pl": "medycyna"}, occurred="2019")
    while log.events[-1].recorded_at.day == log.events[0].recorded_at.day:
        log.add("cluster-lm", "SpecialisationDeclared", label={"pl": f"nr {log.head}"}, occurred="2019")
    first = log.head - 1
    log.add("cluster-lm", "FactRefined", target=added, date="2019-04")
    log.add("cluster-lm", "FactDisputed", target=added, by=RADOM, reason="nie tak")
    log.add("cluster-lm", "FactRetracted", target=added, reason="pomyłka")
    log.add("party-own", "PartyRegistered", kind="organisation", names={"pl": "Własna"}, audience="owner")
    second = log.head
    await views.apply()
    return first, second, log.head


async def test_each_day_with_what_it_added_amended_and_retracted(views: Views) -> None:
    first, second, _ = await _filled(views)
    every = await views.data("/v1/changes", limit=500)
    at_first = [change for change in every if change["position"] <= first]
    days = await _days(views)
    # The day's own first fact, then a refinement, an opinion and a retraction; what only its owner may read is not counted.
    assert days == [("2026-11-23", second, 1, 2, 1), ("2026-11-22", first, len(at_first), 0, 0)]
    assert len(every) == sum(sum(day[2:]) for day in days)
    assert await _days(views, known_at=second - 2) == [("2026-11-23", second - 2, 1, 2, 0), days[1]]
    assert await _days(views, known_at=first) == days[1:]
    assert await _days(views, known_at=0) == []
    [last] = await views.data("/v1/changes/days", known_at=first, limit=1)
    assert last["recorded_at"].startswith("2026-11-22T23:59")


async def test_days_of_a_subject_and_day_by_day(views: Views) -> None:
    first, second, _ = await _filled(views)
    of_lm = await _days(views, subject="cluster-lm")
    every = await views.data("/v1/changes", limit=500, subject="cluster-lm")
    assert [day[:2] for day in of_lm] == [("2026-11-23", second), ("2026-11-22", first)]
    assert sum(sum(day[2:]) for day in of_lm) == len(every)
    status, page = await views.get("/v1/changes/days", limit=1)
    assert status == 200
    assert [day["day"] for day in page["data"]] == ["2026-11-23"]
    status, rest = await views.get("/v1/changes/days", limit=1, cursor=page["meta"]["next"])
    assert [day["day"] for day in rest["data"]] == ["2026-11-22"]
    assert rest["meta"]["next"] is None
    status, problem = await views.get("/v1/changes/days", subject="visit-x")
    assert (status, problem["errors"][0]["pointer"]) == (400, "?subject")
