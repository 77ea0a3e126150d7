"""From an organisation of a register or of another tool to commands: a party that is new, or the numbers of one that is known.

A number says for certain who is meant; a name only where one organisation of the record is called so, and has no other
number in the same register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from runtime.errors import Refused
from runtime.register_numbers import normalise
from services.registry.importing.reading.entries import Entries
from services.registry.importing.reading.entry import ALIAS, NAME, SCHEMES
from services.registry.importing.report import Fault
from services.registry.importing.tables.cells import CellError, RowCommand, TableRow
from services.registry.importing.tables.description_rows import described
from services.registry.importing.tables.headers import Header
from services.registry.importing.tables.ids import id_of_name
from services.registry.importing.tables.questions import Remark
from services.registry.importing.tables.table import Table
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.terms import PARTY_KINDS
from services.registry.importing.values.words import folded

KIND = "entries"
_ORGANISATIONS = frozenset({"organisation", "unit"})

_FIRST = ("pl", "en")  # of the languages, for the id


def entries_table(file: str, read: Entries) -> Table:
    """The organisations as the rows of a table."""
    rows = [(entry.line, entry.cells()) for entry in read.entries]
    names = tuple(dict.fromkeys(column for _, cells in rows for column in cells))
    headers = tuple(read.fields.get(_field(name), name) for name in names)
    cells = [(line, [of_row.get(name, "") for name in names]) for line, of_row in rows]
    samples = [row for _, row in cells[:12]]
    notes = [
        Fault(file, 1, f"{name}: {count} are in the file and are not read", "", "not-read")
        for name, count in sorted(read.passed.items())
    ]
    return Table(file, Header(KIND, names, headers), 1, [*cells], notes=notes, samples=samples)


def _field(column: str) -> str:
    """A column without the language of its names."""
    return next((prefix for prefix in (NAME, ALIAS) if column.startswith(prefix)), column)


def entries(row: TableRow) -> Iterator[RowCommand]:
    """The registration of the organisation, where it is new, and its numbers, where they are."""
    names = {
        column.removeprefix(NAME): text
        for column in row.cells
        if column.startswith(NAME) and (text := row.text(column))
    }
    numbers = dict(_numbers(row))
    party, new = _party(row, names, numbers)
    if party is None or row.errors:
        return
    if (remark := row.text("remark")) is not None:
        row.remarks.append(Remark("remark", "not-stored", f"{next(iter(names.values()), party)}: {remark}"))
    id = party.removeprefix("party-")
    if new:
        fields = {
            "kind": row.word("kind", PARTY_KINDS) or "organisation",
            "names": names,
            "abbreviation": row.text("abbreviation"),
            "part_of": _above(row),
        }
        yield row.command("parties", id, "register", fields, names=f"{NAME}{next(iter(names), '')}")
    yield from _aliases(row, party, {} if new else names)
    for scheme, value in numbers.items():
        if not row.names.has_number(party, scheme, value):
            yield row.command(
                "parties", id, "identify", {"scheme": scheme, "value": value}, value=scheme, scheme=scheme
            )
    for command in described(row, id):
        # What the record says of a party already is not replaced by what a register says.
        if new or not any(one.verb == command.verb for one in row.names.snapshot.current(party)):
            yield command


def _aliases(row: TableRow, party: str, names: Mapping[str, str]) -> Iterator[RowCommand]:
    """The other names, and the names of a party that the record calls otherwise, where it does not know them."""
    others = [(f"{NAME}{language}", name) for language, name in names.items()]
    others += [
        (column, name)
        for column, cell in row.cells.items()
        if column.startswith(ALIAS)
        for name in filter(None, cell.split("\n"))
    ]
    for column, name in others:
        if party not in row.names.called.get(folded(name), ()):
            fields = {"names": {column.partition(":")[2]: name}}
            yield row.command("parties", party.removeprefix("party-"), "add-alias", fields, names=column)


def _numbers(row: TableRow) -> Iterator[tuple[str, str]]:
    """Its numbers as they are recorded; as they are written where they are none, which the registry refuses."""
    for scheme in SCHEMES:
        if (text := row.text(scheme)) is None:
            continue
        try:
            yield scheme, normalise(scheme, text)
        except Refused as refused:
            if scheme != "website":
                yield scheme, text
            else:
                row.remarks.append(Remark(scheme, "not-stored", f"{text!r} is not stored: {refused}"))


def _above(row: TableRow) -> str | None:
    """The party of the record that has the number of what this is a part of."""
    if (text := row.text("part_of")) is None:
        return None
    scheme, _, number = text.partition(":")
    try:
        above = row.names.numbers.get((scheme, normalise(scheme, number)))
    except Refused:
        above = None
    if above is None:
        message = f"it is a part of {row.text('part_of_name') or text}, which is not in the record: its place in it is not stored"
        row.remarks.append(Remark("part_of", "not-stored", message))
    return above


# ---- who is meant -------------------------------------------------------------------------------------------------
def _party(row: TableRow, names: Mapping[str, str], numbers: Mapping[str, str]) -> tuple[str | None, bool]:
    """The party, and whether it has to be registered."""
    if (given := row.text("party")) is not None:
        return given, given not in row.names.kinds and bool(names)
    owners = {row.names.numbers.get(number): scheme for scheme, number in _own(numbers)}
    owners.pop(None, None)
    if len(owners) > 1:
        several = ", ".join(f"{party} ({scheme})" for party, scheme in owners.items())
        _wrong(row, "same-number", f"these numbers are those of {several}", "numbers of one party")
        return None, False
    if owners:
        return next(iter(owners)), False
    if not names:
        _wrong(row, "needed-field", "the record has no name", "a name")
        return None, False
    return _called(row, names, numbers)


def _own(numbers: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The numbers that only one party has."""
    return ((scheme, (scheme, value)) for scheme, value in numbers.items() if scheme != "website")


def _called(row: TableRow, names: Mapping[str, str], numbers: Mapping[str, str]) -> tuple[str | None, bool]:
    """The one organisation that is called so and may have these numbers; else a new one."""
    called = {
        party
        for name in names.values()
        for party in row.names.called.get(folded(name), ())
        if row.names.kinds.get(party) in _ORGANISATIONS
    }
    candidates = sorted(party for party in called if not _has_others(row, party, numbers))
    if len(candidates) > 1:
        _wrong(
            row, "known-name", f"the name may mean {', '.join(candidates)}", "a number that one of them has"
        )
        return None, False
    if candidates:
        return candidates[0], False
    first = next((names[language] for language in _FIRST if language in names), next(iter(names.values())))
    made = f"party-{id_of_name(first)}"
    if made in {"party-", "party-new"} or made in row.names.kinds:
        number = next((f"{scheme}-{value.lower()}" for scheme, (_, value) in _own(numbers)), "")
        made = f"party-{number}"
        if not number:
            _wrong(
                row, "free-id", f"no id can be made of {first!r}: {made} is taken", "a number of a register"
            )
            return None, False
    return made, True


def _has_others(row: TableRow, party: str, numbers: Mapping[str, str]) -> bool:
    """Whether the record knows the party by another number in one of these registers."""
    recorded = (one.body for one in row.names.snapshot.current(party) if one.verb == "identify")
    return any(numbers.get(body["scheme"], body["value"]) != body["value"] for body in recorded)


def _wrong(row: TableRow, rule: str, message: str, expected: str) -> None:
    row.errors.append(CellError(next(iter(row.cells), ""), rule, Unclear(message, expected)))
