"""Candidates for one organisation among 100,000 parties: `python -m benchmarks.similar`.

Half of the names are those of a party written otherwise, half have a slip of the pen; every fourth request has a number too.
The service runs in this process over a PostgreSQL of its own, and each list is requested over HTTP.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import aiohttp
import asyncpg
import uvloop

from benchmarks import names
from benchmarks.parts import percentile
from benchmarks.rebuild import rebuild_all
from benchmarks.rounds import Result, absolute, show
from contracts.envelope import Recorded
from services.projections.app import build
from tests import servers
from tests.projections.given import Log
from tests.running import KeyRing, served, settings_for
from tests.servers import Database

_PARTIES = 100_000
_LISTS, _WARM = 400, 40
_LIMIT = 50.0  # ms
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu")
_MAP = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")


async def measure(database: Database) -> list[Result]:
    """The lines of this file."""
    await _store(database)
    await rebuild_all(database)
    random, took = Random(7), []
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(database, "upland_projections", KeyRing(Path(folder) / "keys.json"))
        async with (
            served(settings.model_copy(update={"anonymous_read": True}), build) as running,
            aiohttp.ClientSession() as session,
        ):
            for number in range(_LISTS + _WARM):
                party = random.randrange(_PARTIES)
                parameters = {"name": _written_otherwise(_name(party), slip=number % 2 == 1)}
                if number % 4 == 0:
                    parameters["krs"] = f"{party + 1:010}"
                start = time.perf_counter()
                async with session.get(f"{running.url}/v1/similar-parties?{urlencode(parameters)}") as answer:
                    body = await answer.json()
                    assert answer.status == 200, body
                if number >= _WARM:
                    took.append((time.perf_counter() - start) * 1000)
                    candidates = {item["ref"]["id"] for item in body["data"]}
                    assert candidates, parameters
                    assert "krs" not in parameters or f"party-p{party}" in candidates, parameters
    return [
        absolute(f"similar parties among {_PARTIES:,}, p99", "ms", [percentile(took, 0.99)], at_most=_LIMIT),
        absolute(f"similar parties among {_PARTIES:,}, p50", "ms", [percentile(took, 0.5)], at_most=_LIMIT),
    ]


def _name(party: int) -> str:
    """A third of the names has a number, most others a word that few have; every tenth has frequent words only."""
    name = names.party(party)["pl"]
    words = name.split()
    if party % 3 == 0 or not words[-1].isdigit():
        return name
    made = "".join(_SYLLABLES[int(digit)] for digit in words[-1])
    return " ".join(words[:-1] if party % 10 == 0 else [*words[:-1], made.capitalize()])


def _written_otherwise(name: str, *, slip: bool) -> str:
    words = name.split()
    if slip:
        longest = max(range(len(words)), key=lambda at: len(words[at]) * words[at].isalpha())
        words[longest] += "z"
    return f"{' '.join(reversed(words))} Sp. z o.o.".translate(_MAP).upper()


async def _store(database: Database) -> None:
    log = Log()
    for number in range(_PARTIES):
        stream = f"party-p{number}"
        log.add(stream, "PartyRegistered", kind="organisation", names={"pl": _name(number)})
        if number % 2 == 0:
            log.add(stream, "PartyIdentified", scheme="nip", value=f"{number:010}")
        log.add(stream, "PartyIdentified", scheme="krs", value=f"{number + 1:010}")
    owner = await asyncpg.connect(database.owner_url)
    await owner.copy_records_to_table(
        "events", schema_name="registry", columns=list(Recorded._fields), records=log.events
    )
    await owner.execute("UPDATE registry.head SET position = $1, recorded_at = now()", log.head)
    await owner.execute(
        "INSERT INTO projections.facts SELECT stream, version, position, type, schema_version, recorded_at, audience, data"
        " FROM registry.events"
    )
    await owner.execute("UPDATE projections.reader SET watermark = $1", log.head)
    await owner.close()


def main() -> None:
    """Start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:

        async def run() -> None:
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    main()
