"""Tables: members, agreements, visits and counts, as offices write them; each row is stored, or refused with the reason."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import aiohttp
import pytest

from contracts.catalogue import COMMAND_OF, COMMANDS
from ops.importing import importer
from services.registry.importing.columns import KINDS
from services.registry.importing.import_command import ImportCommand, Refusal, RowUnit, StoredEvent
from services.registry.importing.reading.files import Options
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.report import ImportFaults, Line, Report
from services.registry.importing.tables.headers import Header, cells_of, read_header
from services.registry.importing.tables.row_units import rows_of
from services.registry.importing.tables.table import csv_table
from services.registry.importing.values.dates import Unclear, read_date
from services.registry.importing.values.mapping import TableMapping
from services.registry.importing.values.money import read_money
from services.registry.importing.values.numbers import read_claim, read_count, read_flag
from tests.ops.registry import KEY, head, refusals
from tests.servers import Database

OPTIONS = Options(cluster="dkm", source="source-list")
KNOWN = """
facts:
  - {do: clusters/dkm/found, names: {pl: Dolnośląski Klaster Motoryzacyjny}, abbreviation: DKM, mode: reported}
  - {do: clusters/pgm/found, names: {pl: Polska Grupa Motoryzacyjna}, abbreviation: PGM, mode: reported}
  - {do: parties/pgm-sa/register, kind: organisation, names: {pl: Polska Grupa Motoryzacyjna}}
  - {do: parties/lublin/register, kind: city, names: {pl: Lublin}}
  - {do: parties/lublin-um/register, kind: unit, names: {pl: Urząd Miasta Lublin}, abbreviation: UM}
  - {do: parties/umlub/register, kind: organisation, names: {pl: Uniwersytet Medyczny}, abbreviation: UM}
"""


@pytest.fixture
def names() -> KnownNames:
    known = KnownNames()
    known.learn("cluster-dkm", {"names": {"pl": "Dolnośląski Klaster Motoryzacyjny"}, "abbreviation": "DKM"})
    known.learn("party-lublin", {"kind": "city", "names": {"pl": "Lublin"}})
    known.learn(
        "party-lublin-um", {"kind": "unit", "names": {"pl": "Urząd Miasta Lublin"}, "abbreviation": "UM"}
    )
    known.learn(
        "party-umlub", {"kind": "organisation", "names": {"pl": "Uniwersytet Medyczny"}, "abbreviation": "UM"}
    )
    return known


def read(
    text: str, names: KnownNames, options: Options = OPTIONS, report: Report | None = None
) -> list[ImportCommand | Refusal]:
    items: list[ImportCommand | Refusal] = []
    report = report or Report(dry_run=False)
    for item in rows_of(csv_table("t.csv", text, options), names, options, report):
        if isinstance(item, RowUnit):
            items += item.commands
            new = [command for command in item.commands if not command.known]
            item.on_outcome([*accepted(new, names)])
        elif isinstance(item, Refusal):
            items.append(item)
    return items


def accepted(commands: list[ImportCommand], names: KnownNames) -> Iterator[StoredEvent]:
    """The events of a row's commands, as the registry answers them."""
    versions = {command.stream: len(names.snapshot.facts(command.stream)) for command in commands}
    for command in commands:
        versions[command.stream] += 1
        type = next(
            type for type, of in COMMAND_OF.items() if of is COMMANDS[command.collection, command.verb]
        )
        yield StoredEvent(command, f"{command.stream}@{versions[command.stream]}", type)


def faults(items: list[ImportCommand | Refusal]) -> Iterator[tuple[int, str, str]]:
    for item in items:
        if isinstance(item, Refusal):
            yield from ((fault.line, fault.rule, str(fault)) for fault in item.faults)


