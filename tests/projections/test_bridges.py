"""Who bridges clusters: each tie in its own role."""

from typing import Any

import orjson
import pytest

from contracts.streams import id_of
from services.projections.readmodels import bridges as model
from tests.projections.conftest import Views
from tests.projections.given import Log, agreed

WHEN = {"occurred": "2016-01-01", "mode": "reported"}


def _ties(log: Log, stream: str) -> list[tuple[Any, ...]]:
    return [row.values[:3] for row in log.rows(model.MODEL, stream)]


def test_an_initiator_is_no_founder_no_coordinator_and_no_member() -> None:
    log = Log()
    log.add("cluster-a", "ClusterInitiativeAnnounced", names={"pl": "A"}, initiators=["party-x"])
    log.add("cluster-a", "ClusterFounded", initiators=["party-x", "party-y"])
    log.add("cluster-a", "CoordinatorAppointed", organisation="party-z", role="co", occurred="2016")
    log.add("cluster-a", "CoordinatorReleased", organisation="party-z", occurred="2018")
    log.add("membership-a.x", "MemberJoined", **{"class": "founder"}, occurred="2015")
    log.add("membership-a.x", "MemberClassChanged", to="full", occurred="2017")
    assert _ties(log, "cluster-a") == [
        ("party-x", "cluster-a", "initiator"),
        ("party-y", "cluster-a", "initiator"),
        ("party-z", "cluster-a", "co-coordinator"),
    ]
    assert log.rows(model.MODEL, "cluster-a")[2].interval.end_latest.year == 2018
    assert _ties(log, "membership-a.x") == [
        ("party-x", "cluster-a", "founder"),
        ("party-x", "cluster-a", "member"),
    ]


def test_a_link_of_identities_stands_on_both_sides_until_it_is_taken_back() -> None:
    log = Log()
    log.add("party-x", "IdentityLinked", other="party-y", evidence="ten sam KRS", certainty="likely")
    assert _ties(log, "party-x") == [("party-x", "", "identity"), ("party-y", "", "identity")]
    for type, more in (("IdentityUnlinked", {"reason": "inny KRS"}), ("IdentityRejected", {})):
        log.add("party-x", type, other="party-y", occurred="2020-01-01", **more)
        assert not log.rows(model.MODEL, "party-x"), "two bodies always were two"
        log.add("party-x", "IdentityLinked", other="party-y", evidence="adres", certainty="possible")
        log.add("party-x", "IdentityAccepted", other="party-y")
        details = {orjson.loads(str(row.values[3]))["certainty"] for row in log.rows(model.MODEL, "party-x")}
        assert details == {"certain"}


def test_who_represents_a_cluster_is_as_public_as_the_conclusion() -> None:
    log = Log()
    parties = ["cluster-a", "cluster-b"]
    log.add("agreement-x", "AgreementProposed", kind="letter-of-intent", parties=parties, subject={"pl": "X"})
    log.add("agreement-x", "AgreementSigned", party="cluster-a", represented_by="party-z")
    [row] = log.rows(model.MODEL, "agreement-x")
    assert (row.audience, row.participants) == ("participants", ("cluster-a", "cluster-b"))
    log.add("agreement-x", "AgreementConcluded")
    assert [row.audience for row in log.rows(model.MODEL, "agreement-x")] == ["public"]


# ---- over HTTP -------------------------------------------------------------------------------------------------------
def _ids(items: list[dict[str, Any]], name: str) -> list[str]:
    return [id_of(item[name]["id"]) for item in items]


async def test_lublin_initiated_four_clusters_and_is_a_member_of_none(views: Views) -> None:
    data = await views.data("/v1/bridges", as_of="2024")
    assert _ids(data["parties"], "party") == ["lublin"]
    [lublin] = data["parties"]
    assert lublin["strength"] == 4
    assert _ids(lublin["clusters"], "cluster") == ["lm", "lkb", "lkl", "wmm"]
    assert {tie["role"] for tied in lublin["clusters"] for tie in tied["ties"]} == {"initiator"}
    assert {tied["certainty"] for tied in lublin["clusters"]} == {"yes"}
    assert [ref["id"] for ref in data["clusters"]] == [tied["cluster"]["id"] for tied in lublin["clusters"]]
    [then] = (await views.data("/v1/bridges", as_of="2014-06-01"))["parties"]
    assert _ids(then["clusters"], "cluster") == [
        "lm",
        "lkl",
        "wmm",
    ]  # announced by January 2018: perhaps already
    assert [tied["certainty"] for tied in then["clusters"]] == ["yes", "yes", "possibly"]


