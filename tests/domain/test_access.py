"""Who may read an event: the registry, the views and the feed give the answer of `contracts.access`, over HTTP."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from contracts.access import Access, stream_access
from contracts.amendments import AMENDING, apply_amendments
from contracts.envelope import Fact
from contracts.fields import Audience
from contracts.streams import StreamName, category_of
from runtime.facts import fact_of
from services.registry.commands import rights
from services.registry.commands.rights import Holder
from tests.domain.three_services import World, world
from tests.projections.given import Log
from tests.running import KeyRing
from tests.servers import Database

LUBLIN, RADOM, STARACHOWICE = "party-lublin", "party-radom", "party-starachowice"
DKM, SAAM, PGM = "cluster-dkm", "cluster-saam", "cluster-pgm"
READERS = (LUBLIN, RADOM, STARACHOWICE, DKM, SAAM, PGM)
ACTORS = READERS[:5]
_COLLECTIONS = {"party": "parties", "commitment": "commitments"}


class Conformance:
    """Each event of a log and each reader: compare the rule with what the three services show."""

    def __init__(self, log: Log, keys: KeyRing) -> None:
        self.log = log
        self.keys = {
            reader: keys.issue(reader, "views:read", "feed:read", "record:write", subject=reader)
            for reader in READERS
        }
        self.streams: dict[str, list[Fact]] = {}
        for event in log.events:
            self.streams.setdefault(event.stream, []).append(fact_of(event))
        self.access = {stream: stream_access(stream, facts) for stream, facts in self.streams.items()}

    def readable(self, reader: str) -> set[str]:
        """The ids of what a reader may read now."""
        return {
            fact.id
            for stream, facts in self.streams.items()
            for fact in facts
            if self.access[stream].reads(reader, fact)
        }

    def delivered(self, reader: str) -> set[str]:
        """The ids of what a reader could read at some time: the feed takes nothing back."""
        ids: set[str] = set()
        for stream, facts in self.streams.items():
            access = Access(stream)
            for number, fact in enumerate(facts):
                before = access.reads(reader, fact)
                access.take(fact)
                ids |= {each.id for each in facts[: number + 1] if access.reads(reader, each)}
                ids |= {fact.id} if before else set()
        return ids

    def may_record(self, reader: str) -> set[str]:
        """The ids of the facts that the registry lets a reader amend because it may record them, no matter who did (ADR 11)."""
        holder = Holder(reader, frozenset())
        return {
            fact.id
            for stream, facts in self.streams.items()
            for fact in facts
            if rights.reads(stream, facts, fact.id, holder) and not self.access[stream].reads(reader, fact)
        }

    async def check(self, services: World) -> None:
        """Ask every service for every event in the name of every reader."""
        for reader, key in self.keys.items():
            readable = self.readable(reader)
            assert await self._shown(services, key) == readable, f"/v1/facts for {reader}"
            known = readable | self.may_record(reader)
            assert await self._known(services, key, reader) == known, f"the registry for {reader}"
            assert await self._feed(services, key) == self.delivered(reader), f"/v1/feed for {reader}"
            current = {fact.id for facts in self.streams.values() for fact in apply_amendments(facts)}
            changes = await self._changes(services, key)
            assert readable & current <= changes, f"/v1/changes for {reader}"
            assert changes <= self.delivered(reader), f"/v1/changes for {reader}"
            later = {fact.id for facts in self.streams.values() for fact in facts if fact.type in _LATER}
            assert await self._timeline(services, key) & later <= readable, f"/v1/timeline for {reader}"

    async def _shown(self, services: World, key: str) -> set[str]:
        ids = [fact.id for facts in self.streams.values() for fact in facts]
        statuses = {id: (await services.answer("projections", f"/v1/facts/{id}", key))[0] for id in ids}
        assert set(statuses.values()) <= {200, 404}
        return {id for id, status in statuses.items() if status == 200}

    async def _known(self, services: World, key: str, reader: str) -> set[str]:
        """What a key may dispute: for all else the refusal is that of an event that is not in the record."""
        known = set()
        for stream, facts in self.streams.items():
            category, id = StreamName.parse(stream)
            path = f"/v1/{_COLLECTIONS.get(category, f'{category}s')}/{id}/dispute?dry_run=true"
            for fact in facts:
                body = {"target": fact.id, "by": reader, "reason": "misread"}
                status, answer = await _post(services, path, key, body)
                assert status in {200, 422}, answer
                if status == 200 or answer["rule"] != "target-exists":
                    known.add(fact.id)
        return known

    async def _feed(self, services: World, key: str) -> set[str]:
        status, body, _ = await services.answer("notifications", "/v1/feed?limit=1000", key)
        assert status == 200
        ids = [str(statement["id"]) for statement in orjson.loads(body)]
        assert len(ids) == len(set(ids))
        return set(ids)

    async def _changes(self, services: World, key: str) -> set[str]:
        """What is shown, so far as it is not taken back again: what changed for a reader stays in its history."""
        items = await _items(services, "/v1/changes?since=0&limit=500", key)
        last = {item["event"]: item["change"] for item in items}
        return {event for event, change in last.items() if change != "retracted"}

    async def _timeline(self, services: World, key: str) -> set[str]:
        items = await _items(services, "/v1/timeline?as_of=../..&limit=500", key)
        return {item["event"] for item in items}


_LATER = frozenset(
    {"JointActionRecorded", "PartyAcceded", "PartyWithdrew", "VisitCancelled", "EvidenceSubmitted"}
)


async def _items(services: World, path: str, key: str) -> list[dict[str, Any]]:
    status, body, _ = await services.answer("projections", path, key)
    answer = orjson.loads(body)
    assert status == 200, answer
    assert answer["meta"]["next"] is None
    items: list[dict[str, Any]] = answer["data"]
    return items


async def _post(services: World, path: str, key: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    running = services.services["registry"]
    headers = {
        "Authorization": f"Bearer {key}",
        "Idempotency-Key": f"{path}-{body['target']}-{body['by']}"[-100:].replace("/", "-"),
        "Content-Type": "application/json",
    }
    async with running.session.post(running.url + path, data=orjson.dumps(body), headers=headers) as answer:
        return answer.status, orjson.loads(await answer.read())


# ---- the cases that had several answers ------------------------------------------------------------------------------
def _cases(log: Log) -> dict[str, tuple[set[str], set[str]]]:
    """By event: readers who must read it, and readers who must not."""
    expected: dict[str, tuple[set[str], set[str]]] = {}
    log.add(
        "agreement-letter", "AgreementProposed", kind="contract", parties=[LUBLIN, DKM], subject={"pl": "x"}
    )
    log.add("agreement-letter", "AgreementConcluded")
    action: dict[str, Any] = {"kind": "training", "participants": [LUBLIN, RADOM], "occurred": "2024"}
    joint = log.add("agreement-letter", "JointActionRecorded", audience="participants", **action)
    expected[joint] = {LUBLIN, DKM}, {RADOM, SAAM}
    log.add("visit-off", "VisitPlanned", host=LUBLIN, visitors=[SAAM], occurred="2027-05")
    expected[log.add("visit-off", "VisitCancelled", reason="Snow.")] = {LUBLIN, SAAM}, {RADOM, DKM}
    log.add("agreement-few", "AgreementProposed", kind="contract", parties=[RADOM, DKM], subject={"pl": "x"})
    concluded = log.add("agreement-few", "AgreementConcluded", audience="partners")
    expected[concluded] = {RADOM, DKM, SAAM, PGM}, {LUBLIN}
    log.add("commitment-more", "CommitmentMade", promisor=LUBLIN, text={"pl": "x"})
    evidence: dict[str, Any] = {"submitter": RADOM, "document": "source-x", "occurred": "2024"}
    submitted = log.add("commitment-more", "EvidenceSubmitted", audience="participants", **evidence)
    expected[submitted] = {LUBLIN, RADOM}, {DKM, SAAM}
    log.add("visit-on", "VisitPlanned", host=DKM, visitors=[STARACHOWICE], occurred="2024-05")
    visited: dict[str, Any] = {"host": DKM, "visitors": [RADOM], "occurred": "2024-05"}
    took_place = log.add("visit-on", "VisitHeld", audience="participants", **visited)
    expected[took_place] = {DKM, RADOM, STARACHOWICE}, {LUBLIN, SAAM}
    return expected


async def test_the_three_services_agree_where_they_differed(database: Database, tmp_path: Path) -> None:
    log, keys = Log(), KeyRing(tmp_path / "keys.json")
    expected = _cases(log)
    conformance = Conformance(log, keys)
    for event, (readers, others) in expected.items():
        assert readers == {reader for reader in readers | others if event in conformance.readable(reader)}
    async with world(database, keys, log) as services:
        await conformance.check(services)


# ---- who withdraws ---------------------------------------------------------------------------------------------------
async def test_who_withdraws_sees_no_more_of_a_private_agreement(database: Database, tmp_path: Path) -> None:
    log, keys = Log(), KeyRing(tmp_path / "keys.json")
    data: dict[str, Any] = {"kind": "contract", "parties": [LUBLIN, DKM, SAAM], "subject": {"pl": "Zamek"}}
    stream, private = "agreement-private", {"audience": "participants"}
    proposed = log.add(stream, "AgreementProposed", **data)
    concluded = log.add(stream, "AgreementConcluded", **private, occurred="2024-01-01")
    log.add(stream, "PartyAcceded", **private, party=RADOM, occurred="2024-02-01")
    before = log.head
    for party in (SAAM, RADOM):
        log.add(stream, "PartyWithdrew", **private, party=party, occurred="2024-03-01")
    log.add(stream, "PartyAcceded", **private, party=STARACHOWICE, occurred="2024-04-01")
    conformance = Conformance(log, keys)
    async with world(database, keys, log) as services:
        await conformance.check(services)
        for reader in (LUBLIN, DKM, STARACHOWICE, SAAM, RADOM, PGM):
            key = conformance.keys[reader]
            shown, shown_before = await _agreements(services, key), await _agreements(services, key, before)
            assert shown == ({stream} if reader in {LUBLIN, DKM, STARACHOWICE} else set()), reader
            assert shown_before == ({stream} if reader in {LUBLIN, DKM, SAAM, RADOM} else set()), reader
            main = {proposed, concluded} & await conformance._timeline(services, key)
            assert bool(main) == (reader in {LUBLIN, DKM, STARACHOWICE}), reader
            searched = await _items(services, "/v1/search?q=Zamek", key)
            assert bool(searched) == (reader in {LUBLIN, DKM, STARACHOWICE}), reader


async def _agreements(services: World, key: str, known_at: int | None = None) -> set[str]:
    known = "" if known_at is None else f"&known_at={known_at}"
    return {item["ref"]["id"] for item in await _items(services, f"/v1/agreements?as_of=2024-06{known}", key)}


# ---- random streams --------------------------------------------------------------------------------------------------
def _random_log(chance: random.Random, events: int) -> Log:
    log = Log()
    for number in range(events):
        stream = f"{chance.choice(['agreement', 'visit', 'commitment', 'cluster'])}-{chance.choice('ab')}"
        known = [event for event in log.events if event.stream == stream]
        if known and chance.random() < 0.25:
            _amend(log, chance, stream, known)
        else:
            audience: Audience | None = chance.choice([None, None, "participants", "partners", "public"])
            type, data = _fact(chance, stream, known, number)
            log.add(stream, type, audience=audience, **data)
    return log


def _fact(
    chance: random.Random, stream: str, known: Sequence[Any], number: int
) -> tuple[str, dict[str, Any]]:
    types = {event.type for event in known}
    one = chance.choice(ACTORS)
    several = chance.sample(ACTORS, 2)
    match category_of(stream):
        case "agreement" if not types:
            return "AgreementProposed", {"kind": "contract", "parties": several, "subject": {"pl": "x"}}
        case "agreement":
            party: dict[str, Any] = {"party": one}
            facts: list[tuple[str, dict[str, Any]]] = [
                ("AgreementSigned", {"party": chance.choice(_listed(known))}),
                ("AgreementConcluded", {}),
                ("PartyAcceded", party),
                ("PartyWithdrew", party),
                ("AmendmentApproved", party | {"document_hash": "a" * 64}),
                ("AgreementAmended", {"changes": {"pl": "y"}, "document_hash": "a" * 64}),
                ("JointActionRecorded", {"kind": "training", "participants": several}),
            ]
            return chance.choice(facts)
        case "visit":
            sides = {"host": several[0], "visitors": several[1:]}
            outcome = {"text": {"pl": "x"}}
            visits: list[tuple[str, dict[str, Any]]] = [
                ("VisitPlanned", sides),
                ("VisitHeld", sides),
                ("VisitCancelled", {}),
                ("VisitOutcomeRecorded", outcome),
            ]
            return chance.choice(visits)
        case "commitment" if not types:
            return "CommitmentMade", {"promisor": one, "text": {"pl": "x"}}
        case "commitment":
            return "EvidenceSubmitted", {"submitter": one, "document": "source-x"}
        case _:
            return "CoordinatorAppointed", {
                "organisation": "party-lublin",
                "role": chance.choice(["lead", "co"]),
            }


def _listed(known: Sequence[Any]) -> list[str]:
    parties: list[str] = orjson.loads(known[0].data)["parties"]
    return parties


def _amend(log: Log, chance: random.Random, stream: str, known: Sequence[Any]) -> None:
    target = chance.choice(known)
    id, audience = f"{stream}@{target.version}", target.audience
    data = orjson.loads(target.data)
    if target.type in AMENDING or chance.random() < 0.4:
        log.add(stream, "FactRetracted", audience=audience, target=id, reason="x")
    elif "party" in data and target.type != "AgreementSigned":
        fields = {"party": chance.choice(ACTORS)}
        log.add(stream, "FactCorrected", audience=audience, target=id, fields=fields, reason="x")
    elif "host" in data:
        fields = {"host": chance.choice([actor for actor in ACTORS if actor not in data["visitors"]])}
        log.add(stream, "FactCorrected", audience=audience, target=id, fields=fields, reason="x")
    else:
        by = chance.choice(ACTORS)
        log.add(stream, "FactConfirmed", audience=audience, target=id, by=by)


@pytest.mark.parametrize("seed", range(4))
async def test_the_three_services_agree_on_random_streams(
    database: Database, tmp_path: Path, seed: int
) -> None:
    keys = KeyRing(tmp_path / "keys.json")
    log = _random_log(random.Random(seed), 40)
    async with world(database, keys, log) as services:
        await Conformance(log, keys).check(services)
