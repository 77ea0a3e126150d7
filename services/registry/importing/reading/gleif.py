"""LEI records of GLEIF, as its golden copy has them: LEI-CDF 3.1 in JSON or CSV; and as its API answers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from services.registry.importing.reading.entry import UNDETERMINED, Entry, region_of

FIELDS = {
    "lei": "LEI",
    "name:": "Entity.LegalName",
    "alias:": "Entity.OtherEntityNames",
    "krs": "Entity.RegistrationAuthority",
    "country": "Entity.LegalAddress",
    "region": "Entity.LegalAddress",
    "place": "Entity.LegalAddress",
    "address": "Entity.LegalAddress",
    "remark": "Entity.EntityStatus",
}
# The National Court Register; before 2018 some numbers of it were those of REGON.
_KRS = "RA000484"
_POLISH = {10: "krs", 9: "regon", 14: "regon"}
# Of the other names only these are its legal name, in another language.
_LEGAL = "ALTERNATIVE_LANGUAGE_LEGAL_NAME"
_Name = tuple[str | None, str | None, str | None]  # type, language, text
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_HEADER = re.compile(rb'^(?:\xef\xbb\xbf)?"?LEI"?,[^\n]*"?Entity\.LegalName"?[,\r\n]')


class _Address(NamedTuple):
    country: str | None
    region: str | None
    city: str | None
    postcode: str | None
    street: str | None


def is_csv(raw: bytes) -> bool:
    """Whether this is the golden copy as CSV."""
    return _HEADER.match(raw[:4096]) is not None


def of_csv(text: str) -> Iterator[Entry]:
    """The organisations of a golden copy as CSV."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    for row in reader:
        others = (
            (row.get(f"{prefix}.type"), row.get(f"{prefix}.xmllang"), row.get(prefix))
            for number in range(1, 6)
            for prefix in (f"Entity.OtherEntityNames.OtherEntityName.{number}",)
        )
        authority = "Entity.RegistrationAuthority.RegistrationAuthority"
        yield _entry(
            reader.line_num,
            row.get("LEI"),
            [(_LEGAL, row.get("Entity.LegalName.xmllang"), row.get("Entity.LegalName")), *others],
            (row.get(f"{authority}ID"), row.get(f"{authority}EntityID")),
            row.get("Entity.EntityStatus"),
            _Address(
                *(
                    row.get(f"Entity.LegalAddress.{name}")
                    for name in ("Country", "Region", "City", "PostalCode", "FirstAddressLine")
                )
            ),
        )


def of_json(document: object) -> Iterator[Entry] | None:
    """The organisations of a golden copy, or of an answer of the API; None for another document."""
    if not isinstance(document, dict):
        return None
    records = document.get("records")
    if isinstance(records, list) and all(isinstance(each, dict) and "LEI" in each for each in records):
        return map(_of_record, records, range(1, len(records) + 1))
    data = document.get("data")
    records = data if isinstance(data, list) else [data]
    if all(isinstance(each, dict) and each.get("type") == "lei-records" for each in records):
        return map(_of_answer, records, range(1, len(records) + 1))
    return None


def _of_record(record: Mapping[str, Any], number: int) -> Entry:
    entity = record.get("Entity") or {}
    name, authority = entity.get("LegalName"), entity.get("RegistrationAuthority") or {}
    address = entity.get("LegalAddress") or {}
    others = _listed((entity.get("OtherEntityNames") or {}).get("OtherEntityName"))
    return _entry(
        number,
        _value(record.get("LEI")),
        [
            (_LEGAL, _value(name, "@xml:lang"), _value(name)),
            *((_value(each, "@type"), _value(each, "@xml:lang"), _value(each)) for each in others),
        ],
        (
            _value(authority.get("RegistrationAuthorityID")),
            _value(authority.get("RegistrationAuthorityEntityID")),
        ),
        _value(entity.get("EntityStatus")),
        _Address(
            *(
                _value(address.get(name))
                for name in ("Country", "Region", "City", "PostalCode", "FirstAddressLine")
            )
        ),
    )


def _of_answer(record: Mapping[str, Any], number: int) -> Entry:
    attributes = record.get("attributes") or {}
    entity = attributes.get("entity") or {}
    address = entity.get("legalAddress") or {}
    name, others = entity.get("legalName") or {}, _listed(entity.get("otherNames"))
    return _entry(
        number,
        attributes.get("lei") or record.get("id"),
        [
            (_LEGAL, name.get("language"), name.get("name")),
            *((each.get("type"), each.get("language"), each.get("name")) for each in others),
        ],
        ((entity.get("registeredAt") or {}).get("id"), entity.get("registeredAs")),
        entity.get("status"),
        _Address(
            address.get("country"),
            address.get("region"),
            address.get("city"),
            address.get("postalCode"),
            next(iter(address.get("addressLines") or ()), None),
        ),
    )


def _entry(
    line: int,
    lei: str | None,
    names: Iterable[_Name],
    registered: tuple[str | None, str | None],
    status: str | None,
    seat: _Address,
) -> Entry:
    """The organisation.

    Args:
        names: the legal name first. registered: the authority and its number.
    """
    by_language: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for kind, language, name in names:
        tag = language if language and _TAG.fullmatch(language) else UNDETERMINED
        if name and kind != _LEGAL:
            others.append((tag, name))
        elif name:
            by_language.setdefault(tag, name)
    authority, number = registered
    digits = re.sub(r"\D", "", number or "")
    scheme = _POLISH.get(len(digits)) if authority == _KRS else None
    numbers = {"lei": lei or ""} | ({scheme: digits} if scheme else {})
    inactive = status in {"INACTIVE", "NULL"}
    city = (seat.city or "").title() if (seat.city or "").isupper() else seat.city or ""
    town = " ".join(filter(None, (seat.postcode, city)))
    return Entry(
        line,
        by_language,
        numbers,
        country=seat.country or "",
        region=region_of(seat.country, seat.region),
        place=city,
        address=f"{seat.street}, {town}" if seat.street and town else seat.street or "",
        remark=f"its status in the register is {status}" if inactive else "",
        aliases=others,
    )


def _value(node: Any, member: str = "$") -> str | None:
    """A text of JSON that was made of XML: `{"@xml:lang": "pl", "$": "…"}`."""
    value = node.get(member) if isinstance(node, dict) else node if member == "$" else None
    return value if isinstance(value, str) else None


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
