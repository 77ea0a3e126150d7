"""API keys: issued here, kept hashed in `keys.json`, read by the services within a second of a change."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from contracts.texts import clean, named, plain, unseen
from ops.instance import Instance
from ops.stored_files import write, write_secret
from runtime.errors import OperationFailed
from runtime.security import SCOPES

# A scheme, and a host that is a name or an address. Browsers leave the usual port out and send no path.
_ORIGIN = re.compile(
    r"(?!http://[^/]*:80$)(?!https://[^/]*:443$)https?://(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[1-9][0-9]{0,4})?",
    re.ASCII,
)


class KeyRefused(OperationFailed):
    """A key cannot be issued, rotated or revoked."""


@dataclass(frozen=True)
class Key:
    """One key as it is kept: never its secret, only that secret's SHA-256 (256 random bits need no slow hash).

    origins: whose pages may read what the key reads, in a browser.
    `by_name`: it was issued when facts and idempotency keys were recorded under the names of keys, and keeps these.
    """

    id: str
    name: str
    hash: str
    scopes: list[str]
    subject: str | None
    created: str
    revoked: str | None = None
    by_name: bool = True
    origins: list[str] = field(default_factory=list)

    def listed(self) -> dict[str, Any]:
        """What a listing shows of it."""
        return {name: value for name, value in asdict(self).items() if name not in {"hash", "by_name"}}


def listing(instance: Instance) -> list[Key]:
    try:
        return [Key(**row) for row in orjson.loads(instance.keys_file.read_bytes())]
    except FileNotFoundError:
        return []


def issue(
    instance: Instance,
    name: str,
    scopes: list[str],
    subject: str | None = None,
    origins: Sequence[str] = (),
) -> str:
    """Make a key and return it, `upl_<id>_<secret>`: the only time that it can be seen.

    `subject` is the stream that a holder of `record:write` may write for, such as `cluster-dkm`; `origins` are those whose
    pages may read with the key, such as `https://dkm.example`. Raises KeyRefused, also for a name that a key has or had: what
    a key was called must never mean another one.
    """
    name = _checked(name)
    for origin in origins:
        _check_origin(origin)
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise KeyRefused(f"there is no scope {unknown[0]}; the scopes are {', '.join(SCOPES)}")
    if not scopes:
        raise KeyRefused(f"a key needs at least one scope of {', '.join(SCOPES)}")
    secret = secrets.token_hex(32)
    with instance.locked("keys", wait=True):
        keys = listing(instance)
        if same := next((key for key in keys if plain(key.name) == plain(name)), None):
            raise KeyRefused(
                f"the key {same.id} is called {same.name!r} already; take another name, or give that key another secret"
                f" with `upland key rotate {same.id}`"
            )
        taken = {key.id for key in keys}
        identifier = next(made for made in iter(lambda: secrets.token_hex(4), "") if made not in taken)
        _save(instance, [*keys, _new(identifier, name, secret, scopes, subject, origins)])
    return f"upl_{identifier}_{secret}"


def rotate(instance: Instance, identifier: str) -> str:
    """Give a key another secret and return the key, which stays the same key; the old secret stops working. Raises KeyRefused."""
    with instance.locked("keys", wait=True):
        key = _find(instance, identifier)
        if key.revoked:
            raise KeyRefused(f"the key {key.id} is revoked; issue another one under another name")
        return _with_new_secret(instance, key)


def revoke(instance: Instance, identifier: str) -> Key:
    """Revoke the key with that id (or with that key in full). Revoking it again changes nothing. Raises KeyRefused."""
    with instance.locked("keys", wait=True):
        key = _find(instance, identifier)
        if key.revoked is None:
            key = replace(key, revoked=_now())
            _replace(instance, key)
    return key


def adopt(instance: Instance, key: str, name: str, scopes: list[str]) -> None:
    """Admit a key that was made elsewhere, `upl_<id>_<secret>`. Repeating it changes nothing."""
    _, identifier, secret = key.split("_")
    with instance.locked("keys", wait=True):
        keys = listing(instance)
        if identifier in {other.id for other in keys}:
            return
        if name in {other.name for other in keys}:
            name = f"{name} {identifier}"
        _save(instance, [*keys, _new(identifier, name, secret, scopes, None)])


def ensure(instance: Instance) -> None:
    """Make the operator's key and the services' own keys, where they are missing or no longer known."""
    ensure_operator(instance)
    for service in ("projections", "notifications"):
        _ensure(instance, instance.secrets / f"{service}.key", service, ["history:read"])


def ensure_operator(instance: Instance) -> None:
    """Make the operator's key, with every scope, where it is missing or no longer known."""
    _ensure(instance, instance.operator_key_file, "operator", list(SCOPES))


def _ensure(instance: Instance, path: Path, name: str, scopes: list[str]) -> None:
    """The key in the file. Where it is lost or revoked, the key of that name gets another secret: it is the same holder."""
    keys = listing(instance)
    known = {key.id for key in keys if key.revoked is None}
    if path.exists() and path.read_text(encoding="utf-8").strip().split("_")[1] in known:
        return
    own = next((key for key in keys if key.name == name), None)
    if own is None:
        made = issue(instance, name, scopes)
    elif own.subject is None and set(own.scopes) == set(scopes):
        with instance.locked("keys", wait=True):
            made = _with_new_secret(instance, replace(own, revoked=None))
    else:
        made = issue(instance, f"{name} {secrets.token_hex(4)}", scopes)
    write_secret(path, made + "\n")


def _checked(name: str) -> str:
    """A name that people can distinguish from others. Raises KeyRefused."""
    try:
        name = clean(name).strip()
    except ValueError as error:
        raise KeyRefused(f"a key cannot be called so: {error}") from None
    if hidden := next(unseen(name), None):
        raise KeyRefused(f"a key cannot be called so: nobody sees the character {named(hidden)}")
    if not 0 < len(name) <= 200 or "\n" in name:
        raise KeyRefused("a key has a name of one line, of 1 to 200 characters")
    return name


def _check_origin(origin: str) -> None:
    """See that an origin is written as a browser sends it. Raises KeyRefused."""
    if not _ORIGIN.fullmatch(origin):
        raise KeyRefused(
            f"{origin!r} is no origin as browsers send it: scheme and host in lower case, and the port where it is not the"
            " usual one, as in https://dkm.example or http://localhost:5173"
        )


def _find(instance: Instance, identifier: str) -> Key:
    wanted = identifier.split("_")[1] if identifier.startswith("upl_") else identifier
    key = next((key for key in listing(instance) if key.id == wanted), None)
    if key is None:
        raise KeyRefused(f"there is no key {wanted}; `upland key list` shows them")
    return key


def _new(
    identifier: str,
    name: str,
    secret: str,
    scopes: list[str],
    subject: str | None,
    origins: Sequence[str] = (),
) -> Key:
    return Key(
        identifier, name, _hash(secret), scopes, subject, _now(), by_name=False, origins=sorted(set(origins))
    )


def _with_new_secret(instance: Instance, key: Key) -> str:
    secret = secrets.token_hex(32)
    _replace(instance, replace(key, hash=_hash(secret)))
    return f"upl_{key.id}_{secret}"


def _replace(instance: Instance, key: Key) -> None:
    _save(instance, [key if other.id == key.id else other for other in listing(instance)])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _save(instance: Instance, keys: list[Key]) -> None:
    write(instance.keys_file, [asdict(key) for key in keys])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
