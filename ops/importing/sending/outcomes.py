"""Answers of the registry as lines of the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ops.importing.import_command import ImportCommand, Refusal, RowUnit, StoredEvent
from ops.importing.report import Line, Outcome, Report, refused
from ops.importing.sending.unit import Unit
from ops.importing.validation import Violation, refusal

_AWAY = "the registry did not answer; import again, and it goes on from here"
_OF_THE_UNIT = "unit"  # the rule by which the registry refuses what belongs to a refused line


class Outcomes:
    """Adds to the report; `added` is called after each of its lines."""

    def __init__(self, report: Report, added: Callable[[], None]) -> None:
        self._report, self._added = report, added

    def not_sent(self, item: Refusal, row: RowUnit | None = None) -> None:
        """What is no command is refused."""
        if row is not None:
            row.on_outcome(())
        self._add(refused(item.do, item.row, item.faults))

    def unanswered(self, unit: Unit) -> None:
        """The registry did not answer."""
        for command in unit.commands:
            outcome = Violation("", "unanswered", _AWAY)
            self._fault(
                command,
                "already there" if command.known else "unanswered",
                None if command.known else outcome,
            )

    def refused(self, unit: Unit, command: ImportCommand, violation: Violation) -> None:
        """One command of the unit is refused, and the unit with it."""
        if unit.row is None:
            self._fault(command, "refused", violation)
            return
        fault = command.fault(unit.row.explained(command, violation))
        unit.row.on_outcome(())
        self._add(refused(unit.commands[-1].do, unit.row.row, [fault]))

    def record_answers(self, unit: Unit) -> list[StoredEvent]:
        """All lines of the unit are answered; their events."""
        failed: tuple[ImportCommand, dict[str, Any]] | None = None
        for step, answer in zip(unit.steps, unit.answers, strict=True):
            if answer["status"] not in {200, 201} and (
                failed is None or failed[1]["body"].get("rule") == _OF_THE_UNIT
            ):
                failed = step.fact, answer
        if failed is None:
            return self._accepted(unit)
        command, answer = failed
        violation = refusal(answer.get("body") or {})
        if answer["status"] < 500 and answer["status"] != 429:
            self.refused(unit, command, violation)
            return []
        if unit.row is not None:
            unit.row.on_outcome(())
        for command in unit.commands:
            self._fault(command, "unanswered", violation)
        return []

    def _accepted(self, unit: Unit) -> list[StoredEvent]:
        answers = iter(unit.answers)
        events: list[StoredEvent] = []
        for command in unit.commands:
            if command.known:
                self._add(_line(command, "already there", command.stream))
                continue
            answer = next(answers)
            body = answer["body"]
            outcome: Outcome = "already there" if answer.get("replayed") else "stored"
            self._add(_line(command, outcome, body.get("stream"), body.get("position")))
            first = body["events"][0]
            events.append(StoredEvent(command, first["id"], first["type"]))
        if unit.row is not None:
            unit.row.on_outcome(events)
        return events

    def _fault(self, command: ImportCommand, outcome: Outcome, violation: Violation | None) -> None:
        if violation is None:
            self._add(_line(command, outcome, command.stream))
            return
        fault = command.fault(violation)
        self._add(
            Line(
                command.file,
                fault.line,
                command.do,
                outcome,
                reason=violation.message,
                pointer=fault.pointer or None,
                rule=violation.rule,
                expected=violation.expected,
                suggestion=violation.suggestion,
                row=command.row,
            )
        )

    def _add(self, line: Line) -> None:
        self._report.lines.append(line)
        self._added()


def _line(command: ImportCommand, outcome: Outcome, stream: str | None, position: int | None = None) -> Line:
    return Line(command.file, command.row, command.do, outcome, stream, position, row=command.row)
