"""A row compared with the record: what of it is recorded already, and what contradicts what is recorded.

A command is recorded where an event has its content in the fields that the row has, so that nothing is stored twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.registry.importing.import_command import ImportCommand, Violation
from services.registry.importing.recorded.additions import addition
from services.registry.importing.recorded.differences import (
    contradicting_count,
    differing_fields,
    in_wrong_order,
    matching_command,
    recorded_end,
    same_value,
    shown,
)
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.recorded.snapshot import EventCommand
from services.registry.importing.report import Fault

_CONTRADICTION = "told-otherwise"
# Of what a stream has several of, and the field that distinguishes them.
_SEVERAL = {
    "sign": "party",
    **dict.fromkeys(("appoint-coordinator", "release-coordinator"), "organisation"),
    "grant-recognition": "scheme",
    "rename": "names",
}


@dataclass
class RowComparison:
    """Compares one row's commands with the events of their streams. What the rules refuse, the registry decides."""

    names: KnownNames
    with_mode: bool  # the row names a mode

    def compared(self, commands: list[ImportCommand]) -> tuple[list[ImportCommand], Fault | None]:
        """The row's commands, those that are recorded already marked as known, and why the row is refused, if it is."""
        snapshot = self.names.snapshot
        compared: list[ImportCommand] = []
        joined: EventCommand | None = None
        for command in commands:
            if not snapshot.has(command.stream):
                compared.append(command)
                continue
            body = command.body
            recorded = self._known(command, body)
            if recorded is not None:
                joined = recorded if command.verb == "join" else joined
                compared.append(replace(command, known=True))
                continue
            if (added := addition(command, self._compared(body), self.names)) is not None:
                compared.append(added)
                continue
            joins = any(one.verb == "join" and not one.known for one in compared)
            wrong = self._rival(command, body) or self._begun(command, body, commands)
            wrong = wrong or (None if joins else self._ended(command, joined)) or self._renamed(command, body)
            if wrong is not None:
                return commands, command.fault(wrong)
            compared.append(command)
        return compared, None

    def explained(self, command: ImportCommand, refusal: Violation) -> Violation:
        """The registry's refusal of a command, with the recorded values where there is such an event."""
        if refusal.rule == "unique-value" and command.verb == "identify":
            body = command.body
            holder = self.names.numbers.get((body["scheme"], body["value"]))
            if holder is None:
                return refusal._replace(rule="same-number", expected="a number that no other party has")
            message = f"{body['value']} is that of {holder} ({self.names.shown.get(holder, '')}) already"
            return Violation("/value", "same-number", message, "a number that no other party has", holder)
        return self._otherwise(command, command.body, refusal) or refusal

    def _known(self, fact: ImportCommand, body: dict[str, object]) -> EventCommand | None:
        snapshot = self.names.snapshot
        recorded = snapshot.commands(fact.stream, fact.verb)
        return (
            matching_command(self._compared(body), recorded, self.names, snapshot.cited(fact.stream))
            if recorded
            else None
        )

    def _compared(self, body: dict[str, object]) -> dict[str, object]:
        """What of a command is compared: not a mode that the row does not name."""
        return body if self.with_mode else {name: body[name] for name in body if name != "mode"}

    def _otherwise(self, fact: ImportCommand, body: dict[str, object], wrong: Violation) -> Violation | None:
        """A refusal with the recorded values, where the stream has such an event; None where it has none."""
        same = [one for one in self.names.snapshot.current(fact.stream) if one.verb == fact.verb]
        if distinguishing := _SEVERAL.get(fact.verb):
            same = [one for one in same if one.body.get(distinguishing) == body.get(distinguishing)]
        if not same:
            return None
        recorded = same[-1]
        fields = differing_fields(self._compared(body), recorded.body, self.names)
        if not fields:
            return None
        values = "; ".join(
            f"{name} {shown(recorded.body[name])}" if name in recorded.body else f"no {name}"
            for name in fields
        )
        message = f"{wrong.message.rstrip('.')}; {recorded.event} has another value: {values}"
        return wrong._replace(
            pointer=f"/{fields[0]}",
            message=message,
            expected=f"the same, or a correction of {recorded.event}",
        )

    def _rival(self, fact: ImportCommand, body: dict[str, object]) -> Violation | None:
        """A number of members that differs from another one of the same source and day: one of them is wrong."""
        if "count" not in body:
            return None
        other = contradicting_count(body, self.names.snapshot.current(fact.stream))
        if other is None:
            return None
        fields = [
            name
            for name in differing_fields(body, other.body, self.names)
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
        """A beginning that is recorded already with another date or class. An earlier membership has its end in the row."""
        if fact.verb != "join" or not (recorded := self.names.snapshot.commands(fact.stream, "join")):
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

    def _renamed(self, fact: ImportCommand, body: dict[str, object]) -> Violation | None:
        """A name that the record has as a new one already, on another day, unless all renamings are certainly earlier."""
        if fact.verb != "rename":
            return None
        renamings = [one for one in self.names.snapshot.current(fact.stream) if one.verb == "rename"]
        same = [one for one in renamings if same_value(body["names"], one.body["names"])]
        days, when = [one.body.get("occurred") for one in renamings], body.get("occurred")
        if not same or (when and all(day and in_wrong_order(when, day) for day in days)):
            return None
        message = "the record holds this renaming already"
        expected = f"the same, or a correction of {same[-1].event}"
        wrong = Violation("/occurred", _CONTRADICTION, message, expected)
        return self._otherwise(fact, body, wrong) or wrong

    def _ended(self, fact: ImportCommand, joined: EventCommand | None) -> Violation | None:
        """An end of membership that is recorded already, with another date."""
        if fact.verb != "leave":
            return None
        snapshot = self.names.snapshot
        if (recorded := recorded_end(snapshot.current(fact.stream), joined)) is None:
            return None
        when = shown(recorded.body["occurred"]) if "occurred" in recorded.body else "an unknown day"
        message = f"the record holds the end of this membership already, on {when} ({recorded.event})"
        return Violation(
            "/occurred", _CONTRADICTION, message, f"the same, or a correction of {recorded.event}"
        )
