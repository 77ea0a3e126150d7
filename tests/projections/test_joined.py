"""Every question counts two entries that are certainly one party once, and twice before the link and after its end."""

from typing import Any

import pytest

from contracts.streams import id_of
from services.projections.questions import QUESTIONS
from tests.projections.conftest import Views
from tests.projections.given import agreed

ONE, OTHER = "party-um", "party-umlub"
WHEN: dict[str, Any] = {"occurred": "2019-05-01", "mode": "reported"}
FULL = {"class": "full"}
# What shows the record as it was recorded: each fact with the entry that it names.
_RECORD = {"/v1/changes", "/v1/changes/days", "/v1/worklist", "/v1/dossiers/{id}", "/v1/facts/{id}"}
_GIVEN = {
    "subject": OTHER,
    "subjects": f"{OTHER},party-radom",
    "promisor": OTHER,
    "clusters": "dkm,dke,lm",
    "members": "1",
    "classes": "full:1",
    "q": "Uniwersytet Medyczny w Lublinie",
    "name": "Uniwersytet Medyczny w Lublinie",
}
_IDS = {"clusters": "dkm", "parties": id_of(OTHER), "agreements": "lab", "visits": "lab", "commitments": "lab",
        "dossiers": OTHER, "facts": "membership-dkm.umlub@1"}  # fmt: skip


def _facts(views: Views) -> None:
    """Whatever can name an organisation names it, half of it by each entry."""
    add = views.log.add
    add(OTHER, "PartyRegistered", kind="organisation", names={"pl": "Uniwersytet Medyczny w Lublinie"})
    add(OTHER, "PartyIdentified", scheme="krs", value="0000000777")
    add("party-lab", "PartyRegistered", kind="unit", names={"pl": "Laboratorium"}, part_of=OTHER)
    for cluster, party in (("dkm", ONE), ("dkm", OTHER), ("dke", OTHER), ("pgm", ONE)):
        add(f"membership-{cluster}.{id_of(party)}", "MemberJoined", **WHEN, **FULL)
    add("cluster-dkm", "MembershipCountReported", count=2, as_of="2024-01-01", **WHEN, **{"class": "all"})
    agreed(views.log, "lab", [OTHER, "party-radom"], "2020-02-01")
    add("visit-lab", "VisitHeld", host=ONE, visitors=["party-radom"], **WHEN)
    add("commitment-lab", "CommitmentMade", promisor=ONE, text={"pl": "Laboratorium"}, **WHEN)
    add("commitment-lab", "EvidenceSubmitted", submitter="party-lab", document="source-zone", **WHEN)
    add("commitment-lab", "CommitmentAssessed", verdict="fulfilled", evidence=["commitment-lab@2"], **WHEN)


def _requests() -> list[tuple[str, str, dict[str, str]]]:
    """Every question with its path; filters that name a party name the other entry."""
    requests = []
    for question in QUESTIONS:
        more = {name: text for name, text in _GIVEN.items() if name in question.filters}
        if question.sort:
            more["limit"] = "500"
        id = _IDS.get(question.path.split("/")[2], "")
        requests.append((question.path, question.path.replace("{id}", id), more))
    return requests


async def _answers(views: Views, **clocks: Any) -> dict[str, Any]:
    return {
        question: await views.data(path, as_of="2024-06-01", **more, **clocks)
        for question, path, more in _requests()
    }


def _named(answer: Any, at: str = "") -> set[str]:
    """Where an answer refers to the other entry; not in what says that the two are one."""
    if isinstance(answer, dict):
        if answer.get("id") == OTHER:
            return {at}
        return {
            place
            for name, value in answer.items()
            if name not in {"links", "identities"}
            for place in _named(value, f"{at}/{name}")
        }
    return {place for item in answer for place in _named(item, at)} if isinstance(answer, list) else set()


def _counts(answers: dict[str, Any]) -> dict[str, Any]:
    """What each question counts of the two entries."""
    dkm = answers["/v1/membership"][
        [each["cluster"]["id"] for each in answers["/v1/membership"]].index("cluster-dkm")
    ]
    matrix = answers["/v1/matrix"]
    both = {ONE, OTHER}
    promises = answers["/v1/commitments"]
    return {
        "roster": dkm["roster"]["yes"],
        "of the class": dkm["roster"]["by_class"]["full"]["yes"],
        "listed": [member["party"]["id"] for member in dkm["members"]],
        "more": dkm["more_members"],
        "covered": [each["known"] for each in dkm["coverage"]],
        "series": dkm["series"][-1]["certain"],
        "reached": [
            (each["least"], each["most"])
            for cluster in answers["/v1/thresholds"]
            if cluster["cluster"]["id"] == "cluster-dkm"
            for each in cluster["criteria"]
        ],
        "profile": len(answers["/v1/clusters/{id}"]["members"]),
        "members of": [each["own"]["members"] for each in matrix["clusters"]],
        "shared members": [[each["ref"]["id"] for each in cell["members"]] for cell in matrix["cells"]],
        "bridges": [
            (each["party"]["id"], each["strength"])
            for each in answers["/v1/bridges"]["parties"]
            if each["party"]["id"] in both
        ],
        "register": [each["ref"]["id"] for each in answers["/v1/parties"] if each["ref"]["id"] in both],
        "search": [each["ref"]["id"] for each in answers["/v1/search"]],
        "similar": sorted(each["ref"]["id"] for each in answers["/v1/similar-parties"]),
        "agreements with Radom": [each["ref"]["id"] for each in answers["/v1/together"]["agreements"]],
        "visits with Radom": [each["ref"]["id"] for each in answers["/v1/together"]["visits"]],
        "visits": [each["ref"]["id"] for each in answers["/v1/visits"]],
        "led to": [each["leads_to"]["id"] for each in answers["/v1/visits/{id}"]["paths"]],
        "promises": [each["ref"]["id"] for each in promises],
        "of the promisor": [proof["self_submitted"] for each in promises for proof in each["evidence"]],
    }


