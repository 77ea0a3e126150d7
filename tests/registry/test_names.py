"""Names at the registry: sealed with the event or not at all, opened for who may read them, the same command known."""

from __future__ import annotations

import asyncio
import json
from hashlib import blake2b

import asyncpg
import pytest

from contracts import disclosures
from runtime.database import open_pool
from runtime.errors import Reply
from services.registry.log.appends import Append, NewEvent, SideEffect
from services.registry.log.log import Log
from tests.registry.naming import MAYOR, NAME, PATH, Names
from tests.registry.test_http import Client
from tests.running import Running, until
from tests.servers import Database
from tests.traces import occurs_in, tables


# ---- sealing -----------------------------------------------------------------------------------------------
async def test_the_event_has_a_digest_and_the_name_opens_to_it(names: Names) -> None:
    person = await names.register()
    _, stored, _ = await names.operator.get(f"/v1/events/person-{person}@1")
    data = json.loads(stored)["data"]
    assert data.keys() == {"_sd", "actor", "mode", "sources"}
    status, body, headers = await names.operator.get(f"/v1/persons/{person}/name")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    opened = json.loads(body)
    assert (opened["name"], opened["event"]) == (NAME, f"person-{person}@1")
    assert [disclosures.digest(opened["disclosure"])] == data["_sd"]
    assert disclosures.read(opened["disclosure"]).name == "name"


async def test_the_name_stands_nowhere_in_clear(names: Names) -> None:
    person = await names.register()
    await names.assume(person, "party-lublin")
    _, opened = await names.open(person)
    dumped = await tables(names.database.owner_url)
    assert dumped["registry.names"].count(person.encode()) == 2
    assert not occurs_in(NAME, *dumped.values())
    assert not occurs_in(opened["disclosure"], *dumped.values())
    for path in ("/v1/history", f"/v1/streams/person-{person}", f"/v1/events/person-{person}@1"):
        status, answer, headers = await names.operator.get(path)
        assert status == 200
        assert not occurs_in(NAME, answer, str(dict(headers)).encode())


async def test_persons_with_one_name_have_nothing_in_common(names: Names) -> None:
    people = [await names.register() for _ in range(3)]
    rows = await names.owner(
        "SELECT n.nonce, n.ciphertext, k.wrapped FROM registry.names n JOIN registry.name_keys k USING (person)"
    )
    assert len(rows) == len({bytes(value) for row in rows for value in row}) / 3 == len(people)
    opened_names = await asyncio.gather(*(names.open(person) for person in people))
    assert len({disclosures.read(opened["disclosure"]).salt for _, opened in opened_names}) == 3


async def test_a_person_without_a_name_has_nothing_sealed(names: Names) -> None:
    person = await names.register(None)
    assert await names.owner("SELECT FROM registry.name_keys") == []
    status, problem = await names.open(person)
    assert (status, problem["detail"]) == (404, f"No name was given for person-{person}.")


async def test_a_dry_run_seals_nothing(names: Names) -> None:
    status, _, _ = await names.operator.post("/v1/persons/new/register?dry_run=true", {"name": NAME})
    assert status == 200
    assert await names.owner("SELECT FROM registry.name_keys") == []


async def test_a_registry_without_a_master_key_takes_no_names(registry: Running, operator: str) -> None:
    client = Client(registry, operator)
    status, problem, _ = await client.post(PATH, {"name": NAME})
    assert (status, problem["rule"], problem["errors"][0]["pointer"]) == (422, "name-sealable", "/name")
    assert (await client.post(PATH, {}))[0] == 201


async def test_events_and_their_side_effects_are_stored_together_or_not_at_all(database: Database) -> None:
    url = database.url("upland_registry")
    pool = await open_pool(url)
    event = NewEvent("PersonRegistered", 2, "owner", bytes(16), "c", None, b"{}")
    key = "INSERT INTO registry.name_keys (person, wrapped) VALUES ($1, $2)"
    async with Log(url, pool) as log:
        good = log.append(
            Append("person-a", 0, [event], "a", side_effects=[SideEffect(key, ("person-a", b"x"))])
        )
        bad = log.append(
            Append("person-b", 0, [event], "b", side_effects=[SideEffect(key, ("person-b", None))])
        )
        plain = log.append(Append("person-c", 0, [event], "c"))
        assert [(await each).version for each in (good, plain)] == [1, 1]
        with pytest.raises(asyncpg.CheckViolationError):
            await bad
        late = log.append(
            Append("person-a", 0, [event], "d", side_effects=[SideEffect(key, ("person-d", b"x"))])
        )
        with pytest.raises(Reply):
            await late
        assert [row["person"] for row in await pool.fetch("SELECT person FROM registry.name_keys")] == [
            "person-a"
        ]
        assert await log.stream("person-b") == []
        again = await log.append(
            Append("person-a", 0, [event], "a", side_effects=[SideEffect(key, ("person-a", b"x"))])
        )
        assert again.replayed
        assert await log.head() == 2
    pool.terminate()


# ---- who may open ------------------------------------------------------------------------------------------
async def test_who_may_open_a_name(names: Names) -> None:
    person = await names.register()
    await names.assume(person, "party-lublin")
    anonymous = Client(names.running, None)
    reader, lublin, radom = (names.holders[name] for name in ("reader", "Lublin", "Radom"))
    assert (await names.open(person, lublin))[1]["name"] == NAME
    assert (await names.open(person, anonymous))[0] == 401
    for other in (reader, radom):
        status, problem = await names.open(person, other)
        assert (status, problem["scope"]) == (403, "record:admin")
    assert (await names.open("nobody", lublin))[0] == 403, "who may not open learns nothing"
    assert (await names.open("nobody"))[0] == 404


