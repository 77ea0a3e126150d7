"""Statements of Follow the Money, as CSV or as lines of JSON: organisations with their names and numbers.

A statement whose `origin` is a fact of a stream that comes with the statements says nothing new. What the record exported
itself keeps its ids, so that clusters and memberships are read too; other entities and properties are counted and not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, get_args

import orjson

from contracts.events.organisation import OrganisationType
from runtime.errors import Refused
from runtime.register_numbers import normalise
from services.registry.importing.reading.entry import UNDETERMINED, Entry
from services.registry.importing.reading.workbooks import Sheet

FIELDS = {
    "name:": "name",
    "alias:": "alias",
    "abbreviation": "abbreviation",
    "kind": "classification",
    "lei": "leiCode",
    "nip": "taxNumber",
    "krs": "registrationNumber",
    "regon": "registrationNumber",
    "ror": "idNumber",
    "website": "website",
    "organisation_type": "classification",
    "country": "country",
    "address": "address",
    "coordinates": "addressEntity",
    "sectors": "sector",
}
_HEADER = frozenset({"entity_id", "prop", "schema", "value"})
_LEGAL = frozenset({"LegalEntity", "Organization", "Company", "PublicBody"})
_OWN = re.compile(r"(party|cluster)-[a-z0-9][a-z0-9-]{0,62}")
_KINDS = frozenset({"organisation", "unit", "city", "region"})
_TYPES: frozenset[str] = frozenset(get_args(OrganisationType))
_SECTOR = re.compile(r"(?:PKD|NACE) ")
_NAMES, _ALIASES = frozenset({"name"}), frozenset({"alias", "weakAlias"})
# Of what is read of an organisation.
_READ = frozenset(
    {
        "country",
        "address",
        "addressEntity",
        "sector",
        "id",
        "name",
        *_ALIASES,
        "abbreviation",
        "classification",
        "website",
        "leiCode",
        "taxNumber",
        "registrationNumber",
        "idNumber",
    }
)
# Of an address that an organisation is at; the organisation has the text of it too.
_ADDRESS = frozenset({"id", "latitude", "longitude", "full", "country", "proof"})
_MEMBERSHIP = frozenset({"id", "member", "organization", "role", "startDate", "endDate"})
_CLUSTER = frozenset({"id", "name", "abbreviation", "classification", "incorporationDate"})
_SCHEMED = re.compile(r"(LEI|NIP|KRS|REGON|ROR) (\S.*)")
_LANGUAGES = {
    "pol": "pl",
    "eng": "en",
    "deu": "de",
    "ces": "cs",
    "slk": "sk",
    "ukr": "uk",
    "fra": "fr",
    "lit": "lt",
}


class Statement(NamedTuple):
    """One statement, and its line."""

    line: int
    entity: str
    schema: str
    property: str
    value: str
    original: str
    language: str
    origin: str


@dataclass
class StatementFile:
    """What a file of statements gives: organisations; clusters and memberships as sheets; and what is not read, counted."""

    entries: list[Entry] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)


def statements_of(text: str) -> list[Statement] | None:
    """The statements of a file; None where it holds none."""
    first = text.removeprefix("\ufeff").partition("\n")[0]
    if first.startswith("{"):
        try:
            return [*_of_json(text)] if orjson.loads(first).keys() >= _HEADER else None
        except (orjson.JSONDecodeError, TypeError, KeyError):
            return None
    header = next(csv.reader([first]), [])
    return [*_of_csv(text)] if set(header) >= _HEADER else None


def _of_csv(text: str) -> Iterator[Statement]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    for row in reader:
        yield _statement(reader.line_num, row)


def _of_json(text: str) -> Iterator[Statement]:
    for line, content in enumerate(text.splitlines(), 1):
        if content.strip():
            yield _statement(line, orjson.loads(content))


def _statement(line: int, row: Mapping[str, Any]) -> Statement:
    entity = row.get("canonical_id") if not _OWN.fullmatch(row["entity_id"] or "") else row["entity_id"]
    return Statement(
        line,
        entity or row["entity_id"] or "",
        row["schema"] or "",
        row["prop"] or "",
        row["value"] or "",
        row.get("original_value") or row["value"] or "",
        row.get("lang") or "",
        row.get("origin") or "",
    )


def read(statements: Iterable[Statement], facts: Collection[str]) -> StatementFile:
    """What the statements say beyond these facts, which are ids of events: what is from a stream of them is said by them."""
    entities = _entities(statements, {fact.rpartition("@")[0] for fact in facts})
    result = StatementFile()
    points = {entity: _point(of_entity) for entity, of_entity in entities.items()}
    clusters, members = [_CLUSTERS_HEADER], [_MEMBERS_HEADER]
    for entity, of_entity in entities.items():
        schema = of_entity[-1].schema
        if schema in _LEGAL and entity.startswith("cluster-") and _OWN.fullmatch(entity):
            clusters.append(_cluster(entity, of_entity))
            _pass(result, of_entity, _CLUSTER)
        elif schema in _LEGAL:
            if (entry := _entry(entity, of_entity, points)) is not None:
                result.entries.append(entry)
            _pass(result, of_entity, _READ)
        elif schema == "Address" and points[entity]:
            _pass(result, of_entity, _ADDRESS)
        elif schema == "Membership" and (row := _member(of_entity)) is not None:
            members.append(row)
            _pass(result, of_entity, _MEMBERSHIP)
        else:
            result.passed[schema] += 1
    for name, rows in (("clusters", clusters), ("members", members)):
        if len(rows) > 1:
            result.sheets.append(Sheet(name, rows))
    return result


def _entities(statements: Iterable[Statement], streams: Collection[str]) -> dict[str, list[Statement]]:
    """The statements of each entity; without those that are from one of these streams."""
    entities: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.origin.rpartition("@")[0] not in streams:
            entities.setdefault(statement.entity, []).append(statement)
    return entities


def _pass(result: StatementFile, statements: Iterable[Statement], properties: Collection[str]) -> None:
    result.passed.update(
        f"{each.schema}:{each.property}" for each in statements if each.property not in properties
    )


def _point(statements: list[Statement]) -> str:
    """The coordinates of an address as a cell has them; empty where it has none."""
    axes = [_one(statements, axis) for axis in ("latitude", "longitude")]
    return ", ".join(axes) if all(axes) else ""


def _entry(entity: str, statements: list[Statement], points: Mapping[str, str]) -> Entry | None:
    names: dict[str, str] = {}
    numbers: dict[str, str] = {}
    cells = {"abbreviation": "", "country": "", "address": "", "addressEntity": ""}
    classified = [each.value for each in statements if each.property == "classification"]
    sectors = [each.value for each in statements if each.property == "sector" and _SECTOR.match(each.value)]
    aliases: list[tuple[str, str]] = []
    for each in statements:
        language = _LANGUAGES.get(each.language, each.language or UNDETERMINED)
        if each.property in _NAMES:
            names.setdefault(language, each.value)
        elif each.property in _ALIASES:
            aliases.append((language, each.value))
        elif each.property in cells:
            cells[each.property] = cells[each.property] or each.value
        elif (number := _number(each)) is not None:
            numbers.setdefault(*number)
    own = entity if _OWN.fullmatch(entity) else ""
    if not names and not (own and numbers):
        return None
    return Entry(
        statements[0].line,
        names,
        numbers,
        own,
        next((each for each in classified if each in _KINDS), "organisation"),
        cells["abbreviation"],
        organisation_type=next((each for each in classified if each in _TYPES), ""),
        country=cells["country"].upper(),
        address=cells["address"],
        coordinates=points.get(cells["addressEntity"], ""),
        sectors="; ".join(sectors),
        aliases=aliases,
    )


def _number(statement: Statement) -> tuple[str, str] | None:
    """The scheme and the number, where it is said or the property has only numbers of one scheme."""
    if statement.property == "website":
        return "website", statement.original
    if statement.property == "leiCode":
        return "lei", statement.value
    if (match := _SCHEMED.fullmatch(statement.original)) is not None:
        return match[1].lower(), match[2]
    if statement.property == "taxNumber" and _fits("nip", statement.value):
        return "nip", statement.value
    return None


def _fits(scheme: str, value: str) -> bool:
    try:
        normalise(scheme, value)
    except Refused:
        return False
    return True


_CLUSTERS_HEADER = ["id", "name", "name en", "abbreviation", "founded"]
_MEMBERS_HEADER = ["cluster", "party", "class", "joined", "left"]


def _cluster(entity: str, statements: list[Statement]) -> list[str]:
    names = {each.language: each.value for each in statements if each.property == "name"}
    polish = names.get("pol") or next(iter(names.values()), "")
    english = names.get("eng", "") if names.get("eng") != polish else ""
    return [
        entity.removeprefix("cluster-"), polish, english,
        _one(statements, "abbreviation"), _one(statements, "incorporationDate"),
    ]  # fmt: skip


def _member(statements: list[Statement]) -> list[str] | None:
    """The row of a membership; None where it is none of a cluster of the record."""
    cluster, party = _one(statements, "organization"), _one(statements, "member")
    if not (_OWN.fullmatch(cluster) and cluster.startswith("cluster-") and party.startswith("party-")):
        return None
    role = _one(statements, "role")
    dates = (_one(statements, "startDate"), _one(statements, "endDate"))
    return [cluster, party, "" if role == "member" else role, *dates]


def _one(statements: Iterable[Statement], name: str) -> str:
    """The first value of a property, as the record had it."""
    return next((each.original for each in statements if each.property == name), "")
