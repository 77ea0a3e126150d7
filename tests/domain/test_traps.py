"""The traps in real documents, each tested end to end: commands over HTTP, the log, the views, a query."""

from typing import Any

from tests.domain.conftest import Record

REPORTED: dict[str, Any] = {"mode": "reported", "sources": [{"id": "source-news", "locator": "paragraph 1"}]}
ANY_TIME = "../.."


async def _source(record: Record, id: str = "news", digit: str = "a", **more: Any) -> None:
    await record.do(
        f"sources/{id}/register", title={"pl": f"Dokument {id}", "en": f"Document {id}"}, language="pl",
        hash=digit * 64, mode="reported", **more,
    )  # fmt: skip


async def _party(record: Record, id: str, kind: str, name: str, **more: Any) -> None:
    await record.do(f"parties/{id}/register", kind=kind, names={"pl": name}, **REPORTED, **more)


async def _cluster(record: Record, id: str, when: Any, **more: Any) -> str:
    return await record.do(
        f"clusters/{id}/found", names={"pl": f"Klaster {id.upper()}", "en": f"Cluster {id.upper()}"},
        abbreviation=id.upper(), occurred=when, **REPORTED, **more,
    )  # fmt: skip


async def _agreement(record: Record, id: str, parties: list[str], when: Any, **more: Any) -> str:
    await record.do(
        f"agreements/{id}/propose", kind="letter-of-intent", parties=parties, subject={"pl": "Współpraca"},
        occurred=when, **REPORTED, **more,
    )  # fmt: skip
    for party in parties:
        await record.do(f"agreements/{id}/sign", party=party, occurred=when, **REPORTED)
    return await record.do(f"agreements/{id}/conclude", occurred=when, **REPORTED)


def _one(items: list[Any]) -> Any:
    [only] = items
    return only


async def test_trap_1_a_missing_year_keeps_phrase_value_and_basis(record: Record) -> None:
    answer = {
        "edtf": "2018-02",
        "phrase": "w lutym tego roku",
        "inferred_from": "It was only announced in January 2018.",
    }
    await _source(record)
    event = await _cluster(record, "wmm", answer)
    cluster = _one((await record.query("/v1/network", as_of=ANY_TIME))["clusters"])
    assert cluster["date"] == answer | {"earliest": "2018-02-01", "latest": "2018-02-28"}
    assert cluster["inferred"]
    listed = await record.query("/v1/worklist", reason="inferred", as_of=ANY_TIME)
    assert event in {item["event"] for item in listed["items"]}


async def test_trap_1_the_year_of_a_letter_is_settled_for_all_its_facts_at_once(record: Record) -> None:
    """The letter of 9 May: proposed, signed and concluded on one evening, whose year follows from the weekday."""
    await _source(record)
    await _source(record, "minutes", "b")
    guessed = {"edtf": "2023-05-09", "phrase": "wtorek 9 maja", "inferred_from": "9 May is a Tuesday in 2023"}
    concluded = await _agreement(record, "loi", ["cluster-dkm", "cluster-saam"], guessed)
    before = record.head
    fact = await record.query(f"/v1/facts/{concluded}", as_of=ANY_TIME)
    others = [item["event"] for item in fact["same_inference"]]
    assert others == ["agreement-loi@1", "agreement-loi@2", "agreement-loi@3"]
    act: dict[str, Any] = {"reason": "The minutes give the year.", "sources": [{"id": "source-minutes"}]}
    # One by one no correction is possible: each leaves a signature before its proposal.
    alone = await record.refused(
        "agreements/loi/correct", target=others[1], fields={"occurred": "2017-05-09"}, **act
    )
    assert alone["rule"] == "proposed-before-signed"
    wrong = await record.refused(
        "agreements/loi/correct", target=concluded, also=[*others[1:], "agreement-loi@77"], fields={"occurred": "2017-05-09"},
        **act,
    )  # fmt: skip
    assert (wrong["rule"], [each["pointer"] for each in wrong["errors"]]) == ("target-exists", ["/also/2"])
    event = await record.do(
        "agreements/loi/correct", target=concluded, also=others, fields={"occurred": "2017-05-09"}, **act
    )
    assert event == "agreement-loi@5", "one event"

    async def dates(known_at: int) -> set[str]:
        facts = [
            await record.query(f"/v1/facts/{id}", as_of=ANY_TIME, known_at=known_at)
            for id in (concluded, *others)
        ]
        [agreement] = await record.query("/v1/agreements", as_of=ANY_TIME, known_at=known_at)
        return {each["date"]["edtf"] for each in (*facts, agreement)}

    assert await dates(before) == {"2023-05-09"}
    assert await dates(record.head) == {"2017-05-09"}
    corrected = await record.query(f"/v1/facts/{others[0]}", as_of=ANY_TIME)
    assert (corrected["same_inference"], corrected["amended_by"]) == ([], [event])
    assert not [
        item for item in (await record.query("/v1/worklist", reason="inferred", as_of=ANY_TIME))["items"]
        if item["ref"]["id"] == "agreement-loi"
    ]  # fmt: skip
    await record.do("agreements/loi/retract", target=event, reason="The minutes are of another letter.")
    assert await dates(record.head) == {"2023-05-09"}
    assert len((await record.query(f"/v1/facts/{concluded}", as_of=ANY_TIME))["same_inference"]) == 3


