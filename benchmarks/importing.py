"""Importing 20,000 facts from files, 1 % of them wrong: `python -m benchmarks.importing`.

The importer runs in a process of its own against a registry in another, as `upland import` does; reading the files,
the conversation and the commits are all in the time. Peak memory is that of each process while it does so.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import psutil
import uvloop

from benchmarks.parts import Processes
from benchmarks.rounds import Result, absolute, show
from ops.importing.importer import import_path
from services.registry.importing.reading.files import Options
from tests import servers
from tests.servers import ROOT

_PARTIES, _MEMBERS, _AGREEMENTS = 4_000, 11_800, 1_000
_CLUSTERS = 100
FACTS = _CLUSTERS + _PARTIES + _MEMBERS + 4 * _AGREEMENTS + _CLUSTERS
_ROUNDS = 3
_GOAL = 5_000  # facts a second
_MEMORY = 400  # MB of each process


def write_yaml(folder: Path, mark: str) -> None:
    """Clusters, parties, members and agreements in two files; each hundredth member has a date that is none."""
    parties = [
        f"  - do: parties/{mark}-p{n}/register\n    kind: organisation\n"
        f"    names: {{pl: Zakład numer {n}, en: Works number {n}}}"
        for n in range(_PARTIES)
    ]
    facts = [
        f"  - do: clusters/{mark}-c{n}/found\n    names: {{pl: Klaster {n}}}\n    occurred: {1990 + n % 30}\n"
        f"  - do: clusters/{mark}-c{n}/report-membership-count\n    count: {n}\n    occurred: 2020"
        for n in range(_CLUSTERS)
    ]
    facts += [
        f"  - do: memberships/{mark}-c{n % _CLUSTERS}.{mark}-p{n % _PARTIES}-{n}/join\n    class: full\n"
        f"    occurred: {{edtf: {'2015-13' if n % 59 == 0 else '2015-06'}, phrase: w 2015 roku}}\n"
        f"    sources: {{source-letter: paragraph {n % 40}}}"
        for n in range(_MEMBERS)
    ]
    for n in range(_AGREEMENTS):
        pair = f"cluster-{mark}-c{n % _CLUSTERS}", f"party-{mark}-p{n}"
        facts.append(
            f"  - do: agreements/{mark}-a{n}/propose\n    kind: letter-of-intent\n    parties: [{pair[0]}, {pair[1]}]\n"
            f"    subject: {{pl: Współpraca, en: Cooperation}}\n    occurred: 2018-03-19"
        )
        facts += [
            f"  - do: agreements/{mark}-a{n}/sign\n    party: {party}\n    occurred: 2018-03-19"
            for party in pair
        ]
        facts.append(f"  - do: agreements/{mark}-a{n}/conclude\n    occurred: 2018-03-19")
    usual = ["defaults:", "  mode: reported", "  sources: {source-letter: paragraph 1}", "facts:"]
    (folder / "a-parties.yaml").write_text("\n".join(["facts:", *parties, ""]), encoding="utf-8")
    (folder / "b-facts.yaml").write_text("\n".join([*usual, *facts, ""]), encoding="utf-8")


def write_csv(folder: Path, mark: str) -> None:
    """Members of parties that are named by id, one fact a row; each hundredth has a date that is none."""
    rows = ["klaster;party;data przystąpienia;klasa;źródło;akapit"]
    for n in range(FACTS):
        date = "32.13.2018" if n % 100 == 0 else f"{n % 28 + 1:02}.03.2018"
        rows.append(f"cluster-{mark}-c{n % _CLUSTERS};{mark}-r{n};{date};pełny;letter;akapit {n % 40}")
    clusters = [
        f"  - {{do: clusters/{mark}-c{n}/found, names: {{pl: Klaster {n}}}}}" for n in range(_CLUSTERS)
    ]
    (folder / "clusters.yaml").write_text("\n".join(["facts:", *clusters, ""]), encoding="utf-8")
    (folder / "members.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


async def measure(database: servers.Database) -> list[Result]:
    """The lines of this file."""
    processes = Processes(database, None, "none")
    results: list[Result] = []
    async with processes.run("registry", "upland_registry") as url:
        registry = next(
            child for child in psutil.Process().children() if "services.registry" in " ".join(child.cmdline())
        )
        peaks: list[float] = []
        for kind, write in (("YAML", write_yaml), ("CSV", write_csv)):
            rates: list[float] = []
            for number in range(_ROUNDS + 1):
                with tempfile.TemporaryDirectory() as name:
                    write(Path(name), f"{kind.lower()}{number}-{time.time_ns():x}")
                    result = await _import(Path(name), url, processes.key)
                if number:  # the first round warms up
                    rates.append(result["rate"])
                peaks.append(result["memory"])
            results.append(absolute(f"import of {FACTS:,} facts, {kind}", "facts/s", rates, at_least=_GOAL))
        results.append(absolute("import: peak memory of the importer", "MB", [max(peaks)], at_most=_MEMORY))
        results.append(
            absolute("import: peak memory of the registry", "MB", [_peak(registry.pid)], at_most=_MEMORY)
        )
    return results


async def _import(path: Path, url: str, key: str) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.importing", str(path), url),
        cwd=ROOT,
        env=os.environ | {"UPLAND_BENCH_KEY": key},
        stdout=-1,
    )
    printed, _ = await process.communicate()
    result: dict[str, float] = json.loads(printed)
    return result


def _peak(pid: int) -> float:
    """The peak memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def importer(path: Path, url: str, key: str) -> None:
    """What the process of its own does: import, and print how it went."""
    start = time.perf_counter()
    report = asyncio.run(import_path(path, url, key, options=Options()))
    took = time.perf_counter() - start
    total = len(report.lines)
    if not total * 0.98 < report.totals["stored"] < total:
        raise RuntimeError(f"{report.summary()}; first: {next(line for line in report.lines if line.reason)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rate": total / took, "memory": memory}))


def main() -> None:
    """Start a PostgreSQL, measure, print; with a path and a URL: import."""
    if len(sys.argv) == 3:
        importer(Path(sys.argv[1]), sys.argv[2], os.environ["UPLAND_BENCH_KEY"])
        return
    with servers.postgres(fsync=True) as databases:

        async def run() -> None:
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    main()
