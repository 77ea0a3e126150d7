"""Both clocks, pages, waiting, entity tags, and what is refused."""

from base64 import urlsafe_b64encode
from typing import Any

import asyncpg
import orjson
import pytest

from tests.projections.conftest import Views

FOUNDING = "cluster-lm@1"


# ---- the clock of the record -----------------------------------------------------------------------------------------
async def test_a_fact_is_absent_before_its_position(views: Views) -> None:
    at = next(event.position for event in views.log.events if event.stream == "agreement-iabm")
    before = await views.data("/v1/agreements", as_of="2024", known_at=at - 1)
    assert "agreement-iabm" not in {item["ref"]["id"] for item in before}
    after = await views.data("/v1/agreements", as_of="2024", known_at=views.log.head)
    assert "agreement-iabm" in {item["ref"]["id"] for item in after}
    status, body = await views.get("/v1/network", known_at=0)
    assert status == 200
    assert body["data"]["clusters"] == []
    assert body["data"]["counts"]["clusters"] == {"yes": 0, "possibly": 0}


async def test_a_time_means_the_last_position_before_it(views: Views) -> None:
    # Each event was recorded a minute after the one before, the first at 18:01.
    for moment, position in (
        ("2026-11-22T18:07:00Z", 7), ("2026-11-22T18:07:59.5Z", 7), ("2026-11-22T19:07:00+01:00", 7),
        ("2026-11-22T17:00:00Z", 0), ("2026-11-22", views.log.head), ("2026-11-21", 0), ("2030-01-01", views.log.head),
    ):  # fmt: skip
        status, body = await views.get("/v1/clusters", known_at=moment)
        assert (status, body["meta"]["known_at"]) == (200, position), moment


async def test_a_later_position_than_the_views_is_not_promised(views: Views) -> None:
    _, body = await views.get("/v1/clusters", known_at=10_000)
    assert body["meta"]["known_at"] == body["meta"]["position"] == views.log.head


async def test_correction_and_retraction_stay_readable(views: Views) -> None:
    first = views.log.head
    december = {"edtf": "2013-12", "earliest": "2013-12-01", "latest": "2013-12-31"}
    views.log.add("cluster-lm", "FactCorrected", target=FOUNDING, fields={"occurred": december},
                  reason="the notary's act", sources=[{"id": "source-town"}])  # fmt: skip
    corrected = await views.apply()
    views.log.add(
        "cluster-lm", "FactRefined", target=FOUNDING, date="2013-12-06", reason="the day is known now"
    )
    refined = await views.apply()
    views.log.add("cluster-lm", "FactRetracted", target=FOUNDING, reason="another cluster")
    retracted = await views.apply()

    async def lm(known_at: int) -> dict[str, Any] | None:
        clusters = (await views.data("/v1/network", as_of="2020", known_at=known_at))["clusters"]
        return next((item for item in clusters if item["ref"]["id"] == "cluster-lm"), None)

    dates = {}
    for known in (first, corrected, refined):
        paged = await lm(known)
        assert paged
        dates[known] = (paged["date"]["edtf"], paged["recorded_from"])
    founded_at = next(event.position for event in views.log.events if event.stream == "cluster-lm")
    assert dates == {
        first: ("2014-01", founded_at),
        corrected: ("2013-12", corrected),
        refined: ("2013-12-06", refined),
    }
    amended = await lm(refined)
    assert amended
    assert amended["amended_by"] == ["cluster-lm@3", "cluster-lm@4"]
    assert await lm(retracted) is None

    fact = await views.data(f"/v1/facts/{FOUNDING}", known_at=refined)
    assert (fact["date"]["edtf"], fact["retracted"], fact["actor"]) == ("2013-12-06", False, None)
    reader = views.keys.issue("reader of the history", "views:read", "history:read")
    assert (await views.data(f"/v1/facts/{FOUNDING}", reader, known_at=refined))["actor"] == "test"
    assert [item["after"]["date"]["edtf"] for item in fact["history"]] == ["2014-01", "2013-12", "2013-12-06"]
    assert [item["type"] for item in fact["history"]] == ["ClusterFounded", "FactCorrected", "FactRefined"]
    assert fact["history"][0]["date"]["edtf"] == "2014-01"
    [change] = fact["history"][1]["changes"]
    assert (change["field"], change["before"]["edtf"], change["after"]["edtf"]) == (
        "occurred",
        "2014-01",
        "2013-12",
    )
    assert fact["history"][1]["reason"] == "the notary's act"
    assert fact["history"][1]["sources"][0]["title"]["en"] == "Document town"
    gone = await views.data(f"/v1/facts/{FOUNDING}", known_at=retracted)
    assert gone["retracted"]
    assert (gone["history"][-1]["type"], gone["history"][-1]["after"]) == ("FactRetracted", None)
    original = await views.data(f"/v1/facts/{FOUNDING}", known_at=first)
    assert [item["type"] for item in original["history"]] == ["ClusterFounded"]


