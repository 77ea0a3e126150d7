"""The lines of a batch as they are sent: their form, and the units that they make."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from runtime.errors import FieldError, Malformed, Reply, TooLarge
from runtime.http.idempotency import idempotency_key
from services.registry.http.request import check_ijson

_LARGEST_UNIT = 100  # lines
_OUT_OF_UNIT = "The first line of a unit has the number of its lines as unit, and each further one 0."
_AT = re.compile(r" - at `\$\.?([^`]*)`$")
_FIELD = re.compile(r"field `([a-z_]+)`")


class CommandLine(msgspec.Struct, forbid_unknown_fields=True):
    """A line: the address of a command, its idempotency key and its body."""

    collection: str
    id: str
    verb: str
    key: str
    body: msgspec.Raw = msgspec.Raw(b"{}")
    unit: Annotated[int, msgspec.Meta(ge=0, le=_LARGEST_UNIT)] = (
        1  # the lines of the unit that begins here; 0: it goes on
    )


_read_line = msgspec.json.Decoder(CommandLine).decode


def complete(lines: list[CommandLine | Reply]) -> int:
    """How many of the lines make complete units. A line that is not where its unit has it becomes an error."""
    count = 0
    while count < len(lines):
        size = max(unit_of(lines[count]), 1)
        if count + size > len(lines):
            return count
        for at in range(count, count + size):
            line = lines[at]
            if isinstance(line, CommandLine) and (line.unit == 0) != (at > count):
                lines[at] = Malformed(_OUT_OF_UNIT, (FieldError("/unit", "not where its unit has it"),))
        count += size
    return count


def unit_of(line: CommandLine | Reply) -> int:
    """The number of lines of the unit that begins with this one; 0 where it goes on."""
    return line.unit if isinstance(line, CommandLine) else 1


def parse_line(raw: bytes | TooLarge) -> CommandLine | Reply:
    """The line, or why it is none. A pointer leads into the line's body, or to another member of the line."""
    if isinstance(raw, TooLarge):
        return raw
    try:
        check_ijson(raw, inside="/body")
        line = _read_line(raw)
        line.key = idempotency_key(line.key, "/key")
        return line
    except Malformed as error:
        return error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _malformed(str(error))


def _malformed(reason: str) -> Malformed:
    """msgspec's error about a line, with the member at fault as a pointer where it names one."""
    named = _AT.search(reason) or _FIELD.search(reason)
    message = _AT.sub("", reason)
    errors = (FieldError(f"/{named[1]}", message),) if named and named[1] else ()
    return Malformed(f"The line is not {{collection, id, verb, key, body}}: {message}.", errors)
