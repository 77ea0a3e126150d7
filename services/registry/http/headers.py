"""A command's headers and query, each parsed from its text; errors name it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from contracts.fields import EVENT_ID_PATTERN
from runtime.errors import FieldError, Malformed, UnsupportedMedia

# A string of structured fields (RFC 8941), as the IETF's draft of Idempotency-Key wants it.
_QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_EVENT_ID = re.compile(EVENT_ID_PATTERN, re.ASCII)
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_KEY_FORM = "1 to 200 printable ASCII characters"


def idempotency_key(text: str | None, field: str = "Idempotency-Key") -> str:
    """The key in a header or in a line: `A` and `"A"` are the same.

    Raises:
        Malformed: it is missing, or has another form; `field` names it.
    """
    key = (text or "").strip(" \t")
    if key.startswith('"'):
        quoted = _QUOTED.fullmatch(key)
        key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else ""
    if not (0 < len(key) <= 200 and key.isascii() and key.isprintable()):
        raise Malformed(
            f"An idempotency key is needed: {_KEY_FORM}, bare or in quotes, a new one for each command.",
            (FieldError(field, f"missing or not {_KEY_FORM}"),),
        )
    return key


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
