"""API keys and what they allow. A key is `upl_{id}_{secret}`; only the secret's SHA-256 is kept (it has 256 random bits).

What is no key may be a token of an identity provider: `runtime.identity` verifies those.
"""

from __future__ import annotations

import heapq
import hmac
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

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
_ACTOR = "key-"
# How the id of a token's subject begins.
SUBJECT = "subject-"
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)


@dataclass(frozen=True)
class Principal:
    """Who asks: the holder of a key or of a token, or nobody in particular.

    name: for its operator and its holder to know it by; it grants nothing and is never published.
    id: the key's identity, or the token's subject's. owner: under what its idempotency keys are kept.
    origins: whose pages may read what the key reads. expires: until when a token counts, in Unix seconds; None for a key.
    """

    name: str
    scopes: frozenset[str]
    subject: str | None = None
    id: str = ""
    owner: str = ""
    origins: frozenset[str] = frozenset()
    expires: float | None = None

    @property
    def by_token(self) -> bool:
        """Whether it was a token that named the caller, and no key."""
        return self.expires is not None

    @property
    def actor(self) -> str:
        """The actor in the events that this key records: opaque, and the key's for ever."""
        return actor_of(self.id)

    @property
    def subject_only(self) -> bool:
        """Whether the key writes for its subject only."""
        return self.subject is not None and "record:admin" not in self.scopes

    def allows(self, scope: Scope) -> bool:
        """Whether the key has the scope."""
        return scope in self.scopes

    def require(self, scope: Scope, *others: Scope) -> None:
        """Check that the key has the scope, or one of the others.

        Raises:
            Forbidden, Unauthenticated: it has none of them, or there is no key; the message names the first.
        """
        if scope in self.scopes or not self.scopes.isdisjoint(others):
            return
        if self is ANONYMOUS:
            raise Unauthenticated(f"Send a key with the scope {scope} as “Authorization: Bearer …”.")
        label = "The token" if self.by_token else f"The key “{self.name}”"
        raise Forbidden(f"{label} lacks the scope {scope}.", numbers={"scope": scope})


def actor_of(id: str) -> str:
    """The published name of a key, or of a token's subject."""
    return id if id.startswith(SUBJECT) else f"{_ACTOR}{id}"


ANONYMOUS = Principal("anonymous", frozenset())


@dataclass(frozen=True)
class _Stored:
    digest: bytes
    principal: Principal


class TokenVerifier(Protocol):
    """Verifies the tokens of an identity provider (`runtime.identity.tokens`)."""

    async def prepare(self, token: str) -> None:
        """Have ready what this token is verified with."""

    def principal(self, token: str) -> Principal:
        """Who sends this token."""