async def test_trap_2_publication_is_not_occurrence(record: Record) -> None:
    await _source(record, published="2018-01-12")
    await record.do(
        "visits/study/hold",
        host="party-starachowice",
        visitors=["party-lublin"],
        occurred="/2018-01-12",
        **REPORTED,
    )
    day = _one(await record.query("/v1/visits", as_of="2018-01-12"))
    assert day["certainty"] == "yes"
    assert (day["date"]["earliest"], day["date"]["latest"]) == (None, "2018-01-12")
    assert _one(day["sources"])["published"] == "2018-01-12"
    assert _one(await record.query("/v1/visits", as_of="2018-01-11"))["certainty"] == "possibly"


async def test_trap_3_an_order_is_refused_only_when_it_is_certainly_wrong(record: Record) -> None:
    await _source(record)
    await record.do(
        "agreements/loi/propose", kind="letter-of-intent", parties=["cluster-a", "cluster-b"], subject={"pl": "Razem"},
        occurred="2018-03", **REPORTED,
    )  # fmt: skip
    problem = await record.refused("agreements/loi/sign", party="cluster-a", occurred="2017", **REPORTED)
    assert problem["rule"] == "proposed-before-signed"
    assert [error["pointer"] for error in problem["errors"]] == ["/occurred"]
    await record.do("agreements/loi/sign", party="cluster-a", occurred="2018", **REPORTED)
    await _cluster(record, "c", "2015")
    for day, certainty in (("2014-12-31", None), ("2015-06", "possibly"), ("2016-01-01", "yes")):
        items = (await record.query("/v1/network", as_of=day))["clusters"]
        assert [item["certainty"] for item in items] == ([certainty] if certainty else [])


async def test_trap_4_counts_are_claims(record: Record) -> None:
    await _source(record)
    await _cluster(record, "lkb", "2015", founders_count=21)
    await record.do(
        "clusters/lkb/report-membership-count",
        count=21,
        class_="founders",
        as_of="2015",
        occurred="2015",
        **REPORTED,
    )
    for number in range(8):
        await record.do(f"memberships/lkb.f{number}/join", class_="founder", occurred="2015", **REPORTED)
    await record.do(
        "clusters/lkb/report-membership-count", count=28, comparator="over", as_of="2016-12-01", occurred="2016-12-01",
        **REPORTED,
    )  # fmt: skip
    answer = _one(await record.query("/v1/membership", as_of="2016-12-01", cluster="lkb"))
    assert (answer["roster"]["yes"], answer["roster"]["possibly"]) == (8, 0)
    claims = {(claim["class"], claim["count"], claim["comparator"]) for claim in answer["claims"]}
    assert {("founders", 21, "exactly"), ("all", 28, "over")} <= claims
    assert {(item["class"], item["known"], item["claimed"]) for item in answer["coverage"]} >= {
        ("founders", 8, 21)
    }
    members = (await record.query("/v1/network", as_of=ANY_TIME))["roles"]
    assert len(members) == 8, "no member was invented"