@pytest.mark.parametrize(
    "event", ["cluster-lm@99", "cluster-none@1", "nonsense", "cluster-lm", "cluster-lm@0", "cluster-lm@1x"]
)
async def test_no_such_fact(views: Views, event: str) -> None:
    status, problem = await views.get(f"/v1/facts/{event}")
    assert (status, problem["type"]) == (404, "/problems/not-found")


async def test_the_owners_facts_are_hidden(views: Views) -> None:
    person = views.log.add("person-p1", "PersonRegistered")
    await views.apply()
    assert (await views.get(f"/v1/facts/{person}"))[0] == 404
    operator = views.keys.issue("operator", "views:read", "operate")
    assert (await views.get(f"/v1/facts/{person}", operator))[0] == 200


# ---- pages -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/v1/timeline", "/v1/agreements", "/v1/clusters", "/v1/parties"])
@pytest.mark.parametrize("lang", ["pl", "en"])
async def test_pages_give_every_row_once_while_the_record_grows(views: Views, path: str, lang: str) -> None:
    parameters = {"as_of": "../..", "lang": lang}
    one_page = await views.data(path, limit=500, **parameters)
    paged: list[Any] = []
    cursor: dict[str, str] = {}
    for _ in range(40):
        status, body = await views.get(path, limit=2, **parameters, **cursor)
        assert status == 200, body
        assert body["meta"]["known_at"] == 51
        paged += body["data"]
        if not body["meta"]["next"]:
            break
        cursor = {"cursor": body["meta"]["next"]}
        views.log.add(
            f"party-new-{len(paged)}", "PartyRegistered", kind="city", names={"pl": f"Nowe {len(paged)}"}
        )
        views.log.add(
            f"cluster-new-{len(paged)}", "ClusterFounded", names={"pl": f"Nowy {len(paged)}"}, occurred="2012"
        )
        await views.apply()
    assert paged == one_page
    assert len(await views.data(path, limit=500, **parameters)) >= len(one_page)


async def test_pages_of_the_network(views: Views) -> None:
    one_page = await views.data("/v1/network", as_of="../..")
    paged: dict[str, set[str]] = {name: set() for name in ("clusters", "agreements", "visits", "roles")}
    cursor: dict[str, str] = {}
    while True:
        _, body = await views.get("/v1/network", as_of="../..", limit=3, **cursor)
        assert sum(len(body["data"][name]) for name in paged) <= 3
        assert body["data"]["counts"] == one_page["counts"]
        for name, seen in paged.items():
            fresh = {str(item) for item in body["data"][name]}
            assert not fresh & seen
            seen.update(fresh)
        if not body["meta"]["next"]:
            break
        cursor = {"cursor": body["meta"]["next"]}
    assert paged == {name: {str(item) for item in one_page[name]} for name in paged}


async def test_a_cursor_is_of_one_query(views: Views) -> None:
    _, body = await views.get("/v1/timeline", as_of="../..", limit=2)
    cursor = body["meta"]["next"]
    forged = urlsafe_b64encode(orjson.dumps([1, "0" * 16, "../..", 5, ["x", "y"]])).decode()
    for path, query in (
        ("/v1/timeline", {"as_of": "2018", "cursor": cursor}), ("/v1/agreements", {"as_of": "../..", "cursor": cursor}),
        ("/v1/timeline", {"as_of": "../..", "cursor": cursor[:-3]}), ("/v1/timeline", {"cursor": "nonsense"}),
        ("/v1/timeline", {"cursor": forged}), ("/v1/timeline", {"cursor": "ż"}), ("/v1/timeline", {"cursor": ""}),
    ):  # fmt: skip
        status, problem = await views.get(path, **query)
        assert (status, problem["errors"][0]["pointer"]) == (400, "?cursor"), query