class Keys:
    """The keys in a file, and the tokens of an identity provider where there is one.

    The file is looked at again at most once a second, so a revoked key soon stops working, and for each key that is not
    known, so a new one works at once.
    """

    def __init__(self, path: Path | None, tokens: TokenVerifier | None = None) -> None:
        self._path = path
        self._tokens = tokens
        # When the tokens that opened a stream end.
        self._ends: list[float] = []
        self._keys: dict[str, _Stored] = {}
        self._holders: dict[str, frozenset[str]] = {}
        self._origins: frozenset[str] = frozenset()
        self._stamp: tuple[int, int] | None = None
        self.revision = 0
        self._looked = float("-inf")

    @property
    def takes_tokens(self) -> bool:
        """Whether there is an identity provider."""
        return self._tokens is not None

    async def prepare(self, authorization: str) -> None:
        """Have ready what `principal` needs for this header: a token may be signed by a key that is not known yet."""
        scheme, _, token = authorization.partition(" ")
        if self._tokens is not None and scheme.lower() == "bearer" and _TOKEN.fullmatch(token.strip()):
            await self._tokens.prepare(token.strip())

    def principal(self, authorization: str | None) -> Principal:
        """Who a request's `Authorization` header names; `ANONYMOUS` when there is none.

        Raises:
            Unauthenticated: the header holds no key that is known and not revoked, and no token that counts.
            IssuerUnavailable: a token cannot be verified now.
        """
        if authorization is None:
            return ANONYMOUS
        scheme, _, token = authorization.partition(" ")
        if self._tokens is not None and scheme.lower() == "bearer" and _TOKEN.fullmatch(token.strip()):
            return self._tokens.principal(token.strip())
        prefix, _, rest = token.strip().partition("_")
        identifier, _, secret = rest.partition("_")
        self._refresh()
        if identifier not in self._keys:
            self._refresh(at_once=True)  # it may be a new key
        stored = self._keys.get(identifier)
        # An unknown id costs the same comparison as a known one.
        right = hmac.compare_digest(sha256(secret.encode()).digest(), stored.digest if stored else bytes(32))
        if scheme.lower() != "bearer" or prefix != "upl" or stored is None or not right:
            raise Unauthenticated("The key is not known or was revoked. Ask an operator for a new one.")
        return stored.principal

    def by_id(self, id: str) -> Principal | None:
        """The holder of a key by the key's id; None when it is not known or was revoked."""
        self._refresh()
        stored = self._keys.get(id)
        return stored.principal if stored else None

    def watched(self, caller: Principal) -> Callable[[], Principal | None]:
        """Gives the holder of a key as it is at each later time; None once it was revoked, has another secret, or is over."""
        if (expires := caller.expires) is not None:
            heapq.heappush(self._ends, expires)
            return lambda: caller if time.time() < expires else None
        id = caller.id
        first = self._keys.get(id)

        def now() -> Principal | None:
            self._refresh()
            stored = self._keys.get(id)
            if stored is None or first is None or stored.digest != first.digest:
                return None
            return stored.principal

        return now

    def sign(self, id: str, message: bytes) -> bytes | None:
        """A message signed with what is kept of a key: only its holder and the services can. None without such a key."""
        self._refresh()
        stored = self._keys.get(id)
        return hmac.digest(stored.digest, message, "sha256") if stored else None

    def names_origin(self, origin: str) -> bool:
        """Whether any key names this origin."""
        self._refresh()
        return origin in self._origins

    def refresh(self) -> int:
        """Look at the file, at most once a second; a number that changes with it, and when a watched token ends."""
        self._refresh()
        if self._ends and self._ends[0] <= time.time():
            while self._ends and self._ends[0] <= time.time():
                heapq.heappop(self._ends)
            self.revision += 1
        return self.revision

    def holders(self, caller: Principal) -> frozenset[str]:
        """The actors as whom the keys of a caller's subject write and have written, those of revoked keys too, and the caller."""
        self._refresh()
        return self._holders.get(caller.subject or "", frozenset()) | {caller.actor}

    def _refresh(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if self._path is None or (now - self._looked < 1.0 and not at_once):
            return
        self._looked = now
        try:
            status = self._path.stat()
        except FileNotFoundError:
            if self._stamp is not None:
                self.revision += 1
            self._keys, self._holders, self._origins, self._stamp = {}, {}, frozenset(), None
            return
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp == self._stamp:
            return
        entries = orjson.loads(self._path.read_bytes())
        self._keys = dict(_read(entries))
        self._holders = _holders(entries)
        self._origins = frozenset().union(*(stored.principal.origins for stored in self._keys.values()))
        self._stamp = stamp
        self.revision += 1


def _read(entries: Sequence[dict[str, Any]]) -> Iterable[tuple[str, _Stored]]:
    owners = _owners(entries)
    for entry in entries:
        if entry.get("revoked"):
            continue
        scopes = entry["scopes"]
        assert isinstance(scopes, list)
        id, subject = str(entry["id"]), entry.get("subject")
        principal = Principal(
            str(entry["name"]),
            frozenset(scopes),
            str(subject) if subject else None,
            id,
            owners[id],
            frozenset(entry.get("origins") or ()),
        )
        yield id, _Stored(bytes.fromhex(str(entry["hash"])), principal)


def _holders(entries: Sequence[dict[str, Any]]) -> dict[str, frozenset[str]]:
    owners = _owners(entries)
    holders: dict[str, frozenset[str]] = {}
    for entry in entries:
        if subject := entry.get("subject"):
            id = str(entry["id"])
            holders[subject] = holders.get(subject, frozenset()) | {actor_of(id), owners[id]}
    return holders


def _owners(entries: Sequence[dict[str, Any]]) -> dict[str, str]:
    """By a key's id, under what its idempotency keys are kept: its actor.

    Keys of before (`by_name`, also where the entry lacks it) had their names for it, and were recorded as actors by
    them. They keep these, but no name serves a key of another subject than the first one of that name, or could be taken
    for what belongs to another key.
    """
    older = [entry for entry in entries if entry.get("by_name", True)]
    first: dict[str, Any] = {}
    for entry in older:
        first.setdefault(str(entry["name"]), entry.get("subject"))
    owners: dict[str, str] = {}
    for entry in entries:
        id, name = str(entry["id"]), str(entry["name"])
        keeps = (
            entry.get("by_name", True)
            and entry.get("subject") == first[name]
            and not name.startswith((_ACTOR, SUBJECT))
            and not any(name.startswith(f"{other}:") for other in first)
        )
        owners[id] = name if keeps else actor_of(id)
    return owners
