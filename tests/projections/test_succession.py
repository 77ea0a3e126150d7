"""A cluster that is renamed keeps its earlier names in their time; of merged and split ones, those before and after are shown."""

from typing import Any

import pytest

from tests.projections.conftest import Views


def _founded(views: Views, id: str, when: str = "2014-01-01") -> str:
    stream = f"cluster-{id}"
    views.log.add(
        stream, "ClusterFounded", names={"pl": f"Klaster {id}"}, abbreviation=id.upper(), occurred=when
    )
    return stream


async def test_a_renamed_cluster_is_called_as_it_was_on_the_day(views: Views) -> None:
    stream = _founded(views, "stary")
    known = await views.apply()
    views.log.add(stream, "ClusterRenamed", names={"pl": "Klaster nowy"}, occurred="2019-06-01")
    await views.apply()
    names = {}
    for day, known_at in (("2018-01-01", None), ("2020-01-01", None), ("2020-01-01", known)):
        query: dict[str, Any] = {"as_of": day} | ({"known_at": known_at} if known_at else {})
        profile = await views.data("/v1/clusters/stary", **query)
        names[day, known_at] = profile["ref"]["label"], [each["names"]["pl"] for each in profile["former"]]
    assert names == {
        ("2018-01-01", None): ("Klaster stary", ["Klaster stary"]),
        ("2020-01-01", None): ("Klaster nowy", ["Klaster stary"]),
        ("2020-01-01", known): ("Klaster stary", []),
    }
    for words in ("Klaster stary", "Klaster nowy"):
        hits = await views.data("/v1/search", q=words)
        assert stream in {hit["ref"]["id"] for hit in hits}, words
    lane = await views.data("/v1/timeline", subject=stream)
    assert "Nowa nazwa: Klaster nowy" in str(lane)


@pytest.mark.parametrize(
    ("type", "into", "how"),
    [
        ("ClusterMerged", "cluster-x", "merged"),
        ("ClusterSplit", ["cluster-x", "cluster-y"], "split"),
    ],
)
async def test_who_was_before_and_who_follows_is_in_every_view(
    views: Views, type: str, into: Any, how: str
) -> None:
    before = _founded(views, "przed")
    for id in ("x", "y"):
        _founded(views, id, "2020-01-01")
    views.log.add("membership-przed.umcs", "MemberJoined", occurred="2015-01-01", mode="reported")
    views.log.add(before, type, into=into, members_pass=False, occurred="2020-01-01")
    await views.apply()
    follows = ["cluster-x"] if type == "ClusterMerged" else ["cluster-x", "cluster-y"]
    [ended, founded] = (await views.data("/v1/clusters/przed", as_of="2021-01-01"))["stages"]
    assert (ended["stage"], ended["how"], ended["members_pass"]) == ("dissolved", how, False)
    assert [each["id"] for each in ended["successors"]] == follows
    assert [each["label"] for each in founded["dissolved"]["successors"]] == [
        f"Klaster {stream.removeprefix('cluster-')}" for stream in follows
    ]
    for id, day, listed in (("x", "2021-01-01", [(before, how)]), ("x", "2019-01-01", [])):
        profile = await views.data(f"/v1/clusters/{id}", as_of=day)
        assert [(each["cluster"]["id"], each["how"]) for each in profile["predecessors"]] == listed
    register = {each["ref"]["id"]: each for each in await views.data("/v1/clusters", as_of="2021-01-01")}
    assert before not in register
    for id in ("x", "y"):
        came = [(each["cluster"]["id"], each["how"]) for each in register[f"cluster-{id}"]["predecessors"]]
        assert came == ([(before, how)] if f"cluster-{id}" in follows else [])
    living = {
        day: {each["ref"]["id"] for each in (await views.data("/v1/network", as_of=day))["clusters"]}
        for day in ("2019-06-01", "2021-01-01")
    }
    assert (before in living["2019-06-01"], before in living["2021-01-01"]) == (True, False)
    [then] = await views.data("/v1/membership", cluster="przed", as_of="2021-01-01")
    assert then["roster"]["yes"] == 0, "whose cluster is no more is no member"
    questions = await views.data("/v1/worklist", reason="member-of-dissolved-cluster", subject=before)
    assert len(questions["items"]) == 1, "what became of the member is a question"


async def test_who_leads_a_cluster_is_in_the_register(views: Views) -> None:
    together, led = _founded(views, "razem"), _founded(views, "jeden")
    for stream, party, role, when in (
        (together, "party-a", "co", "2015-01-01"),
        (together, "party-b", "co", "2015-01-01"),
        (led, "party-a", "lead", "2015-01-01"),
        (led, "party-b", "lead", "2019-01-01"),
    ):
        views.log.add(stream, "CoordinatorAppointed", organisation=party, role=role, occurred=when)
    await views.apply()
    leading = {}
    for day in ("2014-06-01", "2016-01-01", "2020-01-01"):
        register = await views.data("/v1/clusters", as_of=day)
        for each in (each for each in register if each["ref"]["id"] in {together, led}):
            leading[day, each["ref"]["id"]] = [
                (role["party"]["id"], role["lead"]) for role in each["coordinators"]
            ]
    both = [("party-a", "co"), ("party-b", "co")]
    assert leading == {
        ("2014-06-01", together): [],
        ("2014-06-01", led): [],
        ("2016-01-01", together): both,
        ("2016-01-01", led): [("party-a", "lead")],
        ("2020-01-01", together): both,
        ("2020-01-01", led): [("party-b", "lead")],
    }
