"""Answers of the registry as lines of the report; a refusal is explained by the form of the command and by the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contracts.catalogue import COMMANDS
from services.registry.importing.import_command import ImportCommand, Refusal, RowUnit, StoredEvent, Violation
from services.registry.importing.report import Line, Outcome, Report, refused
from services.registry.importing.sending.planning import Step, Unit
from services.registry.importing.validation import violations

_AWAY = Violation("", "unanswered", "the registry did not answer; import again, and it goes on from here")
_OF_THE_UNIT = "unit"  # the rule by which the registry refuses what belongs to a refused line
_ACCEPTED = frozenset({200, 201})


class Outcomes:
    """Adds to the report; `added` is called after each of its lines."""

    def __init__(self, report: Report, added: Callable[[], None]) -> None:
        self._report, self._added = report, added
        self.of_parties: list[ImportCommand] = []  # accepted commands
        self.registered: list[
            ImportCommand
        ] = []  # of these, registrations that were not in the record before

    def not_sent(self, item: Refusal, row: RowUnit | None = None) -> None:
        """What cannot be sent is refused."""
        if row is not None:
            row.on_outcome(())
        self._add(refused(item.do, item.row, item.faults))

    def unanswered(self, unit: Unit, why: Violation = _AWAY) -> None:
        """The registry did not answer, or could not decide now; what is known to be recorded already still is."""
        if unit.row is not None:
            unit.row.on_outcome(())
        for command in unit.commands:
            if command.known:
                self._add(_line(command, "already there", command.stream))
            else:
                line = refused(command.do, command.row, [command.fault(why)])
                self._add(replace(line, outcome="unanswered"))

    def record_answers(self, unit: Unit) -> list[StoredEvent]:
        """All lines of the unit are answered; their events."""
        failed: tuple[Step, dict[str, Any]] | None = None
        for step, answer in zip(unit.steps, unit.answers, strict=True):
            if answer["status"] not in _ACCEPTED and (
                failed is None or failed[1]["body"].get("rule") == _OF_THE_UNIT
            ):
                failed = step, answer
        if failed is None:
            return self._accepted(unit)
        step, answer = failed
        reason = refusal(answer.get("body") or {})
        if answer["status"] >= 500 or answer["status"] == 429:
            self.unanswered(unit, reason)
        else:
            self._refused(unit, step.command, reason)
        return []

    def _refused(self, unit: Unit, command: ImportCommand, reason: Violation) -> None:
        """The registry refuses a command of the unit: all that is wrong with the form of the unit, else its reason."""
        faults = [
            step.command.fault(wrong)
            for step in unit.steps
            for wrong in violations(COMMANDS[step.command.collection, step.command.verb], step.body)
        ]
        if unit.row is not None:
            faults = faults or [command.fault(unit.row.explained(command, reason))]
            unit.row.on_outcome(())
            command = unit.commands[-1]
        faults = faults or [command.fault(reason)]
        self._add(refused(command.do, command.row, dict.fromkeys(faults)))

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
            first = body["events"][0]
            self._add(_line(command, outcome, body.get("stream"), body.get("position"), first["id"]))
            if command.collection == "parties":
                self.of_parties.append(command)
                if command.verb == "register" and outcome == "stored":
                    self.registered.append(command)
            events.append(StoredEvent(command, first["id"], first["type"]))
        if unit.row is not None:
            unit.row.on_outcome(events)
        return events

    def _add(self, line: Line) -> None:
        self._report.lines.append(line)
        self._added()


def refusal(body: Mapping[str, Any]) -> Violation:
    """The registry's problem document as a violation."""
    errors = body.get("errors") or [{}]
    detail = str(body.get("detail") or body.get("title") or "")
    further = [
        error["message"] for error in errors if error.get("message") and error["message"] not in detail
    ]
    rule = str(body.get("rule") or str(body.get("type", "")).rpartition("/")[2] or "refused")
    numbers = [f"{name} {body[name]}" for name in ("expected", "actual", "limit", "missing") if name in body]
    message = "; ".join([detail, *further]).strip("; ")
    return Violation(errors[0].get("pointer") or "", rule, message, ", ".join(numbers) or None)


def _line(
    command: ImportCommand,
    outcome: Outcome,
    stream: str | None,
    position: int | None = None,
    event: str | None = None,
) -> Line:
    return Line(
        command.file, command.row, command.do, outcome, stream, position, row=command.row, event=event
    )
