"""Names erased: the key is destroyed for good. What is sealed opens in its own place only, and under its own key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts import disclosures
from runtime.errors import Reply
from services.registry.names.master_key import MasterKeys, Replaced
from services.registry.names.names import Name, PersonKey, seal, unseal
from services.registry.names.sweep import sweep
from tests.registry.naming import ERASE, MAYOR, NAME, PATH, Names
from tests.registry.test_http import Client
from tests.running import until
from tests.traces import occurs_in, tables


# ---- erasing -----------------------------------------------------------------------------------------------
async def test_an_erasure_destroys_the_key_for_good(names: Names) -> None:
    person = await names.register(key="k")
    stays = await names.register("Bożydar Wszebąk")
    await names.assume(person, "party-lublin")
    before = await names.owner(
        "SELECT k.wrapped, n.ciphertext FROM registry.names n JOIN registry.name_keys k USING (person)"
        " WHERE person = $1",
        f"person-{person}",
    )
    status, answer, _ = await names.operator.post(f"/v1/persons/{person}/erase", ERASE)
    assert (status, answer["events"][0]["type"]) == (201, "PersonErased")
    status, problem = await names.open(person)
    assert (status, problem["erased"]) == (404, f"person-{person}@3")
    assert "was erased" in problem["detail"]
    assert (await names.open(stays))[1]["name"] == "Bożydar Wszebąk"

    [tombstone] = await names.owner(
        "SELECT wrapped, erased_at FROM registry.name_keys WHERE person = $1", f"person-{person}"
    )
    assert tombstone["wrapped"] is None
    assert tombstone["erased_at"] is not None
    assert await names.owner("SELECT FROM registry.names WHERE person = $1", f"person-{person}") == []
    dumped = b"".join((await tables(names.database.owner_url)).values())
    assert not any(bytes(value) in dumped for value in before[0])

    _, stream, _ = await Client(names.running, None).get(f"/v1/streams/person-{person}")
    assert [event["type"] for event in json.loads(stream)] == ["upland.FunctionAssumed.v1"]


async def test_nothing_follows_an_erasure(names: Names) -> None:
    person = await names.register(key="k")
    await names.assume(person, "party-lublin")
    assert (await names.operator.post(f"/v1/persons/{person}/erase", ERASE))[0] == 201

    async def refused(verb: str, body: Any) -> str:
        status, problem, _ = await names.operator.post(f"/v1/persons/{person}/{verb}", body)
        assert status == 422, problem
        return str(problem["rule"])

    assert await refused("erase", ERASE) == "not-erased"
    assert await refused("assume-function", {"organisation": "party-x", "title": MAYOR}) == "not-erased"
    assert await refused("retract", {"target": f"person-{person}@3", "reason": "x"}) == "irreversible"
    assert await refused("retract", {"target": f"person-{person}@1", "reason": "x"}) == "irreversible"
    status, problem, _ = await names.operator.post(f"/v1/persons/{person}/register", {"name": NAME})
    assert status == 400
    assert not occurs_in(NAME, json.dumps(problem).encode())
    # The key of the registration still finds its answer: a second import makes no second person, and seals nothing.
    assert await names.register(key="k") == person
    assert await names.owner("SELECT FROM registry.names") == []
    ended = {"organisation": "party-lublin", "title": MAYOR}
    assert (await names.operator.post(f"/v1/persons/{person}/end-function", ended))[0] == 201


async def test_only_who_speaks_for_the_record_erases(names: Names) -> None:
    person = await names.register()
    await names.assume(person, "party-lublin")
    lublin = names.holders["Lublin"]
    assert (await lublin.post(f"/v1/persons/{person}/erase", ERASE))[0] == 403
    assert (await names.open(person))[0] == 200


async def test_a_tombstone_stays(names: Names) -> None:
    person = await names.register(None)  # also of somebody for whom nothing was ever sealed
    assert (await names.operator.post(f"/v1/persons/{person}/erase", ERASE))[0] == 201
    for change in (
        "UPDATE registry.name_keys SET wrapped = 'x', erased_at = NULL WHERE person = $1",
        "DELETE FROM registry.name_keys WHERE person = $1",
        "INSERT INTO registry.names VALUES ('e', 'name', $1, '123456789012', 'x')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match=r"erased|destroyed"):
            await names.owner(change, f"person-{person}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await names.owner(
            "UPDATE registry.name_keys SET erased_at = now() WHERE person = $1", f"person-{person}"
        )


async def test_deleted_rows_are_swept_out_and_a_backup_is_not_waited_for(names: Names) -> None:
    person = await names.register()
    connection = await asyncpg.connect(names.database.url("upland_registry"))
    dump = await asyncpg.connect(names.database.owner_url)
    try:
        files = await connection.fetchval("SELECT pg_relation_filenode('registry.names')")
        assert await sweep(connection), "nothing was erased, so nothing is written again"
        assert await connection.fetchval("SELECT pg_relation_filenode('registry.names')") == files
        reading = dump.transaction(isolation="repeatable_read", readonly=True)
        await reading.start()
        await dump.fetch("SELECT FROM registry.names")
        assert (await names.operator.post(f"/v1/persons/{person}/erase", ERASE))[0] == 201
        with pytest.raises(asyncpg.LockNotAvailableError):
            await sweep(connection)
        await reading.rollback()

        async def swept() -> bool:
            return True is await connection.fetchval(
                "SELECT pg_relation_filenode('registry.names') <> $1 AND pg_relation_size('registry.names') = 0",
                files,
            )

        await until(swept)
        assert await sweep(connection)
    finally:
        await dump.close()
        await connection.close()


# ---- what is sealed opens in its place only ----------------------------------------------------------------
def test_a_sealed_value_opens_for_its_event_and_field_only() -> None:
    key, disclosure = AESGCM.generate_key(256), disclosures.disclose(bytes(16), "name", NAME)
    nonce, ciphertext = seal(key, "person-a@1", "name", disclosure)
    assert unseal(key, "person-a@1", "name", nonce, ciphertext) == disclosure
    assert not occurs_in(NAME, ciphertext)
    tampered = bytes([ciphertext[0] ^ 1]) + ciphertext[1:]
    for wrong in (
        (key, "person-a@2", "name", nonce, ciphertext),
        (key, "person-b@1", "name", nonce, ciphertext),
        (key, "person-a@1", "alias", nonce, ciphertext),
        (key, "person-a@1n", "ame", nonce, ciphertext),
        (AESGCM.generate_key(256), "person-a@1", "name", nonce, ciphertext),
        (key, "person-a@1", "name", bytes(12), ciphertext),
        (key, "person-a@1", "name", nonce, tampered),
        (key, "person-a@1", "name", nonce, ciphertext[:-1]),
    ):
        with pytest.raises(Reply, match="does not open") as caught:
            unseal(*wrong)
        assert not occurs_in(NAME, str(caught.value).encode(), repr(caught.value).encode())


def master_keys(path: Path, *keys: str) -> MasterKeys:
    path.write_text("\n".join(keys))
    return MasterKeys(path)


def test_a_wrapped_key_is_of_one_person_and_one_master(tmp_path: Path) -> None:
    master, key = master_keys(tmp_path / "one", "1e" * 32), AESGCM.generate_key(256)
    wrapped = master.wrap("person-a", key)
    assert master.unwrap("person-a", wrapped) == key
    assert key not in wrapped
    with pytest.raises(Reply, match="does not open"):
        master.unwrap("person-b", wrapped)
    with pytest.raises(Reply, match="does not open"):
        master.unwrap("person-a", wrapped[:8])
    both = master_keys(tmp_path / "both", "2e" * 32, "1e" * 32)
    assert both.unwrap("person-a", wrapped) == key
    other = master_keys(tmp_path / "other", "2e" * 32)
    with pytest.raises(Replaced, match="does not have"):
        other.unwrap("person-a", wrapped)
    assert other.unwrap("person-a", both.wrap("person-a", key)) == key, "the first one wraps"
    assert "disclosed" not in repr(Name("person-a@1", "name", "disclosed"))
    assert repr(PersonKey(b"secret" * 6)) == "Kept(erased=False)"


@pytest.mark.parametrize("content", ["", "5e" * 31, "zz" * 32, "5e" * 33, "5e" * 32 + "\n5e"])
def test_a_file_without_a_master_key_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(ValueError, match=r"master key|64 hexadecimal digits"):
        master_keys(tmp_path / "names.key", content)


async def test_a_sealing_under_a_replaced_master_key_is_refused(names: Names) -> None:
    before = await names.register()
    await names.owner("UPDATE registry.name_master SET id = 'abcd'")
    status, problem, _ = await names.operator.post(PATH, {"name": NAME})
    assert (status, problem["type"]) == (500, "/problems/internal"), problem
    assert len(await names.owner("SELECT FROM registry.events")) == 1, "the event goes with the seal"
    assert (await names.open(before))[0] == 200
    assert (await names.operator.post(f"/v1/persons/{before}/erase", ERASE))[0] == 201


async def test_a_row_that_was_moved_or_changed_does_not_open(names: Names) -> None:
    one, other = await names.register(), await names.register("Bożydar Wszebąk")
    await names.owner(
        "UPDATE registry.names SET ciphertext = (SELECT ciphertext FROM registry.names WHERE person = $2),"
        " nonce = (SELECT nonce FROM registry.names WHERE person = $2) WHERE person = $1",
        f"person-{one}", f"person-{other}",
    )  # fmt: skip
    status, problem = await names.open(one)
    assert (status, problem["type"]) == (500, "/problems/internal"), problem
    assert "does not open" in problem["detail"]
    assert not occurs_in("Bożydar Wszebąk", json.dumps(problem).encode())
    assert (await names.open(other))[1]["name"] == "Bożydar Wszebąk"
