"""Twelve tables as twelve coordinators keep them (`tables/`): what each gives to the record, and the report that it prints.

Each has a file of what is expected: first the events that it leads to, by stream, then the report. A mapping of
the same name is followed.
"""

import json
from pathlib import Path

import pytest

from ops.exporting import export
from ops.importing import importer
from services.registry.importing.reading.files import Options
from services.registry.importing.values.mapping import NO_MAPPING, TableMapping
from services.registry.imports.worker import described
from tests.ops.registry import KEY

TABLES = Path(__file__).parent / "tables"
FILES = sorted(file for file in TABLES.iterdir() if file.suffix in {".csv", ".tsv", ".xlsx", ".ods"})


def test_there_are_twelve_and_each_says_what_is_expected() -> None:
    assert len(FILES) == 12
    assert {file.stem for file in FILES} == {file.stem for file in TABLES.glob("*.txt")}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
async def test_a_table_gives_its_record_and_its_report(registry: str, file: Path) -> None:
    record, text = await imported(registry, file)
    expected = file.with_suffix(".txt").read_text("utf-8")
    assert f"{record}\n\n{text}\n" == expected
    again, repeated = await imported(registry, file)
    assert again == record, "a second import adds nothing"
    assert " stored" not in repeated.splitlines()[-1]


async def imported(registry: str, file: Path) -> tuple[str, str]:
    """The events beyond those that were known, and the text of the report."""
    await importer.import_path(TABLES / "known.yaml", registry, KEY)
    known = file.with_suffix(".map.yaml")
    mapping = TableMapping.parse(known.read_text("utf-8")) if known.is_file() else NO_MAPPING
    report = await importer.import_path(
        file, registry, KEY, options=Options(mapping=mapping, cluster=_cluster(file))
    )
    facts = await export.facts(registry, KEY)
    lines = [
        f"{fact.id} {fact.type} {json.dumps(_content(dict(fact.data)), ensure_ascii=False, sort_keys=True)}"
        for fact in sorted(facts, key=lambda fact: (fact.stream, fact.version))
        if fact.id not in KNOWN
    ]
    return "\n".join(lines), str(described(report.under(file.parent))["text"])


# The events of known.yaml.
KNOWN = {
    f"{stream}@1"
    for stream in (
        "source-annual-report",
        "cluster-dkm",
        "cluster-lkb",
        "party-lublin",
        "party-radom",
        "party-huta",
        "party-odlewnia",
    )
}


def _cluster(file: Path) -> str | None:
    """A table that names no cluster is imported as that of one."""
    return "dkm" if file.stem.startswith("11-") else None


def _content(data: dict[str, object]) -> dict[str, object]:
    """What the table says, without what every event has; dates as EDTF with their phrase."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {name: plain(item) for name, item in value.items() if name not in {"earliest", "latest"}}
        return value

    return {
        name: plain(value) for name, value in data.items() if name not in {"actor", "mode"} and value != []
    }
