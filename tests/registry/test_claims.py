"""Claims over HTTP: a value belongs to one stream, and is let go and taken again with the fact that it rests on."""

from __future__ import annotations

import asyncio
import json
from itertools import count
from typing import Any

import pytest

from contracts.streams import StreamName
from tests.running import KeyRing, Running, until

NIP = {"scheme": "nip", "value": "526-025-02-74"}
CITES = {"sources": [{"id": "source-a"}], "reason": "misread"}


class Record:
    """Posts commands with one key, each with an idempotency key of its own."""

    def __init__(self, running: Running, key: str) -> None:
        self.running, self.key, self.keys = running, key, count(1)

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": f"c-{self.key[4:12]}-{next(self.keys)}",
            "Content-Type": "application/json",
        }
        async with self.running.session.post(
            f"{self.running.url}/v1/{path}", data=json.dumps(body), headers=headers
        ) as answer:
            return answer.status, json.loads(await answer.read())

    async def accepted(self, path: str, body: dict[str, Any]) -> None:
        status, answer = await self.post(path, body)
        assert status == 201, answer

    async def retract(self, event: str) -> tuple[int, Any]:
        stream = event.partition("@")[0]
        category, id = StreamName.parse(stream)
        collection = {"party": "parties", "source": "sources", "cluster": "clusters"}[category]
        return await self.post(f"{collection}/{id}/retract", {"target": event, "reason": "another's"})

    async def register(self, *ids: str) -> None:
        for id in ids:
            await self.accepted(f"parties/{id}/register", {"kind": "organisation", "names": {"pl": id}})


@pytest.fixture
def record(registry: Running, operator: str) -> Record:
    return Record(registry, operator)


def refused(answer: tuple[int, Any], rule: str, pointer: str = "") -> str:
    status, problem = answer
    assert (status, problem["rule"]) == (422, rule)
    assert [error["pointer"] for error in problem.get("errors", [])] == ([pointer] if pointer else [])
    return str(problem["detail"])


async def test_a_number_belongs_to_one_party_however_it_is_written(record: Record) -> None:
    await record.register("a", "b")
    await record.accepted("parties/a/identify", NIP)
    again = await record.post("parties/b/identify", {"scheme": "nip", "value": "PL5260250274"})
    assert "party-a" in refused(again, "unique-value", "/value")
    # nor is a register called like the hashes of sources in their way
    await record.accepted("parties/b/identify", {"scheme": "source-hash", "value": "5f" * 32})
    await record.accepted(
        "sources/s/register", {"title": {"pl": "List"}, "language": "pl", "hash": "5f" * 32}
    )


async def test_a_retracted_number_is_free_for_the_party_whose_it_is(record: Record) -> None:
    await record.register("a", "b")
    await record.accepted("parties/a/identify", NIP)
    assert (await record.retract("party-a@2"))[0] == 201
    await record.accepted("parties/b/identify", NIP)
    # the retraction cannot be undone while another holds the number
    detail = refused(await record.retract("party-a@3"), "unique-value", "/target")
    assert "party-b" in detail
    refused(await record.post("parties/a/identify", NIP), "unique-value", "/value")
    assert (await record.retract("party-b@2"))[0] == 201
    # now it can, and the claim is the first party's again
    assert (await record.retract("party-a@3"))[0] == 201
    assert "party-a" in refused(await record.post("parties/b/identify", NIP), "unique-value", "/value")


async def test_a_source_is_registered_again_after_its_retraction(record: Record) -> None:
    source = {"title": {"pl": "List"}, "language": "pl", "hash": "5f" * 32}
    await record.accepted("sources/s/register", source)
    assert "source-s" in refused(await record.post("sources/t/register", source), "unique-value", "/hash")
    assert (await record.retract("source-s@1"))[0] == 201
    await record.accepted("sources/t/register", source)
    refused(await record.post("sources/s/register", source), "unique-value", "/hash")


async def test_a_source_gets_its_hash_by_correction_once(record: Record) -> None:
    source = {"title": {"pl": "Pismo bez pliku"}, "language": "pl", "source_type": "letter"}
    hashed = {"fields": {"hash": "6e" * 32}, "sources": [{"id": "source-u"}], "reason": "plik jest"}
    await record.accepted("sources/u/register", source)
    await record.accepted("sources/v/register", source)
    for wrong in ("6e", "6E" * 32, "6g" * 32):
        bad = {**hashed, "target": "source-u@1", "fields": {"hash": wrong}}
        refused(await record.post("sources/u/correct", bad), "correction-valid", "/fields/hash")
    await record.accepted("sources/u/correct", {**hashed, "target": "source-u@1"})
    # it is the document's by now, however it came there
    taken = refused(
        await record.post("sources/v/correct", {**hashed, "target": "source-v@1"}),
        "unique-value",
        "/fields/hash",
    )
    assert "source-u" in taken
    refused(await record.post("sources/w/register", source | {"hash": "6e" * 32}), "unique-value", "/hash")
    again = {**hashed, "target": "source-u@1", "fields": {"hash": "60" * 32}}
    assert "source-u@2" in refused(
        await record.post("sources/u/correct", again), "correctable", "/fields/hash"
    )
    # and is released with the correction
    assert (await record.retract("source-u@2"))[0] == 201
    await record.accepted("sources/v/correct", {**hashed, "target": "source-v@1"})
    refused(await record.retract("source-u@3"), "unique-value", "/target")


