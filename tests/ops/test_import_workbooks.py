"""Workbooks: sheets become tables with what their cells show; titles, totals and merged cells are no rows; none takes the
process that reads it along."""

from pathlib import Path

import pytest

from ops.importing import importer
from services.registry.importing.reading.files import Options
from services.registry.importing.reading.workbooks import Sheet, sheets_of
from services.registry.importing.report import Fault, ImportFaults
from services.registry.importing.tables.opened import tables_of
from services.registry.importing.tables.table import Table, csv_table, sheet_table
from tests.ops.registry import KEY, head, refusals
from tests.ops.test_import_csv import KNOWN
from tests.ops.workbooks import Cell, ods, too_wide, xlsx
from tests.servers import Database

NO_OPTIONS = Options()


def sheet_of(rows: list[list[Cell]], *merged: str) -> Sheet:
    [sheet] = sheets_of("t.xlsx", xlsx({"S": rows}, {"S": [*merged]}))
    return sheet


def read(table: Table) -> tuple[list[list[str]], list[tuple[int, str]]]:
    """The cells of the rows, and the line and rule of each note."""
    rows = [cells for _, cells in table.rows() if not isinstance(cells, Fault)]
    return rows, [(note.line, note.rule) for note in table.notes]


def test_cells_are_what_they_show() -> None:
    """A date without its day is a month or a year; an error is itself, and a number has no dot that nobody wrote."""
    cells: list[Cell] = [
        5260250274,
        28.5,
        (43178, 1),
        (43160, 2),
        (43101, 3),
        "#N/A",
        "dwie\nlinie",
        None,
        "0123",
    ]
    assert sheet_of([cells]).rows == [
        ["5260250274", "28.5", "2018-03-19", "2018-03", "2018", "#N/A", "dwie\nlinie", "", "0123"]
    ]


def test_ods_is_read_without_its_million_empty_rows() -> None:
    [sheet] = sheets_of(
        "t.ods", ods({"Członkowie": [["nazwa", "od"], ["Zażółć", "2018-03-19"], ["B\nC", 2019]]})
    )
    assert (sheet.name, sheet.rows) == (
        "Członkowie",
        [["nazwa", "od"], ["Zażółć", "2018-03-19"], ["B\nC", "2019"]],
    )


@pytest.mark.parametrize("raw", [b"", b"nazwa;od\n", b"PK\x03\x04", xlsx({"S": [["a"]]})[:400]])
def test_what_is_no_workbook_is_refused(raw: bytes) -> None:
    with pytest.raises(ImportFaults, match="cannot be read as a workbook"):
        sheets_of("t.xlsx", raw)


def test_a_workbook_that_asks_for_too_much_is_refused_and_nothing_else_happens() -> None:
    """Two cells at the ends of a sheet are a rectangle of 17,000,000,000; the library would end its process for it."""
    asks = too_wide()
    assert len(asks) < 5_000
    with pytest.raises(ImportFaults, match=r"more memory or time|more cells"):
        sheets_of("t.xlsx", asks)


# ---- what is a row ------------------------------------------------------------------------------------------------
def test_two_lines_of_a_header_are_one_below_a_title() -> None:
    rows: list[list[Cell]] = [
        ["Lista członków klastra", None, None, None],
        [],
        ["Podmiot", None, "Członkostwo", None],
        ["nazwa", "NIP", "od", "do"],
        ["Firma A", "526-025-02-74", (43178, 1), None],
    ]
    table = sheet_table("t", sheet_of(rows, "A1:D1", "A3:B3", "C3:D3"), NO_OPTIONS)
    assert (table.header.kind, table.header.names, table.began) == (
        "members",
        ("name", "nip", "joined", "left"),
        3,
    )
    assert table.header.written["joined"] == "Członkostwo od"
    assert read(table) == ([["Firma A", "526-025-02-74", "2018-03-19", ""]], [(1, "title")])


def test_a_tall_cell_is_in_each_of_its_rows_and_a_wide_one_is_a_heading() -> None:
    rows: list[list[Cell]] = [
        ["klaster", "nazwa", "od"],
        ["DKM", "Firma A", 2018],
        [None, "Firma B", 2019],
        ["Członkowie wspierający", None, None],
        ["DKM", "Firma C", 2020],
    ]
    table = sheet_table("t", sheet_of(rows, "A2:A3", "A4:C4"), NO_OPTIONS)
    cells, notes = read(table)
    assert [row[:2] for row in cells] == [["DKM", "Firma A"], ["DKM", "Firma B"], ["DKM", "Firma C"]]
    assert notes == [(4, "heading")]


