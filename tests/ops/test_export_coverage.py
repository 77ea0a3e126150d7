"""The tables of what each format drops are those that the code gives."""

from pathlib import Path

import pytest

from contracts.catalogue import TYPES
from ops.exporting import coverage


def test_the_document_has_the_tables_of_the_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage.main(["--check"]) == 0
    other = tmp_path / "formats.md"
    other.write_text(coverage.DOCUMENT.read_text("utf-8").replace("●", "–", 1), encoding="utf-8")
    assert coverage.main(["--check"], other) == 1
    assert "make contracts" in capsys.readouterr().err
    assert coverage.main([], other) == 0
    assert other.read_text("utf-8") == coverage.DOCUMENT.read_text("utf-8")
    assert coverage.main(["--other"]) == 2


def test_what_imports_again_drops_no_fact_and_what_is_for_others_drops_persons() -> None:
    rows = dict(coverage.types())
    assert rows.keys() == TYPES.keys()
    columns = [column.heading for column in coverage.COLUMNS]
    complete = [columns.index(name) for name in ("JSON-LD", "CSV, `facts.csv`", "FtM, `facts.jsonld`")]
    assert all(row[at] for row in rows.values() for at in complete)
    views = [columns.index(name) for name in ("FtM, `statements.csv`", "schema.org")]
    assert not any(rows[type][at] for type in TYPES if TYPES[type].aggregate == "person" for at in views)
