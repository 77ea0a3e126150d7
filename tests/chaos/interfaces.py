"""Requests that schemathesis draws from our OpenAPI documents, for each service and each role.

    python -m tests.chaos.interfaces --requests 20000 --seed 1

No answer may be one that the document does not have, in its status, its media type, its headers or its body; and no document
has a 500.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.domain.three_services import World, world
from tests.projections.given import history
from tests.running import ALL_SCOPES, KeyRing
from tests.servers import ROOT, postgres

_CHECKS = (
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
# Streams of events end when the reader goes; tests/notifications and tests/projections read them.
_ENDLESS = ("/v1/live", "/v1/stream")
SERVICES = ("registry", "projections", "notifications")


class Outcome(NamedTuple):
    """What one run of schemathesis came to: how many requests, and its report where one was not answered as documented."""

    service: str
    role: str
    requests: int
    failures: int
    report: str


def roles(keys: KeyRing) -> dict[str, str | None]:
    """A key for each role that reads or writes; None for nobody."""
    partner = ("record:write", "views:read", "feed:read", "history:read", "subscriptions:write")
    return {
        "nobody": None,
        "operator": keys.issue("operator", *ALL_SCOPES),
        "cluster": keys.issue("cluster", *partner, subject="cluster-dkm"),
        "reader": keys.issue("reader", "views:read", "feed:read"),
    }


def run(service: str, url: str, role: str, key: str | None, options: Sequence[str], folder: Path) -> Outcome:
    """Send the drawn requests to one service as one role."""
    report = folder / f"{service}-{role}.json"
    settings = folder / "schemathesis.toml"
    # A key in a file is in no list of processes.
    settings.write_text(f'[headers]\nAuthorization = "Bearer {key}"\n' if key else "")
    command = [
        *(str(Path(sys.executable).with_name("st")), "--config-file", str(settings), "run"),
        str(ROOT / "services" / service / "openapi.json"),
        *("--url", url, "--checks", ",".join(_CHECKS), "--continue-on-failure", "--warnings", "off"),
        *(
            "--suppress-health-check",
            "all",
            "--no-color",
            "--report",
            "json",
            "--report-json-path",
            str(report),
        ),
        *(word for path in _ENDLESS for word in ("--exclude-path", path)),
        *options,
    ]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "tests.chaos.media", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if not report.exists():
        raise RuntimeError(f"schemathesis failed:\n{done.stdout}{done.stderr}")
    cases = json.loads(report.read_text())["test_cases"]
    return Outcome(service, role, cases["generated"], done.returncode, done.stdout if done.returncode else "")


async def _all(requests: int, seed: int) -> list[Outcome]:
    """Run by run until so many requests were sent; at the first report of a fault, the rest of that round still runs."""
    outcomes: list[Outcome] = []
    with postgres() as databases, tempfile.TemporaryDirectory() as folder:
        keys = KeyRing(Path(folder) / "keys.json")
        callers = roles(keys)
        async with world(await databases.clone(), keys, history()) as record:
            rounds = 0
            while sum(each.requests for each in outcomes) < requests and not any(
                each.failures for each in outcomes
            ):
                phases = "coverage,fuzzing" if rounds == 0 else "fuzzing"
                options = ("--phases", phases, "--max-examples", "10", "--seed", str(seed + rounds))
                async for outcome in each_run(record, callers, options, Path(folder)):
                    outcomes.append(outcome)
                    total = sum(each.requests for each in outcomes)
                    print(
                        f"{outcome.service:14}{outcome.role:10}{outcome.requests:>7} requests"
                        f"{'  FAULTS' if outcome.failures else '':9}{total:>8} of {requests}",
                        flush=True,
                    )
                    if outcome.failures:
                        print(f"\n{outcome.report}", flush=True)
                rounds += 1
    return outcomes


async def each_run(
    record: World, callers: Mapping[str, str | None], options: Sequence[str], folder: Path
) -> AsyncIterator[Outcome]:
    """One run after another: each service as each role."""
    for role, key in callers.items():
        for service in SERVICES:
            url = record.services[service].url
            yield await asyncio.to_thread(run, service, url, role, key, options, folder)


def main() -> int:
    """Run from a command line. Exit code: 0 success, 1 an answer that no document has."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--requests", type=int, default=20_000, help="at least so many (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="what is drawn (default: %(default)s)")
    given = parser.parse_args()
    outcomes = asyncio.run(_all(given.requests, given.seed))
    faulty = sum(1 for each in outcomes if each.failures)
    print(f"{sum(each.requests for each in outcomes)} requests, {faulty} of {len(outcomes)} runs with faults")
    return int(faulty > 0)


if __name__ == "__main__":
    sys.exit(main())
