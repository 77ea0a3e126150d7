"""The record as files: what is exported imports again to the same record, and others can read it as linked data."""

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld  # type: ignore[import-untyped]

from contracts import vocabulary
from contracts.catalogue import COMMANDS, EVENTS
from contracts.envelope import Fact
from contracts.statement import fact_of_statement
from ops.exporting import export
from ops.importing import importer
from runtime.facts import fact_of
from services.registry.exporting import files
from services.registry.exporting.order import by_stream, in_order
from services.registry.importing.columns import KINDS
from services.registry.importing.recorded_commands import _as_commanded, recorded_command
from tests.ops.registry import KEY, head, refusals, running
from tests.projections.given import Log
from tests.servers import ROOT, Database, Databases

ORG, PROV = "http://www.w3.org/ns/org#", "http://www.w3.org/ns/prov#"
AMENDED = """
source: {id: book, title: {en: A book}, language: en, hash: %s}
defaults: {mode: reported, sources: {source-book: page 1}}
facts:
  - do: parties/a/register
    kind: organisation
    names: {en: A}
  - do: persons/clerk/register
  - do: persons/clerk/assume-function
    organisation: party-a
    title: {en: Clerk}
    occurred: 2015
  - do: persons/clerk/refine
    target: person-clerk@2
    date: 2015-06
  - do: clusters/one/found
    names: {en: One}
    occurred: 2015
  - do: clusters/one/refine
    target: cluster-one@1
    date: 2015-06
    reason: The book says June.
  - do: clusters/one/correct
    target: cluster-one@1
    fields: {abbreviation: ONE, occurred: 2016}
    reason: A slip.
  - do: clusters/one/dispute
    target: cluster-one@1
    by: party-a
    reason: It was later.
  - do: clusters/one/report-membership-count
    count: 12
    occurred: {edtf: 2016, phrase: in 2016}
  - do: clusters/one/retract
    target: cluster-one@5
    reason: Meant another cluster.
  - do: agreements/secret/propose
    kind: cooperation
    parties: [cluster-one, party-a]
    subject: {en: Nobody else should know.}
    mode: performed
  - do: visits/first/hold
    host: party-a
    visitors: [cluster-one]
    occurred: 2016
  - do: visits/first/record-outcome
    text: {en: They agreed.}
    leads_to: agreement-secret
""" % ("0" * 64)