async def test_claiming_a_person_does_not_open_the_name(names: Names) -> None:
    person = await names.register()
    radom, second = names.holders["Radom"], names.holders["Radom, second desk"]
    await names.assume(person, "party-radom", radom)
    for claiming in (radom, second):
        assert (await names.open(person, claiming))[0] == 403
    own = await names.register("Bożydar Wszebąk", by=second)
    await names.assume(own, "party-radom", radom)
    assert (await names.open(own, second))[1]["name"] == "Bożydar Wszebąk"
    names.keys.revoke("Radom")

    async def revoked() -> bool:
        return (await names.open(person, radom))[0] == 401

    await until(revoked)
    assert (await names.open(person, second))[0] == 403, (
        "what a revoked key claimed counts no more than before"
    )


async def test_an_ended_function_opens_the_name_too_and_a_retracted_one_opens_nothing(names: Names) -> None:
    person = await names.register()
    await names.assume(person, "party-lublin")
    lublin = names.holders["Lublin"]
    ended = {"organisation": "party-lublin", "title": MAYOR}
    assert (await names.operator.post(f"/v1/persons/{person}/end-function", ended))[0] == 201
    assert (await names.open(person, lublin))[0] == 200
    retract = {"target": f"person-{person}@2", "reason": "another person"}
    assert (await names.operator.post(f"/v1/persons/{person}/retract", retract))[0] == 201
    assert (await names.open(person, lublin))[0] == 403


# ---- the same command again --------------------------------------------------------------------------------
async def test_the_same_key_gives_the_same_person(names: Names) -> None:
    person = await names.register(key="k")
    status, answer, headers = await names.operator.post(PATH, {"name": NAME}, Idempotency_Key="k")
    assert (status, answer["stream"], headers["Idempotent-Replayed"]) == (201, f"person-{person}", "true")
    for other in ({"name": "Bożydar Wszebąk"}, {}, {"name": NAME, "mode": "reported"}):
        status, problem, _ = await names.operator.post(PATH, other, Idempotency_Key="k")
        assert (status, problem["type"]) == (409, "/problems/key-reused")
    assert len(await names.owner("SELECT FROM registry.name_keys")) == 1


async def test_a_key_of_another_command_is_not_taken_for_this_one(names: Names) -> None:
    await names.register(None, key="k")
    status, problem, _ = await names.operator.post(PATH, {"name": NAME}, Idempotency_Key="k")
    assert (status, problem["type"]) == (409, "/problems/key-reused")


async def test_the_same_key_at_the_same_moment_gives_one_person(names: Names) -> None:
    results = await asyncio.gather(*(names.register(key="k") for _ in range(8)))
    assert len(set(results)) == 1
    assert len(await names.owner("SELECT FROM registry.names")) == 1


async def test_the_fingerprint_does_not_reveal_the_name(names: Names) -> None:
    await names.register(key="k")
    [row] = await names.owner("SELECT hash FROM registry.commands")
    command = b"\0".join((b"persons", b"new", b"register", json.dumps({"name": NAME}).encode()))
    assert row["hash"] != blake2b(command, digest_size=16).digest()
    status, _, _ = await names.operator.post(PATH, {"name": NAME}, Idempotency_Key="other")
    assert status == 201
    assert len({row["hash"] for row in await names.owner("SELECT hash FROM registry.commands")}) == 2


async def test_a_batch_seals_as_well(names: Names) -> None:
    line = {"collection": "persons", "id": "new", "verb": "register", "key": "k", "body": {"name": NAME}}
    for replayed in (False, True):
        async with names.running.session.post(
            f"{names.running.url}/v1/commands",
            data=json.dumps(line, ensure_ascii=False).encode() + b"\n",
            headers={"Authorization": f"Bearer {names.operator.key}", "Content-Type": "application/x-ndjson"},
        ) as response:
            raw = await response.read()
        answer = json.loads(raw)
        assert (answer["status"], answer["replayed"]) == (201, replayed)
        assert not occurs_in(NAME, raw)
        assert (await names.open(answer["body"]["stream"].removeprefix("person-")))[1]["name"] == NAME


# ---- nothing is repeated -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"name": NAME * 20}),
        json.dumps({"name": [NAME]}),
        json.dumps({"name": {"pl": NAME}}),
        json.dumps({"name": NAME + "\0"}),
        json.dumps({"name": NAME, "occurred": "yesterday"}),
        '{"name": "' + NAME,
        '{"name": "' + NAME + '"} trailing',
    ],
)
async def test_a_body_that_cannot_be_read_is_not_repeated(
    names: Names, body: str, capfd: pytest.CaptureFixture[str]
) -> None:
    status, problem, headers = await names.operator.post(PATH, raw=body.encode())
    assert status == 400
    assert problem["errors"]
    captured = capfd.readouterr()
    places = (
        json.dumps(problem),
        json.dumps(problem, ensure_ascii=False),
        str(dict(headers)),
        captured.out,
        captured.err,
    )
    assert not any(occurs_in(NAME[:12], place.encode()) for place in places)
    line = b'{"collection":"persons","id":"new","verb":"register","key":"k","body":' + body.encode() + b"}\n"
    async with names.running.session.post(
        f"{names.running.url}/v1/commands",
        data=line,
        headers={"Authorization": f"Bearer {names.operator.key}", "Content-Type": "application/x-ndjson"},
    ) as response:
        raw = await response.read()
    assert json.loads(raw)["status"] == 400
    assert not occurs_in(NAME[:12], raw)
