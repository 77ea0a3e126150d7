"""A table imported again adds nothing; of a changed one only new facts are stored, or the row is refused with the reason."""

from pathlib import Path

import pytest

from ops.exporting import export
from ops.importing import importer
from services.registry.importing.import_command import ImportCommand
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.report import Line, Report
from tests.ops.registry import KEY, head, refusals
from tests.ops.test_import_csv import KNOWN, OPTIONS, read
from tests.servers import Database

FACTS = """
facts:
  - {do: visits/earlier/hold, host: party-lublin, visitors: [cluster-dkm], mode: reported}
"""
MEMBERS = "klaster;nazwa;nip;rodzaj członkostwa;od;do;źródło\nDKM;Firma A;526-025-02-74;pełny;marzec 2018;2020;lista\n"
AGREEMENTS = (
    "id;strony;przedmiot;podpisano;miejsce;zawarte;źródło\n"
    "loi;DKM | Lublin;Współpraca;19.03.2018;Lublin;tak;lista\n"
)
VISITS = "id;gospodarz;goście;data;cel;miejsce;źródło\nv1;Lublin;DKM;do 12.01.2018;Nauka;Lublin;lista\n"
COUNTS = "klaster;liczba członków;class;stan na;źródło;akapit\nDKM;1 234;;2016-12-01;lista;1\nDKM;21;founders;;lista;1\n"
TABLES = {"members": MEMBERS, "agreements": AGREEMENTS, "visits": VISITS, "counts": COUNTS}


async def put(folder: Path, registry: str, text: str, name: str = "table.csv") -> Report:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return await importer.import_path(path, registry, KEY, options=OPTIONS)


@pytest.mark.parametrize("kind", TABLES)
async def test_a_second_import_adds_nothing(
    registry: str, database: Database, tmp_path: Path, kind: str
) -> None:
    await put(tmp_path, registry, KNOWN, "known.yaml")
    first = await put(tmp_path, registry, TABLES[kind])
    assert refusals(first) == []
    assert first.totals["stored"] == len(first.lines)
    before = await head(database)
    for again in (
        TABLES[kind],
        TABLES[kind].replace(";", "\t").replace("\n", "\r\n"),  # saved again by another program
        TABLES[kind].replace("lista", "source-lista").replace("DKM", "cluster-dkm"),  # in other words
        TABLES[kind] + "\n".join(TABLES[kind].splitlines()[1:]) + "\n",  # with every row twice
    ):
        report = await put(tmp_path, registry, again, "again.csv")
        assert report.totals["already there"] == len(report.lines) > 0, refusals(report)
    assert await head(database) == before


async def test_names_with_a_common_prefix_are_read_once_each(
    registry: str, database: Database, tmp_path: Path
) -> None:
    """So many visits that the importer queries the record in portions; `v1` is also the beginning of other names."""
    await put(tmp_path, registry, KNOWN, "known.yaml")
    ids = [*(f"v{n}" for n in range(30)), *(f"w{n:03}" for n in range(250)), "x--1", "x-"]
    table = "id;gospodarz;goście;data\n" + "".join(f"{id};Lublin;DKM;2018-03-19\n" for id in ids)
    first = await put(tmp_path, registry, table)
    assert (first.totals["stored"], refusals(first)) == (len(ids), [])
    before = await head(database)
    again = await put(tmp_path, registry, table.replace(";2018-03-19\n", ";19.03.2018\n"), "again.csv")
    assert again.totals["already there"] == len(ids), refusals(again)
    assert await head(database) == before


async def test_a_row_repeated_in_one_table_is_stored_once(
    registry: str, database: Database, tmp_path: Path
) -> None:
    await put(tmp_path, registry, KNOWN, "known.yaml")
    before = await head(database)
    report = await put(tmp_path, registry, "klaster,liczba,stan na\nDKM,28,2016\ndkm,28,2016\n")
    assert sorted((line.line, line.outcome) for line in report.lines) == [(2, "stored"), (3, "already there")]
    assert await head(database) == before + 1