DESCRIBED = """
defaults: {mode: reported}
facts:
  - {do: sources/note/register, title: {pl: Rozmowa}, language: pl, source_type: conversation, published: 2019-05}
  - do: sources/page/register
    title: {pl: Strona, en: Page}
    language: en
    source_type: web-page
    publisher: party-lublin
    url: https://example.org/page
    translation_of: source-note
  - {do: clusters/dkm/add-alias, names: {pl: Motoryzacja Dolnego Śląska}}
  - {do: clusters/dkm/add-alias, names: {pl: Klaster Legnicki}}
  - {do: clusters/dkm/identify, scheme: website, value: 'https://dkm.example'}
  - {do: clusters/dkm/identify, scheme: regon, value: '123456785'}
  - {do: clusters/dkm/link, relation: part-of, other: cluster-pgm}
  - {do: clusters/dkm/link, relation: successor-of, other: cluster-dke}
  - {do: clusters/dkm/unlink, relation: part-of, other: cluster-pgm}
  - {do: parties/group/register, kind: organisation, names: {pl: Grupa, en: Group}, abbreviation: GRP}
  - {do: parties/a-works/register, kind: organisation, names: {pl: Zakład}, part_of: party-group}
  - {do: parties/a-works/identify, scheme: website, value: 'https://zaklad.example'}
  - {do: parties/a-works/rename, names: {pl: Zakład Nowy}, occurred: 2020}
  - {do: parties/a-works/declare-type, organisation_type: sme, occurred: 2016}
  - {do: parties/a-works/declare-type, organisation_type: large-enterprise, occurred: 2020}
  - do: parties/a-works/declare-seat
    country: PL
    region: {scheme: nuts, code: PL814, edition: '2021'}
    address: ul. Prosta 1
    occurred: 2020
  - do: parties/a-works/declare-sectors
    sectors: [{scheme: PKD, edition: '2007', code: 29.31.Z}, {scheme: NACE, edition: Rev. 2, code: '72.1'}]
    occurred: 2020
  - {do: parties/group/declare-seat, region: {scheme: teryt, code: '06'}, place: {name: Gdzieś}}
  - {do: memberships/lkb.a-works/join, class: partner, class_label: srebrny, occurred: 2016}
  - {do: memberships/lkb.group/join, class_label: złoty}
  - {do: clusters/planned/announce, names: {pl: Zapowiedziany}, occurred: 2022}
  - {do: clusters/planned/appoint-coordinator, organisation: party-group, occurred: 2022}
  - {do: memberships/planned.group/join, occurred: 2023}
  - {do: clusters/lkb/appoint-coordinator, organisation: party-group, role: co, occurred: 2016}
  - {do: clusters/lkb/release-coordinator, organisation: party-group, occurred: 2018-05}
  - {do: clusters/lkb/grant-recognition, scheme: Klaster Kluczowy, grantor: party-group, occurred: 2019}
  - {do: clusters/lkb/grant-recognition, scheme: Brąz, valid_from: 2017-02-01, valid_to: 2019-02-01}
  - {do: clusters/lkb/report-membership-count, count: 300, comparator: almost, occurred: 2021}
  - do: clusters/lkb/report-membership-count
    count: 300
    class: firms
    also_in: [cluster-dkm]
    clusters_count: 3
    occurred: 2021
  - {do: clusters/old/found, names: {pl: Dawny, en: Old}, abbreviation: D, occurred: 2010}
  - {do: clusters/old/rename, names: {pl: Nowy, en: New}, abbreviation: N, occurred: 2014}
  - {do: clusters/old/rename, names: {pl: Dawny, en: Old}, occurred: 2015}
  - {do: clusters/old/split, into: [cluster-dkm, cluster-lkb], members_pass: false, occurred: 2016}
  - {do: clusters/small/found, names: {pl: Mały}, occurred: 2010}
  - {do: clusters/small/merge, into: cluster-lkb, members_pass: true, agreements_pass: false, occurred: 2017-03}
  - {do: clusters/closed/found, names: {pl: Zamknięty}, occurred: 2010}
  - {do: clusters/closed/dissolve, successors: [cluster-dkm]}
  - do: agreements/loi-lublin-radom-starachowice-2018/record-project
    title: {pl: Zakłady otwarte, en: Open plants}
    programme: Interreg
    amount: {value: '1200000.50', currency: EUR, comparator: about}
    shares: [{party: party-lublin, amount: {value: '300000', currency: EUR}}, {party: party-radom}]
    sources: [{id: source-lublin-news-2018-pl}]
    occurred: 2019-05
  - {do: agreements/loi-lublin-radom-starachowice-2018/record-project, title: {pl: Bez kwoty}}
"""


async def document(registry: str, path: Path) -> bytes:
    export.write(path, "jsonld", await export.facts(registry, KEY))
    return path.read_bytes()


def untimed(document: bytes) -> bytes:
    """Without the times of recording, and with persons by their order, since the server makes their ids."""
    text = re.sub(r'"generatedAtTime":"[^"]*"', "", document.decode())
    for number, person in enumerate(dict.fromkeys(re.findall(r"person[-s/:\"a-z,]*?([0-9a-f]{32})", text))):
        text = text.replace(person, f"p{number}")
    return text.encode()


# ---- round trips --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", ["jsonld", "csv"])
async def test_history_comes_back_complete(
    registry: str, databases: Databases, tmp_path: Path, format: files.Format
) -> None:
    await importer.import_path(ROOT / "history", registry, KEY)
    (tmp_path / "amended.yaml").write_text(AMENDED)
    assert refusals(await importer.import_path(tmp_path / "amended.yaml", registry, KEY)) == []
    facts = await export.facts(registry, KEY)
    first = export.write(tmp_path / "first", format, facts)

    other = await databases.clone()
    async with running(other, tmp_path) as fresh:
        report = await importer.import_path(_named(tmp_path / "first", format), fresh, KEY)
        assert refusals(report) == []
        # That two parties may be one is asked again.
        assert [warning for warning in report.warnings if warning.rule != "similar-party"] == []
        assert report.totals["stored"] == len(facts)
        again = await export.facts(fresh, KEY)
        assert content(again) == content(facts)
        second = export.write(tmp_path / "second", format, again)
        assert [untimed(file.read_bytes()) for file in second] == [
            untimed(file.read_bytes()) for file in first
        ]
        before = await head(other)
        report = await importer.import_path(_named(tmp_path / "first", format), fresh, KEY)
        assert report.totals["already there"] == len(report.lines)
        assert await head(other) == before
    await databases.drop(other)


