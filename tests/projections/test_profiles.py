"""Everything about one cluster and one party, ties with their strength, and who disputes what."""

from typing import Any

from services.projections.queries.ties import MAX_PARTIES, ties
from tests.projections.conftest import Views
from tests.projections.given import agreed

CONCLUDED = "agreement-iabm@6"


# ---- profiles --------------------------------------------------------------------------------------------------------
async def test_a_clusters_profile_is_as_of_the_day_of_the_query(views: Views) -> None:
    stream = "cluster-lkb"
    for name in ("Turystyka", "Technologie, w tym biotechnologia"):
        views.log.add(stream, "TaskTeamFormed", name={"pl": name}, occurred="2016-01-01", lead="party-um")
    views.log.add(stream, "TaskTeamDissolved", name={"pl": "Turystyka"}, occurred="2017-01-01")
    views.log.add(stream, "StrategyAdopted", title={"pl": "S1"}, occurred="2016-01-01")
    views.log.add(stream, "StrategyAdopted", title={"pl": "S2"}, occurred="2019-01-01")
    views.log.add(stream, "PurposeDeclared", mission={"pl": "Leki"}, occurred="2016-01-01")
    views.log.add(
        stream, "RecognitionGranted", scheme="KKK", grantor="party-um", valid_from="2016", valid_to="2018"
    )
    views.log.add(
        stream, "SpecialisationDeclared", label={"pl": "leki", "en": "drugs"}, occurred="2016-01-01"
    )
    views.log.add(stream, "MembershipCountReported", count=28, as_of="2016-12-01", mode="reported")
    await views.apply()
    then = await views.data("/v1/clusters/lkb", as_of="2016-06-01")
    assert {item["name"]["pl"] for item in then["task_teams"]} == {
        "Turystyka",
        "Technologie, w tym biotechnologia",
    }
    assert then["task_teams"][0]["lead"]["label"] == "Uniwersytet Medyczny"
    assert then["recognitions"][0]["grantor"]["id"] == "party-um"
    assert [item["label"]["en"] for item in then["specialisations"]] == ["drugs"]
    assert then["coverage"][0]["text"] == "1/21"
    assert {item["party"]["id"] for item in then["initiators"]} == {
        "party-lublin",
        "party-lpnt",
        "party-umcs",
    }
    assert [item["party"]["id"] for item in then["founders"]] == ["party-umcs"]
    later = await views.data("/v1/clusters/lkb", as_of="2020-06-01")
    assert [item["name"]["pl"] for item in later["task_teams"]] == ["Technologie, w tym biotechnologia"]
    assert [item["title"]["pl"] for item in later["strategies"]] == ["S2"]
    assert (later["recognitions"], len(later["purposes"]), later["more"]) == ([], 1, [])
    assert 28 in [item["count"] for item in later["claims"]]
    assert {item["type"] for item in later["timeline"]} >= {"TaskTeamDissolved", "StrategyAdopted"}
    university = await views.data("/v1/parties/um", as_of="2020-06-01")
    assert [item["cluster"]["abbreviation"] for item in university["task_teams"]] == ["LKB"]


async def test_a_partys_profile(views: Views) -> None:
    log = views.log
    log.add("party-lpnt", "PartyRenamed", names={"pl": "Park Lublin"}, occurred="2019-05-01")
    log.add("party-lpnt", "PartyIdentified", scheme="krs", value="0000123456")
    log.add("party-um", "IdentityLinked", other="party-lpnt", evidence="One address.", certainty="possible")
    title = {"pl": "prezes", "en": "president"}
    log.add("person-p", "FunctionAssumed", organisation="party-lpnt", title=title, occurred="2015-01-01")
    log.add("person-p", "FunctionEnded", organisation="party-lpnt", title=title, occurred="2020-01-01")
    log.add("commitment-c", "CommitmentMade", promisor="party-lpnt", text={"pl": "Rozwój"}, occurred="2016")
    await views.apply()
    profile = await views.data("/v1/parties/lpnt", as_of="2019-12-01")  # the function has not ended yet
    assert (profile["ref"]["label"], profile["former"][0]["names"]) == ("Park Lublin", {"pl": "LPNT"})
    assert (await views.data("/v1/parties/lpnt", as_of="2018"))["ref"]["label"] == "LPNT"
    assert profile["identifiers"] == [{"scheme": "krs", "value": "0000123456", "event": "party-lpnt@3"}]
    [link] = profile["links"]
    assert (link["other"]["id"], link["certainty_of_link"], link["event"]) == (
        "party-um",
        "possible",
        "party-um@2",
    )
    [function] = profile["functions"]
    assert (function["title"], function["person"], function["certainty"]) == (title, "person-p", "yes")
    assert (await views.data("/v1/parties/lpnt", as_of="2021"))["functions"] == []
    assert [item["ref"]["id"] for item in profile["commitments"]] == ["commitment-c"]
    assert {item["event"] for item in profile["timeline"]} == {
        "party-lpnt@2", "person-p@1", "commitment-c@1",
        "cluster-lkb@1",  # which it initiated
    }  # fmt: skip


