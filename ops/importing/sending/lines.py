"""Steps as lines of the conversation, with the ids of persons that the registry made."""

from __future__ import annotations

from dataclasses import dataclass, field

from ops.importing.import_command import encode
from ops.importing.sending.plan import Step, named
from ops.importing.validation import Violation
from runtime.errors import UplandError

_LARGEST = 262_144  # bytes of a line that the registry takes
_UNKNOWN_PERSON = Violation("", "known-person", "a person that it names was not registered")


class CannotSend(UplandError):
    """The command has no line: `violation` is the reason."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.message)
        self.violation = violation


@dataclass
class Lines:
    """Makes the lines; `people` has the stream of each person by the alias of the files."""

    people: dict[str, str] = field(default_factory=dict)

    def known(self, step: Step) -> None:
        """The command is in the record already."""
        if step.registers_person:
            self.people[step.fact.id] = step.fact.stream

    def line(self, step: Step) -> bytes:
        """The line of a command, with its line feed. Raises `CannotSend`."""
        command, id, body = step.fact, step.fact.id, step.fact.data
        if step.registers_person:
            id = "new"  # only the server chooses it; the key finds it again
        elif self.people and (command.collection == "persons" or b'"person' in body):
            made = named(command, self.people)
            if made is None:
                raise CannotSend(_UNKNOWN_PERSON)
            id, body = made[0], encode(made[1])
        elif b'"person":"' in body and b'"person":"person-' not in body:
            raise CannotSend(_UNKNOWN_PERSON)
        line = b'{"body":%b,"collection":"%b","id":"%b","key":"%b","verb":"%b"}\n' % (
            body, command.collection.encode(), id.encode(), step.key.encode(), command.verb.encode()
        )  # fmt: skip
        if len(line) > _LARGEST:
            raise CannotSend(Violation("", "too-large", f"it has {len(line)} bytes", f"at most {_LARGEST}"))
        return line