def _named(path: Path, format: files.Format) -> Path:
    """The file under a name by which the import knows its form."""
    return path if format == "csv" else Path(shutil.copy(path, path.with_suffix(".jsonld")))


def content(facts: list[Fact]) -> list[tuple[str, str, str, str, str]]:
    """Streams, versions, types, audiences and data, with persons by their order."""
    persons = dict.fromkeys(fact.stream for fact in facts if fact.stream.startswith("person-"))
    exported = []
    for fact in facts:
        data = json.dumps(
            {name: value for name, value in fact.data.items() if name not in {"actor", "_sd"}}, sort_keys=True
        )
        stream = fact.stream
        for number, person in enumerate(sorted(persons)):
            data, stream = (
                data.replace(person, f"person-{number}"),
                stream.replace(person, f"person-{number}"),
            )
        exported.append((stream, str(fact.version), fact.type, fact.audience, data))
    return sorted(exported)


async def test_an_export_adds_nothing_to_the_record_that_it_came_from(
    registry: str, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "amended.yaml").write_text(AMENDED)
    await importer.import_path(tmp_path / "amended.yaml", registry, KEY)
    before = await head(database)
    await document(registry, tmp_path / "own.jsonld")
    report = await importer.import_path(tmp_path / "own.jsonld", registry, KEY)
    assert report.totals == {"stored": 0, "already there": before, "refused": 0, "unanswered": 0}
    assert await head(database) == before


@pytest.mark.parametrize("tables", [["facts"], ["members"], ["agreements", "visits", "counts"], list(KINDS)])
async def test_tables_add_nothing_to_the_record_that_they_came_from(
    registry: str, database: Database, tmp_path: Path, tables: list[str]
) -> None:
    await importer.import_path(ROOT / "history", registry, KEY)
    (tmp_path / "amended.yaml").write_text(AMENDED)
    await importer.import_path(tmp_path / "amended.yaml", registry, KEY)
    before = await head(database)
    written = export.write(tmp_path / "tables", "csv", await export.facts(registry, KEY))
    for file in written:
        if file.stem not in tables:
            file.unlink()
    report = await importer.import_path(tmp_path / "tables", registry, KEY)
    assert refusals(report) == []
    assert report.totals["already there"] == len(report.lines) > 0
    assert await head(database) == before


async def test_tables_for_people_come_back_as_they_went(
    registry: str, databases: Databases, tmp_path: Path
) -> None:
    await importer.import_path(ROOT / "history", registry, KEY)
    (tmp_path / "described.yaml").write_text(DESCRIBED)
    assert refusals(await importer.import_path(tmp_path / "described.yaml", registry, KEY)) == []
    first = export.write(tmp_path / "first", "csv", await export.facts(registry, KEY))
    assert {file.stem for file in first} == {*KINDS}
    (tmp_path / "first" / "facts.csv").unlink()
    report = await importer.import_path(tmp_path / "first", registry, KEY)
    assert (refusals(report), report.totals["stored"]) == ([], 0)

    other = await databases.clone()
    async with running(other, tmp_path) as fresh:
        report = await importer.import_path(tmp_path / "first", fresh, KEY)
        assert refusals(report) == []
        second = export.write(tmp_path / "second", "csv", await export.facts(fresh, KEY))
    await databases.drop(other)
    assert {file.name: file.read_bytes() for file in second if file.stem != "facts"} == {
        file.name: file.read_bytes() for file in first if file.stem != "facts"
    }


async def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_comes_back(
    registry: str, databases: Databases, tmp_path: Path
) -> None:
    names = ["=cmd|' /C calc'!A0", "+48 81", "-1", "@SUM(1)", "'=1", "''-1", "' quoted'", "＝1"]
    facts = [
        f"  - {{do: parties/p{n}/register, kind: city, names: {{pl: {json.dumps(name)}}}}}"
        for n, name in enumerate(names)
    ]
    facts += [f"  - {{do: memberships/one.p{n}/join, mode: reported}}" for n in range(len(names))]
    (tmp_path / "odd.yaml").write_text("\n".join(["facts:", *facts, ""]))
    assert refusals(await importer.import_path(tmp_path / "odd.yaml", registry, KEY)) == []
    exported = await export.facts(registry, KEY)
    for file in export.write(tmp_path / "tables", "csv", exported):
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")):
            assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]
    other = await databases.clone()
    async with running(other, tmp_path) as fresh:
        report = await importer.import_path(tmp_path / "tables", fresh, KEY)
        assert refusals(report) == []
        assert content(await export.facts(fresh, KEY)) == content(exported)
        (tmp_path / "tables" / "facts.csv").unlink()
        report = await importer.import_path(tmp_path / "tables", fresh, KEY)
        assert report.totals == {"stored": 0, "already there": len(names), "refused": 0, "unanswered": 0}
    await databases.drop(other)