async def test_trap_5_initiator_founder_coordinator_and_member_are_four(record: Record) -> None:
    await _source(record)
    await _cluster(record, "dkm", "2015", initiators=["party-city"])
    await record.do(
        "clusters/dkm/appoint-coordinator", organisation="party-zone", occurred="2016", **REPORTED
    )
    await record.do("memberships/dkm.firm/join", class_="full", occurred="2016", **REPORTED)
    await record.do("memberships/dkm.school/join", class_="founder", occurred="2015", **REPORTED)
    roles = (await record.query("/v1/network", as_of=ANY_TIME))["roles"]
    assert {(item["party"]["id"], item["role"]) for item in roles} == {
        ("party-city", "initiator"),
        ("party-zone", "coordinator"),
        ("party-firm", "member"),
        ("party-school", "founder"),
    }
    answer = _one(await record.query("/v1/membership", as_of="2017", cluster="dkm"))
    assert answer["roster"]["yes"] == 2, "neither the initiator nor the coordinator is a member"


async def test_trap_6_a_signature_has_four_levels(record: Record) -> None:
    await _source(record)
    await _party(record, "pgm-association", "organisation", "Polska Grupa Motoryzacyjna")
    await record.do(
        "clusters/pgm/found", names={"pl": "Polska Grupa Motoryzacyjna"}, occurred="2010", **REPORTED
    )
    person = await record.do("persons/new/register")
    signatory = {
        "person": person.partition("@")[0],
        "function": {"pl": "prezes", "en": "president"},
        "organisation": "party-pgm-association",
    }
    await record.do(
        "agreements/loi/propose", kind="letter-of-intent", parties=["cluster-pgm", "cluster-wsm"],
        subject={"pl": "Razem"}, occurred="2023-05-09", **REPORTED,
    )  # fmt: skip
    await record.do(
        "agreements/loi/sign", party="cluster-pgm", represented_by="party-pgm-association", signatories=[signatory],
        occurred="2023-05-09", **REPORTED,
    )  # fmt: skip
    answer = _one(await record.query("/v1/agreements", as_of=ANY_TIME))
    signed = next(item for item in answer["parties"] if item["party"]["id"] == "cluster-pgm")
    assert signed["represented_by"]["id"] == "party-pgm-association"
    assert signed["party"]["names"] == signed["represented_by"]["names"], "one name, two bodies"
    level = _one(signed["signatories"])
    assert (level["person"], level["function"]) == (signatory["person"], signatory["function"])
    assert level["organisation"]["id"] == "party-pgm-association"


async def test_trap_7_parties_may_be_cities_and_a_beneficiary_is_no_party(record: Record) -> None:
    await _source(record)
    for city in ("lublin", "radom"):
        await _party(record, city, "city", city.title())
    await _cluster(record, "wmm", "2018-02")
    await record.do(
        "agreements/loi/propose", kind="letter-of-intent", parties=["party-lublin", "party-radom"],
        beneficiaries=["cluster-wmm"], subject={"pl": "Razem"}, occurred="2018-03-19", **REPORTED,
    )  # fmt: skip
    problem = await record.refused(
        "agreements/loi/sign", party="cluster-wmm", occurred="2018-03-19", **REPORTED
    )
    assert problem["rule"] == "party-listed"
    for city in ("lublin", "radom"):
        await record.do("agreements/loi/sign", party=f"party-{city}", occurred="2018-03-19", **REPORTED)
    await record.do("agreements/loi/conclude", occurred="2018-03-19", **REPORTED)
    answer = _one((await record.query("/v1/network", as_of="2018-04"))["agreements"])
    assert [item["party"]["kind"] for item in answer["parties"]] == ["city", "city"]
    assert [item["id"] for item in answer["beneficiaries"]] == ["cluster-wmm"]
    matrix = await record.query("/v1/matrix", clusters="wmm", as_of="2018-04")
    assert _one(matrix["clusters"])["own"]["agreements"] == 0


async def test_trap_8_a_visit_may_cite_a_cluster_that_is_only_announced(record: Record) -> None:
    await _source(record)
    await record.do("clusters/wmm/announce", names={"pl": "Wyżyna"}, occurred="/2018-01-12", **REPORTED)
    await record.do(
        "visits/study/hold", host="party-starachowice", visitors=["party-lublin"], clusters=["cluster-wmm"],
        occurred="/2018-01-12", **REPORTED,
    )  # fmt: skip
    await record.do("clusters/wmm/found", occurred="2018-02", **REPORTED)
    for day, stage, count in (("2018-01-20", "announced", 0), ("2018-03-01", "founded", 1)):
        answer = await record.query("/v1/network", as_of=day)
        assert [item["stage"] for item in answer["clusters"]] == [stage]
        assert answer["counts"]["clusters"]["yes"] == count
        assert [item["id"] for item in _one(answer["visits"])["clusters"]] == ["cluster-wmm"]


