"""Tables as coordinators write them: what they become comes back from every form of export, with nothing added."""

from __future__ import annotations

from pathlib import Path

from ops.exporting import export
from ops.importing import importer
from tests.ops.registry import KEY, head, refusals, running
from tests.ops.test_export import content
from tests.ops.test_import_csv import KNOWN
from tests.ops.workbooks import xlsx
from tests.servers import Database, Databases

_MEMBERS = """Lista członków DKM;;;;
;;;;
Lp.;Klaster;Nazwa firmy;Członek od;Członek do
1;DKM;Zażółć „Gęśl” S.A.;lata 90.;bezterminowo
2;DKM;Łożyska Śląskie, Sp. z o.o.;II kwartał 2018;31 grudnia 2020 r.
3;DKM;Fabryka 1898;1898;
4;DKM;'=HYPERLINK;12-13.05.2018;
Razem;4;;;
"""
_AGREEMENTS = """Nr umowy;Strony umowy;Przedmiot;Data podpisania umowy;Ważna do;Projekt;Kwota
A 1/2018;"DKM; PGM";Współpraca;19.03.2018;31.12.2020;Droga;"1 234 567,50 zł"
;DKM i Lublin;List intencyjny, w tym badania;maj/czerwiec 2018;bezterminowo;;
;"PGM oraz Lublin";Szkolenia;XIX w.;;Nauka;"ok. 2 mln EUR"
"""
_VISITS = """Gospodarz;Goście;Termin wizyty;Miejsce;Cel
Lublin;DKM;12-13.05.2018;Lublin;Rozmowy
Lublin;DKM i PGM;II połowa 2018;Radom;"Dwie
linie"
"""
_COUNTS = "klaster;liczba firm;stan na\nDKM;ponad 120;2018\nPGM;ok. 40;III kw. 2019\nDKM;150+;31.12.2020\n"
_TITLES = "klaster;status;przyznano;ważne do\nDKM;Krajowy Klaster Kluczowy;2016;2019\nPGM;Złoty znak;1 lutego 2018;31.01.2021\n"
_FIRMS = xlsx(
    {
        "Firmy": [
            ["Wykaz firm", None, None, None, None, None],
            ["Nazwa", "NIP", "Siedziba", "Współrzędne", "Wielkość", "PKD"],
            ["Odlewnia S.A.", 5260250274, "ul. Długa 1", "51.40, 21.15", "duże", "PKD 2007 24.51.Z; 25.11.Z"],
            ["Bez numeru", "#N/A", None, None, None, None],
        ],
        "Uwagi": [["prosimy o korektę"]],
    },
    {"Firmy": ["A1:F1"]},
)


def _write(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.yaml").write_text(KNOWN)
    (folder / "b.csv").write_bytes(_MEMBERS.encode("cp1250"))
    (folder / "e.xlsx").write_bytes(_FIRMS)
    for name, text in (("c", _AGREEMENTS), ("d", _VISITS), ("f", _COUNTS), ("g", _TITLES)):
        (folder / f"{name}.csv").write_text(text)
    return folder


async def test_what_odd_tables_become_comes_back(
    registry: str, database: Database, databases: Databases, tmp_path: Path
) -> None:
    odd = _write(tmp_path / "odd")
    first = await importer.import_path(odd, registry, KEY)
    assert refusals(first) == []
    assert any("the agreement has the id a-1-2018" in warning.message for warning in first.warnings)
    stored = first.totals["stored"]
    assert await head(database) == stored > 30

    exported = await export.facts(registry, KEY)
    export.write(tmp_path / "record.jsonld", "jsonld", exported)
    export.write(tmp_path / "statements", "ftm", exported)
    export.write(tmp_path / "tables", "csv", exported)
    for source in (odd, *(tmp_path / name for name in ("record.jsonld", "statements", "tables"))):
        again = await importer.import_path(source, registry, KEY)
        assert (refusals(again), again.totals["stored"]) == ([], 0), source

    other = await databases.clone()
    async with running(other, tmp_path) as fresh:
        back = await importer.import_path(tmp_path / "tables", fresh, KEY)
        assert refusals(back) == []
        assert content(await export.facts(fresh, KEY)) == content(exported)
    await databases.drop(other)
