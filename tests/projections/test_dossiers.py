"""Dossiers: everything that the record holds of one thing, and one visit or promise by its id."""

from typing import Any

from services.projections.readmodels import changes as model
from tests.projections.conftest import Views
from tests.projections.given import Log

LUBLIN = "party-lublin"


def test_a_row_names_every_stream_of_its_fact() -> None:
    log = Log()
    log.add(
        "cluster-a", "ClusterFounded", names={"pl": "A"}, initiators=[LUBLIN], sources=[{"id": "source-x"}]
    )
    log.add(
        "cluster-a",
        "FactDisputed",
        target="cluster-a@1",
        by="party-radom",
        reason="nie",
        sources=[{"id": "source-y"}],
    )
    [row] = log.rows(model.MODEL, "cluster-a")
    assert row.values[-1] == ("cluster-a", LUBLIN, "source-x", "party-radom", "source-y")


async def _events(views: Views, stream: str, key: str | None = None, **query: Any) -> dict[str, bool]:
    data = await views.data(f"/v1/dossiers/{stream}", key, **query)
    return {fact["event"]: fact["own"] for fact in data["facts"]}


async def test_a_source_has_the_facts_that_cite_it_with_their_places(views: Views) -> None:
    data = await views.data("/v1/dossiers/source-town")
    assert data["ref"]["id"] == "source-town"
    own = [fact for fact in data["facts"] if fact["own"]]
    assert [fact["type"] for fact in own] == ["SourceRegistered"]
    cited = [fact for fact in data["facts"] if not fact["own"]]
    assert cited
    assert all("source-town" in {source["id"] for source in fact["sources"]} for fact in cited)
    assert {fact["ref"]["id"] for fact in cited} >= {"visit-starachowice"}
    assert "paragraph 3" in {source["locator"] for fact in cited for source in fact["sources"]}


async def test_a_conference_has_what_was_signed_there(views: Views) -> None:
    events = await _events(views, "conference-iabm")
    assert events["conference-iabm@1"] is True
    assert {event.partition("@")[0] for event, own in events.items() if not own} == {"agreement-iabm"}


async def test_amended_facts_are_as_they_are_now_and_retracted_ones_gone(views: Views) -> None:
    event = views.log.add("cluster-lm", "SpecialisationDeclared", label={"pl": "auta"}, occurred="2019")
    refined = views.log.add("cluster-lm", "FactRefined", target=event, date="2019-04")
    before = views.log.head
    views.log.add("cluster-lm", "FactRetracted", target=event, reason="pomyłka")
    await views.apply()
    assert event not in await _events(views, "cluster-lm")
    data = await views.data("/v1/dossiers/cluster-lm", known_at=before)
    [fact] = [fact for fact in data["facts"] if fact["event"] == event]
    assert (fact["date"]["edtf"], fact["amended_by"]) == ("2019-04", [refined])


async def test_facts_after_the_day_are_left_out(views: Views) -> None:
    event = views.log.add("cluster-lm", "SpecialisationDeclared", label={"pl": "auta"}, occurred="2019")
    await views.apply()
    assert event not in await _events(views, "cluster-lm", as_of="2018")
    assert event in await _events(views, "cluster-lm", as_of="2020")


async def test_pages_hold_every_fact_once(views: Views) -> None:
    for label in ("auta", "maszyny", "silniki"):
        views.log.add("cluster-lm", "SpecialisationDeclared", label={"pl": label}, occurred="2019")
    await views.apply()
    everything = list(await _events(views, "cluster-lm"))
    paged: list[str] = []
    cursor = None
    while True:
        status, answer = await views.get(
            "/v1/dossiers/cluster-lm", limit=2, **({"cursor": cursor} if cursor else {})
        )
        assert status == 200
        paged += [fact["event"] for fact in answer["data"]["facts"]]
        cursor = answer["meta"]["next"]
        if not cursor:
            break
    assert paged == everything
    assert len(everything) > 4


async def test_what_the_caller_may_not_read_is_not_there(views: Views) -> None:
    views.log.add("visit-secret", "VisitPlanned", occurred="2027", host=LUBLIN, visitors=["party-radom"],
                  sources=[{"id": "source-town"}])  # fmt: skip
    hidden = views.keys.issue("starachowice", "views:read", subject="party-starachowice")
    readable = views.keys.issue("radom", "views:read", subject="party-radom")
    await views.apply()
    assert "visit-secret@1" not in await _events(views, "source-town", as_of="2027")
    assert "visit-secret@1" not in await _events(views, "source-town", hidden, as_of="2027")
    assert "visit-secret@1" in await _events(views, "source-town", readable, as_of="2027")
    assert (await views.get("/v1/dossiers/visit-secret"))[0] == 404


async def test_persons_and_unknown_things_have_no_dossier(views: Views) -> None:
    for stream in ("person-mayor", "cluster-nobody", "source-nothing", "membership-lm.lublin"):
        assert (await views.get(f"/v1/dossiers/{stream}"))[0] == 404, stream
    assert (await views.get("/v1/dossiers/nothing"))[0] == 404


async def test_one_visit_is_the_one_of_the_list(views: Views) -> None:
    listed = (await views.data("/v1/visits"))[0]
    id = listed["ref"]["id"].removeprefix("visit-")
    assert await views.data(f"/v1/visits/{id}") == listed
    early = await views.data(f"/v1/visits/{id}", as_of="1990-01-01")
    assert early["ref"] == listed["ref"]
    assert (await views.get("/v1/visits/nothing"))[0] == 404


async def test_one_promise_is_the_one_of_the_list(views: Views) -> None:
    views.log.add("commitment-x", "CommitmentMade", promisor=LUBLIN, text={"pl": "Klastry"}, occurred="2014")
    await views.apply()
    listed = (await views.data("/v1/commitments"))[0]
    id = listed["ref"]["id"].removeprefix("commitment-")
    assert await views.data(f"/v1/commitments/{id}") == listed
    early = await views.data(f"/v1/commitments/{id}", as_of="1990-01-01")
    assert early["text"] == listed["text"]
    assert (await views.get("/v1/commitments/nothing"))[0] == 404
