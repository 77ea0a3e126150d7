"""Who may amend a fact, and who may know of it: a key with a subject amends what it could have recorded."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest

from contracts.envelope import Event, Fact
from contracts.events.agreement import (
    AgreementConcluded,
    AgreementProposed,
    AgreementSigned,
    PartyWithdrew,
)
from contracts.events.amendment import FactCorrected, FactDisputed, FactRetracted
from contracts.events.cluster import ClusterFounded
from contracts.events.conference import ConferenceHeld
from contracts.events.membership import MemberJoined, MemberLeft, MembershipApplied
from contracts.events.person import FunctionAssumed, PersonRegistered
from contracts.events.source import SourceRegistered
from contracts.events.visit import VisitHeld, VisitPlanned
from services.registry.commands import rights
from services.registry.commands.rights import Holder
from tests.registry.given import facts_of
from tests.registry.test_claims import Record
from tests.running import KeyRing, Running

DKM, SAAM, PGM, LKL = "cluster-dkm", "cluster-saam", "cluster-pgm", "cluster-lkl"
PROPOSED = AgreementProposed(kind="letter-of-intent", parties=(DKM, SAAM, PGM), subject={"pl": "części"})
SIGNED = [AgreementSigned(party=party) for party in PROPOSED.parties]
VISIT = {"host": "party-lsse", "visitors": (DKM,)}


def _writers_of(stream: str, facts: Sequence[Fact], id: str) -> set[str]:
    """Who of those concerned may amend it."""
    subjects = (DKM, SAAM, PGM, LKL, "party-lsse", "party-um", "cluster-lkb", "party-umcs")
    return {
        name for name in subjects if rights.may_record(stream, facts, id, Holder(name, frozenset({name})))
    }


def _by(actor: str, stream: str, event: Event) -> list[Fact]:
    return [fact._replace(data={**fact.data, "actor": actor}) for fact in facts_of(stream, [event])]


# ---- who amends ----------------------------------------------------------------------------------------------
def test_each_amends_its_own_signature_and_every_party_what_all_recorded() -> None:
    facts = facts_of("agreement-a", [PROPOSED, *SIGNED, AgreementConcluded()])
    assert _writers_of("agreement-a", facts, "agreement-a@1") == {DKM, SAAM, PGM}
    assert _writers_of("agreement-a", facts, "agreement-a@3") == {SAAM}
    assert _writers_of("agreement-a", facts, "agreement-a@5") == {DKM, SAAM, PGM}


def test_who_withdrew_amends_its_withdrawal_and_no_longer_what_the_others_record() -> None:
    facts = facts_of("agreement-a", [PROPOSED, *SIGNED, AgreementConcluded(), PartyWithdrew(party=PGM)])
    assert _writers_of("agreement-a", facts, "agreement-a@5") == {DKM, SAAM}
    assert _writers_of("agreement-a", facts, "agreement-a@6") == {PGM}


def test_host_and_visitors_amend_their_visit() -> None:
    facts = facts_of("visit-v", [VisitPlanned(**VISIT), VisitHeld(**VISIT)])
    for version in (1, 2):
        assert _writers_of("visit-v", facts, f"visit-v@{version}") == {DKM, "party-lsse"}


def test_a_cluster_amends_its_roster_and_a_party_what_it_may_record_itself() -> None:
    events = [MembershipApplied(), MemberJoined(), MemberLeft()]
    facts = facts_of("membership-lkb.umcs", events)
    writers = [_writers_of("membership-lkb.umcs", facts, fact.id) for fact in facts]
    both = {"cluster-lkb", "party-umcs"}
    assert writers == [both, {"cluster-lkb"}, both]


def test_the_organiser_amends_its_conference_and_nobodys_is_amended_by_who_recorded_it() -> None:
    organised = ConferenceHeld(names={"pl": "Targi"}, organiser=DKM)
    assert _writers_of("conference-c", _by(SAAM, "conference-c", organised), "conference-c@1") == {DKM}
    for nobodys in (
        ConferenceHeld(names={"pl": "Targi"}),
        SourceRegistered(title={"pl": "List"}, language="pl", hash="0" * 64),
    ):
        stream = f"{nobodys.aggregate}-c"
        assert _writers_of(stream, _by(SAAM, stream, nobodys), f"{stream}@1") == {SAAM}


def test_an_organisation_amends_its_functions() -> None:
    assumed = FunctionAssumed(organisation="party-um", title={"pl": "rektor"})
    facts = facts_of("person-p", [PersonRegistered(), assumed])
    assert _writers_of("person-p", facts, "person-p@2") == {"party-um"}


def test_an_opinion_is_taken_back_by_its_party_and_so_is_what_took_it_back() -> None:
    facts = facts_of(
        "cluster-dkm",
        [
            ClusterFounded(names={"pl": "DKM"}),
            FactDisputed(target="cluster-dkm@1", by="party-um", reason="x"),
            FactRetracted(target="cluster-dkm@2", reason="x"),
            FactRetracted(target="cluster-dkm@3", reason="x"),
        ],
    )
    assert _writers_of("cluster-dkm", facts, "cluster-dkm@1") == {DKM}
    for version in (2, 3, 4):
        assert _writers_of("cluster-dkm", facts, f"cluster-dkm@{version}") == {"party-um"}


def test_a_fact_is_of_those_whom_it_names_as_amended() -> None:
    corrected = FactCorrected(target="agreement-a@2", fields={"party": SAAM}, reason="misread")
    facts = facts_of("agreement-a", [PROPOSED, SIGNED[0], corrected])
    for version in (2, 3):
        assert _writers_of("agreement-a", facts, f"agreement-a@{version}") == {SAAM}
    taken_back = [*facts, *_after(facts, FactRetracted(target="agreement-a@2", reason="x"))]
    for version in (2, 3, 4):
        assert _writers_of("agreement-a", taken_back, f"agreement-a@{version}") == {SAAM}


def _after(facts: Sequence[Fact], event: Event) -> list[Fact]:
    last = facts[-1]
    fact = facts_of(last.stream, [event])[0]
    return [fact._replace(id=f"{last.stream}@{last.version + 1}", version=last.version + 1)]


# ---- who may know --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stream", "event", "audience", "readers"),
    [
        ("agreement-a", PROPOSED, "public", {DKM, LKL, "party-um"}),
        ("agreement-a", PROPOSED, "partners", {DKM, LKL}),
        ("agreement-a", PROPOSED, "participants", {DKM}),
        ("visit-v", VisitPlanned(**VISIT), "participants", {DKM}),
        ("membership-dkm.um", MembershipApplied(), "owner", {DKM, "party-um"}),
        ("membership-dkm.um", MemberJoined(), "participants", {DKM, "party-um"}),
        ("conference-c", ConferenceHeld(names={"pl": "c"}, organiser=DKM), "participants", {DKM}),
        ("conference-c", ConferenceHeld(names={"pl": "c"}), "owner", set()),
        ("person-p", PersonRegistered(), "owner", set()),
    ],
)  # fmt: skip
def test_a_fact_is_known_to_whom_its_audience_names(
    stream: str, event: Event, audience: Any, readers: set[str]
) -> None:
    facts = [fact._replace(audience=audience) for fact in facts_of(stream, [event])]
    subjects = {DKM, LKL, "party-um"}
    may_read = {
        name for name in subjects if rights.reads(stream, facts, f"{stream}@1", Holder(name, frozenset()))
    }
    assert may_read == readers
    assert rights.reads(stream, facts, f"{stream}@1", Holder("party-other", frozenset({"test"})))
    assert not rights.reads(stream, facts, f"{stream}@2", Holder(DKM, frozenset({"test"})))


def test_a_conclusion_lets_everybody_know_what_was_proposed_and_signed() -> None:
    lkl = Holder(LKL, frozenset())
    facts = facts_of("agreement-a", [PROPOSED, *SIGNED])
    assert not any(rights.reads("agreement-a", facts, fact.id, lkl) for fact in facts)
    facts = facts_of("agreement-a", [PROPOSED, *SIGNED, AgreementConcluded()])
    assert all(rights.reads("agreement-a", facts, fact.id, lkl) for fact in facts)


# ---- over HTTP -----------------------------------------------------------------------------------------------
class Desks:
    """Keys with subjects, and the operator's key."""

    def __init__(self, running: Running, operator: str, issued: dict[str, str]) -> None:
        self.operator = Record(running, operator)
        self.of = {name: Record(running, key) for name, key in issued.items()}


