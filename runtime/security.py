"""API keys and what they allow. A key is `upl_{id}_{secret}`; only the secret's SHA-256 is kept (it has 256 random bits)."""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

import orjson

from runtime.errors import Forbidden, Unauthenticated

Scope = Literal[
    "record:write",
    "record:admin",
    "history:read",
    "views:read",
    "feed:read",
    "subscriptions:write",
    "operate",
]
SCOPES: tuple[str, ...] = get_args(Scope)


@dataclass(frozen=True)
class Principal:
    """Who asks: the holder of a key, or nobody in particular."""

    name: str
    scopes: frozenset[str]
    subject: str | None = None
    id: str = ""

    def allows(self, scope: Scope) -> bool:
        """Whether the key has the scope."""
        return scope in self.scopes

    def require(self, scope: Scope) -> None:
        """Raise `Forbidden` naming the scope, or `Unauthenticated` for nobody, when the scope is missing."""
        if scope in self.scopes:
            return
        if self is ANONYMOUS:
            raise Unauthenticated(f"Send a key with the scope {scope} as “Authorization: Bearer …”.")
        raise Forbidden(f"The key “{self.name}” lacks the scope {scope}.", numbers={"scope": scope})


ANONYMOUS = Principal("anonymous", frozenset())


@dataclass(frozen=True)
class _Stored:
    digest: bytes
    principal: Principal


class Keys:
    """The keys in a file. The file is looked at again at most once a second, so a revoked key soon stops working."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._keys: dict[str, _Stored] = {}
        self._holders: dict[str, frozenset[str]] = {}
        self._stamp: tuple[int, int] | None = None
        self._looked = float("-inf")

    def principal(self, authorization: str | None) -> Principal:
        """Who a request's `Authorization` header names; `ANONYMOUS` when there is none.

        Raises:
            Unauthenticated: the header holds no key that is known and not revoked.
        """
        if authorization is None:
            return ANONYMOUS
        scheme, _, token = authorization.partition(" ")
        prefix, _, rest = token.strip().partition("_")
        identifier, _, secret = rest.partition("_")
        self._refresh()
        stored = self._keys.get(identifier)
        # An unknown id costs the same comparison as a known one.
        right = hmac.compare_digest(sha256(secret.encode()).digest(), stored.digest if stored else bytes(32))
        if scheme.lower() != "bearer" or prefix != "upl" or stored is None or not right:
            raise Unauthenticated("The key is not known or was revoked. Ask an operator for a new one.")
        return stored.principal

    def holders(self, subject: str) -> frozenset[str]:
        """The names under which the keys of a subject write and have written, those of revoked keys too."""
        self._refresh()
        return self._holders.get(subject, frozenset())

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._looked < 1.0 or self._path is None:
            return
        self._looked = now
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._keys, self._holders, self._stamp = {}, {}, None
            return
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp == self._stamp:
            return
        entries = orjson.loads(self._path.read_bytes())
        self._keys = dict(_read(entries))
        self._holders = _holders(entries)
        self._stamp = stamp


def _read(entries: Iterable[dict[str, object]]) -> Iterable[tuple[str, _Stored]]:
    for entry in entries:
        if entry.get("revoked"):
            continue
        scopes = entry["scopes"]
        assert isinstance(scopes, list)
        subject = entry.get("subject")
        yield (
            str(entry["id"]),
            _Stored(
                bytes.fromhex(str(entry["hash"])),
                Principal(
                    str(entry["name"]), frozenset(scopes), str(subject) if subject else None, str(entry["id"])
                ),
            ),
        )


def _holders(entries: Iterable[dict[str, object]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entry in entries:
        if subject := entry.get("subject"):
            found[str(subject)] = found.get(str(subject), frozenset()) | {str(entry["name"])}
    return found