# ---- words of a table ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "edtf", "phrase"),
    [
        ("2018-03-19", "2018-03-19", None),
        ("19.03.2018", "2018-03-19", None),
        ("19-03-2018", "2018-03-19", None),
        ("2018-3-9", "2018-03-09", None),
        ("19 marca 2018", "2018-03-19", "19 marca 2018"),
        ("19\u00a0III\u00a02018 r.", "2018-03-19", "19 III 2018 r."),
        ("marzec 2018", "2018-03", "marzec 2018"),
        ("w marcu 2018 roku", "2018-03", "w marcu 2018 roku"),
        ("03.2018", "2018-03", None),
        ("2018", "2018", None),
        ("2018 r.", "2018", "2018 r."),
        ("do 12.01.2018", "/2018-01-12", "do 12.01.2018"),
        ("przed 2019", "/2018-12-31", "przed 2019"),
        ("od 1 maja 2018", "2018-05-01/", "od 1 maja 2018"),
        ("9.05.2023 – 10.05.2023", "2023-05-09/2023-05-10", "9.05.2023 – 10.05.2023"),
        ("2014-2016", "2014/2016", None),
        ("ok. 2015", "2015~", "ok. 2015"),
        ("31/12/2018", "2018-12-31", None),
        ("jesień 2018", "2018-23", "jesień 2018"),
        ("I kwartał 2018", "2018-01/2018-03", "I kwartał 2018"),
        ("w drugim kwartale 2018 r.", "2018-04/2018-06", "w drugim kwartale 2018 r."),
        ("Q4 2018", "2018-10/2018-12", "Q4 2018"),
        ("2018 Q1", "2018-01/2018-03", "2018 Q1"),
        ("I połowa 2018", "2018-01/2018-06", "I połowa 2018"),
        ("II półrocze 2018 r.", "2018-07/2018-12", "II półrocze 2018 r."),
        ("12-13.05.2018", "2018-05-12/2018-05-13", None),
        ("12–13 maja 2018 r.", "2018-05-12/2018-05-13", "12–13 maja 2018 r."),
        ("9 - 10 V 2023", "2023-05-09/2023-05-10", "9 - 10 V 2023"),
        ("maj/czerwiec 2018", "2018-05/2018-06", "maj/czerwiec 2018"),
        ("maj – czerwiec 2018", "2018-05/2018-06", "maj – czerwiec 2018"),
        ("lata 90.", "199X", "lata 90."),
        ("w latach 20. XX wieku", "192X", "w latach 20. XX wieku"),
        ("the 1990s", "199X", "the 1990s"),
        ("XIX w.", "18XX", "XIX w."),
    ],
)
def test_polish_dates_become_edtf_and_keep_their_phrase(written: str, edtf: str, phrase: str | None) -> None:
    assert read_date(written)[:2] == (edtf, phrase)


@pytest.mark.parametrize(
    ("written", "beginning", "end"),
    [
        ("od 2018", "2018", "2018"),
        ("od marca 2018", "2018-03", "2018-03"),
        ("od 2018 r.", "2018", "2018"),
        ("od roku 2018", "2018", "2018"),
        ("Od 1 maja 2018 r.", "2018-05-01", "2018-05-01"),
        ("od 01.05.2018", "2018-05-01", "2018-05-01"),
        ("od ok. 2018", "2018~", "2018~"),
        ("od wiosny 2018", "2018-21", "2018-21"),
        ("since 2018", "2018", "2018"),
        ("from March 2018", "2018-03", "2018-03"),
        ("seit 2018", "2018", None),
        ("2018 –", "2018", None),
        ("2018-", "2018", None),
        ("do 2020", "/2020", "2020"),
        ("do końca 2020", None, None),
        ("do 31.12.2020", "/2020-12-31", "2020-12-31"),
        ("until May 2020", "/2020-05", "2020-05"),
        ("– 2020", None, "2020"),
        ("najpóźniej 2020", "/2020", "/2020"),
        ("przed 2019", "/2018-12-31", "/2018-12-31"),
        ("2018/", "2018/", "2018/"),
        ("2018-2020", "2018/2020", "2018/2020"),
    ],
)
def test_a_date_is_read_by_the_role_of_its_column(
    written: str, beginning: str | None, end: str | None
) -> None:
    for of, edtf in (("beginning", beginning), ("end", end)):
        if edtf is not None:
            assert read_date(written, of).edtf == edtf, of
    assert read_date("od 2018").edtf == "2018/"


def test_a_beginning_and_an_end_in_one_cell_are_refused() -> None:
    with pytest.raises(Unclear, match="when it ended") as raised:
        read_date("od 2018 do 2020", "beginning")
    assert raised.value.readings == ("2018", "2020")