async def test_what_was_amended_since_is_not_stored_again(
    registry: str, database: Database, tmp_path: Path
) -> None:
    """Neither in the words of the table, which the record corrected, nor in those of the correction."""
    await put(tmp_path, registry, KNOWN, "known.yaml")
    await put(tmp_path, registry, COUNTS)
    amended = (
        "facts:\n  - {do: clusters/dkm/correct, target: cluster-dkm@2, fields: {count: 1243}, reason: A slip.,"
        " sources: [{id: source-lista}]}\n  - {do: clusters/dkm/retract, target: cluster-dkm@3, reason: Not said.}\n"
    )
    assert refusals(await put(tmp_path, registry, amended, "amended.yaml")) == []
    before = await head(database)
    for text in (COUNTS, COUNTS.replace("1 234", "1243")):
        assert refusals(await put(tmp_path, registry, text)) == []
    assert await head(database) == before


CHANGED = [
    ("members", "marzec 2018", "2017", "told-otherwise", "od"),
    ("members", "marzec 2018;2020", "2017;", "told-otherwise", "od"),
    ("members", "marzec 2018", "2021", "in-order", "do"),
    ("members", "pełny", "wspierający", "told-otherwise", "rodzaj członkostwa"),
    ("members", ";2020;", ";2021;", "told-otherwise", "do"),
    ("members", "Firma A", "Firma B", "same-number", "nip"),
    ("agreements", "Współpraca", "Przyjaźń", "proposed-once", "przedmiot"),
    ("agreements", "DKM | Lublin", "DKM | Lublin | PGM", "proposed-once", "strony"),
    ("agreements", "19.03.2018", "20.03.2018", "proposed-once", "podpisano"),
    ("agreements", "Lublin;tak", "Radom;tak", "signs-once", "miejsce"),
    ("agreements", ";lista", ";inna lista", "", "źródło"),
    ("visits", "Nauka", "Zabawa", "held-once", "cel"),
    ("visits", "do 12.01.2018", "12.01.2018", "held-once", "data"),
    ("counts", "1 234", "1 235", "told-otherwise", "liczba członków"),
]


@pytest.mark.parametrize(("kind", "original", "changed", "rule", "column"), CHANGED)
async def test_a_changed_cell_is_refused_with_the_recorded_value(
    registry: str,
    database: Database,
    tmp_path: Path,
    kind: str,
    original: str,
    changed: str,
    rule: str,
    column: str,
) -> None:
    await put(tmp_path, registry, KNOWN, "known.yaml")
    await put(tmp_path, registry, TABLES[kind])
    before = await head(database)
    report = await put(tmp_path, registry, TABLES[kind].replace(original, changed))
    [line] = [line for line in report.lines if line.outcome != "already there"]
    assert (line.outcome, line.line) == ("refused", 2)
    assert rule in {"", line.rule}
    assert line.pointer == f"column {column}", report.text(line)
    assert line.expected
    assert await head(database) == before


async def test_a_changed_name_of_a_known_party_is_refused(
    registry: str, database: Database, tmp_path: Path
) -> None:
    await put(tmp_path, registry, KNOWN, "known.yaml")
    before = await head(database)
    text = "party,name,kind,name_en,od\nlublin,Radom,,,2018\nlublin,Lublin,unit,,2018\nlublin,LUBLIN,,City of Lublin,2018\n"
    report = await put(tmp_path, registry, text)
    assert [(line.outcome, line.rule, line.pointer) for line in report.lines] == [
        ("refused", "told-otherwise", "column name"),
        ("refused", "told-otherwise", "column kind"),
        ("stored", None, None),
    ]
    [unsaid] = [fault for fault in report.warnings if fault.rule == "not-stored"]
    assert (unsaid.line, unsaid.pointer) == (4, "column name_en")
    assert "rename party-lublin" in unsaid.message
    assert await head(database) == before + 1


async def test_a_roster_of_ids_is_compared_too(registry: str, database: Database, tmp_path: Path) -> None:
    """Each row is one command, and some streams begin with it."""
    await put(tmp_path, registry, KNOWN, "known.yaml")
    roster = "cluster,party,joined\ndkm,lublin,2018\ndkm,umlub,2018\n"
    assert (await put(tmp_path, registry, roster)).totals["stored"] == 2
    before = await head(database)
    changed = "cluster,party,joined\ndkm,lublin,2017\ndkm,umlub,2018\ndkm,pgm-sa,2018\ndkm,pgm-sa,2018\ndkm,pgm-sa,2017\n"
    report = await put(tmp_path, registry, changed)
    assert sorted((line.line, line.outcome, line.rule or "") for line in report.lines) == [
        (2, "refused", "told-otherwise"),
        (3, "already there", ""),
        (4, "stored", ""),
        (5, "already there", ""),
        (6, "refused", "told-otherwise"),
    ]
    assert await head(database) == before + 1


