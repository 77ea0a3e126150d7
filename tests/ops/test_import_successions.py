"""A table of what became of clusters: new names, mergers, divisions, dissolutions."""

import pytest

from services.registry.importing.import_command import ImportCommand, Refusal
from services.registry.importing.reading.files import Options
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.tables.headers import cells_of, read_header
from tests.ops.test_import_csv import faults, read

PLAIN = Options()
HEADER = "klaster;zmiana;nowa nazwa;następcy;członkowie przechodzą;umowy przechodzą;data\n"


@pytest.fixture
def clusters() -> KnownNames:
    known = KnownNames()
    known.learn("cluster-dkm", {"names": {"pl": "Klaster Motoryzacyjny"}, "abbreviation": "DKM"})
    known.learn("cluster-lkl", {"names": {"pl": "Klaster Lotniczy"}, "abbreviation": "LKL"})
    known.learn("cluster-pgm", {"names": {"pl": "Polska Grupa"}, "abbreviation": "PGM"})
    return known


def bodies(items: list[ImportCommand | Refusal]) -> list[tuple[str, dict[str, object]]]:
    return [
        (item.do, {name: value for name, value in item.body.items() if name != "mode"})
        for item in items
        if isinstance(item, ImportCommand) and not item.known
    ]


def test_each_change_is_its_command(clusters: KnownNames) -> None:
    rows = (
        "DKM;zmiana nazwy;Motoryzacja Śląska;;;;2018\n"
        "DKM;połączenie;;PGM;tak;nie;2020-01\n"
        "LKL;podział;;DKM | PGM;;;\n"
        "PGM;rozwiązanie;;;;;2021\n"
    )
    assert bodies(read(HEADER + rows, clusters, PLAIN)) == [
        ("clusters/dkm/rename", {"names": {"pl": "Motoryzacja Śląska"}, "occurred": "2018"}),
        (
            "clusters/dkm/merge",
            {
                "into": "cluster-pgm",
                "members_pass": True,
                "agreements_pass": False,
                "occurred": "2020-01",
            },
        ),
        ("clusters/lkl/split", {"into": ["cluster-dkm", "cluster-pgm"]}),
        ("clusters/pgm/dissolve", {"occurred": "2021"}),
    ]


def test_a_change_without_a_word_is_known_by_its_columns(clusters: KnownNames) -> None:
    text = "cluster;new name en;new acronym;successors\nDKM;Silesia;SIL;\nLKL;;;DKM\nPGM;;;DKM;\n"
    items = bodies(read(text.replace("DKM;\n", "DKM | LKL\n"), clusters, PLAIN))
    assert items == [
        ("clusters/dkm/rename", {"names": {"en": "Silesia"}, "abbreviation": "SIL"}),
        ("clusters/lkl/merge", {"into": "cluster-dkm"}),
        ("clusters/pgm/split", {"into": ["cluster-dkm", "cluster-lkl"]}),
    ]


@pytest.mark.parametrize(
    ("row", "rule", "message"),
    [
        ("DKM;;;;;;2018", "needed-field", "what became of the cluster"),
        ("DKM;zmiana nazwy;;;;;2018", "needed-field", "no new name"),
        ("DKM;połączenie;;;;;2018", "needed-field", "which cluster follows"),
        ("DKM;połączenie;;PGM | LKL;;;", "allowed-value", "merges into one"),
        ("DKM;podział;;PGM;;;", "allowed-value", "divided into several"),
        ("DKM;połączenie;Nowa;PGM;;;", "allowed-value", "change of the kind merge"),
        ("DKM;zmiana nazwy;Nowa;PGM;;;", "allowed-value", "change of the kind rename"),
        ("DKM;sprzedaż;;PGM;;;", "allowed-value", "is not allowed here"),
        ("DKM;połączenie;;PGM;może;;", "flag", "neither yes nor no"),
        ("DKM;połączenie;;Klaster Obcy;;;", "known-name", "knows no cluster"),
        ("Klaster Obcy;połączenie;;PGM;;;", "known-name", "knows no cluster"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(
    clusters: KnownNames, row: str, rule: str, message: str
) -> None:
    items = read(HEADER + row + "\n", clusters, PLAIN)
    assert bodies(items) == []
    assert any((line, one) == (2, rule) and message in text for line, one, text in faults(items))


def test_a_cluster_is_also_known_by_its_new_name(clusters: KnownNames) -> None:
    rows = "DKM;zmiana nazwy;Motoryzacja Śląska;;;;2018\nMotoryzacja Śląska;połączenie;;PGM;;;2020\n"
    assert [do for do, _ in bodies(read(HEADER + rows, clusters, PLAIN))] == [
        "clusters/dkm/rename",
        "clusters/dkm/merge",
    ]


def test_a_change_that_is_recorded_is_not_stored_again(clusters: KnownNames) -> None:
    rows = (
        HEADER
        + "DKM;zmiana nazwy;Druga;;;;2018\nDKM;zmiana nazwy;Trzecia;;;;2020\nLKL;połączenie;;PGM;tak;;2020\n"
    )
    assert len(bodies(read(rows, clusters, PLAIN))) == 3
    assert bodies(read(rows, clusters, PLAIN)) == []
    # Another day for a new name of the past is a contradiction; a later day is one more change of the name.
    items = read(HEADER + "DKM;zmiana nazwy;Druga;;;;2019\n", clusters, PLAIN)
    assert [rule for _, rule, _ in faults(items)] == ["told-otherwise"]
    assert len(bodies(read(HEADER + "DKM;zmiana nazwy;Druga;;;;2021\n", clusters, PLAIN))) == 1


def test_the_header_gives_the_kind() -> None:
    header = read_header(cells_of(["Klaster", "Zmiana", "Nowa nazwa", "Następcy", "Data", "Źródło"]))
    assert (header.kind, header.wrong) == ("successions", None)
    assert header.names == ("cluster", "change", "new_name", "into", "date", "source")
    members = read_header(cells_of(["klaster", "nazwa", "od"]))
    assert members.kind == "members"