async def test_trap_9_sources_may_disagree_and_both_stay(record: Record) -> None:
    await _source(record)
    await _source(record, "register", "b")
    event = await _cluster(record, "lkb", "2015")
    reply = await record.do(
        "clusters/lkb/dispute", target=event, by="party-lublin", reason="The city's register says 2014.",
        mode="reported", sources=[{"id": "source-register"}],
    )  # fmt: skip
    cluster = _one((await record.query("/v1/network", as_of=ANY_TIME))["clusters"])
    assert (cluster["date"]["edtf"], cluster["disputed"]) == ("2015", True)
    dispute = _one(cluster["disputes"])
    assert (dispute["event"], dispute["by"]["id"]) == (reply, "party-lublin")
    assert [item["id"] for item in dispute["sources"]] == ["source-register"]
    assert event in {
        item["event"] for item in (await record.query("/v1/worklist", reason="disputed"))["items"]
    }
    await record.do("clusters/lkb/confirm", target=event, by="party-lublin")
    assert not _one((await record.query("/v1/network", as_of=ANY_TIME))["clusters"])["disputed"]
    before = await record.query("/v1/network", as_of=ANY_TIME, known_at=record.head - 1)
    assert _one(before["clusters"])["disputed"], "the earlier content of the record stays readable"


async def test_trap_9_a_source_gives_another_value_and_the_preferred_one_decides(record: Record) -> None:
    await _source(record)
    await _source(record, "register", "b")
    await _cluster(record, "lkb", "2015")
    count = await record.do(
        "clusters/lkb/report-membership-count",
        count=28,
        as_of="2016-12-01",
        occurred="2016-12-01",
        **REPORTED,
    )
    nobody = await record.refused("clusters/lkb/dispute", target=count, by="party-radom", reason="Too few.")
    assert (nobody["rule"], nobody["errors"][0]["pointer"]) == ("has-a-part", "/sources")
    cites: dict[str, Any] = {"sources": [{"id": "source-register", "locator": "entry 12"}]}
    rival = await record.do("clusters/lkb/dispute", target=count, fields={"count": 31}, **cites)
    doubted = record.head

    async def claim(**query: Any) -> dict[str, Any]:
        answer = _one(await record.query("/v1/membership", as_of="2017", cluster="lkb", **query))
        return dict(_one(answer["claims"]))

    shown = await claim()
    assert (shown["count"], shown["disputed"], shown["disputes"]) == (28, True, [])
    assert [(value["value"], value["rank"], value["decides"]) for value in shown["values"]] == [
        (28, "normal", True), (31, "normal", False),
    ]  # fmt: skip
    assert [source["locator"] for source in shown["values"][1]["sources"]] == ["entry 12"]
    item = _one((await record.query("/v1/worklist", reason="undecided", as_of=ANY_TIME))["items"])
    assert (item["event"], item["detail"]) == (count, {"fields": ["count"]})
    both = (await record.query("/v1/worklist", reason="disputed,undecided", as_of=ANY_TIME))["items"]
    assert [each["reason"] for each in both] == ["undecided"]

    rank = await record.do(
        "clusters/lkb/rank",
        target=count,
        value=rival,
        rank="preferred",
        by="cluster-lkb",
        reason="The register.",
    )
    decided = record.head
    shown = await claim()
    assert (shown["count"], shown["disputed"], shown["amended_by"]) == (31, False, [rank])
    assert [(value["value"], value["rank"], value["decides"]) for value in shown["values"]] == [
        (28, "normal", False), (31, "preferred", True),
    ]  # fmt: skip
    assert shown["values"][1]["ranking"]["by"]["id"] == "cluster-lkb"
    assert {source["id"] for source in shown["sources"]} == {"source-news", "source-register"}
    assert not (await record.query("/v1/worklist", reason="undecided", as_of=ANY_TIME))["items"]
    twice = await record.refused("clusters/lkb/rank", target=count, rank="preferred")
    assert (twice["rule"], twice["errors"][0]["pointer"]) == ("preferred-once", "/rank")

    await record.do("clusters/lkb/rank", target=count, rank="deprecated")
    assert (await claim())["values"] == [], "what is deprecated is shown in the history only"
    history = (await record.query(f"/v1/facts/{count}", as_of=ANY_TIME))["history"]
    assert [entry["type"] for entry in history] == [
        "MembershipCountReported", "FactDisputed", "ValueRanked", "ValueRanked",
    ]  # fmt: skip
    assert [(await claim(known_at=at))["count"] for at in (doubted, decided)] == [28, 31]
    await record.do("clusters/lkb/retract", target=rank, reason="The register counts otherwise.")
    shown = await claim()
    assert (shown["count"], shown["disputed"]) == (28, True)


