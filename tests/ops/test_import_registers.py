"""Records of GLEIF and ROR, in each form in which they are to be had: organisations with their numbers, entered once."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from ops.exporting import export
from ops.importing import importer
from services.registry.importing.reading import ror
from services.registry.importing.reading.entry import region_of
from services.registry.importing.report import Report
from tests.ops.registry import KEY, refusals

REGISTERS = Path(__file__).parent / "registers"
FOUNDRY = "party-odlewnia-przykladowa-spolka-akcyjna"
LUBLIN = {"country": "PL", "region": {"scheme": "teryt", "code": "06"}, "place": {"name": "Lublin"}}
KNOWN = """
facts:
  - {do: parties/foundry/register, kind: organisation, names: {pl: Odlewnia}}
  - {do: parties/foundry/identify, scheme: lei, value: 259400UPLAND00000179}
  - {do: parties/other/register, kind: organisation, names: {de: Beispielwerke GmbH}}
  - {do: parties/other/identify, scheme: lei, value: 259400UPLAND00000373}
"""


async def parties(registry: str) -> dict[str, list[tuple[str, Any]]]:
    """What the record has of each party: names, and numbers by scheme."""
    by_stream: dict[str, list[tuple[str, Any]]] = {}
    for fact in await export.facts(registry, KEY):
        data = fact.data
        if fact.type not in {"PartyRegistered", "PartyIdentified"}:
            continue
        content = (data.get("scheme") or "names", data.get("value") or data.get("names"))
        by_stream.setdefault(fact.stream, []).append(content)
    return by_stream


async def declared(registry: str, party: str) -> dict[str, dict[str, Any]]:
    """What is declared of a party, by the type of the event."""
    names = {"organisation_type", "country", "region", "place", "address", "sectors"}
    return {
        fact.type: {name: value for name, value in fact.data.items() if name in names}
        for fact in await export.facts(registry, KEY)
        if fact.stream == party and fact.type.endswith("Declared")
    }


async def aliases(registry: str) -> dict[str, list[dict[str, str]]]:
    """The other names of each party that has any."""
    names: dict[str, list[dict[str, str]]] = {}
    for fact in await export.facts(registry, KEY):
        if fact.type == "PartyAliasAdded":
            names.setdefault(fact.stream, []).append(fact.data["names"])
    return names


def warnings(report: Report) -> list[str]:
    return [warning.message for warning in report.warnings]


@pytest.mark.parametrize("name", ["gleif.json", "gleif.csv", "gleif-answer.json"])
async def test_lei_records_are_parties_with_their_numbers(registry: str, name: str) -> None:
    report = await importer.import_path(REGISTERS / name, registry, KEY)
    assert refusals(report) == []
    assert await parties(registry) == {
        FOUNDRY: [
            ("names", {"pl": "ODLEWNIA PRZYKŁADOWA SPÓŁKA AKCYJNA", "en": "Example Foundry"}),
            ("lei", "259400UPLAND00000179"),
            ("krs", "0000123456"),
        ],
        "party-beispielwerke-gmbh": [
            ("names", {"de": "Beispielwerke GmbH"}),
            ("lei", "259400UPLAND00000276"),
        ],
    }
    assert warnings(report) == [
        "Beispielwerke GmbH: its status in the register is INACTIVE",
    ]
    assert await aliases(registry) == {FOUNDRY: [{"pl": "Odlewnia"}]}
    address = {"address": "ul. Przykładowa 1, 20-000 Lublin"}
    assert await declared(registry, FOUNDRY) == {"SeatDeclared": LUBLIN | address}
    for other in ("gleif.json", "gleif.csv", "gleif-answer.json"):
        again = await importer.import_path(REGISTERS / other, registry, KEY)
        assert (again.totals["stored"], again.totals["refused"]) == (0, 0), other


async def test_ror_records_are_parties_with_their_place_in_others(registry: str) -> None:
    report = await importer.import_path(REGISTERS / "ror.json", registry, KEY)
    assert refusals(report) == []
    facts = {fact.stream: fact.data for fact in await export.facts(registry, KEY) if fact.version == 1}
    university = facts["party-uniwersytet-przykladowy"]
    assert university["names"] == {"en": "Example University", "pl": "Uniwersytet Przykładowy"}
    assert university["abbreviation"] == "EU"
    institute = facts["party-institute-of-examples"]
    assert (institute["names"], institute["part_of"]) == (
        {"und": "Institute of Examples"},
        "party-uniwersytet-przykladowy",
    )
    assert (await parties(registry))["party-uniwersytet-przykladowy"][1:] == [
        ("ror", "0abcde165"),
        ("website", "przyklad.edu.pl"),
    ]
    assert await declared(registry, "party-uniwersytet-przykladowy") == {
        "OrganisationTypeDeclared": {"organisation_type": "university"},
        "SeatDeclared": LUBLIN,
    }
    assert {"und": "Alma Mater"} in (await aliases(registry))["party-uniwersytet-przykladowy"]
    assert warnings(report) == ["Institute of Examples: its status in the register is inactive"]
    again = await importer.import_path(REGISTERS / "ror.json", registry, KEY)
    assert (again.totals["stored"], again.totals["refused"]) == (0, 0)


async def test_a_number_says_who_is_meant_and_a_name_only_where_no_number_says_otherwise(
    registry: str, tmp_path: Path
) -> None:
    (tmp_path / "known.yaml").write_text(KNOWN)
    await importer.import_path(tmp_path / "known.yaml", registry, KEY)
    report = await importer.import_path(REGISTERS / "gleif.json", registry, KEY)
    assert refusals(report) == []
    recorded = await parties(registry)
    assert ("krs", "0000123456") in recorded["party-foundry"]
    assert FOUNDRY not in recorded
    assert {"pl": "ODLEWNIA PRZYKŁADOWA SPÓŁKA AKCYJNA"} in (await aliases(registry))["party-foundry"]
    # The other works of that name have another LEI.
    assert recorded["party-other"][1:] == [("lei", "259400UPLAND00000373")]
    assert recorded["party-beispielwerke-gmbh"][1:] == [("lei", "259400UPLAND00000276")]


async def test_what_is_wrong_with_a_record_refuses_that_record(registry: str, tmp_path: Path) -> None:
    records = orjson.loads((REGISTERS / "ror.json").read_bytes())
    records[0]["id"] = "https://ror.org/0abcde199"
    records[1]["names"] = []
    (tmp_path / "ror.json").write_text(json.dumps(records))
    report = await importer.import_path(tmp_path / "ror.json", registry, KEY)
    rules = {line.rule for line in report.lines if line.outcome == "refused"}
    assert rules == {"check-digit", "needed-field"}
    assert await parties(registry) == {}


def test_other_documents_are_none_of_ror() -> None:
    documents: tuple[object, ...] = ({}, [], {"items": []}, [{"id": "https://ror.org/0abcde165"}], [3], None)
    assert [ror.of_json(document) for document in documents] == [None] * len(documents)


@pytest.mark.parametrize(
    ("country", "subdivision", "region"),
    [
        ("PL", "PL-06", "TERYT 06"),
        ("PL", "LU", "TERYT 06"),
        ("PL", "pl-zp", "TERYT 32"),
        ("PL", "07", ""),
        ("DE", "06", ""),
        (None, None, ""),
    ],
)
def test_a_subdivision_of_poland_is_a_voivodeship(
    country: str | None, subdivision: str | None, region: str
) -> None:
    assert region_of(country, subdivision) == region
