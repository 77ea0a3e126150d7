"""How many members, and how certain that is: the roster compared with the claimed numbers."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.roster import STEPS, series
from services.projections.readmodels import membership
from tests.projections.conftest import Views
from tests.projections.given import Log

LEFT_IN_2019 = {"occurred": "2019-05-01", "mode": "reported"}


def _rows(log: Log, stream: str) -> list[dict[str, Any]]:
    names = [column.name for column in membership.MODEL.columns]
    return [
        dict(zip(names, row.values, strict=True)) | {"interval": row.interval, "audience": row.audience}
        for row in log.rows(membership.MODEL, stream)
    ]


def test_a_member_that_comes_again_has_two_episodes() -> None:
    log = Log()
    for when, type in (("2015", "MemberJoined"), ("2017-02-01", "MemberLeft"), ("2020", "MemberJoined")):
        log.add("membership-lkb.umcs", type, occurred=when, mode="reported")
    first, second = _rows(log, "membership-lkb.umcs")
    assert first["interval"] == (date(2015, 1, 1), date(2015, 12, 31), date(2017, 2, 1), date(2017, 2, 1))
    assert second["interval"][2:] == (FUTURE, FUTURE)
    assert {(row["kind"], row["party"], row["member_class"]) for row in (first, second)} == {
        ("member", "party-umcs", "")
    }


def test_a_change_of_class_parts_the_episode_but_not_the_membership() -> None:
    log = Log()
    log.add("membership-lkb.umcs", "MemberJoined", **{"class": "supporting"}, occurred="2015-01-01")
    log.add("membership-lkb.umcs", "MemberClassChanged", to="full", occurred="2018-01-01")
    episode, *parts = _rows(log, "membership-lkb.umcs")
    assert (
        episode["kind"],
        episode["member_class"],
        episode["interval"].end_latest,
    ) == ("member", None, FUTURE)
    assert [(row["kind"], row["member_class"]) for row in parts] == [
        ("class", "supporting"),
        ("class", "full"),
    ]
    assert parts[0]["interval"].end_latest == parts[1]["interval"].start_latest == date(2018, 1, 1)


def test_a_number_makes_no_member_and_an_application_is_the_owners() -> None:
    log = Log()
    log.add("cluster-lkb", "ClusterFounded", names={"pl": "LKB"}, founders_count=21, occurred="2015")
    log.add("cluster-lkb", "MembershipCountReported", count=28, comparator="over", as_of="2016-12-01")
    assert [(row["kind"], row["member_class"], row["number"]) for row in _rows(log, "cluster-lkb")] == [
        ("cluster", None, None), ("claim", "founders", 21), ("claim", "all", 28),
    ]  # fmt: skip
    log.add("membership-lkb.x", "MembershipApplied", occurred="2020-01-01")
    [applied] = _rows(log, "membership-lkb.x")
    assert (applied["kind"], applied["audience"]) == ("application", "owner")
    log.add("membership-lkb.x", "MembershipDeclined", occurred="2020-02-01", reason="za późno")
    [declined] = _rows(log, "membership-lkb.x")
    assert (declined["audience"], declined["interval"].end_latest) == ("owner", date(2020, 2, 1))


# ---- over HTTP -------------------------------------------------------------------------------------------------------
def _join(views: Views, cluster: str, party: str, when: str, **more: Any) -> None:
    views.log.add(f"membership-{cluster}.{party}", "MemberJoined", occurred=when, mode="reported", **more)


async def test_eight_of_twenty_one_founders_are_known_and_the_rest_are_not_made_up(views: Views) -> None:
    for party in ("kul", "up", "um", "pl", "ia", "office", "marshal"):
        _join(views, "lkb", party, "2015", **{"class": "founder"})
    await views.apply()
    [lkb] = await views.data("/v1/membership", cluster="lkb", as_of="2018-03-19")
    assert lkb["roster"] == {"yes": 8, "possibly": 0, "by_class": {"founder": {"yes": 8, "possibly": 0}}}
    assert len(lkb["members"]) == 8
    [claim] = lkb["claims"]
    assert (claim["count"], claim["class"], claim["comparator"], claim["as_of"]["edtf"]) == (
        21, "founders", "exactly", "2015",
    )  # fmt: skip
    assert claim["event"] == "cluster-lkb@1"
    assert claim["certainty"] == "yes"
    [coverage] = lkb["coverage"]
    assert (coverage["text"], coverage["known"], coverage["claimed"]) == ("8/21", 8, 21)
    assert [step["possible"] for step in lkb["series"]] == [8, 8]
    assert [step["certain"] for step in lkb["series"]] == [0, 8]
    # In the year of its founding the day is not known.
    [then] = await views.data("/v1/membership", cluster="cluster-lkb", as_of="2015-06-01")
    assert (then["roster"]["yes"], then["roster"]["possibly"]) == (0, 8)


async def test_a_number_of_several_clusters_or_of_firms_counts_no_names_of_one(views: Views) -> None:
    before = await views.data("/v1/membership", cluster="lkb", as_of="2020-01-01")
    event = views.log.add(
        "cluster-lkb", "MembershipCountReported", count=400, also_in=["cluster-lm"], clusters_count=4,
        comparator="about", occurred="2019", mode="reported", **{"class": "all"},
    )  # fmt: skip
    firms = views.log.add(
        "cluster-lkb", "MembershipCountReported", count=77, occurred="2019", **{"class": "firms"}
    )
    await views.apply()
    [lkb] = await views.data("/v1/membership", cluster="lkb", as_of="2020-01-01")
    [lm] = await views.data("/v1/membership", cluster="lm", as_of="2020-01-01")
    assert (lkb["count"], lkb["coverage"]) == (before[0]["count"], before[0]["coverage"])
    assert [each["count"] for each in lkb["claims"] if each["class"] == "firms"] == [77]
    for entry in (lkb, lm):
        [joint] = entry["joint_claims"]
        assert (joint["event"], joint["count"], joint["clusters_count"]) == (event, 400, 4)
        assert [each["id"] for each in joint["clusters"]] == ["cluster-lkb", "cluster-lm"]
    profile = await views.data("/v1/clusters/lm", as_of="2020-01-01")
    assert [each["event"] for each in profile["joint_claims"]] == [event]
    titles = [each["what"]["en"] for each in await views.data("/v1/timeline", subject="cluster-lkb")]
    assert any("together with: " in title and title.endswith(", members: about 400") for title in titles)
    thin = await views.data("/v1/worklist", reason="thin-claim", limit=100)
    assert not {event, firms} & {each["event"] for each in thin["items"]}


async def test_coverage_is_as_of_the_claim_not_of_the_question(views: Views) -> None:
    _join(views, "lm", "a", "2014-02-01")
    _join(views, "lm", "b", "2015-02-01")
    _join(views, "lm", "c", "2020-02-01")
    views.log.add("membership-lm.b", "MemberLeft", **LEFT_IN_2019)
    await views.apply()
    [lm] = await views.data("/v1/membership", cluster="lm", as_of="2021-01-01")
    assert (lm["roster"]["yes"], lm["coverage"][0]["text"]) == (2, "2/103")
    assert {member["party"]["id"] for member in lm["members"]} == {"party-a", "party-c"}
    [then] = await views.data("/v1/membership", cluster="lm", as_of="2018")
    assert then["roster"]["yes"] == 2
    assert not (await views.data("/v1/membership", cluster="lm", as_of="2010"))[0]["claims"]


async def test_clusters_by_name_with_their_first_members_and_one_cluster_page_by_page(views: Views) -> None:
    for number in range(25):
        _join(views, "lm", f"m{number:02}", "2014-02-01")
    await views.apply()
    clusters = await views.data("/v1/membership", as_of="2024")
    assert len(clusters) == 10
    lm = next(item for item in clusters if item["cluster"]["abbreviation"] == "LM")
    assert (len(lm["members"]), lm["more_members"], lm["roster"]["yes"]) == (20, 5, 25)
    assert [item["cluster"]["label"] for item in clusters][2:4] == [
        "Lubelska Medycyna",
        "Lubelski Klaster Biotechnologiczny",
    ]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        status, body = await views.get("/v1/membership", cluster="lm", limit=10, **cursor)
        assert status == 200
        seen += [member["party"]["id"] for member in body["data"][0]["members"]]
        if body["meta"]["next"] is None:
            break
        cursor = {"cursor": body["meta"]["next"]}
    assert len(seen) == len(set(seen)) == 25


async def test_applications_are_shown_to_those_who_may_read_them(views: Views) -> None:
    views.log.add("membership-lkb.x", "MembershipApplied", occurred="2020-01-01", **{"class": "full"})
    await views.apply()
    operator = views.keys.issue("operator", "views:read", "operate")
    cluster = views.keys.issue("lkb", "views:read", subject="cluster-lkb")
    for key, number in ((operator, 1), (cluster, 0), (None, 0)):
        [lkb] = await views.data("/v1/membership", key, cluster="lkb")
        assert len(lkb["applications"]) == number
        assert lkb["roster"]["yes"] == 1


async def test_a_member_has_the_clusters_own_word_for_its_class_in_the_time_of_the_question(
    views: Views,
) -> None:
    _join(views, "lkb", "srebrna", "2015-01-01", **{"class": "supporting", "class_label": "srebrny"})
    change = {"to": "supporting", "to_label": "złoty", "occurred": "2018-01-01"}
    views.log.add("membership-lkb.srebrna", "MemberClassChanged", **change)
    _join(views, "lkb", "bez-slowa", "2015-01-01", **{"class": "supporting"})
    await views.apply()
    labels = {}
    for day in ("2016-05-01", "2019-05-01", "2016/2019"):
        [lkb] = await views.data("/v1/membership", cluster="lkb", as_of=day)
        of_day = {member["party"]["id"]: member for member in lkb["members"]}
        labels[day] = of_day["party-srebrna"]["class_label"]
        assert of_day["party-srebrna"]["class"] == "supporting"
        assert of_day["party-bez-slowa"]["class_label"] is None
        assert [each["label"] for each in of_day["party-srebrna"]["classes"]] == ["srebrny", "złoty"]
    assert labels == {"2016-05-01": "srebrny", "2019-05-01": "złoty", "2016/2019": None}
    labelled: set[str | None] = set()
    for role in (await views.data("/v1/clusters/lkb", as_of="2019-05-01"))["roles"]:
        if role["party"]["id"] == "party-srebrna":
            labelled.add(role.get("class_label"))
    assert labelled == {"złoty"}


async def test_what_is_no_cluster_is_named_and_an_unknown_one_has_nothing(views: Views) -> None:
    status, problem = await views.get("/v1/membership", cluster="Ł")
    assert (status, problem["errors"][0]["pointer"]) == (400, "?cluster")
    assert await views.data("/v1/membership", cluster="nothing") == []


async def test_before_it_was_recorded_there_was_no_member(views: Views) -> None:
    before = views.log.head
    _join(views, "lkb", "late", "2015")
    await views.apply()
    for known_at, number in ((before, 1), (views.log.head, 2)):
        [lkb] = await views.data("/v1/membership", cluster="lkb", known_at=known_at)
        assert lkb["roster"]["yes"] == number


async def test_a_sheet_has_members_and_claims(views: Views) -> None:
    async with views.running.session.get(
        f"{views.running.url}/v1/membership?format=csv&as_of=2020&lang=en"
    ) as answer:
        text = await answer.text()
    assert "member founder,cluster-lkb" in text
    assert "exactly 103 all" in text


# ---- the series ------------------------------------------------------------------------------------------------------
_DAYS = st.integers(0, 60).map(lambda number: date(2018, 1, 1) + timedelta(days=number))


@st.composite
def _span(draw: st.DrawFn) -> tuple[str, date, date, date, date, int]:
    start = sorted((draw(_DAYS), draw(_DAYS)))
    end = sorted((draw(_DAYS), draw(_DAYS)))
    start_earliest = draw(st.sampled_from([start[0], PAST]))
    end_latest = draw(st.sampled_from([end[1], FUTURE]))
    end_earliest = FUTURE if end_latest == FUTURE else end[0]
    return (
        draw(st.sampled_from("abc")),
        start_earliest,
        start[1],
        max(start_earliest, end_earliest),
        end_latest,
        1,
    )


@settings(max_examples=300)
@given(st.lists(_span(), max_size=8), _DAYS)
def test_each_step_counts_every_party_once(spans: list[Any], day: date) -> None:
    certain = {party for party, _, start, end, _, _ in spans if start <= day <= end}
    possible = {party for party, start, _, _, end, _ in spans if start <= day <= end}
    steps = [step for step in series(spans) if step["day"] is None or date.fromisoformat(step["day"]) <= day]
    last = steps[-1] if steps else {"certain": 0, "possible": 0}
    assert (last["certain"], last["possible"]) == (len(certain), len(possible))
    # Those of whom there is one time may come without a name, counted where it is the same.
    once = [span for span in spans if [other[0] for other in spans].count(span[0]) == 1]
    unnamed = Counter(span[1:-1] for span in once)
    others = [span for span in spans if span not in once]
    assert series([*others, *((None, *times, number) for times, number in unnamed.items())]) == series(spans)


@pytest.mark.parametrize("number", [STEPS - 1, STEPS, STEPS + 1, 3 * STEPS + 1])
def test_a_long_series_is_thinned_and_ends_where_it_ended(number: int) -> None:
    days = [date(2000, 1, 1) + timedelta(days=place) for place in range(number)]
    counted = series([(f"p{place}", day, day, FUTURE, FUTURE, 1) for place, day in enumerate(days)])
    assert len(counted) <= STEPS + 1
    assert counted[-1] == {"day": days[-1].isoformat(), "certain": number, "possible": number}