@pytest.mark.parametrize(
    "text",
    ["#N/A", "NULL", "n/d", "-", "brak", "N/A", "nan", "#REF!", "#VALUE!", "#N/D", "#ADR!", "#ARG!", "#DIV/0!",
     "Null", "(null)", "<NA>", "n.d.", "N.D", "b/d", "brak danych", "Nie dotyczy", "—", "--", "…", "?", "None", "TBD", "#NAZWA?",
     "Err:502", "\\N", "nieznany", "ND", "n/a ", "－"],
)  # fmt: skip
def test_what_is_written_for_nothing_is_an_empty_cell_and_asked_about(text: str, names: KnownNames) -> None:
    """A row that cannot do without it is refused; else it is stored without it, and the question stands in the report."""
    for cells, refused in (
        (f"{text},2018,", True),
        (f"Firma A,{text},", False),
        (f"Firma A,2018,{text}", False),
    ):
        report = Report(dry_run=False)
        items = read(f"nazwa,od,nazwa angielska\n{cells}\n", names, report=report)
        assert [rule for _, rule, _ in faults(items)] == ["no-value"] * refused, cells
        assert any(isinstance(item, ImportCommand) for item in items) is not refused
        bodies = [item.body for item in items if isinstance(item, ImportCommand)]
        assert {body.get("occurred", "2018") for body in bodies} <= {"2018"}
        assert {str(body["names"]) for body in bodies if "names" in body} <= {"{'pl': 'Firma A'}"}
        [question] = [warning for warning in report.warnings if warning.rule == "no-value"]
        assert repr(text.strip()) in question.message


def test_a_question_about_many_cells_is_asked_once(names: KnownNames) -> None:
    report = Report(dry_run=False)
    read("nazwa,od,do\nA,2018,-\nB,2018,-\nC,2018,2019\nD,n/d,-\n", names, report=report)
    assert [(each.line, each.pointer, each.message) for each in report.warnings] == [
        (2, "column do", "'-' is read as an empty cell: is there no value? (3 rows)"),
        (5, "column od", "'n/d' is read as an empty cell: is there no value?"),
    ]


@pytest.mark.parametrize(
    "text", ["Brak Sp. z o.o.", "Nana", "Nadir", "A", "N", "3M", "NaN Robotics", "Null & Co.", "!", "1"]
)
def test_what_only_looks_like_nothing_is_a_name(text: str, names: KnownNames) -> None:
    items = read(f"nazwa,od\n{text},2018\n", names)
    assert "no-value" not in [rule for _, rule, _ in faults(items)]


@pytest.mark.parametrize(
    "written",
    [
        "wczoraj",
        "31.02.2018",
        "19 marca",
        "V kwartał 2018",
        "III połowa 2018",
        "lata 20.",
        "13-12 maja 2018",
        "30-31.02.2018",
        "31.12.20",
        "2018-13",
        "12",
        "",
    ],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(Unclear) as raised:
        read_date(written)
    assert "2018-03-19" in raised.value.expected


def test_a_date_that_may_be_read_in_two_ways_is_refused_with_both() -> None:
    with pytest.raises(Unclear, match="two ways") as raised:
        read_date("03/04/2018")
    assert raised.value.readings == ("2018-04-03", "2018-03-04")


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("1234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1.234", 1234),
        ("1 234,00", 1234),
        ("1.234.567", 1234567),
    ],
)
def test_polish_numbers_are_read(written: str, count: int) -> None:
    assert read_count(written) == count


@pytest.mark.parametrize("written", ["1,5", "1.5", "-3", "dużo", "1,234", "12 34"])
def test_what_is_no_integer_is_refused(written: str) -> None:
    with pytest.raises(Unclear):
        read_count(written)


@pytest.mark.parametrize(
    ("written", "count", "comparator"),
    [
        ("120", 120, None),
        ("1 234", 1234, None),
        ("ponad 120", 120, "over"),
        ("Powyżej 1 000", 1000, "over"),
        ("> 120", 120, "over"),
        (">= 120", 120, "at-least"),
        ("150+", 150, "at-least"),
        ("co najmniej 150 podmiotów", 150, "at-least"),
        ("min. 30", 30, "at-least"),
        ("ok. 100", 100, "about"),
        ("ok.100", 100, "about"),
        ("około 1 200", 1200, "about"),
        ("~80", 80, "about"),
        ("prawie 200", 200, "almost"),
        ("nearly 200 members", 200, "almost"),
        ("blisko\n90 członków", 90, "almost"),
        ("dokładnie 12", 12, "exactly"),
    ],
)
def test_a_number_of_members_says_how_exact_it_is(written: str, count: int, comparator: str | None) -> None:
    assert read_claim(written) == (count, comparator)


@pytest.mark.parametrize(
    "written",
    ["ponad ok. 100", "ponad 150+", "100-120", "ok. 1,234", "wielu", "120 firm", "+", "-3", "1,5", "do 200"],
)
def test_a_number_that_is_unclear_is_refused(written: str) -> None:
    with pytest.raises(Unclear):
        read_claim(written)


@pytest.mark.parametrize(("written", "flag"), [("Tak", True), ("NIE", False), ("yes", True), ("0", False)])
def test_flags_are_read(written: str, flag: bool) -> None:
    assert read_flag(written) is flag