async def test_what_is_new_in_a_row_is_stored_alone(
    registry: str, database: Database, tmp_path: Path
) -> None:
    await put(tmp_path, registry, KNOWN, "known.yaml")
    await put(tmp_path, registry, MEMBERS.replace("2020", ""), "m.csv")
    await put(tmp_path, registry, AGREEMENTS.replace(";tak;", ";nie;"), "a.csv")
    await put(tmp_path, registry, COUNTS, "c.csv")

    def new(report: Report) -> list[str]:
        assert refusals(report) == []
        return [line.do for line in report.lines if line.outcome == "stored"]

    before = await head(database)
    assert new(await put(tmp_path, registry, MEMBERS)) == ["memberships/dkm.firma-a/leave"]
    assert new(await put(tmp_path, registry, AGREEMENTS)) == ["agreements/loi/conclude"]
    earlier = MEMBERS.replace("marzec 2018;2020", "2010;2012")
    assert new(await put(tmp_path, registry, earlier)) == [
        "memberships/dkm.firma-a/join",
        "memberships/dkm.firma-a/leave",
    ]
    later = COUNTS.replace("2016-12-01", "2017-12-01")
    assert new(await put(tmp_path, registry, later)) == ["clusters/dkm/report-membership-count"]
    other = COUNTS.replace("lista", "inna-lista").replace("1 234", "1 235")
    assert len(new(await put(tmp_path, registry, other))) == 2, "sources may disagree: both stay"
    assert await head(database) == before + 7


def test_what_was_let_go_to_save_memory_is_known_again() -> None:
    names = KnownNames()
    names.learn("cluster-dkm", {"names": {"pl": "DKM"}})
    names.learn("party-lublin", {"kind": "city", "names": {"pl": "Lublin"}})
    for text in TABLES.values():
        assert not any(command.known for command in commands(text, names))
    for stream in names.snapshot.streams():
        names.snapshot.forget(stream)
    leaving = MEMBERS.replace(";2020;", ";;")
    for text in (leaving, *TABLES.values()):
        assert all(command.known for command in commands(text, names))
    assert {"party-firma-a", "membership-dkm.firma-a", "cluster-dkm", "visit-v1"} <= {
        *names.snapshot.streams()
    }


def commands(text: str, names: KnownNames) -> list[ImportCommand]:
    items = read(text, names)
    assert all(isinstance(item, ImportCommand) for item in items)
    return [item for item in items if isinstance(item, ImportCommand)]


# ---- nothing half-stored ------------------------------------------------------------------------------------------
async def test_a_row_of_which_the_record_refuses_one_command_stores_nothing(
    registry: str, database: Database, tmp_path: Path
) -> None:
    """What the record knows of streams that the row itself begins: memberships, agreements, a dissolved cluster."""
    known = (
        "  - {do: memberships/dkm.firma-b/join, occurred: 2015, mode: reported}\n"
        "  - {do: clusters/old/found, names: {pl: Stary}, mode: reported}\n"
        "  - {do: clusters/old/dissolve, occurred: 2012, mode: reported}\n"
        "  - {do: agreements/loi/propose, kind: letter-of-intent, parties: [party-lublin, party-pgm-sa],"
        " subject: {pl: Praca}, mode: reported}\n"
    )
    assert refusals(await put(tmp_path, registry, KNOWN + known, "known.yaml")) == []
    before = await head(database)
    members = (
        "nazwa,nip,klaster,od,do\n"
        "Firma B,5260250274,DKM,2018,\n"  # a member already, though not registered
        "Firma C,5260250274,Stary,2018,\n"  # of a cluster that was dissolved before
        "Firma D,5260250274,DKM,2150,\n"  # in the future
        "Firma E,5260250274,DKM,2018,2017\n"
        "Firma F,5260250274,DKM,2018,\n"
        "Firma G,5260250274,DKM,2018,\n"  # F has the number
    )
    report = await put(tmp_path, registry, members)
    bad = [line for line in report.lines if line.outcome == "refused"]
    assert sorted((line.line, line.rule) for line in bad) == [
        (2, "not-a-member"),
        (3, "cluster-open"),
        (4, "not-in-the-future"),
        (5, "in-order"),
        (7, "same-number"),
    ]
    assert await head(database) == before + 3
    signed = "id,strony,przedmiot,podpisano,zawarte\nloi,DKM|Lublin,Praca,2018,tak\nlai,DKM|Lublin,Praca,2150,tak\n"
    report = await put(tmp_path, registry, signed)
    assert [(line.line, line.rule) for line in report.lines] == [
        (2, "proposed-once"),
        (3, "not-in-the-future"),
    ]
    assert await head(database) == before + 3
    facts = await export.facts(registry, KEY)
    assert {fact.stream for fact in facts if fact.stream.startswith("party-firma")} == {"party-firma-f"}


