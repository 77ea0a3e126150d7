"""A row against the record, before anything of it is sent: what is held already, what is told otherwise, what a rule refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts.catalogue import COMMANDS
from contracts.envelope import Event
from ops.importing.planning.validation import Violation, refusal
from ops.importing.reading.yaml_facts import ImportCommand
from ops.importing.recorded.matching import (
    contradicting_count,
    differing_fields,
    in_wrong_order,
    matching_command,
    recorded_end,
    shown,
)
from ops.importing.recorded.snapshot import RecordedCommand
from ops.importing.report import Fault
from ops.importing.tables.cells import TableRow
from runtime.errors import Refused

_CONTRADICTION = "told-otherwise"
_ALONE = ("memberships", "visits")  # whose first command takes nothing that another stream may hold


@dataclass
class RowRehearsal:
    """Decides one row's facts, one upon the other, as the registry would."""

    row: TableRow

    def decided(self, facts: list[ImportCommand]) -> tuple[list[ImportCommand], Fault | None]:
        """The row's facts, those that the record holds marked as known, and why the row is refused, if it is.

        What they lead to is taken for stored; nothing is kept of a row that is refused.
        """
        snapshot = self.row.names.snapshot
        if len(facts) == 1 and facts[0].collection in _ALONE and snapshot.note(facts[0]):
            return facts, None
        before = {fact.stream: snapshot.length(fact.stream) for fact in facts if snapshot.knows(fact.stream)}
        claims: dict[tuple[str, str], str] = {}
        decided: list[ImportCommand] = []
        joined: RecordedCommand | None = None
        for fact in facts:
            if not snapshot.knows(fact.stream):
                decided.append(fact)
                continue
            body = fact.body
            recorded = self._known(fact, body) if snapshot.length(fact.stream) else None
            if recorded is not None:
                joined = recorded if fact.verb == "join" else joined
                decided.append(replace(fact, known=True))
                continue
            wrong = self._rival(fact, body) or self._begun(fact, body, facts)
            wrong = (
                wrong or self._ended(fact, joined, before[fact.stream]) or self._refused(fact, body, claims)
            )
            if wrong is not None:
                snapshot.drop(before)
                return facts, fact.fault(wrong)
            decided.append(fact)
        self.row.names.numbers |= claims
        for fact in facts:
            if fact.collection == "parties":
                self.row.names.named(fact)
        return decided, None

    def _known(self, fact: ImportCommand, body: dict[str, object]) -> RecordedCommand | None:
        snapshot, names = self.row.names.snapshot, self.row.names
        recorded = snapshot.commands(fact.stream, fact.verb)
        return (
            matching_command(self._compared(body), recorded, names, snapshot.cited(fact.stream))
            if recorded
            else None
        )

    def _compared(self, body: dict[str, object]) -> dict[str, object]:
        """What of a command is compared: not a mode that the row does not name."""
        return body if self.row.text("mode") else {name: body[name] for name in body if name != "mode"}

    def _refused(
        self, fact: ImportCommand, body: dict[str, object], claims: dict[tuple[str, str], str]
    ) -> Violation | None:
        """Let the registry's own rules decide; what they lead to is taken for stored."""
        snapshot = self.row.names.snapshot
        command = COMMANDS[fact.collection, fact.verb].model_validate_json(fact.data)
        try:
            events = snapshot.decide(fact.stream, command)
        except Refused as error:
            wrong = refusal(error.problem())
            return self._otherwise(fact, body, wrong) or wrong
        if taken := self._taken(fact.stream, events, claims):
            return taken
        snapshot.add(fact.stream, command, events)
        return None

    def _taken(
        self, stream: str, events: Sequence[Event], claims: dict[tuple[str, str], str]
    ) -> Violation | None:
        names = self.row.names
        for claim in (claim for event in events for claim in event.claims()):
            holder = names.numbers.get((claim.scheme, claim.value), stream)
            if holder != stream:
                message = f"{claim.value} is that of {holder} ({names.shown.get(holder, '')}) already"
                return Violation("/value", "same-number", message, "a number that no other party has")
            claims[claim.scheme, claim.value] = stream
        return None

    def _otherwise(self, fact: ImportCommand, body: dict[str, object], wrong: Violation) -> Violation | None:
        """A refusal with what the record says instead, where it tells such a fact of the same thing."""
        snapshot, names = self.row.names.snapshot, self.row.names
        same = [one for one in snapshot.now(fact.stream) if one.verb == fact.verb]
        if fact.verb == "sign":
            same = [one for one in same if one.body.get("party") == body.get("party")]
        if not same:
            return None
        recorded = same[-1]
        fields = differing_fields(self._compared(body), recorded.body, names)
        if not fields:
            return None
        values = "; ".join(
            f"{name} {shown(recorded.body[name])}" if name in recorded.body else f"no {name}"
            for name in fields
        )
        message = f"{wrong.message.rstrip('.')}; {recorded.event} tells it otherwise: {values}"
        return wrong._replace(
            pointer=f"/{fields[0]}",
            message=message,
            expected=f"the same, or a correction of {recorded.event}",
        )

    def _rival(self, fact: ImportCommand, body: dict[str, object]) -> Violation | None:
        """A number of members beside which the same source gives another for the same day: one of them is wrong."""
        if "count" not in body:
            return None
        other = contradicting_count(body, self.row.names.snapshot.now(fact.stream))
        if other is None:
            return None
        fields = [
            name
            for name in differing_fields(body, other.body, self.row.names)
            if name not in {"mode", "occurred"}
        ]
        pointer = "count" if "count" in fields or not fields else fields[0]
        message = (
            f"the record holds {shown(other.body['count'])} of this day and source already ({other.event})"
        )
        expected = f"another day, source or place in it, or a correction of {other.event}"
        return Violation(f"/{pointer}", _CONTRADICTION, message, expected)

    def _begun(
        self, fact: ImportCommand, body: dict[str, object], row: list[ImportCommand]
    ) -> Violation | None:
        """A beginning of membership that is told already, with another date or class; of an earlier one the row tells the end."""
        if fact.verb != "join" or not (recorded := self.row.names.snapshot.commands(fact.stream, "join")):
            return None
        ends = [one for one in row if one.verb == "leave"]
        if ends:
            same = self._known(ends[0], ends[0].body) is not None
        else:
            when = body.get("occurred")
            same = any(
                when and one.body.get("occurred") and in_wrong_order(one.body["occurred"], when)
                for one in recorded
            )
        if not same:
            return None
        message = "the record holds the beginning of this membership already"
        wrong = Violation(
            "/occurred", _CONTRADICTION, message, f"the same, or a correction of {recorded[-1].event}"
        )
        return self._otherwise(fact, body, wrong) or wrong

    def _ended(self, fact: ImportCommand, joined: RecordedCommand | None, length: int) -> Violation | None:
        """An end of membership that is told already, with another date."""
        snapshot = self.row.names.snapshot
        if fact.verb != "leave" or snapshot.length(fact.stream) > length:  # the row itself begins the episode
            return None
        if (recorded := recorded_end(snapshot.now(fact.stream), joined)) is None:
            return None
        when = shown(recorded.body["occurred"]) if "occurred" in recorded.body else "an unknown day"
        message = f"the record holds the end of this membership already, on {when} ({recorded.event})"
        return Violation(
            "/occurred", _CONTRADICTION, message, f"the same, or a correction of {recorded.event}"
        )