def test_the_day_number_of_a_spreadsheet_is_a_day_and_says_so() -> None:
    assert read_date("43178", "beginning").value() == {
        "edtf": "2018-03-19",
        "phrase": "43178",
        "inferred_from": "the number of a day as spreadsheets count them, from 1899-12-30",
    }
    assert read_date("43178,5").edtf == "2018-03-19"
    assert read_date("2018") == ("2018", None, None), "a year is none"


def test_what_has_no_end_has_none(names: KnownNames) -> None:
    header = "id,strony,przedmiot,ważne do\n"
    [proposal] = read(f"{header}l,DKM|Lublin,Praca,Bezterminowo\n", names)
    assert isinstance(proposal, ImportCommand)
    assert (proposal.body["indefinite"], "valid_until" in proposal.body) == (True, False)
    [other] = read(f"{header}m,DKM|Lublin,Praca,2030\n", names)
    assert isinstance(other, ImportCommand)
    assert ("indefinite" in other.body, other.body["valid_until"]) == (False, "2030")
    facts = read("nazwa,od,do\nFirma A,od 2018,nadal\n", names)
    assert [item.do for item in facts if isinstance(item, ImportCommand)] == [
        "parties/firma-a/register",
        "memberships/dkm.firma-a/join",
    ]


def test_a_class_in_words_of_the_cluster_is_kept_and_asked_about(names: KnownNames) -> None:
    text = "nazwa,kategoria\nFirma A,srebrny\nFirma B,Srebrny\nFirma C,wspierający\nFirma D,Złoty\n"
    report = Report(dry_run=False)
    mapped = Options(cluster="dkm", mapping=TableMapping.parse("classes: {złoty: full}"))
    joins = [
        item.body
        for item in read(text, names, mapped, report)
        if isinstance(item, ImportCommand) and item.verb == "join"
    ]
    assert [(body.get("class"), body.get("class_label")) for body in joins] == [
        (None, "srebrny"),
        (None, "Srebrny"),
        ("supporting", None),
        ("full", "Złoty"),
    ]
    assert report.tables[0].classes == {"srebrny": "", "Srebrny": "", "Złoty": "full"}
    assert [(each.line, each.rule) for each in report.warnings] == [(2, "own-class"), (3, "own-class")]


def header_of(cells: Iterable[str]) -> Header:
    return read_header(cells_of([*cells]))


# ---- headers ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "kind", "names"),
    [
        ("Klaster,Nazwa,NIP,Data przystąpienia", "members", ("cluster", "name", "nip", "joined")),
        ("CLUSTER;Party ID;member_since", "members", ("cluster", "party", "joined")),
        (
            "id,strony,przedmiot,data podpisania,miejscowość",
            "agreements",
            ("id", "parties", "subject_pl", "signed", "place"),
        ),
        ("id,Gospodarz,Goście,cel wizyty", "visits", ("id", "host", "visitors", "purpose_pl")),
        ("klaster,liczba członków,stan na", "counts", ("cluster", "count", "as_of")),
        ("Klaster;Liczba członków;Stan na dzień", "counts", ("cluster", "count", "as_of")),
        (
            "Nr umowy;Rodzaj umowy;Strony umowy;Data podpisania umowy;Ważna do",
            "agreements",
            ("id", "kind", "parties", "signed", "valid_until"),
        ),
        ("Gospodarz wizyty;Goście wizyty;Termin wizyty", "visits", ("host", "visitors", "date")),
        (
            "Klaster;Nazwa firmy;NIP firmy;Rok wstąpienia",
            "members",
            ("cluster", "name", "nip", "joined"),
        ),
        # whose it is counts only where the header as it is means nothing
        ("Nazwa klastra;Nazwa podmiotu;Od", "members", ("cluster", "name", "joined")),
    ],
)
def test_headers_give_the_kind_in_polish_and_english(header: str, kind: str, names: tuple[str, ...]) -> None:
    items = header_of(header.replace(";", ",").split(","))
    assert (items.kind, items.names) == (kind, names)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_known_under_its_own_name(kind: str) -> None:
    assert header_of(KINDS[kind]).names == tuple(KINDS[kind])


@pytest.mark.parametrize(
    ("header", "message", "suggestion"),
    [
        ("a,b", "is not one of parties", None),
        ("nazwaa,nip", "is not one of parties", "nazwa"),
        ("nazwa,data przystapiena", "is not a column of members", "data przystapienia"),
        ("nazwa,name", "several columns mean the same", None),
    ],
)
def test_an_ambiguous_header_is_refused(header: str, message: str, suggestion: str | None) -> None:
    wrong = header_of(header.split(",")).wrong
    assert wrong is not None
    assert message in wrong.message
    assert wrong.suggestion == suggestion


