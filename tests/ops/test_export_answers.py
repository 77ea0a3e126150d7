"""An export imported into an empty record: the same facts, and to every question the same answer."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from ops.exporting import export
from ops.importing import importer
from services.registry.exporting import files
from tests.domain.conftest import Record, recorded
from tests.ops.registry import refusals
from tests.servers import ROOT, Database, Databases

QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/v1/network", {"as_of": "../.."}),
    ("/v1/network", {"as_of": "2016"}),
    ("/v1/timeline", {}),
    ("/v1/membership", {}),
    ("/v1/matrix", {"clusters": "dkm,saam,pgm,wsm,lm,lkl,lkb,wmm", "as_of": "../.."}),
    ("/v1/agreements", {"as_of": "2024"}),
    ("/v1/visits", {}),
    ("/v1/together", {"subjects": "party-lublin,party-starachowice"}),
    ("/v1/bridges", {}),
    ("/v1/commitments", {}),
    ("/v1/worklist", {}),
    ("/v1/changes", {"since": "0", "limit": "500"}),
    ("/v1/clusters", {}),
    ("/v1/clusters/wmm", {}),
    ("/v1/clusters/lkb", {}),
    ("/v1/parties/lublin", {}),
    ("/v1/search", {"q": "lotniczego"}),
    ("/v1/search", {"q": "um"}),
    ("/v1/similar-parties", {"name": "Uniwersytet Medyczny", "abbreviation": "UM"}),
    ("/v1/thresholds", {"members": "20", "classes": "founder:8", "years": "2"}),
)
# When and in which order something was recorded is the record's own, and so are the ids of persons.
_OWN = re.compile(
    rb'"(?:recorded_[a-z]+|recorded|known_at|position|since|until|next|cursor)":(?:"[^"]*"|[0-9]+|null),?'
)
_PERSON = re.compile(rb"person-[0-9a-f]{32}")
_KEY = re.compile(rb"key-[0-9a-f]+")  # each record was written with a key of its own


def without_positions(answer: Any) -> Any:
    """An answer without what is its record's own, in an order that does not rest on it."""
    return in_order(
        orjson.loads(
            _KEY.sub(b"key", _PERSON.sub(b"person", _OWN.sub(b"", orjson.dumps(answer)).replace(b",}", b"}")))
        )
    )


def in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: in_order(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted(map(in_order, value), key=lambda item: orjson.dumps(item, option=orjson.OPT_SORT_KEYS))
    return value


async def import_files(record: Record, path: Path) -> None:
    """Import, and wait for it at the next query."""
    report = await importer.import_path(path, record.log.url, record.key)
    assert refusals(report) == []
    record.head = max(line.position or 0 for line in report.lines)


@pytest.mark.parametrize("format", ["jsonld", "csv"])
async def test_every_query_gives_the_same_result(
    database: Database, databases: Databases, tmp_path: Path, format: files.Format
) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    path = tmp_path / ("tables" if format == "csv" else "record.jsonld")
    day = {"as_of": datetime.now(UTC).date().isoformat()}  # of both, also around midnight
    async with recorded(database, tmp_path / "one") as one:
        await import_files(one, ROOT / "history")
        export.write(path, format, await export.facts(one.log.url, one.key))
        expected = [await one.answer(address, **day | queries) for address, queries in QUESTIONS]
    empty = await databases.clone()
    async with recorded(empty, tmp_path / "other") as other:
        await import_files(other, path)
        assert other.head == one.head
        for (address, queries), answer in zip(QUESTIONS, expected, strict=True):
            again = await other.answer(address, **day | queries)
            assert without_positions(again) == without_positions(answer), address
    await databases.drop(empty)
    assert all(answer["data"] for answer in expected)
