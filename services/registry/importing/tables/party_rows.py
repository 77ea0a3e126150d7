"""From the row of a table to commands: a party with its numbers, a member of a cluster, who coordinates one."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.errors import Refused
from runtime.register_numbers import normalise
from services.registry.importing.recorded.differences import in_wrong_order, shown
from services.registry.importing.tables.cells import (
    CellError,
    RowCommand,
    TableRow,
)
from services.registry.importing.tables.description_rows import DESCRIBING, described
from services.registry.importing.tables.ids import id_of_name
from services.registry.importing.tables.questions import Remark
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.terms import KINDS_AND_TYPES, PARTY_KINDS
from services.registry.importing.values.words import folded, slug

_SCHEMES = ("nip", "regon", "krs", "lei", "ror", "website")
_DESCRIBING = {"aliases", *_SCHEMES, *DESCRIBING, "distinct_from"}  # columns
_DIGITS = {"regon": 9, "krs": 10}  # a spreadsheet takes the zeros at their beginning


def parties(row: TableRow) -> Iterator[RowCommand]:
    """A party with its numbers, where they are new."""
    party, new = _party(row)
    if party is None or row.errors:
        return
    yield from _registered(row, party, new)


def members(row: TableRow) -> Iterator[RowCommand]:
    """A party with its numbers where it is new, and its membership from and to."""
    cluster = row.cluster()
    party, new = _party(row)
    if party is None or row.errors:
        return
    yield from _registered(row, party, new)
    if cluster is None:
        return
    of = f"{cluster.removeprefix('cluster-')}.{party.removeprefix('party-')}"
    left = row.text("left") and not row.endless("left")
    if row.text("joined") or not left:
        yield row.command("memberships", of, "join", row.member_class(), "joined", class_label="class")
    if left:
        yield row.command("memberships", of, "leave", {}, "left")
    check_order(row, "joined", "left", "the joining")


def organisation(row: TableRow, column: str) -> tuple[str | None, list[RowCommand]]:
    """The party that a cell names, and its registration where the record does not know it."""
    text = row.text(column)
    if text is None:
        return None, []
    known = row.read(column, "known-name", lambda name: row.names.find(name, ("party",)))
    if known is not None or any(wrong.column == column for wrong in row.errors):
        return known, []
    if (made := _made(row, column, text)) is None:
        return None, []
    fields = {"kind": "organisation", "names": {"pl": text}}
    return made, [row.command("parties", made.removeprefix("party-"), "register", fields, names=column)]


def check_order(row: TableRow, begin: str, end: str, what: str) -> None:
    """Note an end that lies certainly before its beginning."""
    if not row.text(begin) or not row.text(end):
        return
    first, last = row.date(begin), row.date(end)
    if first is not None and last is not None and in_wrong_order(first, last):
        message = f"{shown(last)} lies certainly before {what}, {shown(first)}"
        row.errors.append(CellError(end, "in-order", Unclear(message, "a day that is not before it")))


def _registered(row: TableRow, party: str, new: bool) -> Iterator[RowCommand]:
    id = party.removeprefix("party-")
    if new:
        names = {
            language: text
            for language, text in (("pl", row.text("name")), ("en", row.text("name_en")))
            if text
        }
        kind = row.word("kind", KINDS_AND_TYPES) or "organisation"
        fields = {
            "kind": kind,
            "names": names,
            "abbreviation": row.text("abbreviation"),
            "part_of": row.one("part_of", "party"),
        }
        yield row.command("parties", id, "register", fields, names="name")
    else:
        _check_known(row, party)
    if not row.has_any(_DESCRIBING):
        return
    for alias in row.parts("aliases"):
        if party not in row.names.called.get(folded(alias), ()):
            yield row.command("parties", id, "add-alias", {"names": {"pl": alias}}, names="aliases")
    for scheme in _SCHEMES:
        if (value := number(row, scheme)) and not row.names.has_number(party, scheme, value):
            yield row.command(
                "parties", id, "identify", {"scheme": scheme, "value": value}, value=scheme, scheme=scheme
            )
    yield from described(row, id)
    for other in row.several("distinct_from", "party"):
        yield row.command("parties", id, "reject-link", {"other": other}, other="distinct_from")


def _check_known(row: TableRow, party: str) -> None:
    """A row adds nothing to a recorded party; what contradicts the record is refused."""
    if party not in row.names.kinds:
        return
    naming = [one.body for one in row.names.snapshot.current(party) if one.verb in {"register", "rename"}]
    current: dict[str, str] = {}
    for body in naming:
        current |= {"name_en": body["names"].get("en", ""), "abbreviation": body.get("abbreviation") or ""}
    for column in ("name", "name_en", "abbreviation"):
        text = row.text(column) or party
        if text == party:
            continue
        if party in row.names.called.get(folded(text), ()):
            continue
        if column == "name" or current.get(column):
            recorded = current.get(column) or row.names.shown.get(party, "")
            unclear = Unclear(f"{party} is {recorded!r}, not {text!r}", "the same, or only its id")
            row.errors.append(CellError(column, "told-otherwise", unclear))
        else:
            message = f"{text!r} is not stored: rename {party} to add it"
            row.remarks.append(Remark(column, "not-stored", message))
    kind, registered = row.word("kind", KINDS_AND_TYPES), row.names.kinds.get(party)
    if kind and kind != registered and registered in PARTY_KINDS.values():
        unclear = Unclear(f"{party} is of the kind {registered}, not {kind}", "the same, or nothing")
        row.errors.append(CellError("kind", "told-otherwise", unclear))


# ---- who is meant -------------------------------------------------------------------------------------------------
def _party(row: TableRow) -> tuple[str | None, bool]:
    """The party of a row, and whether it has to be registered."""
    name, given = row.text("name"), row.text("party")
    if given:
        stream = given if given.startswith("party-") else f"party-{given}"
        named = name is not None or row.text("name_en") is not None
        return stream, stream not in row.names.kinds and named
    row.require("name", "the row has neither the name of a party nor its id")
    existing = row.read("name", "known-name", lambda text: row.names.find(text, ("party",)))
    if name is None or row.errors:
        return None, False
    if existing:
        return existing, False
    return (made, True) if (made := _made(row, "name", name)) else (None, False)


def _made(row: TableRow, column: str, name: str) -> str | None:
    """The id that is made of a name; None, and an error, where it is another party's."""
    made = f"party-{id_of_name(name)}"
    if made not in row.names.kinds and made not in {"party-", "party-new"}:
        return made
    taken = (
        f"{made} is {row.names.shown.get(made, 'nobody')}"
        if slug(name)
        else "no letter of it can be in an id"
    )
    message = f"{name!r} is not in the record, and no id can be made of it: {taken}"
    row.errors.append(CellError(column, "free-id", Unclear(message, "an id in the column `party`")))
    return None


def number(row: TableRow, scheme: str) -> str | None:
    """A number of a public register as it is recorded; as it is written where it is none, which the registry refuses."""
    if (text := row.text(scheme)) is None:
        return None
    if text.isdigit():
        text = text.zfill(_DIGITS.get(scheme, 0))
    try:
        return normalise(scheme, text)
    except Refused:
        return text
