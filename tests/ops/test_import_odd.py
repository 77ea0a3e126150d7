"""Tables as they come: in other encodings and forms they are read; otherwise the report names the line and column."""

from pathlib import Path

import pytest

from ops.importing import command, importer
from services.registry.importing.report import Report
from tests.ops.registry import KEY, head
from tests.ops.test_import_csv import KNOWN
from tests.servers import Database

HEADER = "klaster;nazwa;od\n"
COUNTS = "klaster;liczba;stan na\n"


async def put(folder: Path, registry: str, raw: bytes, name: str = "table.csv") -> Report:
    (folder / "known.yaml").write_text(KNOWN)
    await importer.import_path(folder / "known.yaml", registry, KEY)
    (folder / name).write_bytes(raw)
    return await importer.import_path(folder / name, registry, KEY)


async def test_what_is_odd_but_clear_is_read(registry: str, database: Database, tmp_path: Path) -> None:
    tables = [
        ("\ufeff" + HEADER + "DKM;Zażółć S.A.;19.03.2018\n").encode(),
        (HEADER + "DKM;Gęśla;marzec 2018\n").encode("utf-16"),
        (HEADER + "DKM;Łódź Świętą Źrebię;19.03.2018\n").encode("cp1250"),
        (HEADER + "DKM;Tab sp.;2018\n").replace(";", "\t").encode(),
        ("sep=,\r\n" + (HEADER + 'DKM;"Dwa\nwiersze";2018\n').replace(";", ",")).encode(),
        (HEADER + 'DKM;"Trzy\r\nwiersze\rw komórce";2018\n').replace("2018\n", "2018\r\n").encode(),
        'klaster;nazwa;"Data\nprzystąpienia"\n\n;;\nDKM;Pod\u00a0nagłówkiem;2018\n   \n'.encode(),
        (HEADER + 'DKM;Firma "Cudzysłów";2018\n').replace("\n", "\r").encode(),
        (HEADER + " DKM ; Spacje\u00a0 ; 2018 \n").encode(),
        (HEADER + "DKM;'=SUM(1);2018\n").encode(),
    ]
    for number, raw in enumerate(tables):
        report = await put(tmp_path, registry, raw, f"{number}.csv")
        assert [line.outcome for line in report.lines] == ["stored", "stored"], (number, report.lines)
    assert await head(database) == 6 + 2 * len(tables)


@pytest.mark.parametrize(
    ("raw", "line", "rule", "pointer", "message"),
    [
        ((HEADER + "DKM;A;2018\n").encode("utf-16-le"), 1, "encoding", None, "a NUL byte"),
        (bytes(range(256)), 2, "encoding", None, "byte 0x80 is not UTF-8"),
        (b"", 1, "csv", None, "there is nothing in this file"),
        ("\ufeff".encode(), 1, "csv", None, "there is nothing in this file"),
        (b"klaster;nazwa;nazwa\nDKM;A;B\n", 1, "header", None, "several columns mean the same"),
        (b"klaster|nazwa|od\nDKM|A|2018\n", 1, "header", None, "is not one of parties"),
        (
            (HEADER + f"DKM;{'x' * 1_000_000};2018\n").encode(),
            2,
            "csv",
            None,
            "field larger than field limit",
        ),
        (
            (HEADER + f"DKM;{'x' * 5_000};2018\n").encode(),
            2,
            "form",
            "column nazwa",
            "at most 200 characters",
        ),
        ((HEADER + "DKM;A\x07B;2018\n").encode(), 2, "form", "column nazwa", "control characters"),
        ((HEADER + 'DKM;"Otwarty;2018\n').encode(), 2, "csv", None, "unexpected end of data"),
        ((HEADER + "DKM;A;99.99.2018\n").encode(), 2, "date", "column od", "is not a date"),
        ((COUNTS + "DKM;1 234,5;2018\n").encode(), 2, "number", "column liczba", "is not a whole number"),
        ((COUNTS + f"DKM;{'9' * 30};2018\n").encode(), 2, "number", "column liczba", "too large a number"),
        (b"id;host;visitors\nNEW;Lublin;DKM\n", 2, "id", None, "'NEW' is not an id"),
        (
            b"event,command,fields\nx,clusters/z/found,{no\n",
            2,
            "json",
            "column fields",
            "not an object of JSON",
        ),
        (b"event,command,fields\nx,,{}\n", 2, "needed-field", "column command", "has no command"),
        (
            b"command,fields\nclusters/z/fond,{}\n",
            2,
            "known-command",
            "column command",
            "there is no command",
        ),
    ],
)
async def test_what_cannot_be_read_is_reported_with_line_and_column(
    registry: str,
    database: Database,
    tmp_path: Path,
    raw: bytes,
    line: int,
    rule: str,
    pointer: str | None,
    message: str,
) -> None:
    report = await put(tmp_path, registry, raw)
    [refused] = report.lines
    assert (refused.outcome, refused.line, refused.rule, refused.pointer) == ("refused", line, rule, pointer)
    assert message in (refused.reason or "")
    assert refused.expected or rule == "form"
    assert await head(database) == 6, "only what was known before"


async def test_a_folder_that_is_called_like_a_file_is_refused(registry: str, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "folder.csv").mkdir()
    (tmp_path / "files" / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    (tmp_path / "files" / "known.yaml").write_text(KNOWN)
    report = await importer.import_path(tmp_path / "files", registry, KEY)
    assert report.totals == {"stored": 6, "already there": 0, "refused": 2, "unanswered": 0}
    bad = [line for line in report.lines if line.outcome == "refused"]
    assert {(Path(line.file).name, line.rule) for line in bad} == {
        ("folder.csv", "file"),
        ("gone.yaml", "file"),
    }


def test_a_folder_without_files_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert command.run(tmp_path / "folder.csv", "http://127.0.0.1:9", KEY, False, False) == 2
    assert "there is no .yaml or" in capsys.readouterr().err
