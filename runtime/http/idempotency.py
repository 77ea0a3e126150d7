"""The key by which a request that is sent again is known."""

from __future__ import annotations

import re

from runtime.errors import FieldError, Malformed

# A string of structured fields (RFC 8941), as the IETF's draft of Idempotency-Key wants it.
_QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_FORM = "1 to 200 printable ASCII characters"


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
            f"An idempotency key is needed: {_FORM}, bare or in quotes, a new one for each command.",
            (FieldError(field, f"missing or not {_FORM}"),),
        )
    return key
