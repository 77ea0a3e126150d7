"""Units of a dry run: what was decided since a savepoint can be taken back, as if it had never been sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from runtime.database import open_pool
from runtime.errors import Refused
from runtime.security import Keys, Principal
from services.registry.commands.command import Request, Result
from services.registry.commands.facts import States
from services.registry.commands.pipeline import Commands
from services.registry.log.log import Log
from services.registry.names.names import Names
from tests.servers import Database

PRINCIPAL = Principal("operator", frozenset({"record:write", "record:admin"}))
CITY = {"kind": "city", "names": {"pl": "Radom"}}
REGON = {"scheme": "regon", "value": "670223451"}


@pytest.fixture
async def commands(database: Database) -> AsyncIterator[Commands]:
    url = database.url("upland_registry")
    pool = await open_pool(url)
    async with Log(url, pool) as log:
        yield Commands(log, States(log), Names(pool, None), Keys(None))
    pool.terminate()


async def _handle(commands: Commands, path: str, body: dict[str, Any]) -> Result:
    collection, id, verb = path.split("/")
    return await commands.handle(Request(collection, id, verb, path, orjson.dumps(body), PRINCIPAL, "c"))


async def test_a_unit_is_taken_back(commands: Commands) -> None:
    dry_run, log = commands.dry_run()
    await _handle(commands, "parties/lublin/register", CITY)
    await _handle(dry_run, "parties/radom/register", CITY)
    savepoint = log.savepoint()
    assert (await _handle(dry_run, "parties/radom/identify", REGON)).version == 2
    assert (await _handle(dry_run, "parties/lublin/rename", {"names": {"pl": "Lublin"}})).version == 2
    with pytest.raises(Refused, match="already belongs to party-radom"):
        await _handle(dry_run, "parties/lublin/identify", REGON)

    log.rollback(savepoint)
    assert (await _handle(dry_run, "parties/lublin/identify", REGON)).version == 2
    with pytest.raises(Refused, match="already belongs to party-lublin"):
        await _handle(dry_run, "parties/radom/identify", REGON)
    assert (await _handle(dry_run, "parties/radom/rename", {"names": {"pl": "Miasto Radom"}})).version == 2

    assert (await _handle(commands, "parties/lublin/rename", {"names": {"pl": "Lublin"}})).version == 2
    assert (await _handle(commands, "parties/radom/register", CITY)).version == 1  # nothing was stored


async def test_a_released_value_is_taken_again_after_a_rollback(commands: Commands) -> None:
    await _handle(commands, "parties/radom/register", CITY)
    await _handle(commands, "parties/lublin/register", CITY)
    await _handle(commands, "parties/radom/identify", REGON)
    dry_run, log = commands.dry_run()
    savepoint = log.savepoint()
    await _handle(dry_run, "parties/radom/retract", {"target": "party-radom@2", "reason": "misread"})
    assert (await _handle(dry_run, "parties/lublin/identify", REGON)).version == 2
    log.rollback(savepoint)
    with pytest.raises(Refused, match="already belongs to party-radom"):
        await _handle(dry_run, "parties/lublin/identify", REGON)
