"""A mapping says what the columns of a table mean: proposed, kept in a file, and followed."""

import asyncio
import re
from pathlib import Path

import pytest

from ops.importing import command, importer
from services.registry.importing.columns import KINDS
from services.registry.importing.reading.files import Options
from services.registry.importing.report import ColumnReading, Report, TableReading
from services.registry.importing.tables.headers import cells_of, read_header
from services.registry.importing.values.mapping import MappingWrong, TableMapping, proposal
from tests.ops.registry import KEY
from tests.ops.test_import_csv import KNOWN
from tests.servers import Database

ROOT = Path(__file__).parents[2]
TABLE = "Firma członkowska;data przystapiena;Kategoria;Opiekun;\nHuta;2018;srebrny;biuro;x\n"


def test_a_mapping_goes_before_what_headers_are_called() -> None:
    mapping = TableMapping.parse("members: {Firma: '-', Nazwa handlowa: name, Od kogo: joined}")
    header = read_header(cells_of(["FIRMA", "Nazwa  handlowa", "od kogo", "NIP"]), mapping)
    assert (header.kind, header.names) == ("members", ("", "name", "joined", "nip"))
    assert (header.unread, header.wrong) == ((), None)


def test_the_columns_that_a_mapping_names_give_the_kind() -> None:
    mapping = TableMapping.parse('{"recognitions": {"Kto": "cluster", "Co": "scheme"}}')
    header = read_header(cells_of(["Kto", "Co", "od"]), mapping)
    assert (header.kind, header.names) == ("recognitions", ("cluster", "scheme", "valid_from"))


@pytest.mark.parametrize(
    "text",
    ["members: [a]", "members", "a: b: c", "members: {A: B}", "klastry: {}", "classes: {a: b}", "x" * 20_000],
)
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(MappingWrong):
        TableMapping.parse(text)


def test_a_proposal_is_a_mapping_and_says_what_is_not_read() -> None:
    columns = (
        ColumnReading('Nazwa: "pełna"', "name", True),
        ColumnReading("data przystapiena", "joined", False),
        ColumnReading("#uwagi", "", True),
    )
    table = TableReading("t.csv", "members", columns, {"srebrny": "partner", "złoty": ""})
    text = proposal([table, TableReading("u.csv", "", (ColumnReading("x", "", True),))])
    read = TableMapping.parse(text)
    assert read.columns == {"members": {"nazwa pelna": "name", "data przystapiena": "joined"}}
    assert read.classes == {"srebrny": "partner"}
    assert '#   "#uwagi": ' in text
    assert '#   "złoty": ' in text
    assert '#   "x": ' in text
    nothing = TableReading("t.csv", "members", (ColumnReading("a", "", True),))
    assert TableMapping.parse(proposal([nothing])).columns == {"members": {}}


def test_the_page_knows_every_column() -> None:
    """Its list is what the import reads, in the same order: a column that it lacks could not be chosen."""
    text = (ROOT / "dashboard/src/views/import/columns.ts").read_text("utf-8")
    lists = re.findall(r"^  (\w+): \[(.*)\],$", text, re.MULTILINE)
    listed = {kind: re.findall(r"'(\w+)'", names) for kind, names in lists}
    assert listed == {kind: [*names] for kind, names in KINDS.items() if kind != "facts"}


async def test_a_file_keeps_the_mapping(registry: str, database: Database, tmp_path: Path) -> None:
    """Written where there is none; what it proposes is followed once it is there, and may be changed."""
    (tmp_path / "known.yaml").write_text(KNOWN)
    await importer.import_path(tmp_path / "known.yaml", registry, KEY)
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")

    async def tried(mapping: str) -> Report:
        options = Options(cluster="dkm", mapping=TableMapping.parse(mapping))
        return await importer.import_path(tmp_path / "t.csv", registry, KEY, options=options, dry_run=True)

    first = await tried("members: {Firma członkowska: name}")
    assert [line.rule for line in first.lines] == ["header"]
    assert first.lines[0].suggestion == "data przystapienia"
    second = await tried(proposal(first.tables))
    assert second.totals["stored"] == 2
    assert [(warning.rule, warning.pointer) for warning in second.warnings] == [
        ("known-field", "Opiekun"),
        ("known-field", ""),
        ("own-class", "column Kategoria"),
    ]
    text = (
        proposal(second.tables)
        .replace('#   "srebrny": ', '  "srebrny": partner')
        .replace("# classes", "classes")
    )
    third = await tried(text.replace('#   "Opiekun": ', '  "Opiekun": "-"'))
    assert [warning.pointer for warning in third.warnings] == [""]


async def test_the_command_writes_a_mapping_that_is_not_there(
    registry: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text("nazwa;poziom\nHuta;1\n", encoding="utf-8")
    file = tmp_path / "new.yaml"
    code = await asyncio.to_thread(
        command.run, tmp_path / "t.csv", registry, KEY, True, False, Options(), file
    )
    assert code == 0
    assert str(file) in capsys.readouterr().err
    assert TableMapping.parse(file.read_text("utf-8")).columns == {"parties": {"nazwa": "name"}}
