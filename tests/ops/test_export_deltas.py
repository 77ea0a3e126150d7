"""Deltas of an export: added up, they are the whole, by its digest; imported one after another, they are the record."""

import csv
import io
import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.envelope import Fact
from ops.exporting import export
from ops.importing import importer
from runtime.facts import fact_of
from services.registry.exporting import as_jsonld, files
from services.registry.exporting.records import Change, applied, delta, digest
from tests.fire.drawn_streams import orders, recorded, streams
from tests.ops.registry import KEY, refusals, running
from tests.ops.test_export import AMENDED, content
from tests.servers import ROOT, Databases

FORMATS: tuple[files.Format, ...] = get_args(files.Format)
FOLDERS = {"csv": "facts.csv", "ftm": "facts.jsonld"}


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    """A log of streams that refer to each other, amended in any way."""
    drawn = draw(streams(least=2, most=6))
    return [fact_of(event) for event in recorded(draw(orders(drawn)), drawn)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts(), st.data())
def test_the_sum_of_any_deltas_is_the_whole(log: list[Fact], data: st.DataObject) -> None:
    head = len(log)
    cuts = sorted({0, head, *data.draw(st.sets(st.integers(0, head), max_size=3))})
    for format in FORMATS:
        at = {cut: files.records(format, log[:cut]) for cut in cuts}
        summed: dict[str, dict[str, bytes]] = {}
        for since, until in pairwise(cuts):
            changed = delta(at[since], at[until], since, until)
            for name, change in changed.changes.items():
                summed[name] = applied(summed.get(name, {}), change)
            assert {name: digest(each.values()) for name, each in summed.items() if each} == {
                name: digest(each.values()) for name, each in at[until].items() if each
            }
        assert {name: each for name, each in summed.items() if each} == {
            name: dict(each) for name, each in at[head].items() if each
        }


def test_a_change_names_what_is_new_otherwise_and_gone() -> None:
    changed = delta({"a": {"1": b"x", "2": b"y"}}, {"a": {"2": b"z", "3": b"w"}}, 1, 2)
    assert changed.changes == {"a": Change({"2": b"z", "3": b"w"}, {"1": b"x"})}
    assert digest([b"a\n", b"b\n"]) == digest([b"b\n", b"a\n"]) != digest([b"ab\n"])


async def test_deltas_that_are_added_up_by_another_program(registry: str, tmp_path: Path) -> None:
    """With nothing but the files: JSON-LD by `@id`, CSV by its rows."""
    await importer.import_path(ROOT / "history", registry, KEY)
    cut = (await export.read(registry, KEY)).until
    (tmp_path / "amended.yaml").write_text(AMENDED)
    await importer.import_path(tmp_path / "amended.yaml", registry, KEY)
    exported = await export.read(registry, KEY)
    for format in FORMATS:
        for name, since in (("first", 0), ("second", cut)):
            until = cut if name == "first" else exported.until
            upto = [fact for fact in exported.facts if fact.position <= until]
            export.write_delta(tmp_path / f"{name}.{format}", format, files.Exported(upto, until), since)
        export.write(tmp_path / f"whole.{format}", format, exported.facts)

    nodes: dict[str, Any] = {}
    about: dict[str, Any] = {}
    for name in ("first", "second"):
        graph = json.loads((tmp_path / f"{name}.jsonld").read_bytes())["@graph"]
        [about] = [node for node in graph if node["@type"] == ["upland:Delta"]]
        nodes = {id: node for id, node in nodes.items() if id not in about["removed"]}
        nodes |= {node["@id"]: node for node in graph if node is not about}
    complete = json.loads((tmp_path / "whole.jsonld").read_bytes())["@graph"]
    assert nodes == {node["@id"]: node for node in complete}
    lines = [orjson.dumps(node, option=orjson.OPT_SORT_KEYS) + b"\n" for node in nodes.values()]
    assert digest(lines) == about["digest"] == digest(as_jsonld.nodes(exported.facts).values())
    assert (about["since"], about["until"]) == (cut, exported.until)

    for table in (tmp_path / "whole.csv").iterdir():
        rows: list[tuple[str, ...]] = []
        for name in ("first", "second"):
            for row in _rows(tmp_path / f"{name}.csv" / "removed" / table.name):
                rows.remove(row)
            rows += _rows(tmp_path / f"{name}.csv" / table.name)
        assert sorted(rows) == sorted(_rows(table)), table.name
    summary = json.loads((tmp_path / "second.csv" / "delta.json").read_bytes())
    assert summary["digests"].keys() == {table.name for table in (tmp_path / "whole.csv").iterdir()}


def _rows(table: Path) -> list[tuple[str, ...]]:
    if not table.exists():
        return []
    _, *rows = csv.reader(io.StringIO(table.read_text(encoding="utf-8"), newline=""))
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("format", ["jsonld", *FOLDERS])
async def test_deltas_imported_together_are_the_record(
    registry: str, databases: Databases, tmp_path: Path, format: files.Format
) -> None:
    (tmp_path / "amended.yaml").write_text(AMENDED)
    await importer.import_path(tmp_path / "amended.yaml", registry, KEY)
    exported = await export.read(registry, KEY)
    half, together = exported.until // 2, tmp_path / "together"
    together.mkdir()
    for since, until in ((0, half), (half, exported.until)):
        upto = [fact for fact in exported.facts if fact.position <= until]
        path = tmp_path / f"{since}" if format in FOLDERS else together / f"{since}.jsonld"
        export.write_delta(path, format, files.Exported(upto, until), since)
        if facts_file := FOLDERS.get(format):
            shutil.copy(path / facts_file, together / f"{since}{Path(facts_file).suffix}")
    other = await databases.clone()
    async with running(other, tmp_path) as fresh:
        assert refusals(await importer.import_path(together, fresh, KEY)) == []
        assert content(await export.facts(fresh, KEY)) == content(exported.facts)
    await databases.drop(other)