async def test_two_thousand_members_of_whom_the_record_refuses_twenty(
    registry: str, database: Database, tmp_path: Path
) -> None:
    """Each row registers a party, gives it a number and lets it join and leave; twenty are refused at the last command."""
    taken = [
        f"  - {{do: memberships/dkm.firma-{n}/join, occurred: 2015, mode: reported}}"
        for n in range(50, 2_000, 100)
    ]
    await put(tmp_path, registry, KNOWN + "\n".join([*taken, ""]), "known.yaml")
    before = await head(database)
    rows = [f"Firma {n};dkm;{_krs(n)};2018;2020" for n in range(2_000)]
    text = "\n".join(["nazwa;klaster;krs;od;do", *rows, ""])
    report = await put(tmp_path, registry, text)
    assert report.rows == {"stored": 1_980, "already there": 0, "refused": 20, "unanswered": 0}
    assert await head(database) == before + 4 * 1_980
    bad = [line for line in report.lines if line.outcome == "refused"]
    assert [line.line for line in bad] == [n + 2 for n in range(50, 2_000, 100)]
    assert all(_complete(line) for line in bad)
    streams = {fact.stream for fact in await export.facts(registry, KEY)}
    assert not [n for n in range(50, 2_000, 100) if f"party-firma-{n}" in streams]
    again = await put(tmp_path, registry, text)
    assert again.rows == {"stored": 0, "already there": 1_980, "refused": 20, "unanswered": 0}
    assert await head(database) == before + 4 * 1_980


def _krs(n: int) -> str:
    return f"{n + 1:010}"


def _complete(line: Line) -> bool:
    return bool((line.rule, line.pointer) == ("not-a-member", "column od") and line.reason and line.expected)


async def test_a_source_without_a_hash_gets_that_of_its_file_later(
    registry: str, database: Database, tmp_path: Path
) -> None:
    table = "id;tytuł;rodzaj źródła;data;sha 256\nlist-x;List wydziału X;pismo;2016-12-01;{}\nnotatka;Notatka;papier;;{}\n"
    first = await put(tmp_path, registry, table.format("", ""), "sources.csv")
    assert (first.totals["stored"], refusals(first)) == (2, [])
    before = await head(database)
    wrong = await put(tmp_path, registry, table.format("5f5f", ""), "wrong.csv")
    assert "sha 256" in refusals(wrong)[0]
    assert "/fields/hash" not in refusals(wrong)[0]
    on_paper = await put(tmp_path, registry, table.format("", "5E" * 32), "paper.csv")
    [line] = refusals(on_paper)
    assert "Notatka" in line or "notatka" in line
    assert "papier" in line or "paper" in line
    assert await head(database) == before
    report = await put(tmp_path, registry, table.format("5F" * 32, ""), "hashes.csv")
    assert (report.totals["stored"], report.totals["already there"], refusals(report)) == (1, 1, [])
    assert await head(database) == before + 1
    again = await put(tmp_path, registry, table.format("5F" * 32, ""), "again.csv")
    assert again.totals["already there"] == 2
    other = await put(tmp_path, registry, table.format("60" * 32, ""), "other.csv")
    assert "sha 256" in refusals(other)[0]
    assert await head(database) == before + 1
