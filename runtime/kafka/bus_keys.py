"""The secret by which the relay's records are known: its keys, read from a file, and the MAC of a record."""

from __future__ import annotations

from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

_LEAST = 32  # characters of a key; `openssl rand -hex 32` gives 64
_SIZE = 16  # bytes of a MAC


class BusKeys:
    """At most two keys, one a line in a file: the first signs, both verify. Without any, nothing verifies.

    A MAC is BLAKE2b in its keyed mode (RFC 7693), 128 bits.

    Raises:
        ValueError: there are more than two keys, or one is too short. The message does not hold them.
    """

    __slots__ = ("_keys",)

    def __init__(self, *keys: str) -> None:
        if len(keys) > 2:
            raise ValueError(f"the bus has {len(keys)} keys; it may have two: the new one, then the old one")
        if any(len(key) < _LEAST for key in keys):
            raise ValueError(f"a key of the bus is shorter than {_LEAST} characters")
        self._keys = tuple(blake2b(key.encode(), digest_size=32).digest() for key in keys)

    @classmethod
    def read(cls, path: Path | None) -> BusKeys:
        """The keys in a file; none where no file is named.

        Raises:
            ValueError: the file holds no key, or see the class.
            OSError: the file cannot be read.
        """
        if path is None:
            return cls()
        keys = path.read_text(encoding="utf-8").split()
        if not keys:
            raise ValueError(f"{path} holds no key of the bus")
        return cls(*keys)

    def __bool__(self) -> bool:
        return bool(self._keys)

    def __repr__(self) -> str:
        return f"<BusKeys: {len(self._keys)}>"

    def sign(self, message: bytes) -> bytes:
        """The MAC of a message by the first key. There must be one."""
        return blake2b(message, key=self._keys[0], digest_size=_SIZE).digest()

    def verify(self, message: bytes, mac: bytes) -> bool:
        """Whether one of the keys has made `mac` of the message."""
        for key in self._keys:  # noqa: SIM110  a generator would cost as much again as the digest
            if compare_digest(blake2b(message, key=key, digest_size=_SIZE).digest(), mac):
                return True
        return False