@pytest.mark.parametrize(
    ("written", "parties"),
    [
        ("DKM i Lublin", ["cluster-dkm", "party-lublin"]),
        ("DKM, Lublin oraz Uniwersytet Medyczny", ["cluster-dkm", "party-lublin", "party-umlub"]),
        ("Lublin | DKM and Uniwersytet Medyczny", ["party-lublin", "cluster-dkm", "party-umlub"]),
        ("Kowalski i Syn, DKM", ["party-kowalski", "cluster-dkm"]),
        ("Kowalski i Syn oraz DKM", ["party-kowalski", "cluster-dkm"]),
    ],
)
def test_words_and_commas_divide_only_names_that_are_known(
    names: KnownNames, written: str, parties: list[str]
) -> None:
    names.learn("party-kowalski", {"kind": "organisation", "names": {"pl": "Kowalski i Syn"}})
    [proposal, *_] = read(f"id;strony;przedmiot\nx;{written};Współpraca\n", names)
    assert isinstance(proposal, ImportCommand)
    assert proposal.body["parties"] == parties
    assert len([*faults(read("id;strony;przedmiot\nx;DKM i Nikt;Współpraca\n", names))]) == 1


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_detected(names: KnownNames, mark: str, end: str) -> None:
    text = end.join(
        [mark.join(("nazwa", "od")), mark.join(("Firma A", "2018")), "", mark.join(('"Firma\nB"', "2019"))]
    )
    facts = [item for item in read(text, names) if isinstance(item, ImportCommand)]
    assert [(fact.row, fact.do) for fact in facts] == [
        (2, "parties/firma-a/register"),
        (2, "memberships/dkm.firma-a/join"),
        (4, "parties/firma-b/register"),
        (4, "memberships/dkm.firma-b/join"),
    ]


def test_excels_first_line_is_passed_over(names: KnownNames) -> None:
    [register, join] = read("sep=;\nnazwa;od\nFirma A;2018\n", names)
    assert isinstance(register, ImportCommand)
    assert (register.row, join.row) == (3, 3)


def test_a_column_that_means_nothing_is_warned_of(names: KnownNames) -> None:
    report = Report(dry_run=False)
    assert len(read("lp,nazwa,telefon\n1,Firma A,123\n", names, report=report)) == 2
    assert [(fault.line, fault.pointer) for fault in report.warnings] == [(1, "telefon")]


def test_an_empty_table_is_refused(names: KnownNames) -> None:
    with pytest.raises(ImportFaults, match="there is nothing in this file"):
        read("\n\n", names)


# ---- rows ---------------------------------------------------------------------------------------------------------
def test_a_member_is_registered_identified_and_joins(names: KnownNames) -> None:
    text = "klaster;nazwa;rodzaj;od;do;źródło;akapit\nDKM;Łódzka Fabryka Śrub S.A.;spółka;19 marca 2018;2020;lista;poz. 3\n"
    register, join, leave = read(text, names)
    assert isinstance(register, ImportCommand)
    assert isinstance(join, ImportCommand)
    assert isinstance(leave, ImportCommand)
    assert (register.do, leave.do) == (
        "parties/lodzka-fabryka-srub-s-a/register",
        "memberships/dkm.lodzka-fabryka-srub-s-a/leave",
    )
    assert join.body == {
        "mode": "reported",
        "occurred": {"edtf": "2018-03-19", "phrase": "19 marca 2018"},
        "sources": [{"id": "source-lista", "locator": "poz. 3"}],
    }
    assert leave.body["occurred"] == "2020"


def test_a_cluster_has_other_names_numbers_and_links(names: KnownNames) -> None:
    text = "id;nazwa klastra;data powołania;inne nazwy;strona www;część klastra\nx;Klaster X;2015;Iks; www.x.example;DKM\n"
    commands = [each for each in read(text, names) if isinstance(each, ImportCommand)]
    assert [(each.do, each.body.get("value") or each.body.get("other")) for each in commands] == [
        ("clusters/x/found", None),
        ("clusters/x/add-alias", None),
        ("clusters/x/identify", "x.example"),
        ("clusters/x/link", "cluster-dkm"),
    ]


def test_one_name_is_one_party_however_it_is_spelt(names: KnownNames) -> None:
    facts = read("nazwa\nFabryka Śrub\nFABRYKA  ŚRUB\nlublin\nparty-umlub\n", names)
    assert [item.do for item in facts if isinstance(item, ImportCommand)] == [
        "parties/fabryka-srub/register",
        "memberships/dkm.fabryka-srub/join",
        "memberships/dkm.fabryka-srub/join",
        "memberships/dkm.lublin/join",
        "memberships/dkm.umlub/join",
    ]


