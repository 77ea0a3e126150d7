"""Persons whom earlier imports registered: an alias means the same person in every file of one key's holder.

The registry keeps an import's registration under a key that is made of the alias alone, so it can be found again by a dry
run. No name is sent, and none comes back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence

import orjson

from services.registry.importing.record import Record
from services.registry.importing.sending.planning import person_key

_BATCH = 128  # lines written at once
_KEY_REUSED = "/problems/key-reused"


async def known_persons(record: Record, aliases: Collection[str]) -> dict[str, str]:
    """The stream of each person whom an import with this key's holder registered, by alias.

    Raises:
        ConnectionError: the registry does not answer.
        RegistryAway: it refuses.
    """
    if not aliases:
        return {}
    ordered = sorted(aliases)
    parts = [part async for part in record.answers(_registrations(ordered), dry_run=True)]
    answers = [orjson.loads(line) for line in b"".join(parts).splitlines()]
    if len(answers) != len(ordered):
        raise ConnectionError("The registry's answers broke off.")
    people: dict[str, str] = {}
    for alias, answer in zip(ordered, answers, strict=True):
        body = answer.get("body") or {}
        registered = answer.get("replayed") or body.get("type") == _KEY_REUSED  # with these fields, or others
        if registered and (stream := body.get("stream")):
            people[alias] = stream
    return people


async def _registrations(aliases: Sequence[str]) -> AsyncIterator[bytes]:
    for at in range(0, len(aliases), _BATCH):
        lines = (
            b'{"body":{},"collection":"persons","id":"new","key":"%b","verb":"register"}\n'
            % person_key(alias).encode()
            for alias in aliases[at : at + _BATCH]
        )
        yield b"".join(lines)