@pytest.fixture
def desks(registry: Running, keys: KeyRing, operator: str) -> Desks:
    issued = {name: keys.issue(name, "record:write", subject=name) for name in (DKM, SAAM, LKL)}
    return Desks(registry, operator, issued)


async def _concluded(desks: Desks) -> None:
    parties = [DKM, SAAM]
    post = desks.operator.accepted
    await post("agreements/a/propose", {"kind": "contract", "parties": parties, "subject": {"pl": "części"}})
    for party in parties:
        await post("agreements/a/sign", {"party": party})
    await post("agreements/a/conclude", {"occurred": "2018-03"})


def _correct(target: str, **fields: Any) -> dict[str, Any]:
    return {"target": target, "fields": fields, "reason": "misread", "sources": [{"id": "source-a"}]}


async def test_a_party_amends_its_agreement_and_a_stranger_does_not(desks: Desks) -> None:
    await _concluded(desks)
    dkm, saam, lkl = (desks.of[name] for name in (DKM, SAAM, LKL))
    await dkm.accepted("agreements/a/refine", {"target": "agreement-a@4", "date": "2018-03-19"})
    await dkm.accepted("agreements/a/correct", _correct("agreement-a@2", place={"name": "Legnica"}))
    for stranger, target in ((saam, "agreement-a@2"), (lkl, "agreement-a@4"), (lkl, "agreement-a@6")):
        for verb, body in (
            ("retract", {"target": target, "reason": "x"}),
            ("correct", _correct(target, occurred="2018-03-20")),
        ):
            status, problem = await stranger.post(f"agreements/a/{verb}", body)
            assert (status, problem["type"]) == (403, "/problems/forbidden"), (target, verb)
    doubt = {"target": "agreement-a@4", "by": LKL, "reason": "nobody signed"}
    status, problem = await lkl.post("agreements/a/dispute", doubt)
    assert (status, problem["rule"]) == (422, "has-a-part")
    await lkl.accepted("agreements/a/dispute", doubt | {"sources": [{"id": "source-minutes"}]})
    status, _ = await lkl.post("agreements/a/confirm", {"target": "agreement-a@4", "by": DKM})
    assert status == 403
    await dkm.accepted("agreements/a/retract", {"target": "agreement-a@2", "reason": "not signed by us"})