@pytest.mark.parametrize(
    ("row", "rule", "message"),
    [
        ("UM,,2018,", "known-name", "'UM' may mean party-lublin-um (Urząd Miasta Lublin), party-umlub"),
        ("A,,03/04/2018,", "date", "column od: '03/04/2018' may be read in two ways"),
        ("A,DKN,2018,", "known-name", "did you mean cluster-dkm?"),
        (",,2018,", "needed-field", "neither the name of a party nor its id"),
        ("A,,2020,2019", "", "certainly"),
        ("A,,2020", "csv", "has 3 cells, and the header 4"),
        ("A,,2020,,x", "csv", "has 5 cells, and the header 4"),
        ("ŹŹŹ!,,,", "", ""),
        ("???,,,", "free-id", "no letter of it can be in an id"),
        ("Lublin!!!new,,,", "", ""),
    ],
)
def test_a_wrong_row_is_refused_with_all_its_commands(
    names: KnownNames, row: str, rule: str, message: str
) -> None:
    items = read(f"nazwa,klaster,od,do\n{row}\n", names)
    if not message:
        assert all(isinstance(item, ImportCommand) for item in items)
        return
    [(line, broken, text)] = faults(items)
    assert line == 2
    assert message in text
    assert rule in {"", broken}


def test_a_quote_that_is_not_closed_spoils_its_own_row_only(names: KnownNames) -> None:
    items = read('nazwa,od\nFirma A,2018\n"Firma B,2018\nFirma C,2018\nFirma D,2018\n', names)
    assert {item.row: isinstance(item, ImportCommand) for item in items} == {
        2: True,
        3: False,
        4: True,
        5: True,
    }
    assert [line for line, _, _ in faults(items)] == [3]


def test_all_faults_of_a_row_are_reported_at_once(names: KnownNames) -> None:
    items = read("nazwa,rodzaj,od,do\nFirma A,frma,wczoraj,jutro\n", names)
    assert [rule for _, rule, _ in faults(items)] == ["allowed-value", "date", "date"]


def test_an_agreement_is_proposed_signed_by_each_and_concluded(names: KnownNames) -> None:
    text = (
        "id,strony,przedmiot,subject_en,data podpisania,miejsce,zawarte,ważne do\n"
        'loi-1,DKM | Lublin,"Współpraca, wzajemna",Cooperation,19.03.2018,Lublin,tak,2020\n'
    )
    facts = [item for item in read(text, names) if isinstance(item, ImportCommand)]
    assert [fact.do for fact in facts] == [
        "agreements/loi-1/propose",
        "agreements/loi-1/sign",
        "agreements/loi-1/sign",
        "agreements/loi-1/conclude",
    ]
    assert facts[0].body["parties"] == ["cluster-dkm", "party-lublin"]
    assert facts[0].body["subject"] == {"pl": "Współpraca, wzajemna", "en": "Cooperation"}
    assert facts[1].body["place"] == {"party": "party-lublin"}
    assert {fact.body["occurred"] for fact in facts} == {"2018-03-19"}


@pytest.mark.parametrize(
    ("written", "value", "currency", "comparator"),
    [
        ("1 500 000,50 zł", "1500000.50", "PLN", "exactly"),
        ("EUR 1 234 567.89", "1234567.89", "EUR", "exactly"),
        ("1.234.567,89 €", "1234567.89", "EUR", "exactly"),
        ("1.500 zł", "1500", "PLN", "exactly"),
        ("ok. 2,5 mln EUR", "2500000", "EUR", "about"),
        ("ponad 300 tys. zł", "300000", "PLN", "over"),
        ("około 12500000.00 PLN", "12500000.00", "PLN", "about"),
    ],
)
def test_a_sum_of_money_is_exact_and_has_its_currency(
    written: str, value: str, currency: str, comparator: str
) -> None:
    assert read_money(written) == {"value": value, "currency": currency, "comparator": comparator}


@pytest.mark.parametrize(
    "written", ["5", "5 zł EUR", "PLN 5 EUR", "dużo zł", "1,500 mln zł", "9" * 16 + " zł"]
)
def test_a_sum_that_is_unclear_is_refused(written: str) -> None:
    with pytest.raises(Unclear):
        read_money(written)


