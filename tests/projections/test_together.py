"""What one did, or several did together, and what came of it."""

from typing import Any

import pytest

from tests.projections.conftest import Views
from tests.projections.given import agreed, party

LUBLIN, STARACHOWICE = "party-lublin", "party-starachowice"


def _ids(items: list[dict[str, Any]], name: str = "ref") -> list[str]:
    return [item[name]["id"] for item in items]


def _ties(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(role["cluster"]["id"], role["party"]["id"], role["role"]) for role in data["roles"]]


async def test_two_cities_their_letter_their_visit_and_what_came_of_it(views: Views) -> None:
    data = await views.data("/v1/together", subjects=f"{LUBLIN},{STARACHOWICE}", as_of="2024", lang="en")
    assert [subject["id"] for subject in data["subjects"]] == [LUBLIN, STARACHOWICE]
    assert _ids(data["agreements"]) == ["agreement-loi-2018"]
    [visit] = data["visits"]
    assert [path["leads_to"]["id"] for path in visit["paths"]] == ["agreement-loi-2018"]
    assert visit["paths"][0]["lag_days"] == {"min": 66, "max": None}
    assert (data["roles"], data["commitments"], data["more"]) == ([], [], [])
    before = await views.data("/v1/together", subjects=f"{LUBLIN},{STARACHOWICE}", as_of="2018-02-01")
    assert not before["agreements"]
    assert not before["visits"][0]["paths"]


async def test_one_city_with_all_its_roles_and_what_ended(views: Views) -> None:
    views.log.add(
        "agreement-loi-2018", "AgreementTerminated", occurred="2020", reason="koniec", mode="reported"
    )
    views.log.add("commitment-x", "CommitmentMade", promisor=LUBLIN, text={"pl": "Rozwój"}, mode="reported")
    await views.apply()
    data = await views.data("/v1/together", subjects=LUBLIN, as_of="2024")
    [letter] = data["agreements"]
    assert (letter["ref"]["id"], letter["state"]) == ("agreement-loi-2018", "ended")
    assert _ids(data["visits"]) == ["visit-starachowice"]
    assert {cluster for cluster, _, _ in _ties(data)} == {
        "cluster-wmm",
        "cluster-lm",
        "cluster-lkl",
        "cluster-lkb",
    }
    assert _ids(data["commitments"]) == ["commitment-x"]


async def test_one_organisation_has_its_units_functions_teams_and_the_titles_it_granted(views: Views) -> None:
    for id, parent in (("office", LUBLIN), ("office-desk", "party-office"), ("other", "party-radom")):
        party(views.log, id, "unit", id, part_of=parent)
    views.log.add(
        "person-0a1b", "FunctionAssumed", organisation=LUBLIN, title={"pl": "prezydent"}, occurred="2018"
    )
    views.log.add("cluster-lm", "TaskTeamFormed", name={"pl": "Szpitale"}, lead=LUBLIN, occurred="2019")
    views.log.add(
        "cluster-lkl",
        "RecognitionGranted",
        scheme="klaster-miasta",
        grantor=LUBLIN,
        valid_to="2020",
        occurred="2019",
    )
    await views.apply()
    data = await views.data("/v1/together", subjects=LUBLIN, as_of="2019-06-01")
    assert _ids(data["units"]) == ["party-office"]
    assert [each["title"]["pl"] for each in data["functions"]] == ["prezydent"]
    assert [(each["cluster"]["id"], each["scheme"]) for each in data["recognitions"]] == [
        ("cluster-lkl", "klaster-miasta")
    ]
    assert _ids(data["task_teams"], "cluster") == ["cluster-lm"]
    later = await views.data("/v1/together", subjects=LUBLIN, as_of="2021")
    assert not later["recognitions"]
    both = await views.data("/v1/together", subjects=f"{LUBLIN},{STARACHOWICE}", as_of="2019-06-01")
    assert not any(both[name] for name in ("units", "functions", "recognitions", "task_teams"))
    # A unit whose organisation is corrected leaves the old one.
    known_at = views.log.head
    views.log.add(
        "party-office",
        "FactCorrected",
        target="party-office@1",
        fields={"part_of": "party-radom"},
        reason="x",
    )
    await views.apply()
    assert not (await views.data("/v1/together", subjects=LUBLIN))["units"]
    assert _ids((await views.data("/v1/together", subjects=LUBLIN, known_at=known_at))["units"]) == [
        "party-office"
    ]
    # Entries that are one party have the units of both.
    views.log.add("party-lublin", "IdentityLinked", other="party-radom", evidence="x", certainty="certain")
    await views.apply()
    units = _ids((await views.data("/v1/together", subjects=LUBLIN))["units"])
    assert units == ["party-office", "party-other"]


