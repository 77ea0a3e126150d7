"""Names: sealed apart from the log under a key for each person, opened with it, and gone when it is destroyed.

What is sealed is a field's disclosure (RFC 9901), of which the event holds the digest. It is bound to its event and field
(AES-256-GCM with both as associated data), and the person's key to the person. Nothing here is logged or put in an error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts import disclosures
from contracts.envelope import Command, Event
from runtime.database import AWAY
from runtime.errors import Refused, Unavailable
from runtime.randomness import random_bytes
from services.registry.log.appends import SideEffect
from services.registry.names.master_key import MasterKeys, Replaced, opened

_NONCE = 12

_INSERT_KEY = "INSERT INTO registry.name_keys (person, wrapped) VALUES ($1, $2)"
_INSERT_NAME = (
    "INSERT INTO registry.names (event, field, person, nonce, ciphertext) VALUES ($1, $2, $3, $4, $5)"
)
_DESTROY_KEY = """
    INSERT INTO registry.name_keys (person, erased_at) VALUES ($1, clock_timestamp())
    ON CONFLICT (person) DO UPDATE SET wrapped = NULL, erased_at = excluded.erased_at
"""
_DELETE_NAMES = "DELETE FROM registry.names WHERE person = $1"
_SELECT_KEY = "SELECT wrapped FROM registry.name_keys WHERE person = $1"
_SELECT_NAMES = """
    SELECT event, field, nonce, ciphertext FROM registry.names WHERE person = $1
    ORDER BY split_part(event, '@', 2)::int, field
"""


class Sealed(NamedTuple):
    """A command's events with their digests, their side effects, and what its fingerprint is keyed with."""

    events: Sequence[Event]
    side_effects: tuple[SideEffect, ...] = ()
    secret: bytes = b""


@dataclass(frozen=True, slots=True)
class Name:
    """What was sealed of one field of one event; no repr shows it."""

    event: str
    field: str
    disclosure: str

    def __repr__(self) -> str:
        return f"Name({self.event!r}, {self.field!r})"


@dataclass(frozen=True, slots=True)
class PersonKey:
    """What the database holds of a person's key: nothing yet, a key, or the tombstone of one."""

    key: bytes | None = None
    erased: bool = False

    def __repr__(self) -> str:
        return f"Kept(erased={self.erased})"

    @property
    def secret(self) -> bytes:
        """What fingerprints of commands with a sealed field are keyed with: gone with the key, like the name."""
        return blake2b(self.key, digest_size=32, person=b"upland-command").digest() if self.key else b""


class Names:
    """Seals, opens and erases.

    Args:
        pool: PostgreSQL with the registry's role, for reading; what is written goes with the append.
        master: None where the operator gave no key: then names are refused.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], master: MasterKeys | None) -> None:
        self._pool, self._master = pool, master
        self.erased = asyncio.Event()  # set after an erasure: wakes the sweep

    async def seal(self, command: Command, stream: str, version: int, events: Sequence[Event]) -> Sealed:
        """What a command becomes when its sealed fields are taken out; `version` is the stream's before it.

        Raises:
            Refused: the registry has no master key, or the person was erased.
        """
        if command.erases:
            return Sealed(events, (SideEffect(_DESTROY_KEY, (stream,)), SideEffect(_DELETE_NAMES, (stream,))))
        values = sealed_values(command)
        if not values:
            return Sealed(events)
        if self._master is None:
            raise Refused.by(
                "name-sealable",
                "This registry has no key under which a name is sealed (UPLAND_NAMES_KEY_FILE)."
                " Leave the name out, or ask the operator.",
                "/name",
            )
        person_key = await self.person_key(stream) if version else PersonKey()
        if person_key.erased:
            raise Refused.by(
                "not-erased", "This person was erased; nothing is sealed or recorded for it any more."
            )
        side_effects: list[SideEffect] = []
        key = person_key.key
        if key is None:
            key = AESGCM.generate_key(256)
            side_effects.append(SideEffect(_INSERT_KEY, (stream, self._master.wrap(stream, key))))
        # The first event that has digests takes them all.
        at = next(index for index, event in enumerate(events) if "sd" in type(event).model_fields)
        event_id = f"{stream}@{version + 1 + at}"
        digests = []
        for field, value in values.items():
            disclosure = disclosures.disclose(random_bytes(disclosures.SALT_BYTES), field, value)
            digests.append(disclosures.digest(disclosure))
            side_effects.append(
                SideEffect(_INSERT_NAME, (event_id, field, stream, *seal(key, event_id, field, disclosure)))
            )
        # In the order of the digests, which does not show the order of the fields.
        sealed = events[at].model_copy(update={"sd": tuple(sorted(digests))})
        return Sealed([*events[:at], sealed, *events[at + 1 :]], tuple(side_effects), PersonKey(key).secret)

    async def person_key(self, person: str) -> PersonKey:
        """What is kept of a person's key. Raises `Reply` when it does not open."""
        try:
            return await self._read_key(person)
        except Replaced:  # between reading the row and looking for its master key
            return await self._read_key(person)

    async def _read_key(self, person: str) -> PersonKey:
        rows = await self._fetch(_SELECT_KEY, person)
        if not rows:
            return PersonKey()
        if rows[0]["wrapped"] is None:
            return PersonKey(erased=True)
        if self._master is None:
            raise Unavailable("This registry has no key for names (UPLAND_NAMES_KEY_FILE). Ask the operator.")
        return PersonKey(self._master.unwrap(person, rows[0]["wrapped"]))

    async def open(self, person: str) -> list[Name]:
        """All that is sealed for a person, in the order of its events; nothing after an erasure.

        Raises:
            Reply: something was changed, moved or wrapped by another master key.
        """
        person_key = await self.person_key(person)
        if person_key.key is None:
            return []
        rows = await self._fetch(_SELECT_NAMES, person)
        return [Name(row["event"], row["field"], unseal(person_key.key, *row)) for row in rows]

    async def _fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, *arguments)
        except AWAY as error:
            raise Unavailable("PostgreSQL does not answer. Ask again.") from error


def sealed_values(command: Command) -> dict[str, str]:
    """The fields of a command that are sealed, where they are given."""
    given = {field: getattr(command, field) for field in command.sealed}
    return {field: value.get_secret_value() for field, value in given.items() if value is not None}


def seal(key: bytes, event: str, field: str, disclosure: str) -> tuple[bytes, bytes]:
    """Nonce and ciphertext of a disclosure; they open for this event and field only."""
    nonce = random_bytes(_NONCE)
    return nonce, AESGCM(key).encrypt(nonce, disclosure.encode(), _sealing(event, field))


def unseal(key: bytes, event: str, field: str, nonce: bytes, ciphertext: bytes) -> str:
    """The disclosure. Raises `Reply` when it was changed, or sealed under another key or for another event or field."""
    return opened(AESGCM(key), nonce, ciphertext, _sealing(event, field), event).decode()


def _sealing(event: str, field: str) -> bytes:
    return b"field\0" + event.encode() + b"\0" + field.encode()