async def test_a_dissolved_cluster_leaves_the_network_and_takes_its_roles_along(views: Views) -> None:
    before = views.log.head
    views.log.add("cluster-lkb", "ClusterDissolved", successors=["cluster-lm"], occurred="2020-06-30")
    await views.apply()

    async def of(day: str, **query: Any) -> tuple[set[str], set[str], int]:
        data = await views.data("/v1/network", as_of=day, **query)
        matrix = await views.data("/v1/matrix", as_of=day, clusters="lkb,lm", **query)
        return (
            {item["stage"] for item in data["clusters"] if item["ref"]["id"] == "cluster-lkb"},
            {item["role"] for item in data["roles"] if item["cluster"]["id"] == "cluster-lkb"},
            len(matrix["cells"]) + matrix["clusters"][0]["own"]["members"],
        )

    assert await of("2020-01-01") == ({"founded"}, {"initiator", "founder"}, 2)
    assert await of("2021-01-01") == (set(), set(), 0)
    assert await of("2021-01-01", known_at=before) == ({"founded"}, {"initiator", "founder"}, 2)
    profile = await views.data("/v1/clusters/lkb", as_of="2021-01-01")
    assert [item["stage"] for item in profile["stages"]] == ["dissolved", "founded"]
    assert profile["stages"][0]["successors"][0]["abbreviation"] == "LM"


# ---- ties ------------------------------------------------------------------------------------------------------------
async def test_a_tie_has_its_basis_and_its_strength(views: Views) -> None:
    agreed(views.log, "bound", ["cluster-dkm", "cluster-saam"], "2024-01-01", binding=True)
    await views.apply()
    data = await views.data("/v1/network", as_of="2024-06-01")
    tie = next(
        item for item in data["ties"] if {item["a"]["id"], item["b"]["id"]} == {"cluster-dkm", "cluster-saam"}
    )
    assert (tie["strength"], tie["certainty"]) == (5, "yes")
    assert set(tie["basis"]) == {CONCLUDED, "agreement-bound@4"}
    assert set(tie["kinds"]) == {"agreement", "binding-agreement"}
    assert {item["basis"] for item in data["roles"]} == {"coordinator", "initiator", "founder"}
    assert data["ties"][0]["strength"] == max(item["strength"] for item in data["ties"])


def test_an_agreement_of_many_parties_makes_no_pairs() -> None:
    parties: list[Any] = [{"party": {"id": f"cluster-{n}"}, "current": True} for n in range(MAX_PARTIES + 1)]
    tie = {"strength": 2, "basis": "agreement", "event": "agreement-a@1", "certainty": "yes"}
    of: Any = {"visits": [], "roles": []}
    assert not ties(of | {"agreements": [tie | {"parties": parties}]})
    few = ties(of | {"agreements": [tie | {"parties": parties[:3]}]})
    assert len(few) == 3


