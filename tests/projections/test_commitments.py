"""Promises and their evidence: who promised, who brought forward what, who judged, and on what that rests."""

from typing import Any

import pytest

from services.projections.queries.commitments import VERDICTS, through
from services.projections.readmodels import commitments as model
from tests.projections.conftest import Views
from tests.projections.given import Log, party

PROMISE = "commitment-clusters"


def _promise(log: Log, id: str = "clusters", **more: Any) -> str:
    fields = {"promisor": "party-lublin", "occurred": "/2016-12-01"} | more
    return log.add(
        f"commitment-{id}", "CommitmentMade", text={"pl": "Rozwój klastrów"}, mode="reported", **fields
    )


def _evidence(log: Log, submitter: str, when: str = "2016-12-01", id: str = "clusters") -> str:
    return log.add(
        f"commitment-{id}", "EvidenceSubmitted", submitter=submitter, document="source-tracker", occurred=when,
        mode="reported", sources=[{"id": "source-tracker", "locator": "letter"}],
    )  # fmt: skip


def _assess(log: Log, evidence: list[str], id: str = "clusters", **more: Any) -> str:
    fields = {"verdict": "fulfilled", "occurred": "2016-12-01/"} | more
    return log.add(f"commitment-{id}", "CommitmentAssessed", evidence=evidence, mode="reported", **fields)


def _offices(log: Log) -> None:
    party(log, "office", "organisation", "Urząd Miasta", part_of="party-lublin")
    party(log, "strategy", "unit", "Wydział Strategii", part_of="party-office")


def test_each_fact_is_a_row_and_the_promise_has_one() -> None:
    log = Log()
    _promise(log)
    _promise(log)
    _assess(log, [_evidence(log, "party-lublin")])
    evidence_ids = [(row.event, row.values[:3]) for row in log.rows(model.MODEL, PROMISE)]
    assert evidence_ids == [
        (f"{PROMISE}@1", ("promise", "party-lublin", None)),
        (f"{PROMISE}@3", ("evidence", None, None)),
        (f"{PROMISE}@4", ("assessment", None, "fulfilled")),
    ]


def test_a_circle_of_parts_is_walked_once() -> None:
    assert through("party-a", {"party-a": "party-b", "party-b": "party-a"}) == ["party-a", "party-b"]
    assert through("party-a", {}) == ["party-a"]


# ---- over HTTP -------------------------------------------------------------------------------------------------------
async def test_a_verdict_on_the_promisors_own_letter_is_flagged(views: Views) -> None:
    _offices(views.log)
    _promise(views.log)
    letter = _evidence(views.log, "party-strategy")
    _assess(views.log, [letter], qualification={"pl": "obietnica ogólna"}, hard_to_verify=True)
    await views.apply()
    [card] = await views.data("/v1/commitments")
    assert (card["promisor"]["label"], card["promisor_supplied_evidence"]) == ("Lublin", True)
    [evidence] = card["evidence"]
    assert evidence["self_submitted"]
    assert evidence["document"]["title"]["en"] == "Document tracker"
    assert [ref["id"] for ref in evidence["part_of"]] == ["party-office", "party-lublin"]
    [verdict] = card["assessments"]
    assert (verdict["verdict"], verdict["hard_to_verify"], verdict["rests_on_promisor"]) == (
        "fulfilled",
        True,
        True,
    )
    assert verdict["evidence"] == [letter]
    assert evidence["sources"][0]["locator"] == "letter"


async def test_evidence_of_somebody_else_carries_the_verdict(views: Views) -> None:
    _offices(views.log)
    _promise(views.log)
    own, other = _evidence(views.log, "party-strategy"), _evidence(views.log, "party-umcs")
    _assess(views.log, [own, other], assessor="party-radom", verdict="partly-fulfilled")
    _assess(views.log, [own])
    await views.apply()
    [card] = await views.data("/v1/commitments")
    assert [item["self_submitted"] for item in card["evidence"]] == [True, False]
    assert [item["rests_on_promisor"] for item in card["assessments"]] == [False, True]
    # A department's parent does not speak for the department: the city is no section of it.
    _promise(views.log, "below", promisor="party-strategy")
    _evidence(views.log, "party-lublin", id="below")
    _promise(views.log, "nobody", promisor=None)
    _evidence(views.log, "party-lublin", id="nobody")
    await views.apply()
    cards = {card["ref"]["id"]: card for card in await views.data("/v1/commitments")}
    for id in ("commitment-below", "commitment-nobody"):
        assert not cards[id]["promisor_supplied_evidence"], id
    assert cards["commitment-nobody"]["promisor"] is None


async def test_both_clocks_select_the_evidence_submitted_by_then(views: Views) -> None:
    _promise(views.log, occurred="2016-01-01")
    first = _evidence(views.log, "party-umcs", "2016-12-01")
    _assess(views.log, [first], occurred="2018-01-01")
    before = await views.apply()
    _evidence(views.log, "party-umcs", "2016-11-01")
    await views.apply()

    async def counts(**clocks: Any) -> tuple[int, int]:
        [card] = await views.data("/v1/commitments", **clocks)
        return len(card["evidence"]), len(card["assessments"])

    assert await counts(as_of="2016-06-01") == (0, 0)
    assert await counts(as_of="2017") == (2, 0)
    assert await counts(as_of="2017", known_at=before) == (1, 0)
    assert await counts() == (2, 1)
    assert await views.data("/v1/commitments", as_of="2015") == []


async def test_filters_and_pages(views: Views) -> None:
    for number in range(4):
        id = f"n{number}"
        _promise(
            views.log, id, occurred=f"201{number}", promisor="party-radom" if number % 2 else "party-lublin"
        )
        _assess(views.log, [_evidence(views.log, "party-umcs", id=id)], id, verdict=VERDICTS[number])
    await views.apply()

    async def evidence_ids(**query: Any) -> list[str]:
        return [card["ref"]["id"][-2:] for card in await views.data("/v1/commitments", **query)]

    assert await evidence_ids(promisor="party-radom") == ["n1", "n3"]
    assert await evidence_ids(verdict=VERDICTS[2]) == ["n2"]
    assert await evidence_ids(promisor="party-radom", verdict=VERDICTS[2]) == []
    assert await evidence_ids(verdict=VERDICTS[2], as_of="2014") == []  # judged later
    _, body = await views.get("/v1/commitments", limit=3)
    assert await evidence_ids(limit=3, cursor=body["meta"]["next"]) == ["n3"]


@pytest.mark.parametrize(("name", "value"), [("verdict", "kept"), ("promisor", "Lublin"), ("promisor", "")])
async def test_a_wrong_filter_is_named(views: Views, name: str, value: str) -> None:
    status, problem = await views.get("/v1/commitments", **{name: value})
    assert (status, problem["errors"][0]["pointer"]) == (400, f"?{name}")


async def test_a_sheet_names_the_submitter_of_evidence(views: Views) -> None:
    _promise(views.log)
    _assess(views.log, [_evidence(views.log, "party-lublin")])
    await views.apply()
    async with views.running.session.get(f"{views.running.url}/v1/commitments?format=csv&lang=en") as answer:
        kinds = [text.split(",")[0] for text in (await answer.text()).splitlines()]
    assert kinds[1:] == ["promise", "evidence of the promisor", "assessment on the promisor's evidence"]
