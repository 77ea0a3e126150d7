"""What one did, or several did together, and what came of it."""

from typing import Any

import pytest

from tests.projections.conftest import Views

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