async def test_trap_10_one_abbreviation_stays_two_bodies(record: Record) -> None:
    await _source(record)
    await _party(record, "university", "organisation", "Uniwersytet Medyczny", abbreviation="UM")
    await _party(record, "office", "unit", "Urząd Miasta", abbreviation="UM")
    hits = await record.query("/v1/search", q="UM")
    assert {item["ref"]["id"] for item in hits} >= {"party-university", "party-office"}
    await record.do(
        "parties/university/link", other="party-office", evidence="One abbreviation.", certainty="possible"
    )
    for id, other in (("university", "office"), ("office", "university")):
        answer = await record.query(f"/v1/parties/{id}")
        link = _one(answer["links"])
        assert (link["other"]["id"], link["certainty_of_link"]) == (f"party-{other}", "possible")
    await record.do(
        "parties/university/unlink", other="party-office", reason="Two bodies with one abbreviation."
    )
    assert (await record.query("/v1/parties/office"))["links"] == []
    assert len(await record.query("/v1/parties")) == 2, "nothing was merged"


async def test_trap_11_the_future_is_no_event_and_a_toured_plant_no_partner(record: Record) -> None:
    await _source(record)
    await _cluster(record, "wmm", "2018-02")
    problem = await record.refused("memberships/wmm.firm/join", occurred="2999", **REPORTED)
    assert problem["rule"] == "not-in-the-future"
    assert [error["pointer"] for error in problem["errors"]] == ["/occurred"]
    await record.do(
        "visits/study/hold", host="party-starachowice", visitors=["party-lublin"], sites=["party-plant"],
        clusters=["cluster-wmm"], occurred="2018-01", **REPORTED,
    )  # fmt: skip
    answer = await record.query("/v1/network", as_of=ANY_TIME)
    assert answer["roles"] == []
    assert [item["id"] for item in _one(answer["visits"])["sites"]] == ["party-plant"]
    assert _one(await record.query("/v1/membership", as_of="2019", cluster="wmm"))["roster"]["yes"] == 0


async def test_trap_12_among_others_leaves_the_world_open(record: Record) -> None:
    await _source(record)
    concluded = await _agreement(record, "coop", ["cluster-lkl", "cluster-skl"], "/2016-12-01", others=True)
    answer = _one(await record.query("/v1/agreements", as_of="2017"))
    assert answer["others"]
    assert answer["signatures"] == {"signed": 2, "listed": 2}
    listed = await record.query("/v1/worklist", reason="open-parties")
    assert concluded.partition("@")[0] in {item["event"].partition("@")[0] for item in listed["items"]}


async def test_trap_13_a_list_is_split_where_its_items_end(record: Record) -> None:
    teams = (
        "Finansowanie projektów", "Rehabilitacja", "Polityka senioralna", "Stomatologia", "Turystyka medyczna",
        "Technologie inżynierii medycznych, w tym biotechnologia medyczna", "Ekosystem parku", "Promocja i marketing",
    )  # fmt: skip
    await _source(record)
    await _cluster(record, "lm", "2014-01")
    for team in teams:
        await record.do("clusters/lm/form-task-team", name={"pl": team}, occurred="/2016-12-01", **REPORTED)
    again = await record.refused("clusters/lm/form-task-team", name={"pl": "rehabilitacja"}, **REPORTED)
    assert again["rule"] == "team-name-unique"
    answer = await record.query("/v1/clusters/lm", as_of="2016-12-01")
    assert {item["name"]["pl"] for item in answer["task_teams"]} == set(teams)