def test_a_project_under_an_agreement_is_a_row(names: KnownNames) -> None:
    text = (
        "id,strony,przedmiot,projekt,program,kwota,udziały\n"
        "loi-1,DKM | Lublin,Współpraca,Stacje,FENG,ok. 2 mln zł,DKM: 500 000 zł; Lublin\n"
        "loi-2,DKM | Lublin,Współpraca,,FENG,,\n"
        "loi-3,DKM | Lublin,Współpraca,Stacje,,5,\n"
        "loi-1,,,Szkolenia,,,\n"
    )
    *_, project, other = (fact for fact in read(text, names) if isinstance(fact, ImportCommand))
    assert project.do == other.do == "agreements/loi-1/record-project"
    assert project.body == {
        "title": {"pl": "Stacje"},
        "programme": "FENG",
        "amount": {"value": "2000000", "currency": "PLN", "comparator": "about"},
        "shares": [
            {
                "party": "cluster-dkm",
                "amount": {"value": "500000", "currency": "PLN", "comparator": "exactly"},
            },
            {"party": "party-lublin"},
        ],
        "mode": "reported",
        "sources": [{"id": "source-list"}],
    }
    assert [(line, rule) for line, rule, _ in faults(read(text, names))] == [
        (3, "needed-field"),
        (4, "number"),
    ]


def test_a_number_counts_firms_of_several_clusters(names: KnownNames) -> None:
    names.learn("cluster-pgm", {"names": {"pl": "Polska Grupa Motoryzacyjna"}, "abbreviation": "PGM"})
    [fact] = read(
        "klaster,liczba,których,łącznie z,ile klastrów,stan na\nDKM,ok. 400,firmy,PGM,4,2020\n", names
    )
    assert isinstance(fact, ImportCommand)
    assert {name: fact.body[name] for name in ("count", "class", "also_in", "clusters_count")} == {
        "count": 400, "class": "firms", "also_in": ["cluster-pgm"], "clusters_count": 4,
    }  # fmt: skip


def test_sources_are_files_pages_papers_and_conversations(names: KnownNames) -> None:
    text = (
        "id,tytuł,title en,rodzaj źródła,data dokumentu,wydawca,link\n"
        "source-list,List wydziału,Letter,pismo,1 grudnia 2016,Lublin,\n"
        ",Aktualności,,strona WWW,2018-03,,https://example.org/a\n"
        "r1,,Talk,rozmowa,,,\n"
        "x,Coś,,plotka,,,\n"
    )
    letter, page, talk = (fact for fact in read(text, names) if isinstance(fact, ImportCommand))
    assert (letter.do, page.do) == ("sources/list/register", "sources/2018-03-aktualnosci/register")
    assert {name: letter.body[name] for name in ("title", "source_type", "published", "publisher")} == {
        "title": {"pl": "List wydziału", "en": "Letter"},
        "source_type": "letter",
        "published": "2016-12-01",
        "publisher": "party-lublin",
    }
    assert (page.body["source_type"], page.body["url"]) == ("web-page", "https://example.org/a")
    assert (talk.body["source_type"], talk.body["language"]) == ("conversation", "en")
    assert [(line, rule) for line, rule, _ in faults(read(text, names))] == [(5, "allowed-value")]


@pytest.mark.parametrize(
    ("column", "cell", "counted"), [("", "", "firms"), (",których", ",wspierający", "supporting")]
)
def test_a_header_may_say_that_firms_are_counted(
    names: KnownNames, column: str, cell: str, counted: str
) -> None:
    [fact] = read(f"klaster,liczba firm{column}\nDKM,40{cell}\n", names)
    assert isinstance(fact, ImportCommand)
    assert (fact.body["count"], fact.body["class"]) == (40, counted)
    _, number = read("nazwa klastra,rok powstania,Liczba firm\nDKM,2010,40\n", names)
    assert isinstance(number, ImportCommand)
    assert number.body["class"] == "firms"


def test_a_visit_names_its_host_and_guests(names: KnownNames) -> None:
    [fact] = read(
        "id,gospodarz,goście,data,cel,klastry\nv1,Lublin,DKM;umlub,do 12.01.2018,Nauka,DKM\n", names
    )
    assert isinstance(fact, ImportCommand)
    assert (fact.do, fact.body["visitors"]) == ("visits/v1/hold", ["cluster-dkm", "party-umlub"])
    assert fact.body["occurred"] == {"edtf": "/2018-01-12", "phrase": "do 12.01.2018"}


