"""Seals the secrets of channels, so that a copy of the database alone opens none."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from pathlib import Path

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from runtime.errors import Reply, Unavailable

Secrets = dict[str, object]


class Seal:
    """The keys in a file, a line of 64 hexadecimal digits each: the first one seals, every one opens.

    The file is read again when it has changed, so that a key is replaced while everything runs.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._fernet: MultiFernet | None = None

    @staticmethod
    def is_of(key: str, sealed: bytes) -> bool:
        """Whether this key, 64 hexadecimal digits, has sealed something."""
        try:
            _key(key).decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def close(self, channel: str, secrets: Secrets) -> bytes:
        """The secrets of a channel, sealed for it alone.

        Raises:
            Unavailable: there is no key to seal with.
        """
        return self._keys().encrypt(orjson.dumps({"channel": channel, "secrets": secrets}))

    def open(self, channel: str, sealed: bytes) -> Secrets:
        """The secrets of a channel.

        Raises:
            Unavailable: there is no key to open with.
            Reply: they were sealed for another channel or by a key that is not in the file any more.
        """
        try:
            content = orjson.loads(self._keys().decrypt(sealed))
        except InvalidToken:
            content = {}
        if content.get("channel") != channel:
            raise Reply(
                f"The secrets of {channel} do not open: they were changed or moved, or their key is not in"
                " UPLAND_CHANNELS_KEY_FILE any more. Rotate them."
            )
        secrets: Secrets = content["secrets"]
        return secrets

    def _keys(self) -> MultiFernet:
        try:
            status = self._path.stat() if self._path else None
        except OSError:
            status = None
        if status is None or self._path is None:
            raise Unavailable(
                "This service has no key to seal secrets with: its operator sets UPLAND_CHANNELS_KEY_FILE."
            )
        stamp = (status.st_mtime_ns, status.st_ino)
        if self._fernet is None or stamp != self._stamp:
            self._fernet = MultiFernet([_key(line) for line in self._path.read_text("ascii").split()])
            self._stamp = stamp
        return self._fernet


def _key(line: str) -> Fernet:
    key = bytes.fromhex(line)
    if len(key) != 32:
        raise ValueError("a key of UPLAND_CHANNELS_KEY_FILE has 64 hexadecimal digits")
    return Fernet(urlsafe_b64encode(key))