async def test_another_number_of_ones_own_takes_the_place_of_a_retracted_one(record: Record) -> None:
    await record.register("a")
    await record.accepted("parties/a/identify", NIP)
    refused(await record.post("parties/a/identify", NIP), "one-number-per-scheme", "/scheme")
    wrong = {"target": "party-a@2", "fields": {"value": "7740001454"}} | CITES
    refused(await record.post("parties/a/correct", wrong), "correctable", "/fields/value")
    assert (await record.retract("party-a@2"))[0] == 201
    await record.accepted("parties/a/identify", {"scheme": "nip", "value": "7740001454"})
    # two numbers of one register are not believed at once
    refused(await record.retract("party-a@3"), "one-number-per-scheme", "/target")


async def test_of_many_that_want_a_released_number_one_gets_it(record: Record) -> None:
    await record.register("a", *(f"p{n}" for n in range(12)))
    await record.accepted("parties/a/identify", NIP)
    answers = await asyncio.gather(
        record.retract("party-a@2"), *(record.post(f"parties/p{n}/identify", NIP) for n in range(12))
    )
    assert answers[0][0] == 201
    assert sum(status == 201 for status, _ in answers[1:]) <= 1
    last = await asyncio.gather(*(record.post(f"parties/p{n}/identify", NIP) for n in range(12)))
    assert sum(status == 201 for status, _ in [*answers[1:], *last]) == 1


async def test_a_rehearsal_releases_and_takes_claims_and_stores_nothing(record: Record) -> None:
    await record.register("a", "b")
    await record.accepted("parties/a/identify", NIP)
    lines = [
        {"collection": "parties", "id": "b", "verb": "identify", "key": "1", "body": NIP},
        {"collection": "parties", "id": "a", "verb": "retract", "key": "2", "body": {"target": "party-a@2", "reason": "x"}},
        {"collection": "parties", "id": "b", "verb": "identify", "key": "3", "body": NIP},
        {"collection": "parties", "id": "a", "verb": "identify", "key": "4", "body": NIP},
    ]  # fmt: skip
    headers = {"Authorization": f"Bearer {record.key}", "Content-Type": "application/x-ndjson"}
    async with record.running.session.post(
        f"{record.running.url}/v1/commands?dry_run=true",
        data=b"\n".join(json.dumps(line).encode() for line in lines),
        headers=headers,
    ) as answer:
        statuses = [json.loads(line)["status"] for line in (await answer.read()).splitlines()]
    assert statuses == [422, 200, 200, 422]
    assert "party-a" in refused(await record.post("parties/b/identify", NIP), "unique-value", "/value")


CITED = {"sources": [{"id": "source-press"}]}


async def test_each_takes_back_its_own_opinions_only(
    registry: Running, keys: KeyRing, record: Record
) -> None:
    dkm = Record(registry, keys.issue("DKM", "record:write", subject="cluster-dkm"))
    saam = Record(registry, keys.issue("SA&AM", "record:write", subject="cluster-saam"))
    await record.accepted("clusters/dkm/found", {"names": {"pl": "DKM"}})

    async def disputed() -> bool:  # a service looks at the file of keys at most once a second
        doubt = {"target": "cluster-dkm@1", "by": "cluster-saam", "reason": "not yet", **CITED}
        return (await saam.post("clusters/dkm/dispute", doubt))[0] == 201

    await until(disputed)
    doubt = {"target": "cluster-dkm@1", "by": "cluster-saam", "reason": "not yet", **CITED}
    assert (await dkm.post("clusters/dkm/dispute", doubt))[0] == 403
    assert (await dkm.retract("cluster-dkm@2"))[0] == 403
    refused(await saam.post("clusters/dkm/dispute", doubt), "said-already", "/by")
    await saam.accepted("clusters/dkm/confirm", {"target": "cluster-dkm@1", "by": "cluster-saam"})
    assert (await saam.retract("cluster-dkm@1"))[0] == 403
    assert (await saam.retract("cluster-dkm@2"))[0] == 201
    assert (await dkm.retract("cluster-dkm@4"))[0] == 403
    assert (await saam.retract("cluster-dkm@4"))[0] == 201
    assert (await dkm.retract("cluster-dkm@1"))[0] == 201