async def test_tables_have_the_columns_that_are_documented(registry: str, tmp_path: Path) -> None:
    await importer.import_path(ROOT / "history", registry, KEY)
    for file in export.write(tmp_path, "csv", await export.facts(registry, KEY)):
        rows = [*csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline=""))]
        assert tuple(rows[0]) == tuple(KINDS[file.stem])
        assert all(row.keys() == rows[0].keys() for row in rows)


async def test_the_public_part_has_nothing_else(registry: str, tmp_path: Path) -> None:
    (tmp_path / "amended.yaml").write_text(AMENDED)
    await importer.import_path(tmp_path / "amended.yaml", registry, KEY)
    facts = await export.facts(registry, KEY, public=True)
    assert facts
    assert {fact.audience for fact in facts} == {"public"}
    export.write(tmp_path / "public.jsonld", "jsonld", facts)
    assert "Nobody else" not in (tmp_path / "public.jsonld").read_text()


async def test_a_sealed_name_is_never_exported(registry: str, tmp_path: Path) -> None:
    text = AMENDED.replace("persons/clerk/register", "persons/clerk/register\n    name: Jan Przykładny")
    (tmp_path / "named.yaml").write_text(text)
    assert refusals(await importer.import_path(tmp_path / "named.yaml", registry, KEY)) == []
    exported = await document(registry, tmp_path / "named.jsonld")
    assert b"PersonRegistered" in exported
    assert "Przykładny".encode() not in exported
    assert b"_sd" not in exported


# ---- as linked data -----------------------------------------------------------------------------------------------
async def test_it_is_json_ld_with_the_classes_of_org_and_prov(registry: str, tmp_path: Path) -> None:
    await importer.import_path(ROOT / "history", registry, KEY)
    exported = json.loads(await document(registry, tmp_path / "record.jsonld"))
    expanded = jsonld.expand(exported)
    assert not [name for node in expanded for name in node if not name.startswith(("@", "http", "urn:"))]
    commands = [node for node in expanded if "urn:upland:term:command" in node]
    assert len(commands) == sum("command" in node for node in exported["@graph"])
    graph = rdflib.Graph().parse(
        data=json.dumps(exported), format="json-ld"
    )  # not the library that expanded it
    classes = {str(thing) for thing in graph.objects(predicate=rdflib.RDF.type)}
    assert {
        f"{ORG}{name}" for name in ("OrganizationalCollaboration", "FormalOrganization", "Membership")
    } <= classes
    assert {f"{PROV}{name}" for name in ("Entity", "Activity")} <= classes
    dkm = rdflib.URIRef(vocabulary.thing("cluster-dkm"))
    names = {str(name) for name in graph.objects(dkm, rdflib.SKOS.prefLabel)}
    assert "Dolnośląski Klaster Motoryzacyjny" in names
    sources = {str(source) for source in graph.objects(predicate=rdflib.PROV.wasDerivedFrom)}
    assert vocabulary.thing("source-lsse-iabm") in sources


