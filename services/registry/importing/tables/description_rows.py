"""What a row says of an organisation: its type, its seat and its sectors, as of the day that the row gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.catalogue import COLLECTIONS
from services.registry.importing.recorded.differences import differing_fields
from services.registry.importing.tables.cells import CellError, RowCommand, TableRow
from services.registry.importing.tables.coordinates import coordinates
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.terms import ORGANISATION_TYPES
from services.registry.importing.values.words import folded

_COUNTRIES = {
    "PL": "polska, poland, rp", "CZ": "czechy, czechia, czech republic", "SK": "słowacja, slovakia", "DE": "niemcy, germany",
    "UA": "ukraina, ukraine", "LT": "litwa, lithuania", "LV": "łotwa, latvia", "EE": "estonia", "AT": "austria",
    "HU": "węgry, hungary", "FR": "francja, france", "IT": "włochy, italy", "ES": "hiszpania, spain",
    "PT": "portugalia, portugal",
    "NL": "holandia, niderlandy, netherlands", "BE": "belgia, belgium", "LU": "luksemburg, luxembourg", "DK": "dania, denmark",
    "SE": "szwecja, sweden", "FI": "finlandia, finland", "NO": "norwegia, norway", "IE": "irlandia, ireland",
    "GB": "wielka brytania, united kingdom, uk", "CH": "szwajcaria, switzerland", "SI": "słowenia, slovenia",
    "HR": "chorwacja, croatia", "RO": "rumunia, romania", "BG": "bułgaria, bulgaria", "GR": "grecja, greece",
    "CY": "cypr, cyprus",
    "MT": "malta", "US": "usa, stany zjednoczone, united states", "TR": "turcja, turkey", "CN": "chiny, china",
}  # fmt: skip
# Voivodeships by name, with their codes in TERYT.
_VOIVODESHIPS = {
    "dolnośląskie": "02", "kujawsko-pomorskie": "04", "lubelskie": "06", "lubuskie": "08", "łódzkie": "10", "małopolskie": "12",
    "mazowieckie": "14", "opolskie": "16", "podkarpackie": "18", "podlaskie": "20", "pomorskie": "22", "śląskie": "24",
    "świętokrzyskie": "26", "warmińsko-mazurskie": "28", "wielkopolskie": "30", "zachodniopomorskie": "32",
}  # fmt: skip
_BY_NAME = {folded(name): code for code, names in _COUNTRIES.items() for name in names.split(",")}
_REGIONS = {folded(name): code for name, code in _VOIVODESHIPS.items()}
_SECTOR = re.compile(
    r"(?:(?P<scheme>PKD|NACE)\s*(?P<edition>\d{4}|Rev\.?\s*\d(?:\.\d)?)?\s*[:-]?\s*)?"
    r"(?P<code>[A-Z]|\d{2}(?:\.\d{1,2}(?:\.[A-Z])?)?)",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"(?:(?P<scheme>NUTS|TERYT)\s*(?P<edition>(?:19|20)\d{2}(?=\s))?\s*:?\s*)?(?P<code>[A-Z0-9]{2,7})",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[;|,\n]")
_SEAT = frozenset({"country", "region", "address", "place", "coordinates", "latitude", "longitude"})
DESCRIBING = _SEAT | {"organisation_type", "kind", "sectors"}  # columns of which commands are made here


def described(row: TableRow, id: str) -> Iterator[RowCommand]:
    """The commands that describe the row's party; each is left out where the row says nothing."""
    declarations: list[tuple[str, dict[str, Any], dict[str, str]]] = []
    if (type := _type(row)) is not None:
        column = "organisation_type" if row.text("organisation_type") else "kind"
        declarations.append(("declare-type", {"organisation_type": type}, {"organisation_type": column}))
    seat = {
        "country": row.read("country", "allowed-value", _country),
        "region": row.read("region", "allowed-value", _region),
        "address": row.text("address"),
        "place": row.place(),
        "coordinates": coordinates(row),
    }
    if any(seat.values()):
        column = "coordinates" if row.text("coordinates") else "latitude"
        declarations.append(("declare-seat", seat, {"coordinates": column}))
    if row.text("sectors") and (sectors := _sectors(row)):
        declarations.append(("declare-sectors", {"sectors": sectors}, {}))
    for verb, fields, columns in declarations:
        command = row.command("parties", id, verb, fields, "described", **columns)
        if not recorded(row, command):
            yield command


def recorded(row: TableRow, command: RowCommand) -> bool:
    """Whether the party or the cluster is described so already, by whatever source: then the row says nothing new."""
    body = {name: value for name, value in command.body.items() if name not in {"mode", "sources"}}
    stream = f"{COLLECTIONS[command.collection]}-{command.id}"
    if not row.names.snapshot.has(stream):
        return False
    bodies = (one.body for one in row.names.snapshot.commands(stream, command.verb))
    return any(not differing_fields(body, _plain(each), row.names) for each in bodies)


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """A recorded declaration without what a row does not say of sectors."""
    sectors = [
        {name: each[name] for name in ("scheme", "edition", "code")} for each in body.get("sectors", ())
    ]
    return {**body, "sectors": sectors}


def _type(row: TableRow) -> str | None:
    """The type by its own column, else by the word for the kind of party where that is a type."""
    if row.text("organisation_type"):
        return row.word("organisation_type", ORGANISATION_TYPES)
    return ORGANISATION_TYPES.get(folded(row.text("kind") or ""))


def _country(text: str) -> str:
    if re.fullmatch(r"[A-Za-z]{2}", text):
        return text.upper()
    if (code := _BY_NAME.get(folded(text))) is not None:
        return code
    raise Unclear(
        f"{text!r} is no country that is known by name here", "its two letters of ISO 3166, such as PL"
    )


def _region(text: str) -> dict[str, Any]:
    name = folded(text).removeprefix("wojewodztwo ").removeprefix("woj ").strip()
    if (voivodeship := _REGIONS.get(name)) is not None:
        return {"scheme": "teryt", "code": voivodeship}
    match = _REGION.fullmatch(text)
    if match is None:
        raise Unclear(
            f"{text!r} is no code of a region", "a voivodeship, or a code of NUTS or TERYT such as PL814"
        )
    code = match["code"].upper()
    scheme = (match["scheme"] or ("teryt" if code.isdigit() else "nuts")).lower()
    return {"scheme": scheme, "code": code} | ({"edition": match["edition"]} if match["edition"] else {})


def _sectors(row: TableRow) -> list[dict[str, Any]]:
    """The codes of the cell. A scheme and an edition hold for the codes after them too, until another is named."""
    sectors: list[dict[str, Any]] = []
    scheme = edition = None
    for part in filter(None, map(str.strip, _SEPARATORS.split(row.cells["sectors"]))):
        match = _SECTOR.fullmatch(part)
        if match is None:
            unclear = Unclear(f"{part!r} is no code of PKD or NACE", "codes such as PKD 2007 29.31.Z")
            row.errors.append(CellError("sectors", "allowed-value", unclear))
            return []
        if match["scheme"]:
            scheme, edition = match["scheme"].upper(), match["edition"]
        if scheme is None or edition is None:
            unclear = Unclear(
                f"{part!r} has no edition", "the classification and its edition, such as PKD 2007 29.31.Z"
            )
            row.errors.append(CellError("sectors", "needed-field", unclear))
            return []
        edition = re.sub(r"(?i)^rev\.?\s*", "Rev. ", edition)
        sectors.append({"scheme": scheme, "edition": edition, "code": match["code"].upper()})
    return sectors