# ---- disputes, facts -------------------------------------------------------------------------------------------------
async def test_who_disputes_and_confirms_is_part_of_every_answer(views: Views) -> None:
    opinion = views.log.add(
        "agreement-iabm", "FactDisputed", target=CONCLUDED, by="party-lublin", reason="Nobody was there.",
        sources=[{"id": "source-town"}], mode="reported",
    )  # fmt: skip
    disputed = await views.apply()
    views.log.add("agreement-iabm", "FactConfirmed", target=CONCLUDED, by="cluster-dkm")
    await views.apply()
    answers = [
        (await views.data("/v1/agreements/iabm", as_of="2024")),
        next(item for item in (await views.data("/v1/timeline", as_of="2024")) if item["event"] == CONCLUDED),
        (await views.data("/v1/matrix", as_of="2024", clusters="dkm,saam"))["cells"][0]["agreements"][0],
        (await views.data(f"/v1/facts/{CONCLUDED}")),
    ]
    for answer in answers:
        assert answer["disputed"]
        [dispute] = answer["disputes"]
        assert (dispute["event"], dispute["by"]["label"], dispute["reason"]) == (
            opinion,
            "Lublin",
            "Nobody was there.",
        )
        assert dispute["sources"][0]["title"]["en"] == "Document town"
        assert [item["by"]["abbreviation"] for item in answer["confirmations"]] == ["DKM"]
    history = answers[3]["history"]
    assert [item["type"] for item in history] == ["AgreementConcluded", "FactDisputed", "FactConfirmed"]
    assert [len(item["after"]["disputes"]) for item in history] == [0, 1, 1]
    views.log.add("agreement-iabm", "FactRetracted", target=opinion, reason="Withdrawn.")
    await views.apply()
    assert not (await views.data("/v1/agreements/iabm", as_of="2024"))["disputed"]
    assert (await views.data("/v1/agreements/iabm", as_of="2024", known_at=disputed))["disputed"]


async def test_what_an_organisation_is_is_that_of_the_day_of_the_question(views: Views) -> None:
    log, stream = views.log, "party-zaklad"
    log.add(stream, "PartyRegistered", kind="organisation", names={"pl": "Zakład"})
    log.add(stream, "OrganisationTypeDeclared", organisation_type="sme", occurred="2016-01-01")
    seat: dict[str, Any] = {
        "country": "PL",
        "region": {"scheme": "nuts", "code": "PL814"},
        "place": {"party": "party-lublin"},
    }
    point = {"latitude": "51.2465", "longitude": "22.5684"}
    log.add(stream, "SeatDeclared", **seat, address="ul. Prosta 1", coordinates=point, occurred="2016-01-01")
    log.add(stream, "PartyAliasAdded", names={"pl": "Warsztat Północny"}, abbreviation="WPN")
    log.add(stream, "SectorsDeclared", sectors=[{"scheme": "PKD", "edition": "2007", "code": "29.31.Z"}])
    known = await views.apply()
    log.add(stream, "OrganisationTypeDeclared", organisation_type="large-enterprise", occurred="2020-01-01")
    await views.apply()
    types = {}
    for day, known_at in (("2018-05-01", None), ("2021-05-01", None), ("2021-05-01", known), ("2020", None)):
        query: dict[str, Any] = {"as_of": day} | ({"known_at": known_at} if known_at else {})
        profile = await views.data("/v1/parties/zaklad", **query)
        types[day, known_at] = [
            (each["organisation_type"], each["certainty"]) for each in profile["organisation_types"]
        ]
        assert [each["names"]["pl"] for each in profile["aliases"]] == ["Warsztat Północny"]
        [declared] = profile["seats"]
        assert (declared["place"]["party"]["id"], declared["coordinates"]) == ("party-lublin", point)
        register = {each["ref"]["id"]: each for each in await views.data("/v1/parties", **query)}
        assert register[stream]["seats"] == [declared]
        assert register["party-lublin"]["seats"] == []
        assert [sector["code"] for each in profile["sectors"] for sector in each["sectors"]] == ["29.31.Z"]
    assert types == {
        ("2018-05-01", None): [("sme", "yes")],
        ("2021-05-01", None): [("large-enterprise", "yes")],
        ("2021-05-01", known): [("sme", "yes")],
        ("2020", None): [("sme", "possibly"), ("large-enterprise", "yes")],
    }
    for words in ("duże przedsiębiorstwo", "Prosta", "29.31.Z", "Warsztat", "WPN"):
        hits = await views.data("/v1/search", q=words)
        assert stream in {hit["ref"]["id"] for hit in hits}, words
    similar = await views.data("/v1/similar-parties", name="Warsztat Północny")
    assert stream in str(similar)
    lane = await views.data("/v1/timeline", subject=stream)
    assert "Zakład, rodzaj organizacji: duże przedsiębiorstwo" in str(lane)
