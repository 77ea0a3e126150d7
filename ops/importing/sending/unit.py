"""What is sent together: the lines of one command, or of one row of a table, and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ops.importing.import_command import ImportCommand, RowUnit
from ops.importing.sending.plan import Step


@dataclass(slots=True)
class Unit:
    """Commands of which all or none are stored; `steps` and `lines` leave out those that are in the record already."""

    commands: Sequence[ImportCommand]
    row: RowUnit | None
    steps: list[Step] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """The lines as they are sent: the first has the number of lines, the others 0."""
        if len(self.lines) == 1:
            return self.lines[0]
        marks = (len(self.lines), *[0] * (len(self.lines) - 1))
        return b"".join(
            b'%b,"unit":%d}\n' % (line[:-2], mark) for line, mark in zip(self.lines, marks, strict=True)
        )
