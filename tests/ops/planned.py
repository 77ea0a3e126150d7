"""Files of facts read and planned as an import does it, without a registry."""

from pathlib import Path
from typing import NamedTuple

from contracts.catalogue import COMMANDS
from services.registry.importing.import_command import ImportCommand, Refusal, Wait
from services.registry.importing.reading.files import Files, Options, in_order
from services.registry.importing.report import Fault, ImportFaults
from services.registry.importing.sending.planning import Planning, Step
from services.registry.importing.validation import violations


class Plan(NamedTuple):
    """The steps in the order of sending, and the streams that are referred to but not written."""

    registrations: list[Step]
    rest: list[Step]
    unknown: dict[str, tuple[ImportCommand, str]]


def read_facts(path: Path) -> list[ImportCommand]:
    """The commands of a file or a folder, in order. Raises `ImportFaults` with all that is none."""
    facts: list[ImportCommand] = []
    faults: list[Fault] = []
    for item in Files.at(path, Options()).read():
        if isinstance(item, ImportCommand):
            facts.append(item)
        elif isinstance(item, Refusal):
            faults += item.faults
    if faults:
        raise ImportFaults(faults)
    return facts


def plan(facts: list[ImportCommand]) -> Plan:
    """The steps; a person's stream is made of its alias. Raises `ImportFaults` with what is wrong with their form."""
    planning = Planning()
    parts: tuple[list[Step], list[Step]] = [], []
    faults: list[Fault] = []
    part = 0
    for command in in_order(facts, sum(fact.verb == "register" for fact in facts)):
        if isinstance(command, Wait):
            part = 1
            continue
        assert isinstance(command, ImportCommand)
        step = planning.step(command)
        if isinstance(step, Refusal):
            faults += step.faults
            continue
        parts[part].append(step)
        if step.registers_person:
            planning.people[command.id] = command.stream
        faults += map(command.fault, violations(COMMANDS[command.collection, command.verb], step.body))
    if faults:
        raise ImportFaults(dict.fromkeys(faults))
    return Plan(*parts, planning.unknown)
