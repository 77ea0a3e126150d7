"""Tables: CSV with a comma, a semicolon or a tab, whose header says what the rows are (`ops.import_columns`).

A row becomes all of its commands or none of them: what the catalogue or the rules refuse is found before anything is
sent, on the record as it was when the import began and on what the import adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from contracts.catalogue import COLLECTIONS, COMMANDS
from contracts.envelope import Event
from contracts.fields import STREAM_PATTERN
from ops.import_cells import Row, Said
from ops.import_check import Wrong, no_id, refusal, wrongs
from ops.import_columns import Header
from ops.import_facts import Fact, Read, Refusal, encode
from ops.import_files import Options
from ops.import_held import Told
from ops.import_record import Names
from ops.import_report import Fault
from ops.import_rows import KINDS
from ops.import_said import told_in
from ops.import_same import differing, ended, known, rival, shown
from ops.import_table import Table
from runtime.errors import Refused

_STREAM = re.compile(STREAM_PATTERN)
_TOLD = "told-otherwise"
_NO_EVENTS: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class _InRow:
    """A row's line, and the columns of a command's fields."""

    row: int
    columns: dict[str, str]
    written: dict[str, str]

    def line(self, pointer: str) -> int:  # noqa: ARG002  a row is one line
        return self.row

    def field(self, pointer: str) -> str:
        while pointer:
            if pointer in self.columns:
                name = self.columns[pointer]
                return f"column {self.written.get(name, name)}"
            pointer = pointer.rpartition("/")[0]
        return ""


def rows_of(
    file: str,
    text: str,
    names: Names,
    options: Options,
    unread: list[Fault],
    events: Mapping[str, bytes] = _NO_EVENTS,
) -> Iterator[Read]:
    """The facts of a table in the order of its rows, and the rows that are none.

    Args:
        names: those of the record, and what it holds; what the rows add is added to it.
        unread: gets a warning for each column that means nothing, and for each cell that is not stored.
        events: of the record, by which rows of whole facts are known; see `import_said.known_of`.

    Raises:
        ImportFaults: the header does not tell what the rows are.
    """
    table = Table.of(file, text)
    header = table.header()
    for cell in header.unread:
        message = f"the column {cell!r} is not read: it means nothing in a file of {header.kind}"
        unread.append(Fault(file, table.began, message, cell, "known-field"))
    if header.kind == "facts":
        for read in told_in(file, table, header, events):
            if isinstance(read, Fact):
                names.heard(read)
            yield read
        return
    for line, cells in table.rows():
        if isinstance(cells, Fault):
            yield Refusal(header.kind, line, (cells,))
            continue
        row = Row(dict(zip(header.names, cells, strict=False)), names, options)
        yield from _Reading(file, line, header, row).facts()
        names.held.settle()
        unread += [
            Fault(file, line, message, f"column {header.written.get(column, column)}", "not-stored")
            for column, message in row.unsaid
        ]


@dataclass
class _Reading:
    file: str
    line: int
    header: Header
    row: Row
    faults: list[Fault] = field(default_factory=list)

    def facts(self) -> Iterator[Read]:
        said = list(KINDS[self.header.kind](self.row))
        for column, rule, unclear in self.row.wrong:
            where = f"column {self.header.written.get(column, column)}"
            self.faults.append(
                Fault(self.file, self.line, str(unclear), where, rule, unclear.expected, unclear.suggestion)
            )
        facts = [] if self.faults else [self._fact(one) for one in said]
        if not self.faults:
            facts = self._decided(facts)
        if self.faults:
            do = facts[-1].do if facts else self.header.kind
            yield Refusal(do, self.line, tuple(dict.fromkeys(self.faults)))
            return
        yield from facts

    def _fact(self, said: Said) -> Fact:
        places = _InRow(self.line, said.columns, self.header.written)
        data = encode(said.body)
        fact = Fact(self.file, self.line, said.collection, said.id, said.verb, data, places, checked=True)
        stream = f"{COLLECTIONS[said.collection]}-{said.id}"
        if said.id == "new" or _STREAM.fullmatch(stream) is None:
            self.faults.append(fact.fault(no_id(said.collection, said.id)))
        self.faults += [fact.fault(wrong) for wrong in wrongs(COMMANDS[said.collection, said.verb], data)]
        return fact

    # ---- against the record
    def _decided(self, facts: list[Fact]) -> list[Fact]:
        """The row's facts, as far as the record holds them marked as known; nothing is kept of a row that is refused."""
        held = self.row.names.held
        before = {fact.stream: len(held.facts(fact.stream)) for fact in facts if held.knows(fact.stream)}
        claims: dict[tuple[str, str], str] = {}
        decided: list[Fact] = []
        joined: Told | None = None
        for fact in facts:
            if not held.knows(fact.stream):
                decided.append(fact)
                continue
            body = fact.body
            told = known(fact.verb, self._compared(body), held.told(fact.stream), self.row.names)
            if told is not None:
                joined = told if fact.verb == "join" else joined
                decided.append(replace(fact, known=True))
                continue
            wrong = self._rival(fact, body) or self._ended(fact, joined, before[fact.stream])
            wrong = wrong or self._refused(fact, body, claims)
            if wrong is not None:
                self.faults.append(fact.fault(wrong))
                held.drop(before)
                return facts
            decided.append(fact)
        self.row.names.numbers |= claims
        for fact in facts:
            if fact.collection == "parties":
                self.row.names.named(fact)
        return decided

    def _compared(self, body: dict[str, object]) -> dict[str, object]:
        """What of a command is compared: not a mode that the row does not name."""
        return body if self.row.text("mode") else {name: body[name] for name in body if name != "mode"}

    def _refused(
        self, fact: Fact, body: dict[str, object], claims: dict[tuple[str, str], str]
    ) -> Wrong | None:
        """Let the registry's own rules decide; what they lead to is taken for stored."""
        held = self.row.names.held
        command = COMMANDS[fact.collection, fact.verb].model_validate_json(fact.data)
        try:
            events = held.decide(fact.stream, command)
        except Refused as error:
            wrong = refusal(error.problem())
            return self._otherwise(fact, body, wrong) or wrong
        if taken := self._taken(fact.stream, events, claims):
            return taken
        held.add(fact.stream, command, events)
        return None

    def _taken(self, stream: str, events: object, claims: dict[tuple[str, str], str]) -> Wrong | None:
        names = self.row.names
        for event in events if isinstance(events, list | tuple) else ():
            for claim in event.claims() if isinstance(event, Event) else ():
                holder = names.numbers.get((claim.scheme, claim.value), stream)
                if holder != stream:
                    message = f"{claim.value} is that of {holder} ({names.shown.get(holder, '')}) already"
                    return Wrong("/value", "same-number", message, "a number that no other party has")
                claims[claim.scheme, claim.value] = stream
        return None

    def _otherwise(self, fact: Fact, body: dict[str, object], wrong: Wrong) -> Wrong | None:
        """A refusal with what the record says instead, where it tells such a fact of the same thing."""
        held, names = self.row.names.held, self.row.names
        same = [one for one in held.now(fact.stream) if one.verb == fact.verb]
        if fact.verb == "sign":
            same = [one for one in same if one.body.get("party") == body.get("party")]
        if not same:
            return None
        told = same[-1]
        fields = differing(self._compared(body), told.body, names)
        if not fields:
            return None
        said = "; ".join(
            f"{name} {shown(told.body[name])}" if name in told.body else f"no {name}" for name in fields
        )
        message = f"{wrong.message.rstrip('.')}; {told.event} tells it otherwise: {said}"
        return wrong._replace(
            pointer=f"/{fields[0]}", message=message, expected=f"the same, or a correction of {told.event}"
        )

    def _rival(self, fact: Fact, body: dict[str, object]) -> Wrong | None:
        """A number of members beside which the same source gives another for the same day: one of them is wrong."""
        if "count" not in body:
            return None
        other = rival(body, self.row.names.held.now(fact.stream))
        if other is None:
            return None
        fields = [
            name for name in differing(body, other.body, self.row.names) if name not in {"mode", "occurred"}
        ]
        pointer = "count" if "count" in fields or not fields else fields[0]
        message = (
            f"the record holds {shown(other.body['count'])} of this day and source already ({other.event})"
        )
        expected = f"another day, source or place in it, or a correction of {other.event}"
        return Wrong(f"/{pointer}", _TOLD, message, expected)

    def _ended(self, fact: Fact, joined: Told | None, length: int) -> Wrong | None:
        """An end of membership that is told already, with another date."""
        held = self.row.names.held
        if fact.verb != "leave" or len(held.facts(fact.stream)) > length:  # the row itself begins the episode
            return None
        if (told := ended(held.now(fact.stream), joined)) is None:
            return None
        when = shown(told.body["occurred"]) if "occurred" in told.body else "an unknown day"
        message = f"the record holds the end of this membership already, on {when} ({told.event})"
        return Wrong("/occurred", _TOLD, message, f"the same, or a correction of {told.event}")
