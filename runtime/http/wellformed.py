"""What every request must satisfy before any application sees it: headers given once and well-formed, a readable path."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from starlette.types import Scope

from runtime.errors import FieldError, Malformed, UnsupportedEncoding

CORRELATION = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
# Given twice, they would mean one thing to us and another to a proxy or a log before us.
_SINGLE = frozenset(
    {
        b"authorization",
        b"content-length",
        b"content-type",
        b"host",
        b"idempotency-key",
        b"if-match",
        b"last-event-id",
        b"x-causation-id",
        b"x-correlation-id",
    }
)
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_form(scope: Scope) -> None:
    """Check a request's path, query and headers.

    Raises:
        Malformed: naming the header, the parameter (`?name`) or `path`.
        UnsupportedEncoding: the body is compressed.
    """
    path = scope["path"]
    if not path.isprintable() or "\ufffd" in path:
        raise _wrong("path", "holds a character that no address has")
    if b"%00" in scope["query_string"]:
        _check_query(scope["query_string"])
    given: set[bytes] = set()
    for name, value in scope["headers"]:
        if name in _SINGLE:
            if name in given:
                raise _wrong(_title(name), "is given twice; send it once")
            given.add(name)
            if name == b"x-correlation-id" and not CORRELATION.fullmatch(value):
                raise _wrong(_title(name), "has 1 to 64 of the characters A-Z a-z 0-9 . _ : -")
        elif name == b"content-encoding" and scope["method"] not in _READS:
            _check_encoding(value)


def _check_query(query: bytes) -> None:
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if "\0" in name or "\0" in value:
            shown = name.replace("\0", "")[:80]
            raise _wrong(f"?{shown}", "holds the character U+0000, which no text has")


def _check_encoding(value: bytes) -> None:
    codings = {coding.strip().lower() for coding in value.split(b",")} - {b"", b"identity"}
    if codings:
        reason = "must be left out: bodies are read as they are"
        raise UnsupportedEncoding(
            f"Content-Encoding {reason}, not compressed.", (FieldError("Content-Encoding", reason),)
        )


def _title(name: bytes) -> str:
    return name.decode().title()


def _wrong(field: str, message: str) -> Malformed:
    return Malformed(f"{field} {message}.", (FieldError(field, message),))