def test_a_count_is_an_integer(names: KnownNames) -> None:
    [fact, wrong] = read("klaster,liczba członków,stan na\nDKM,1 234,2016-12-01\nDKM,12;5,2016\n", names)
    assert isinstance(fact, ImportCommand)
    assert (fact.body["count"], fact.body["as_of"]) == (1234, "2016-12-01")
    assert [(rule, line) for line, rule, _ in faults([wrong])] == [("number", 3)]


# ---- against the registry -----------------------------------------------------------------------------------------
async def import_text(folder: Path, registry: str, text: str, name: str = "members.csv") -> Report:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return await importer.import_path(path, registry, KEY, options=OPTIONS)


async def test_a_table_matches_recorded_parties_and_a_second_import_adds_nothing(
    registry: str, database: Database, tmp_path: Path
) -> None:
    await import_text(tmp_path, registry, KNOWN, "known.yaml")
    before = await head(database)
    text = "nazwa,nip,od\nUrząd miasta LUBLIN,,2018\nNowa Firma,526-025-02-74,2019\nUM,,2019\nPolska Grupa Motoryzacyjna,,2020\n"
    first = await import_text(tmp_path, registry, text)
    assert first.rows == {"stored": 3, "already there": 0, "refused": 1, "unanswered": 0}
    assert await head(database) == before + 5
    assert [line.stream for line in first.lines if line.do.endswith("join")] == [
        "membership-dkm.lublin-um",
        "membership-dkm.nowa-firma",
        "membership-dkm.pgm-sa",
    ], "in the column of members, the name of a cluster and of its company means the company"
    second = await import_text(tmp_path, registry, text)
    assert second.rows == {"stored": 0, "already there": 3, "refused": 1, "unanswered": 0}
    assert await head(database) == before + 5
    agreement = "id,strony,przedmiot\nloi,Lublin; Polska Grupa Motoryzacyjna,Praca\n"
    [refused] = (await import_text(tmp_path, registry, agreement, "agreements.csv")).lines
    assert refused.rule == "known-name"
    assert refused.suggestion == "cluster-pgm or party-pgm-sa", "one name, two bodies: neither is chosen"


async def test_a_number_of_another_party_is_refused_before_anything_of_the_row_is_sent(
    registry: str, database: Database, tmp_path: Path
) -> None:
    await import_text(tmp_path, registry, "nazwa,nip\nFirma A,5260250274\n")
    before = await head(database)
    report = await import_text(
        tmp_path, registry, "nazwa,nip,od\nFirma B,526-025-02-74,2018\nFirma C,5260250275,2018\n"
    )
    assert next((line.rule, line.suggestion) for line in report.lines) == ("same-number", "party-firma-a")
    assert len(refusals(report)) == 2, "the check digit of the other is wrong"
    assert await head(database) == before


async def test_two_thousand_rows_with_twenty_wrong(registry: str, database: Database, tmp_path: Path) -> None:
    await import_text(tmp_path, registry, KNOWN, "known.yaml")
    before = await head(database)
    wrong = (
        "Firma {n};dkm;32.13.2018",
        "Firma {n};dkn;2018",
        ";dkm;2018",
        "Firma {n};dkm",
        'Firma "{n};dkm;2018;x',
    )
    rows = [
        wrong[n // 100 % len(wrong)].format(n=n) if n % 100 == 50 else f"Firma {n};dkm;{n % 28 + 1}.03.2018"
        for n in range(2_000)
    ]
    report = await import_text(tmp_path, registry, "\n".join(["nazwa;klaster;od", *rows, ""]))
    assert report.rows == {"stored": 1_980, "already there": 0, "refused": 20, "unanswered": 0}
    assert await head(database) == before + 2 * 1_980
    bad = [line for line in report.lines if line.outcome == "refused"]
    assert [line.line for line in bad] == [n + 2 for n in range(2_000) if n % 100 == 50]
    assert all(_complete(line) for line in bad)


def _complete(line: Line) -> bool:
    return bool(line.rule and line.reason and line.expected and line.row == line.line)


async def test_members_that_one_row_registers_are_known_to_the_next_file(
    registry: str, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "agreements.csv").write_text(
        "id,strony,przedmiot,podpisano,zawarte\nl1,Firma A|DKM,Praca,2018,tak\n"
    )
    (folder / "członkowie.csv").write_text("nazwa\nFirma A\n")
    (folder / "z.yaml").write_text(KNOWN)
    report = await importer.import_path(folder, registry, KEY, options=OPTIONS)
    assert refusals(report) == []
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session,
        session.get(f"{registry}/v1/streams/agreement-l1") as answer,
    ):
        types = [event["type"] for event in await answer.json(content_type=None)]
    assert types[-1] == "upland.AgreementConcluded.v1"
    assert len(types) == 4