async def test_what_followed_an_agreement_is_in_the_order_of_days(views: Views) -> None:
    views.log.add(
        "visit-after",
        "VisitHeld",
        host=LUBLIN,
        visitors=[STARACHOWICE],
        occurred="2018-05-04",
        mode="reported",
    )
    views.log.add("visit-after", "VisitOutcomeRecorded", text={"pl": "Umowa"}, leads_to="agreement-next",
                  mode="reported", audience="public")  # fmt: skip
    agreed(views.log, "next", [LUBLIN, STARACHOWICE], "2019-02-03")
    await views.apply()
    query = {"subjects": f"{LUBLIN},{STARACHOWICE}", "as_of": "2024"}
    steps = (await views.data("/v1/together", **query))["followed"]
    assert [(step["agreement"]["id"], step["step"], step["event"], step["recorded"]) for step in steps] == [
        ("agreement-loi-2018", "visit", "visit-after@1", False),
        ("agreement-loi-2018", "outcome", "visit-after@2", True),
        ("agreement-loi-2018", "agreement", steps[2]["event"], True),
    ]
    assert steps[0]["lag_days"] == {"min": 46, "max": 46}
    assert (steps[0]["certainty"], steps[2]["ref"]["id"]) == ("yes", "agreement-next")
    # Of Lublin and Radom, what followed is what both took part in: nothing.
    assert not (await views.data("/v1/together", **query | {"subjects": f"{LUBLIN},party-radom"}))["followed"]
    # Of one city, what another party of the agreement took part in too.
    alone = (await views.data("/v1/together", **query | {"subjects": LUBLIN}))["followed"]
    assert [step["event"] for step in alone] == [step["event"] for step in steps]
    before = (await views.data("/v1/together", **query | {"as_of": "2018-06"}))["followed"]
    assert [step["event"] for step in before] == ["visit-after@1", "visit-after@2"]


async def test_roles_of_several_are_those_in_the_same_cluster(views: Views) -> None:
    async def ties(*subjects: str) -> set[tuple[str, str, str]]:
        return set(_ties(await views.data("/v1/together", subjects=",".join(subjects), as_of="2024")))

    shared = {("cluster-lkb", LUBLIN, "initiator"), ("cluster-lkb", "party-umcs", "initiator")}
    founder = ("cluster-lkb", "party-umcs", "founder")
    assert await ties(LUBLIN, "party-umcs") == shared | {founder}
    assert await ties("cluster-lkb", "party-umcs") == {("cluster-lkb", "party-umcs", "initiator"), founder}
    assert await ties("cluster-lkb", "cluster-lm") == {
        ("cluster-lkb", LUBLIN, "initiator"),
        ("cluster-lm", LUBLIN, "initiator"),
    }
    assert await ties("party-lsse", "party-umcs") == set()


async def test_who_sent_delegates_took_part_and_a_cluster_that_benefits_is_shown(views: Views) -> None:
    views.log.add("visit-sent", "VisitHeld", host="party-radom", visitors=[LUBLIN], occurred="2019-05-06",
                  delegates=[{"side": "visitor", "function": {"pl": "dyrektor"}, "organisation": "party-um"}],
                  mode="reported")  # fmt: skip
    await views.apply()
    assert _ids((await views.data("/v1/together", subjects="party-um", as_of="2024"))["visits"]) == [
        "visit-sent"
    ]
    data = await views.data("/v1/together", subjects=f"cluster-wmm,{LUBLIN}", as_of="2024")
    assert _ids(data["agreements"]) == ["agreement-loi-2018"]
    assert _ids(data["visits"]) == ["visit-starachowice"]


async def test_what_is_for_its_participants_only_is_shown_to_them(views: Views) -> None:
    views.log.add("agreement-draft", "AgreementProposed", kind="letter-of-intent", subject={"pl": "Projekt"},
                  parties=[LUBLIN, STARACHOWICE], occurred="2024-01-02")  # fmt: skip
    views.log.add("visit-plan", "VisitPlanned", host=LUBLIN, visitors=[STARACHOWICE], occurred="2027-05-04")
    await views.apply()
    query = {"subjects": f"{LUBLIN},{STARACHOWICE}", "as_of": "2026"}
    theirs = await views.data("/v1/together", views.keys.issue("l", "views:read", subject=LUBLIN), **query)
    assert "agreement-draft" in _ids(theirs["agreements"])
    assert "visit-plan" in _ids(theirs["visits"])
    for key in (None, views.keys.issue("r", "views:read", subject="party-radom")):
        others = await views.data("/v1/together", key, **query)
        assert _ids(others["agreements"]) == ["agreement-loi-2018"]
        assert _ids(others["visits"]) == ["visit-starachowice"]


async def test_known_at_hides_what_was_recorded_later(views: Views) -> None:
    status, problem = await views.get("/v1/together", subjects=LUBLIN, known_at=0)
    assert status == 404
    assert "position 0" in problem["detail"]
    last = views.log.head
    views.log.add(
        "visit-more", "VisitHeld", host=LUBLIN, visitors=["party-radom"], occurred="2019", mode="reported"
    )
    await views.apply()
    for known_at, number in ((last, 1), (views.log.head, 2)):
        data = await views.data("/v1/together", subjects=LUBLIN, as_of="2024", known_at=known_at)
        assert len(data["visits"]) == number


@pytest.mark.parametrize(
    ("subjects", "status"),
    [
        ("", 400),
        ("lublin", 400),
        ("agreement-loi-2018", 400),
        (f"{LUBLIN},", 400),
        (f"{LUBLIN},{LUBLIN}", 400),
        (",".join(f"party-{number}" for number in range(13)), 400),
        ("party-nobody", 404),
        (f"{LUBLIN},cluster-nobody", 404),
    ],
)
async def test_subjects_that_are_none(views: Views, subjects: str, status: int) -> None:
    code, problem = await views.get("/v1/together", subjects=subjects)
    assert code == status
    if status == 400:
        assert problem["errors"][0]["pointer"] == "?subjects"
    assert (await views.get("/v1/together"))[0] == 400