# ---- parameters ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "yesterday"), ("as_of", "2018-02-30"), ("as_of", "2018/2017"), ("known_at", "-1"), ("known_at", "soon"),
        ("known_at", "2026-11-22T18:00:00"), ("known_at", "9" * 30), ("wait_for", "x"), ("wait_for", "٣"), ("timeout", "31"),
        ("timeout", "-1"), ("timeout", "nan"), ("limit", "0"), ("limit", "501"), ("limit", "2.5"), ("lang", "de"),
        ("format", "xml"), ("as_off", "2018"), ("clusters", "dkm"),
    ],
)  # fmt: skip
async def test_a_bad_parameter_is_named(views: Views, name: str, value: str) -> None:
    status, problem = await views.get("/v1/timeline", **{name: value})
    assert (status, problem["type"]) == (400, "/problems/malformed")
    assert [error["pointer"] for error in problem["errors"]] == [f"?{name}"]
    assert name in problem["detail"]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/v1/matrix", "clusters", "dkm,,lm"), ("/v1/matrix", "clusters", "dkm,dkm"), ("/v1/matrix", "clusters", "DKM"),
        ("/v1/timeline", "subject", "lublin"), ("/v1/parties", "kind", "firm"), ("/v1/clusters/dkm", "limit", "5"),
    ],
)  # fmt: skip
async def test_a_bad_filter_is_named(views: Views, path: str, name: str, value: str) -> None:
    status, problem = await views.get(path, **{name: value})
    assert (status, problem["errors"][0]["pointer"]) == (400, f"?{name}")


async def test_everything_wrong_is_reported_at_once(views: Views) -> None:
    async with views.running.session.get(
        f"{views.running.url}/v1/network?as_of=x&lang=de&limit=1&limit=2"
    ) as answer:
        problem = orjson.loads(await answer.read())
    assert {error["pointer"] for error in problem["errors"]} == {"?as_of", "?lang", "?limit"}


async def test_waiting_for_what_does_not_come(views: Views) -> None:
    status, problem = await views.get("/v1/network", wait_for=views.log.head + 5, timeout=0.1)
    assert (status, problem["type"]) == (504, "/problems/not-reached")
    assert isinstance(problem["position"], int)
    assert (await views.get("/v1/network", wait_for=views.log.head, timeout=0))[0] == 200


async def test_an_answer_that_has_not_changed_is_not_sent_again(views: Views) -> None:
    async def request(mark: str = "", **query: str) -> tuple[int, str]:
        headers = {"If-None-Match": mark} if mark else {}
        url = f"{views.running.url}/v1/clusters"
        async with views.running.session.get(url, params=query, headers=headers) as answer:
            return answer.status, answer.headers["etag"]

    _, mark = await request()
    assert await request(mark) == (304, mark)
    assert (await request(f'"x", {mark}'))[0] == 304
    assert (await request(mark.removeprefix("W/")))[0] == 304, "a proxy may have made a strong mark of it"
    assert (await request(mark, lang="en"))[0] == 200
    assert (await request(mark, as_of="2018"))[0] == 200
    views.log.add("party-new", "PartyRegistered", kind="city", names={"pl": "Nowe"})
    await views.apply()
    assert (await request(mark))[0] == 200


async def test_a_cached_answer_is_made_again_when_something_came_late(views: Views) -> None:
    """An event that had been set aside is below the watermark when it is applied after all."""
    counted = await views.data("/v1/network")
    late = views.log.head + 1
    views.log.add("cluster-late", "ClusterFounded", names={"pl": "Późny"}, occurred="2017")
    connection = await asyncpg.connect(views.database.url("upland_projections"))
    await connection.execute(
        "INSERT INTO projections.dead_letters (status, stream, position, partition, reason, headers)"
        " VALUES ('poison', 'cluster-late', $1, 0, 'cannot be read', '{}')",
        late,
    )
    await connection.execute("UPDATE projections.reader SET watermark = $1", late)
    assert (await views.data("/v1/network"))["counts"] == counted["counts"]
    await views.apply()
    await connection.execute(
        "UPDATE projections.dead_letters SET status = 'replayed' WHERE position = $1", late
    )
    await connection.close()
    after = await views.data("/v1/network")
    assert after["counts"]["clusters"]["yes"] == counted["counts"]["clusters"]["yes"] + 1
    assert "cluster-late" in {cluster["ref"]["id"] for cluster in after["clusters"]}
