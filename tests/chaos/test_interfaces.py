"""A short form of `python -m tests.chaos.interfaces`."""

from pathlib import Path

from tests.chaos.interfaces import each_run, roles
from tests.domain.three_services import world
from tests.projections.given import history
from tests.running import KeyRing
from tests.servers import Database

_OPTIONS = ("--phases", "fuzzing", "--max-examples", "1", "--seed", "1")


async def test_no_answer_is_one_that_its_document_does_not_have(database: Database, tmp_path: Path) -> None:
    keys = KeyRing(tmp_path / "keys.json")
    callers = {role: key for role, key in roles(keys).items() if role == "operator"}
    async with world(database, keys, history()) as record:
        outcomes = [each async for each in each_run(record, callers, _OPTIONS, tmp_path)]
    faults = "\n".join(each.report for each in outcomes if each.failures)
    assert not faults, faults
    # Each operation had a request at least.
    assert all(each.requests > 20 for each in outcomes), outcomes
