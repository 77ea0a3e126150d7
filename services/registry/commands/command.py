"""A command at each stage: as it came in, parsed, decided, and its result. Errors of parsing name each field at fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from uuid_utils import uuid7

from contracts.catalogue import COLLECTIONS, COMMANDS
from contracts.envelope import Claim, Command, Event
from contracts.fields import Audience
from contracts.patterns import message_of
from runtime.errors import FieldError, Forbidden, Malformed, NotFound
from runtime.security import Principal
from services.registry.log.command_log import StoredCommand

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True)
class Request:
    """One command as it came in.

    `body` is what was sent; `expected` is the version named by `If-Match`; `stored` is what the log holds under the
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
    stored: StoredCommand | None = None


class ParsedCommand(NamedTuple):
    """A command whose fields are read: `body`, for this stream.

    `key` is the idempotency key as the log keeps it, `admitted` the parties that the same unit of lines registers and
    admits to the cluster of the key.
    """

    request: Request
    body: Command
    category: str
    stream: str
    key: str
    admitted: frozenset[str] = frozenset()

    @property
    def principal(self) -> Principal:
        """Who sends it."""
        return self.request.principal

    def check_writer(self, writers: frozenset[str], named: frozenset[str]) -> None:
        """Refuse a command that speaks for another subject than the key's.

        Args:
            writers: in whose names the command speaks; empty where any key may send it.
            named: those of them whom the command alone names.

        Raises:
            Forbidden: its text names no writer whom the command does not name: a key may not read who takes part.
        """
        if writers and self.principal.subject not in writers:
            whom = ", ".join(sorted(writers)) if writers == named else "somebody else"
            key, subject = self.principal.name, self.principal.subject
            raise Forbidden(
                f"The key “{key}” writes for {subject} only; this command speaks for {whom}.",
                numbers={"subject": subject},
            )


class Decision(NamedTuple):
    """The events of a command, and the claims that they take and release.

    `command` has the audience that the events get, where `audiences` does not give one for each of them; `consulted` are
    the other streams on which it rests, with their versions.
    """

    events: Sequence[Event]
    command: Command
    claims: Sequence[Claim]
    released: Sequence[Claim] = ()
    consulted: Mapping[str, int] = {}
    audiences: Sequence[Audience] = ()


class Result(NamedTuple):
    """An accepted command: `events` are (type, version) pairs; `version` and `position` are those of the first."""

    stream: str
    version: int
    position: int
    events: tuple[tuple[str, int], ...]
    replayed: bool = False

    @property
    def last_version(self) -> int:
        """The stream's version after the command."""
        return self.version + len(self.events) - 1

    def as_json(self, *, dry_run: bool = False) -> dict[str, Any]:
        """The result as JSON; positions are null in a dry run."""
        stream, version, position = self.stream, self.last_version, self.position
        events = [
            {
                "id": f"{stream}@{event_version}",
                "type": type,
                "version": event_version,
                "position": None if dry_run else position + index,
            }
            for index, (type, event_version) in enumerate(self.events)
        ]
        last = None if dry_run else position + len(events) - 1
        return {"stream": stream, "version": version, "position": last, "events": events}


def parse(request: Request) -> ParsedCommand:
    """Read a command.

    Raises:
        NotFound: no command has this address.
        Forbidden: the key may not write at all.
        Malformed: the body or the id cannot be read; it names each field at fault.
    """
    kind, category = command_type(request)
    check_scope(kind, request.principal)
    body = parse_body(kind, request.body)
    stream = f"{category}-{stream_id(request, category, body)}"
    return ParsedCommand(request, body, category, stream, stored_key(request.principal, request.key))


def check_scope(kind: type[Command], principal: Principal) -> None:
    """Check that a key may send commands of this class at all.

    Raises:
        Unauthenticated, Forbidden: it lacks the scopes, or has only that for subscriptions and no subject.
    """
    principal.require(*kind.scopes)
    if principal.subject is None and not principal.scopes & {"record:write", "operate"}:
        raise Forbidden(
            f"The key “{principal.name}” has no subject, and {kind.scopes[0]} is for subscriptions of the key's subject.",
            numbers={"scope": "operate"},
        )


def stored_key(principal: Principal, key: str) -> str:
    """An idempotency key as the log keeps it: each API key has its own, whatever it is called."""
    return f"{principal.owner}:{key}"


def fingerprint(request: Request, secret: bytes = b"") -> bytes:
    """What identifies a command, 16 bytes.

    Args:
        secret: for a command with a sealed field. A name is easily guessed, so without it the fingerprint would show
            the name to anyone who tries many.
    """
    parts = (request.collection.encode(), request.id.encode(), request.verb.encode(), request.body)
    return blake2b(b"\0".join(parts), digest_size=16, key=secret).digest()


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


def parse_body(kind: type[Command], body: bytes) -> Command:
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
            _in_words(item),
        )
        for item in error.errors(include_url=False, include_input=False)
    )
    first = errors[0]
    where = f"{first.pointer}: " if first.pointer else ""
    return Malformed(f"{where}{first.message}. Nothing was stored.", errors)


def _in_words(error: ErrorDetails) -> str:
    """A validation error's message without what only pydantic's readers understand."""
    if "recursion limit" in error["msg"]:
        return "it is nested too deep: no command needs more than 100 levels"
    return message_of(error)


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
