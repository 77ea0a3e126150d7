"""The aliases of persons in a file, as far as they can be seen before it is read."""

from __future__ import annotations

import re

_ALIAS = rb"([a-z0-9][a-z0-9-]{0,62})"
_MENTIONED = re.compile(
    rb"\bpersons/" + _ALIAS + rb"/|\bperson-" + _ALIAS + rb"|\bperson[\"']*\s*:\s*[\"']*(?:person-)?" + _ALIAS
    + rb"|\"collection\":\s*\"persons\",\s*\"id\":\s*\"" + _ALIAS
)  # fmt: skip
_REGISTERED = re.compile(rb"\bpersons/" + _ALIAS + rb"/register\b")


def mentioned_persons(raw: bytes) -> tuple[set[str], set[str]]:
    """What may be the alias of a person in a file, in whatever encoding, and the aliases that it registers."""
    raw = raw.replace(b"\0", b"")  # UTF-16 has one next to each letter of an alias
    if b"person" not in raw:  # most tables
        return set(), set()
    mentioned = {alias.decode() for groups in _MENTIONED.findall(raw) for alias in groups if alias}
    return mentioned, {alias.decode() for alias in _REGISTERED.findall(raw)}
