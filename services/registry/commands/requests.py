"""A command as it came in, read: its kind, its stream, its fields; each fault named with its field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from pydantic import ValidationError
from uuid_utils import uuid7

from contracts.catalogue import COLLECTIONS, COMMANDS
from contracts.envelope import Claim, Command, Event, Recorded, widest
from runtime.errors import FieldError, Malformed, NotFound
from runtime.security import Principal

_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_NEVER = datetime.min.replace(tzinfo=UTC)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Known(NamedTuple):
    """A stream's state, and the version after which it is so."""

    state: Any
    version: int


NOTHING = Known(None, 0)


@dataclass(frozen=True, slots=True)
class Request:
    """One command as it came in.

    `body` is what was sent; `expected` is the version named by `If-Match`; `answered` is what the log holds under the
    key, where that was looked up already.
    """

    collection: str
    id: str
    verb: str
    key: str
    body: bytes = field(repr=False)  # it may hold a name
    principal: Principal
    correlation_id: str
    causation_id: str | None = None
    expected: int | None = None
    rehearsal: Rehearsal | None = None
    answered: tuple[bytes, list[Recorded]] | None = None


class Rehearsal:
    """A dry run: commands are decided one upon the other, and nothing is stored."""

    def __init__(self) -> None:
        self.states: dict[str, Known] = {}
        self.claims: dict[Claim, str | None] = {}  # None: let go
        self.recorded: dict[str, list[Recorded]] = {}  # by stream, behind what the log holds

    def note(self, stream: str, version: int, command: Command, events: Sequence[Event]) -> None:
        """What the log would hold of a command that was decided behind this version of the stream."""
        self.recorded.setdefault(stream, []).extend(
            Recorded(
                0, stream, at, event.type, event.version, _NEVER, widest(command, event.audience), b"", "", None,
                event.encode("rehearsal"),
            )
            for at, event in enumerate(events, version + 1)
        )  # fmt: skip


def asks_rehearsal(query: bytes) -> bool:
    """Whether a command's query asks for a dry run. What is not understood is no leave to store.

    Raises:
        Malformed: another parameter, or another value.
    """
    if not query:
        return False
    told = False
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if name != "dry_run":
            raise Malformed(
                f"A command has the parameter dry_run only, not {name[:80]!r}. Nothing was stored.",
                (FieldError(f"?{name[:80]}", "not a parameter of commands"),),
            )
        if value.lower() not in _FLAGS:
            raise Malformed(
                f"dry_run is true or false, not {value[:80]!r}. Nothing was stored.",
                (FieldError("?dry_run", "not true or false"),),
            )
        told = told or _FLAGS[value.lower()]
    return told


def stored_key(principal: Principal, key: str) -> str:
    """An idempotency key as the log keeps it: each API key has its own, whatever it is called."""
    return f"{principal.owner}:{key}"


def command_type(request: Request) -> tuple[type[Command], str]:
    """The command's class and its stream's category. Raises `NotFound` for an address that is none."""
    category = COLLECTIONS.get(request.collection)
    kind = COMMANDS.get((request.collection, request.verb))
    if category is None:
        raise NotFound(
            f"There is no collection {request.collection[:80]!r}; there are {', '.join(COLLECTIONS)}."
        )
    if kind is None:
        verbs = ", ".join(verb for collection, verb in COMMANDS if collection == request.collection)
        raise NotFound(f"{request.collection} have no command {request.verb[:80]!r}; they have {verbs}.")
    return kind, category


def read(kind: type[Command], body: bytes) -> Command:
    """The command in a body. Raises `Malformed`, naming each field at fault."""
    try:
        return kind.model_validate_json(body, by_alias=True, by_name=False)
    except ValidationError as error:
        raise malformed(error) from None


def malformed(error: ValidationError) -> Malformed:
    """A validation error as an answer: one pointer for each field at fault; no input is repeated."""
    errors = tuple(
        FieldError(
            "".join(f"/{_escaped(part)}" for part in item["loc"] if not _of_pydantic(part)),
            _in_words(item["msg"]),
        )
        for item in error.errors(include_url=False, include_input=False, include_context=False)
    )
    first = errors[0]
    where = f"{first.pointer}: " if first.pointer else ""
    return Malformed(f"{where}{first.message}. Nothing was stored.", errors)


def _in_words(message: str) -> str:
    """A validation error's message without what only pydantic's readers understand."""
    if "recursion limit" in message:
        return "it is nested too deep: no command needs more than 100 levels"
    return message.removeprefix("Value error, ")


def _of_pydantic(part: int | str) -> bool:
    """Whether a step of an error's place is the validator's own, and none in the body."""
    return str(part).startswith(("function-", "json-")) or part == "[key]"


def _escaped(part: int | str) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def stream_id(request: Request, category: str, command: Command) -> str:
    """The id of the command's stream: the caller's, or one that is made here. Raises `Malformed`."""
    if category == "person" and command.verb == "register" and request.id != "new":
        raise Malformed(
            "The server makes the ids of persons: post to /v1/persons/new/register.", (FieldError("", "id"),)
        )
    if request.id == "new":
        if category == "membership":
            raise Malformed("A membership's id is {cluster}.{party}, as in lkb.umcs.")
        return str(uuid7()).replace("-", "")
    parts = request.id.split(".") if category == "membership" else [request.id]
    if len(parts) != (2 if category == "membership" else 1) or not all(_ID.fullmatch(part) for part in parts):
        form = "{cluster}.{party}, both" if category == "membership" else "made"
        raise Malformed(
            f"The id {request.id[:80]!r} is not {form} of a-z, 0-9 and hyphens, at most 63 characters."
        )
    return request.id