@pytest.mark.parametrize(
    ("last", "rule"),
    [
        ("Razem;3", "total"),
        ("Suma: 3;", "total"),
        ("Łącznie członków;2", "total"),
        ("TOTAL;;", "total"),
        ("Źródło: ankieta 2023;", "remark"),
        ("* członek założyciel;", "remark"),
        ("Total Polska Sp. z o.o.;2018", None),
        ("Total;od 2018", None),
        ("Suma Sp. z o.o.;", None),
        ("Źródło Zdrowia S.A.;2018", None),
    ],
)
def test_totals_and_remarks_are_no_rows_and_companies_are(last: str, rule: str | None) -> None:
    table = csv_table("t", f"nazwa;od\nA;2018\nB;2019\n{last}\n", NO_OPTIONS)
    rows, notes = read(table)
    assert (len(rows), notes) == ((2, [(4, rule)]) if rule else (3, []))
    if rule == "total" and "3" in last:
        assert "2 rows stand above it" in table.notes[0].message


def test_a_title_and_two_lines_of_a_header_in_csv() -> None:
    text = "Wykaz podmiotów;;\n\nPodmiot;;Członkostwo\nnazwa;NIP;od\nA;1;2018\n"
    table = csv_table("t", text, NO_OPTIONS)
    assert (table.header.names, table.began) == (("name", "nip", "joined"), 3)
    assert read(table) == ([["A", "1", "2018"]], [(1, "title")])


def test_every_sheet_is_a_table_or_is_named_as_none() -> None:
    book = xlsx(
        {
            "Umowy": [["strony", "przedmiot"], ["A;B", "Praca"]],
            "Członkowie": [["nazwa", "od"], ["A", 2018]],
            "Notatki": [["zadzwonić do biura"]],
            "Stare": [["nazwa", "od"], ["C", 2001]],
            "Puste": [],
        },
        hidden=("Stare",),
    )
    tables = tables_of("t.xlsx", b"", sheets_of("t.xlsx", book), NO_OPTIONS)
    assert [(table.file, table.header.kind) for table in tables] == [
        ("t.xlsx [Członkowie]", "members"),
        ("t.xlsx [Umowy]", "agreements"),
    ], "members go before what they sign"
    notes = [(note.file, note.rule) for table in tables for note in table.notes]
    assert notes == [("t.xlsx [Notatki]", "sheet"), ("t.xlsx [Stare]", "sheet")]


# ---- into the record ----------------------------------------------------------------------------------------------
async def test_a_workbook_of_all_kinds_is_stored_and_a_second_import_adds_nothing(
    registry: str, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "known.yaml").write_text(KNOWN)
    await importer.import_path(tmp_path / "known.yaml", registry, KEY)
    before = await head(database)
    book = xlsx(
        {
            "Wyróżnienia": [
                ["klaster", "wyróżnienie", "przyznane przez", "od", "do"],
                ["Klaster Zielony", "Krajowy Klaster Kluczowy", "Ministerstwo Zieleni", 2020, 2023],
            ],
            "Koordynatorzy": [
                ["klaster", "koordynator", "rola", "od"],
                ["DKM", "Agencja Rozwoju", "współkoordynator", (43160, 2)],
            ],
            "Klastry": [
                ["nazwa klastra", "skrót", "data powołania", "koordynator", "liczba członków", "stan na"],
                ["Klaster Zielony", "KZ", 2015, "Fundacja Zielona", 28, (45291, 1)],
            ],
            "Podmioty": [["nazwa", "NIP", "KRS", "rodzaj"], ["Firma A", 5260250274, 28860, "spółka"]],
            "Członkowie": [["klaster", "nazwa", "od"], ["Klaster Zielony", "Firma A", (43178, 1)]],
            "Umowy": [["strony", "przedmiot", "data podpisania"], ["DKM\nLublin", "Praca", (43178, 1)]],
            "Wizyty": [["gospodarz", "goście", "data"], ["Lublin", "DKM, Firma A", (43178, 1)]],
        }
    )
    (tmp_path / "wszystko.xlsx").write_bytes(book)
    report = await importer.import_path(tmp_path / "wszystko.xlsx", registry, KEY)
    assert refusals(report) == []
    assert report.warnings == []
    assert [line.do for line in report.lines] == [
        "parties/firma-a/register",
        "parties/firma-a/identify",
        "parties/firma-a/identify",
        "parties/fundacja-zielona/register",
        "clusters/klaster-zielony/found",
        "clusters/klaster-zielony/appoint-coordinator",
        "clusters/klaster-zielony/report-membership-count",
        "memberships/klaster-zielony.firma-a/join",
        "agreements/2018-03-19-dkm-lublin-praca/propose",
        "agreements/2018-03-19-dkm-lublin-praca/sign",
        "agreements/2018-03-19-dkm-lublin-praca/sign",
        "visits/2018-03-19-lublin-dkm-firma-a/hold",
        "parties/agencja-rozwoju/register",
        "clusters/dkm/appoint-coordinator",
        "parties/ministerstwo-zieleni/register",
        "clusters/klaster-zielony/grant-recognition",
    ]
    assert await head(database) == before + len(report.lines)
    again = await importer.import_path(tmp_path / "wszystko.xlsx", registry, KEY)
    # What is known is not registered again, so its lines are fewer.
    assert (again.totals["stored"], refusals(again)) == (0, [])
    assert await head(database) == before + len(report.lines)