async def _lane(views: Views, subject: str) -> set[str]:
    return {each["event"] for each in await views.data("/v1/timeline", as_of="2024-06-01", subject=subject)}


async def _thin_claims(views: Views) -> int:
    data = await views.data("/v1/worklist", subject="cluster-dkm")
    return int(data["counts"]["thin-claim"])


_AS_ONE = {
    "roster": 1,
    "of the class": 1,
    "listed": [ONE],
    "more": 0,
    "covered": [1],
    "series": 1,
    "reached": [(1, 2), (1, 1)],  # two were claimed
    "profile": 1,
    "members of": [1, 1, 0],
    "shared members": [[ONE]],
    "bridges": [(ONE, 4)],
    "register": [ONE],
    "search": [ONE],
    "similar": [ONE],
    "agreements with Radom": ["agreement-lab"],
    "visits with Radom": ["visit-lab"],
    "visits": ["visit-lab"],
    "led to": ["agreement-lab"],
    "promises": ["commitment-lab"],
    "of the promisor": [True],
}


async def test_every_question_counts_a_party_once_while_its_entries_are_certainly_one(views: Views) -> None:
    _facts(views)
    await views.apply()
    two = views.log.head
    apart = await _answers(views)
    lanes = await _lane(views, ONE) | await _lane(views, OTHER)
    assert await _thin_claims(views) == 0
    views.log.add(ONE, "IdentityLinked", other=OTHER, evidence="One KRS.", certainty="certain")
    await views.apply()
    one = views.log.head
    joined = await _answers(views)
    assert await _lane(views, OTHER) == lanes
    assert await _thin_claims(views) == 1, "two members were claimed, and one is known"
    assert {question: _named(answer) for question, answer in joined.items() if question not in _RECORD} == {
        question: set() for question in joined if question not in _RECORD
    }
    assert _counts(joined) == _AS_ONE
    for question, path, more in _requests():
        other = {name: text.replace(OTHER, ONE) for name, text in more.items()}
        twin = path.replace("/umlub", "/um").replace(f"dossiers/{OTHER}", f"dossiers/{ONE}")
        assert await views.data(twin, as_of="2024-06-01", **other) == joined[question], question

    views.log.add(ONE, "IdentityUnlinked", other=OTHER, reason="Two KRS.")
    await views.apply()
    again = await _answers(views)
    assert _counts(again)["roster"] == 2
    # What somebody decided is not asked again.
    for question, answer in apart.items():
        if question not in _RECORD and "similar" not in question:
            assert again[question] == answer, question
    for position, expected in ((two, apart), (one, joined), (views.log.head, again)):
        assert await _answers(views, known_at=position) == expected, position


async def test_a_party_is_listed_once_on_pages_of_any_size(views: Views) -> None:
    _facts(views)
    views.log.add(ONE, "IdentityLinked", other=OTHER, evidence="One KRS.", certainty="certain")
    await views.apply()
    for path, more, entry in (
        ("/v1/parties", {}, "ref"),
        ("/v1/search", {"q": "uniwersytet"}, "ref"),
        ("/v1/membership", {"cluster": "dkm"}, ""),
    ):
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            status, body = await views.get(path, as_of="2024-06-01", limit=1, **more, **cursor)
            assert status == 200, body
            data = body["data"] if entry else body["data"][0]["members"]
            seen += [each[entry or "party"]["id"] for each in data]
            # Another entry that leaves a page makes room for what comes after it.
            assert data or body["meta"]["next"] is None, path
            if body["meta"]["next"] is None:
                break
            cursor = {"cursor": body["meta"]["next"]}
        assert seen.count(ONE) == 1, path
        assert OTHER not in seen, path


@pytest.mark.parametrize("subject", [ONE, OTHER])
async def test_a_caller_of_one_entry_reads_no_more_than_before(views: Views, subject: str) -> None:
    """A link joins what is answered, not who may read it."""
    agreed(views.log, "open", [OTHER, "party-radom"], "2020-02-01")
    views.log.add("agreement-sealed", "AgreementProposed", kind="letter-of-intent", parties=[OTHER, "party-radom"],
                  subject={"pl": "X"}, **WHEN)  # fmt: skip
    views.log.add(OTHER, "PartyRegistered", kind="organisation", names={"pl": "UM w Lublinie"})
    await views.apply()
    key = views.keys.issue("um", "views:read", subject=subject)
    before = {each["ref"]["id"] for each in await views.data("/v1/agreements", key, as_of="2024")}
    assert ("agreement-sealed" in before) is (subject == OTHER)
    views.log.add(ONE, "IdentityLinked", other=OTHER, evidence="One KRS.", certainty="certain")
    await views.apply()
    after = await views.data("/v1/agreements", key, as_of="2024")
    assert {each["ref"]["id"] for each in after} == before
    [letter] = [each for each in after if each["ref"]["id"] == "agreement-open"]
    assert {each["certainty"] for each in letter["states"]} == {"possibly"}, (
        "who acts for one entry may not see all"
    )
