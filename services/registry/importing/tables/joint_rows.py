"""From the row of a table to commands: an agreement with its signatures, a visit."""

from __future__ import annotations

from collections.abc import Iterator

from services.registry.importing.tables.cells import CellError, RowCommand, TableRow
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.money import read_money
from services.registry.importing.values.numbers import read_flag
from services.registry.importing.values.words import slug

_ACTORS = ("party", "cluster")


def agreements(row: TableRow) -> Iterator[RowCommand]:
    """An agreement with a project under it; a row without parties is one more project of an agreement that has an id."""
    id, project = row.id("agreements"), list(_project(row))
    if not project or row.text("parties"):
        yield from _agreement(row, id)
    for fields in project:
        yield row.command("agreements", id, "record-project", fields, "project_since", title="project_pl")


def _agreement(row: TableRow, id: str) -> Iterator[RowCommand]:
    """The proposal, a signature of each party where it was signed, the conclusion where it was concluded."""
    parties = row.several("parties", *_ACTORS)
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
        "indefinite": row.endless("valid_until") or None,
        "conference": conference and f"conference-{conference.removeprefix('conference-')}",
    }
    when = "proposed" if row.text("proposed") else "signed"
    yield row.command(
        "agreements",
        id,
        "propose",
        fields,
        when,
        subject="subject_pl",
        names="name_pl",
        indefinite="valid_until",
    )
    for party in parties if signed else ():
        yield row.command(
            "agreements", id, "sign", {"party": party, "place": place}, "signed", party="parties"
        )
    if concluded:
        yield row.command("agreements", id, "conclude", {}, "signed")


_OF_PROJECT = ("programme", "amount", "shares", "project_since")


def _project(row: TableRow) -> Iterator[dict[str, object]]:
    """The fields of a project, where the row has one."""
    title = row.texts("project")
    if title is None:
        for column in _OF_PROJECT:
            if row.text(column):
                row.require("project_pl", f"the row has {column} and no title of a project")
        return
    yield {
        "title": title,
        "programme": row.text("programme"),
        "amount": row.read("amount", "number", read_money),
        "shares": list(_shares(row)),
    }


def _shares(row: TableRow) -> Iterator[dict[str, object]]:
    """Parties with their parts of the money, between semicolons: `Lublin: 100 000 PLN; Radom`."""
    for part in row.parts("shares", *_ACTORS):
        name, colon, amount = part.rpartition(":")
        try:
            party = row.names.require(name.strip() if colon else part, _ACTORS)
        except Unclear as unclear:
            row.errors.append(CellError("shares", "known-name", unclear))
            continue
        try:
            yield {"party": party} | ({"amount": read_money(amount)} if colon else {})
        except Unclear as unclear:
            row.errors.append(CellError("shares", "number", unclear))


def visits(row: TableRow) -> Iterator[RowCommand]:
    """A visit that took place."""
    id, host = row.id("visits"), row.one("host", *_ACTORS)
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
