"""The master key: it wraps the persons' keys, and is not in the database, so that a copy of that alone opens nothing."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from runtime.errors import Reply
from runtime.randomness import random_bytes

_ID, _NONCE, _KEY = 4, 12, 32


class Replaced(Reply):
    """What was wrapped was wrapped by a master key that is not in the file (any more)."""


class MasterKeys:
    """The master keys in a file, a line of 64 hexadecimal digits each: the first one wraps, every one opens.

    There is more than one only while it is being replaced. The file is looked at again whenever a key is needed.

    Raises:
        ValueError: the file holds something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._ciphers: dict[bytes, AESGCM] = {}
        self._refresh()

    @property
    def current(self) -> bytes:
        """The id of the key that wraps: 4 bytes, with which everything starts that it has wrapped."""
        self._refresh()
        return next(iter(self._ciphers))

    def wrap(self, person: str, key: bytes) -> bytes:
        """A person's key as the database keeps it."""
        master, nonce = self.current, random_bytes(_NONCE)
        return master + nonce + self._ciphers[master].encrypt(nonce, key, _bound(person))

    def unwrap(self, person: str, wrapped: bytes) -> bytes:
        """A person's key.

        Raises:
            Replaced: another master key wrapped it.
            Reply: it is another person's, or was changed.
        """
        self._refresh()
        cipher = self._ciphers.get(wrapped[:_ID])
        if cipher is None:
            raise Replaced(
                f"The key of {person} was wrapped by a master key that this registry does not have."
            )
        return opened(cipher, wrapped[_ID : _ID + _NONCE], wrapped[_ID + _NONCE :], _bound(person), person)

    def _refresh(self) -> None:
        status = self._path.stat()
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp == self._stamp:
            return
        keys = [_key(line, self._path) for line in self._path.read_text(encoding="ascii").split()]
        if not keys:
            raise ValueError(f"{self._path} holds no master key")
        self._ciphers = {_id(key): AESGCM(key) for key in keys}
        self._stamp = stamp


def opened(cipher: AESGCM, nonce: bytes, ciphertext: bytes, bound_to: bytes, name: str) -> bytes:
    """What was sealed. Raises `Reply` when it was changed, or sealed under another key or for something else."""
    try:
        return cipher.decrypt(nonce, ciphertext, bound_to)
    except (InvalidTag, ValueError):
        raise Reply(
            f"What is sealed for {name} does not open: it was changed or moved, or sealed under another key."
        ) from None


def _key(line: str, path: Path) -> bytes:
    try:
        key = bytes.fromhex(line)
    except ValueError:
        key = b""
    if len(key) != _KEY:
        raise ValueError(f"{path} does not hold a key of 64 hexadecimal digits in each line")
    return key


def _id(key: bytes) -> bytes:
    return blake2b(key, digest_size=_ID, person=b"upland-master").digest()


def _bound(person: str) -> bytes:
    return b"key\0" + person.encode()
