"""A request as it was sent: its headers and query, its body, and the body as I-JSON; errors name what is at fault.

A body that breaks off is never taken for a complete one. In I-JSON (RFC 7493) no object has a member twice; pydantic and
msgspec would silently keep the last one.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from json.scanner import make_scanner
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.types import Receive

from contracts.fields import EVENT_ID_PATTERN
from runtime.errors import FieldError, IncompleteBody, Malformed, TooLarge, UnsupportedMedia

_EVENT_ID = re.compile(EVENT_ID_PATTERN, re.ASCII)
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def expected_version(match: str | None) -> int | None:
    """The version that `If-Match` names, as in `"3"`."""
    if match is None:
        return None
    text = match.strip().removeprefix('"').removesuffix('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Malformed(
            'If-Match is the expected version in quotes, as in "3".',
            (FieldError("If-Match", "not a version"),),
        )
    return int(text)


def causation(event: str | None) -> str | None:
    """The event that led to the command, by its id."""
    if event is not None and (len(event) > 200 or not _EVENT_ID.fullmatch(event)):
        raise Malformed(
            "X-Causation-Id is an event's id, as in cluster-dkm@1.",
            (FieldError("X-Causation-Id", "not an event's id"),),
        )
    return event


def check_media(media: str | None, *wanted: str) -> None:
    """Raise `UnsupportedMedia` unless the media type is one of these, in UTF-8."""
    type, _, parameters = (media or "").partition(";")
    charset = re.search(r'charset\s*=\s*"?([^";\s]*)', parameters, re.IGNORECASE)
    if type.strip().lower() not in wanted or (charset and charset[1].lower() not in {"utf-8", "utf8"}):
        raise UnsupportedMedia(
            f"Send the body as {wanted[0]} in UTF-8.",
            (FieldError("Content-Type", f"not {wanted[0]} in UTF-8"),),
        )


def wants_dry_run(query: bytes) -> bool:
    """Whether a command's query asks for a dry run. A query that cannot be read is an error: it must not store.

    Raises:
        Malformed: another parameter, or another value.
    """
    if not query:
        return False
    dry_run = False
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
        dry_run = dry_run or _FLAGS[value.lower()]
    return dry_run


async def parts(receive: Receive) -> AsyncIterator[bytes]:
    """The parts of a request's body.

    Raises:
        IncompleteBody: the client went away before the body's end.
    """
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise IncompleteBody(
                "The body broke off before its end. Nothing was stored; send it again with the same key."
            )
        more = message.get("more_body", False)
        yield message.get("body", b"")


async def read_body(receive: Receive, limit: int) -> bytes:
    """A request's body.

    Raises:
        IncompleteBody: the client went away before its end.
        TooLarge: it has more than `limit` bytes; the rest is not read.
    """
    body = b""
    async for part in parts(receive):
        body += part
        if len(body) > limit:
            raise TooLarge(
                f"The body is over {limit} bytes. Split it, or leave out what is not a fact.",
                numbers={"limit": limit},
            )
    return body


class Lines:
    """Cuts what arrives into lines, keeping no more of an unfinished one than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = b""
        self._skipped = 0  # bytes of the unfinished line that are not kept

    def feed(self, part: bytes) -> list[bytes | TooLarge]:
        """The lines that end in this part, a blank one as `b""`; for one over the limit, its error."""
        *ended, self._rest = (self._rest + part).split(b"\n")
        lines: list[bytes | TooLarge] = []
        for line in ended:
            size, self._skipped = self._skipped + len(line), 0
            if size > self._limit:
                lines.append(self._over(size))
            else:
                lines.append(line if line.strip() else b"")
        if self._skipped or len(self._rest) > self._limit:
            self._skipped += len(self._rest)
            self._rest = b""
        return lines

    def end(self) -> list[bytes | TooLarge]:
        """The last line, where it does not end with a line break."""
        return [line for line in self.feed(b"\n") if line]

    def _over(self, size: int) -> TooLarge:
        return TooLarge(
            f"The line has {size} bytes; the limit is {self._limit}.", numbers={"limit": self._limit}
        )


class _Repeated(Exception):
    """An object has a member twice."""


class _Members(list[tuple[str, Any]]):
    """An object's members as they were written."""


def check_ijson(raw: bytes, inside: str = "") -> None:
    """Refuse what is no I-JSON text. Costs a few microseconds for a command's body.

    Args:
        raw: the complete text.
        inside: a prefix to leave out of pointers, where the client knows only the text inside it.

    Raises:
        Malformed: it is no JSON in UTF-8, is nested too deep, or has a member twice; the pointer names the second one.
    """
    try:
        _quick(raw.decode())
    except UnicodeDecodeError as error:
        raise _malformed(f"the text is not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise _malformed("the text is nested too deep: no command needs more than 100 levels") from None
    except json.JSONDecodeError as error:
        place = f"at line {error.lineno} column {error.colno}"
        raise _malformed(f"the text is not JSON: {error.msg} {place}") from None
    except _Repeated:
        pointer = next(_repeated(_slow(raw.decode()), "")).removeprefix(inside)
        raise _malformed("this member is given twice; give it once", pointer) from None
    except ValueError:  # Python converts no integer of more than some thousand digits
        raise _malformed("integers are within ±(2^53 − 1)") from None


def _malformed(message: str, pointer: str = "") -> Malformed:
    where = f"{pointer}: " if pointer else ""
    return Malformed(f"{where}{message}. Nothing was stored.", (FieldError(pointer, message),))


def _distinct(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _Repeated


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no number", "", 0)


_DECODER: Any = json.JSONDecoder(object_pairs_hook=_distinct, parse_constant=_no_constant)
_scan = make_scanner(_DECODER)  # typeshed has another idea of what a scanner is made of
_SPACE = " \t\n\r"


def _quick(text: str) -> None:
    """What `JSONDecoder.decode` does, at two thirds of its time: this is done for every command."""
    start = 0 if text.startswith("{") else len(text) - len(text.lstrip(_SPACE))
    try:
        _, end = _scan(text, start)
    except StopIteration as stopped:
        raise json.JSONDecodeError("expecting a value", text, stopped.value) from None
    if end != len(text) and text[end:].strip(_SPACE):
        raise json.JSONDecodeError("more than one value", text, end)


_slow = json.JSONDecoder(object_pairs_hook=_Members).decode


def _repeated(value: Any, pointer: str) -> Iterator[str]:
    """Pointers of the members that repeat an earlier one, in the order of the text."""
    if isinstance(value, _Members):
        known: set[str] = set()
        for name, item in value:
            below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in known:
                yield below
            known.add(name)
            yield from _repeated(item, below)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _repeated(item, f"{pointer}/{index}")