async def test_trap_14_a_verdict_on_the_promisors_own_letter_shows_who_gave_it(record: Record) -> None:
    await _source(record)
    await _party(record, "lublin", "city", "Lublin")
    await _party(record, "department", "unit", "Wydział Strategii", part_of="party-lublin")
    await record.do(
        "commitments/clusters/make", promisor="party-lublin", text={"pl": "Rozwój klastrów"}, **REPORTED
    )
    evidence = await record.do(
        "commitments/clusters/submit-evidence", submitter="party-department", document="source-news",
        occurred="2016-12-01", **REPORTED,
    )  # fmt: skip
    problem = await record.refused(
        "commitments/clusters/assess", verdict="fulfilled", evidence=["commitment-clusters@1"], **REPORTED
    )
    assert problem["rule"] == "evidence-exists"
    await record.do(
        "commitments/clusters/assess",
        verdict="fulfilled",
        evidence=[evidence],
        hard_to_verify=True,
        **REPORTED,
    )
    card = _one(await record.query("/v1/commitments", as_of="2017"))
    assert card["promisor_supplied_evidence"]
    assert _one(card["evidence"])["submitter"]["id"] == "party-department"
    assert _one(card["assessments"])["rests_on_promisor"]


async def test_trap_15_change_correction_refinement_and_retraction_are_four(record: Record) -> None:
    await _source(record)
    await _source(record, "register", "b")
    founded = await _cluster(record, "lkb", "2015")
    await record.do("memberships/lkb.firm/join", class_="supporting", occurred="2016", **REPORTED)
    first = record.head

    async def known(position: int) -> tuple[str, list[str]]:
        answer = await record.query("/v1/network", as_of="2020", known_at=position)
        return _one(answer["clusters"])["date"]["edtf"], [role["class"] for role in answer["roles"]]

    assert await known(first) == ("2015", ["supporting"])
    await record.do(
        "memberships/lkb.firm/change-class", to="full", occurred="2018", **REPORTED
    )  # the world changed
    changed = record.head
    await record.do("clusters/lkb/refine", target=founded, date="2015-06", reason="A month is known.")
    refined = record.head
    outside = await record.refused("clusters/lkb/refine", target=founded, date="2014")
    assert outside["rule"] == "refined-inside"
    uncited = await record.refused(
        "clusters/lkb/correct", target=founded, fields={"occurred": "2014"}, reason="Wrong."
    )
    assert uncited["rule"] == "correction-cites"
    await record.do(
        "clusters/lkb/correct", target=founded, fields={"occurred": "2014"}, reason="The register says so.",
        sources=[{"id": "source-register"}],
    )  # fmt: skip
    corrected = record.head
    await record.do(
        "memberships/lkb.firm/retract", target="membership-lkb.firm@1", reason="Another firm was meant."
    )
    await record.do(
        "memberships/lkb.firm/retract", target="membership-lkb.firm@2", reason="Another firm was meant."
    )
    assert await known(record.head) == ("2014", [])
    assert await known(corrected) == ("2014", ["full"])
    assert await known(refined) == ("2015-06", ["full"])
    assert await known(changed) == ("2015", ["full"])
    assert await known(first) == ("2015", ["supporting"]), "the earlier content of the record stays readable"

    async def cited(position: int) -> list[str]:
        answer = await record.query("/v1/network", as_of="2020", known_at=position)
        return [source["id"] for source in _one(answer["clusters"])["sources"]]

    assert await cited(refined) == ["source-news"]
    assert await cited(corrected) == ["source-register"], "it rests on what corrected it"
    before = await record.query("/v1/network", as_of="2017", known_at=changed)
    assert [role["class"] for role in before["roles"]] == ["supporting"], (
        "a change has its own day in the world"
    )


async def test_trap_16_functions_are_dated(record: Record) -> None:
    await _source(record)
    await _party(record, "lublin", "city", "Lublin")
    person = (await record.do("persons/new/register")).partition("@")[0].removeprefix("person-")
    mayor = {"organisation": "party-lublin", "title": {"pl": "prezydent miasta", "en": "mayor"}}
    await record.do(f"persons/{person}/assume-function", occurred="2010-12", **mayor, **REPORTED)
    problem = await record.refused(f"persons/{person}/end-function", occurred="2009", **mayor, **REPORTED)
    assert problem["rule"] == "end-not-before-start"
    await record.do(f"persons/{person}/end-function", occurred="2018-11", **mayor, **REPORTED)
    for day, certainty in (("2010-11-30", None), ("2010-12-15", "possibly"), ("2015", "yes"), ("2019", None)):
        functions = (await record.query("/v1/parties/lublin", as_of=day))["functions"]
        assert [item["certainty"] for item in functions] == ([certainty] if certainty else []), day
        assert all("name" not in item for item in functions)
