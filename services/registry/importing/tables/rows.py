"""From the row of a table to commands: a member with its numbers, an agreement with its signatures, a visit, a count."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from runtime.errors import Refused
from runtime.register_numbers import normalise
from services.registry.importing.recorded.comparison import in_wrong_order, shown
from services.registry.importing.tables.cells import (
    CLASSES,
    COMPARATORS,
    COUNTED,
    PARTY_KINDS,
    CellError,
    RowCommand,
    TableRow,
)
from services.registry.importing.values.dates import Unclear, read_count, read_flag
from services.registry.importing.values.words import folded, slug

_ACTORS = ("party", "cluster")


# ---- kinds --------------------------------------------------------------------------------------------------------
def members(row: TableRow) -> Iterator[RowCommand]:
    """A party with its numbers where it is new, and its membership from and to."""
    cluster = row.cluster()
    party, new = _party(row)
    if party is None or row.errors:
        return
    id = party.removeprefix("party-")
    if not new:
        _check_known(row, party)
    if new:
        names = {
            language: text
            for language, text in (("pl", row.text("name")), ("en", row.text("name_en")))
            if text
        }
        kind = row.word("kind", PARTY_KINDS) or "organisation"
        fields = {"kind": kind, "names": names, "abbreviation": row.text("abbreviation")}
        yield row.command("parties", id, "register", fields, names="name")
    for scheme in ("nip", "regon", "krs", "lei", "ror", "website"):
        if (value := _number(row, scheme)) and not row.names.has_number(party, scheme, value):
            yield row.command(
                "parties", id, "identify", {"scheme": scheme, "value": value}, value=scheme, scheme=scheme
            )
    for other in row.several("distinct_from", "party"):
        yield row.command("parties", id, "reject-link", {"other": other}, other="distinct_from")
    if cluster is None:
        return
    of = f"{cluster.removeprefix('cluster-')}.{id}"
    if row.text("joined") or not row.text("left"):
        yield row.command("memberships", of, "join", {"class": row.word("class", CLASSES)}, "joined")
    if row.text("left"):
        yield row.command("memberships", of, "leave", {}, "left")
    _check_dates(row)


def _check_dates(row: TableRow) -> None:
    joined, left = row.date("joined"), row.date("left")
    if joined is not None and left is not None and in_wrong_order(joined, left):
        message = f"{shown(left)} lies certainly before the joining, {shown(joined)}"
        row.errors.append(CellError("left", "in-order", Unclear(message, "a day that is not before it")))


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
            row.not_stored.append((column, f"{text!r} is not stored: rename {party} to add it"))
    kind, registered = row.word("kind", PARTY_KINDS), row.names.kinds.get(party)
    if kind and kind != registered and registered in PARTY_KINDS.values():
        unclear = Unclear(f"{party} is of the kind {registered}, not {kind}", "the same, or nothing")
        row.errors.append(CellError("kind", "told-otherwise", unclear))


def agreements(row: TableRow) -> Iterator[RowCommand]:
    """The proposal, a signature of each party where it was signed, the conclusion where it was concluded."""
    id, parties = row.id(), row.several("parties", *_ACTORS)
    row.require("parties", "the row has no parties")
    subject, place = row.texts("subject"), row.place()
    if subject is None:
        row.require("subject_pl", "the row has no subject")
    concluded = row.read("concluded", "flag", read_flag)
    # What a source reports as concluded need not have been signed by each, as far as is known.
    signed = bool(row.text("signed")) or (bool(concluded) and row.mode() == "performed")
    conference = row.text("conference")
    fields = {
        "kind": slug(row.text("kind") or "") or "letter-of-intent",
        "parties": parties,
        "subject": subject,
        "names": row.texts("name"),
        "binding": row.read("binding", "flag", read_flag),
        "beneficiaries": row.several("beneficiaries", *_ACTORS),
        "valid_until": row.date("valid_until"),
        "conference": conference and f"conference-{conference.removeprefix('conference-')}",
    }
    when = "proposed" if row.text("proposed") else "signed"
    yield row.command("agreements", id, "propose", fields, when, subject="subject_pl", names="name_pl")
    for party in parties if signed else ():
        yield row.command(
            "agreements", id, "sign", {"party": party, "place": place}, "signed", party="parties"
        )
    if concluded:
        yield row.command("agreements", id, "conclude", {}, "signed")


def visits(row: TableRow) -> Iterator[RowCommand]:
    """A visit that took place."""
    id, host = row.id(), row.one("host", *_ACTORS)
    row.require("host", "the row has no host")
    row.require("visitors", "the row has no visitors")
    fields = {
        "kind": slug(row.text("kind") or "") or "study-visit",
        "host": host,
        "visitors": row.several("visitors", *_ACTORS),
        "place": row.place(),
        "sites": row.several("sites", "party"),
        "clusters": row.several("clusters", "cluster"),
        "purpose": row.texts("purpose"),
        "names": row.texts("name"),
    }
    yield row.command("visits", id, "hold", fields, "date", purpose="purpose_pl", names="name_pl")


def counts(row: TableRow) -> Iterator[RowCommand]:
    """A number of members that somebody gave."""
    cluster, count = row.cluster(), row.read("count", "number", read_count)
    row.require("count", "the row has no number")
    fields = {
        "count": count,
        "class": row.word("class", COUNTED),
        "comparator": row.word("comparator", COMPARATORS),
        "as_of": row.date("as_of"),
    }
    if cluster is not None:
        yield row.command("clusters", cluster.removeprefix("cluster-"), "report-membership-count", fields)


KINDS: dict[str, Callable[[TableRow], Iterator[RowCommand]]] = {
    "members": members,
    "agreements": agreements,
    "visits": visits,
    "counts": counts,
}


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
    made = f"party-{slug(name)}"
    if made in row.names.kinds or slug(name) in {"", "new"}:
        taken = (
            f"{made} is {row.names.shown.get(made, 'nobody')}"
            if slug(name)
            else "no letter of it can be in an id"
        )
        message = f"{name!r} is not in the record, and no id can be made of it: {taken}"
        row.errors.append(CellError("name", "free-id", Unclear(message, "an id in the column `party`")))
        return None, False
    return made, True


def _number(row: TableRow, scheme: str) -> str | None:
    """A number of a public register as it is recorded; as it is written where it is none, which the registry refuses."""
    if (text := row.text(scheme)) is None:
        return None
    try:
        return normalise(scheme, text)
    except Refused:
        return text