async def test_a_document_that_others_wrote_otherwise_is_read_or_refused_clearly(
    registry: str, tmp_path: Path
) -> None:
    (tmp_path / "amended.yaml").write_text(AMENDED)
    await importer.import_path(tmp_path / "amended.yaml", registry, KEY)
    exported = json.loads(await document(registry, tmp_path / "own.jsonld"))
    (tmp_path / "indented.jsonld").write_text(json.dumps(exported, indent=2))
    assert (await importer.import_path(tmp_path / "indented.jsonld", registry, KEY)).totals["stored"] == 0
    for number, (text, message) in enumerate(
        [("{", "this is not JSON"), ("[]", "has no graph"), ('{"@graph": 3}', "has no graph")]
    ):
        (tmp_path / f"{number}.json").write_text(text)
        [line] = (await importer.import_path(tmp_path / f"{number}.json", registry, KEY)).lines
        assert message in (line.reason or "")
        assert "upland export" in (line.expected or "")
    node = {
        "@id": "urn:upland:fact:cluster-x@1",
        "command": {"collection": "clusters", "id": "x", "verb": "fond", "body": {}},
    }
    (tmp_path / "wrong.jsonld").write_text(json.dumps({"@graph": [node, {"command": 3}]}))
    wrong, none = (await importer.import_path(tmp_path / "wrong.jsonld", registry, KEY)).lines
    assert (wrong.rule, wrong.suggestion) == ("known-command", "clusters/x/found")
    assert none.pointer == "/command"


# ---- from events to commands --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "sample", sorted((ROOT / "contracts" / "samples").glob("*.json")), ids=lambda path: path.stem
)
def test_the_command_of_every_released_event_is_one_of_the_catalogue(sample: Path) -> None:
    statement = _statement(json.loads(sample.read_bytes()), sample.stem)
    commands = recorded_command(fact_of_statement(statement))
    COMMANDS[commands.collection, commands.verb].model_validate(commands.body, by_alias=True, by_name=False)
    assert commands.do.startswith(f"{commands.collection}/{commands.id}/")


def _statement(exported: dict[str, Any], name: str) -> dict[str, Any]:
    if "specversion" in exported:
        return exported
    type, _, version = name.rpartition(".v")
    category = EVENTS[type, int(version)].aggregate.replace("*", "cluster")
    stream = f"{category}-a.b" if category == "membership" else f"{category}-a"
    return {
        "id": f"{stream}@1", "subject": stream, "streamversion": "1", "sequence": "1", "time": "2026-01-01T00:00:00.000000Z",
        "type": f"upland.{name}", "data": exported,
    }  # fmt: skip


dates = st.fixed_dictionaries(
    {"edtf": st.sampled_from(["2015", "2015-06", "/2018"]), "earliest": st.none() | st.just("2015-01-01")},
    optional={"phrase": st.text(), "latest": st.just("2018-01-01"), "inferred_from": st.text()},
)
values = st.recursive(
    st.text() | st.integers() | dates, lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside)
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])  # others may use the machine
@given(values)
def test_dates_come_back_as_written_and_all_else_stays(value: Any) -> None:
    assert _without_bounds(value) == _without_bounds(_as_commanded(value))
    assert _as_commanded(_as_commanded(value)) == _as_commanded(value)


def _without_bounds(value: Any) -> Any:
    match value:
        case {"edtf": edtf, **rest} if rest.keys() <= {"phrase", "inferred_from", "earliest", "latest"}:
            exported = {name: item for name, item in rest.items() if name not in {"earliest", "latest"}}
            return {"edtf": edtf} | exported if exported else edtf
        case dict():
            return {name: _without_bounds(item) for name, item in value.items()}
        case list():
            return [_without_bounds(item) for item in value]
        case _:
            return value


def test_what_leads_to_other_streams_comes_last() -> None:
    log = Log()
    log.add("visit-a", "VisitHeld", host="party-a", visitors=["party-b"])
    log.add("visit-a", "VisitOutcomeRecorded", text={"en": "x"}, leads_to="visit-b")
    log.add("visit-a", "FactRetracted", target="visit-a@2", reason="no")
    log.add("visit-b", "VisitHeld", host="party-a", visitors=["party-b"])
    log.add("party-b", "PartyRegistered", kind="city", names={"en": "B"})
    ordered = in_order(by_stream(map(fact_of, log.events)))
    assert [item.id for item in ordered] == ["party-b@1", "visit-a@1", "visit-b@1", "visit-a@2", "visit-a@3"]


def test_the_end_that_follows_from_a_withdrawal_is_not_exported() -> None:
    log = Log()
    log.add(
        "agreement-a",
        "AgreementProposed",
        kind="cooperation",
        parties=["party-a", "party-b"],
        subject={"en": "x"},
    )
    log.add("agreement-a", "PartyWithdrew", party="party-a")
    log.add("agreement-a", "AgreementTerminated", reason="Fewer than two parties are left: party-b.")
    ordered = in_order(by_stream(map(fact_of, log.events)))
    assert [item.type for item in ordered] == ["AgreementProposed", "PartyWithdrew"]