async def test_the_strongest_come_first_then_by_polish_name_in_pages(views: Views) -> None:
    for cluster, party in [
        ("lm", "umcs"),
        ("lm", "pzl"),
        ("lm", "nobody"),
        ("dkm", "nobody"),
        ("pgm", "umcs"),
    ]:
        views.log.add(f"membership-{cluster}.{party}", "MemberJoined", **WHEN)
    views.log.add(
        "party-pzl", "IdentityLinked", other="party-umcs", evidence="x", certainty="possible", **WHEN
    )
    await views.apply()
    data = await views.data("/v1/bridges", as_of="2024")
    result = [(item["party"]["id"], item["strength"]) for item in data["parties"]]
    assert result == [("party-lublin", 4), ("party-umcs", 3), ("party-pzl", 2), ("party-nobody", 2)]
    pzl = data["parties"][2]
    assert [(tie["role"], tie["class"]) for tied in pzl["clusters"] for tie in tied["ties"]] == [
        ("member", None), ("initiator", None),
    ]  # fmt: skip
    assert [(link["other"]["id"], link["likelihood"]) for link in pzl["identities"]] == [
        ("party-umcs", "possible")
    ]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(5):
        _, body = await views.get("/v1/bridges", as_of="2024", limit=1, **cursor)
        seen += _ids(body["data"]["parties"], "party")
        cursor = {"cursor": body["meta"]["next"]}
        if not body["meta"]["next"]:
            break
    assert seen == ["lublin", "umcs", "pzl", "nobody"]


async def test_filters_by_role_and_by_cluster(views: Views) -> None:
    views.log.add("membership-lm.umcs", "MemberJoined", **WHEN)
    await views.apply()
    as_members = await views.data("/v1/bridges", role="member", as_of="2024")
    assert as_members["parties"] == []  # of LKB it is a founder
    both = await views.data("/v1/bridges", cluster="lkb", as_of="2024")
    assert _ids(both["parties"], "party") == ["lublin", "umcs"]
    assert _ids((await views.data("/v1/bridges", cluster="wmm", as_of="2024"))["parties"], "party") == [
        "lublin"
    ]


async def test_who_represented_two_clusters_bridges_them_once_that_may_be_read(views: Views) -> None:
    signing = {f"cluster-{id}": {"represented_by": "party-lsse"} for id in ("dkm", "dke")}
    agreed(views.log, "both", ["cluster-dkm", "cluster-dke"], "2023-06-01", signing=signing)
    await views.apply()
    [lsse] = (await views.data("/v1/bridges", role="representative", as_of="2024"))["parties"]
    assert (lsse["party"]["id"], lsse["strength"]) == ("party-lsse", 2)
    ties = {item["cluster"]["abbreviation"]: len(item["ties"]) for item in lsse["clusters"]}
    assert ties == {"DKE": 1, "DKM": 2}


async def test_bridges_of_equal_strength_are_sorted_by_name_in_the_language_of_the_query(
    views: Views,
) -> None:
    names = {
        "zloto": {"pl": "Złotnik", "en": "Anvil"},
        "lad": {"pl": "Ład", "en": "Order"},
        "lato": {"pl": "Lato", "en": "Summer"},
    }
    for id, called in names.items():
        views.log.add(f"party-{id}", "PartyRegistered", kind="organisation", names=called)
        for cluster in ("dkm", "saam"):
            views.log.add(f"membership-{cluster}.{id}", "MemberJoined", occurred="2020", **{"class": "full"})
    await views.apply()

    async def pages(lang: str) -> list[str]:
        result: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            _, body = await views.get(
                "/v1/bridges", cluster="saam", as_of="2024", lang=lang, limit=1, **cursor
            )
            result += _ids(body["data"]["parties"], "party")
            if not body["meta"]["next"]:
                return result
            cursor = {"cursor": body["meta"]["next"]}

    assert await pages("pl") == ["lato", "lad", "zloto"]
    assert await pages("en") == ["zloto", "lad", "lato"]


@pytest.mark.parametrize(("name", "value"), [("role", "friend"), ("cluster", "Ł"), ("cluster", "")])
async def test_a_wrong_filter_is_named(views: Views, name: str, value: str) -> None:
    status, problem = await views.get("/v1/bridges", **{name: value})
    assert (status, problem["errors"][0]["pointer"]) == (400, f"?{name}")


async def test_a_sheet_has_a_line_for_each_tie(views: Views) -> None:
    async with views.running.session.get(
        f"{views.running.url}/v1/bridges?format=csv&as_of=2024&lang=en"
    ) as answer:
        result = (await answer.text()).splitlines()
    assert len(result) == 5
    assert all(text.startswith("initiator,party-lublin,Lublin,Lublin; ") for text in result[1:])