async def test_a_correction_makes_nobody_elses_fact_of_ones_own(desks: Desks) -> None:
    await _concluded(desks)
    dkm = desks.of[DKM]
    status, problem = await dkm.post("agreements/a/correct", _correct("agreement-a@2", party=LKL))
    assert status in {403, 422}  # no listed party
    await desks.operator.accepted(
        "visits/v/hold", {"host": "party-lsse", "visitors": [DKM], "occurred": "2018"}
    )
    status, problem = await dkm.post("visits/v/correct", _correct("visit-v@1", visitors=[LKL]))
    assert (status, problem["type"]) == (403, "/problems/forbidden")
    await dkm.accepted("visits/v/correct", _correct("visit-v@1", visitors=[DKM, LKL]))
    await desks.of[LKL].accepted("visits/v/correct", _correct("visit-v@1", kind="fair"))


@pytest.mark.parametrize("audience", ["participants", "owner"])
async def test_what_a_key_may_not_read_is_refused_like_what_is_not_there(desks: Desks, audience: str) -> None:
    proposal = {"kind": "contract", "parties": [DKM, SAAM], "subject": {"pl": "tajne"}, "audience": audience}
    await desks.operator.accepted("agreements/zz-held/propose", proposal)
    await desks.operator.accepted("agreements/zz-held/sign", {"party": DKM, "audience": audience})
    await desks.operator.accepted(
        "visits/v/hold", {"host": LKL, "visitors": ["party-um"], "occurred": "2018"}
    )
    lkl = desks.of[LKL]
    subjects: list[tuple[str, str, dict[str, Any]]] = [
        ("agreements/{}/confirm", "", {"target": "agreement-{}@1", "by": LKL}),
        ("agreements/{}/dispute", "", {"target": "agreement-{}@1", "by": LKL, "reason": "x"}),
        ("agreements/{}/dispute", "", {"target": "agreement-{}@1", "by": DKM, "reason": "x"}),
        ("agreements/{}/retract", "", {"target": "agreement-{}@2", "reason": "x"}),
        ("agreements/{}/refine", "", {"target": "agreement-{}@1", "date": "2018"}),
        ("agreements/{}/correct", "", _correct("agreement-{}@1", kind="contract")),
        ("agreements/{}/sign", "", {"party": LKL}),
        ("agreements/{}/sign", "", {"party": DKM}),
        ("agreements/{}/conclude", "", {}),
        ("agreements/{}/accede", "?dry_run=true", {"party": LKL}),
        ("agreements/{}/conclude", "7", {}),
        ("agreements/{}/confirm", "2", {"target": "agreement-{}@1", "by": LKL}),
        ("visits/v/record-outcome", "", {"text": {"pl": "list"}, "leads_to": "agreement-{}"}),
    ]
    for path, more, body in subjects:
        answers = []
        for id in ("zz-held", "zz-none"):
            status, problem = await _race(lkl, path.format(id), more, _filled(body, id))
            answers.append((status, _filled({**problem, "correlation_id": ""}, "", id)))
        assert answers[0] == answers[1], path
        assert answers[0][0] >= 400
    status, problem = await lkl.post("agreements/zz-held/propose", proposal | {"parties": [LKL, DKM]})
    assert (status, problem["rule"]) == (422, "id-taken")
    # the rules check the participants themselves
    status, problem = await desks.of[SAAM].post(
        "agreements/zz-held/sign", {"party": SAAM, "audience": audience}
    )
    assert status == 201, problem


_racing = count()


async def _race(record: Record, path: str, more: str, body: dict[str, Any]) -> tuple[int, Any]:
    if not more.isdigit():
        return await record.post(path + more, body)
    headers = {
        "Authorization": f"Bearer {record.key}",
        "Idempotency-Key": f"version-{next(_racing)}",
        "If-Match": f'"{more}"',
    }
    async with record.running.session.post(
        f"{record.running.url}/v1/{path}", json=body, headers=headers
    ) as answer:
        return answer.status, await answer.json(content_type=None)


def _filled(value: Any, id: str, taken: str = "{}") -> Any:
    if isinstance(value, str):
        return value.replace(taken, id)
    if isinstance(value, dict):
        return {name: _filled(item, id, taken) for name, item in value.items()}
    return [_filled(item, id, taken) for item in value] if isinstance(value, list) else value
