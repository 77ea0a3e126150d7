"""API keys: issued here, kept hashed in `keys.json`, read by the services within a second of a change."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from ops.instance import Instance, write, write_secret
from runtime.security import SCOPES


class KeyRefused(Exception):
    """A key cannot be issued or revoked as asked."""


@dataclass(frozen=True)
class Key:
    """One key as it is kept: never its secret, only that secret's SHA-256 (256 random bits need no slow hash)."""

    id: str
    name: str
    hash: str
    scopes: list[str]
    subject: str | None
    created: str
    revoked: str | None = None

    def listed(self) -> dict[str, Any]:
        """What a listing shows of it."""
        return {name: value for name, value in asdict(self).items() if name != "hash"}


def listing(instance: Instance) -> list[Key]:
    try:
        return [Key(**row) for row in orjson.loads(instance.keys_file.read_bytes())]
    except FileNotFoundError:
        return []


def issue(instance: Instance, name: str, scopes: list[str], subject: str | None = None) -> str:
    """Make a key and return it, `upl_<id>_<secret>`: the only time that it can be seen.

    `subject` is the stream that a holder of `record:write` may write for, such as `cluster-dkm`. Raises KeyRefused.
    """
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise KeyRefused(f"there is no scope {unknown[0]}; the scopes are {', '.join(SCOPES)}")
    if not scopes:
        raise KeyRefused(f"a key needs at least one scope of {', '.join(SCOPES)}")
    secret = secrets.token_hex(32)
    with instance.locked("keys", wait=True):
        keys = listing(instance)
        taken = {key.id for key in keys}
        identifier = next(made for made in iter(lambda: secrets.token_hex(4), "") if made not in taken)
        key = Key(identifier, name, _hash(secret), scopes, subject, _now())
        _save(instance, [*keys, key])
    return f"upl_{identifier}_{secret}"


def revoke(instance: Instance, identifier: str) -> Key:
    """Revoke the key with that id (or the whole key). Revoking it again changes nothing. Raises KeyRefused."""
    wanted = identifier.split("_")[1] if identifier.startswith("upl_") else identifier
    with instance.locked("keys", wait=True):
        keys = {key.id: key for key in listing(instance)}
        if wanted not in keys:
            raise KeyRefused(f"there is no key {wanted}; `upland key list` shows them")
        if keys[wanted].revoked is None:
            keys[wanted] = Key(**(asdict(keys[wanted]) | {"revoked": _now()}))
            _save(instance, list(keys.values()))
    return keys[wanted]


def adopt(instance: Instance, key: str, name: str, scopes: list[str]) -> None:
    """Admit a key that was made elsewhere, `upl_<id>_<secret>`. Repeating it changes nothing."""
    _, identifier, secret = key.split("_")
    made = Key(identifier, name, _hash(secret), scopes, None, _now())
    with instance.locked("keys", wait=True):
        keys = listing(instance)
        if identifier not in {kept.id for kept in keys}:
            _save(instance, [*keys, made])


def ensure(instance: Instance) -> None:
    """Make the operator's key and the services' own keys, where they are missing or no longer known."""
    ensure_operator(instance)
    for service in ("projections", "notifications"):
        _ensure(instance, instance.secrets / f"{service}.key", service, ["history:read"])


def ensure_operator(instance: Instance) -> None:
    """Make the operator's key, with every scope, where it is missing or no longer known."""
    _ensure(instance, instance.operator_key_file, "operator", list(SCOPES))


def _ensure(instance: Instance, path: Path, name: str, scopes: list[str]) -> None:
    known = {key.id for key in listing(instance) if key.revoked is None}
    if not (path.exists() and path.read_text(encoding="utf-8").strip().split("_")[1] in known):
        write_secret(path, issue(instance, name, scopes) + "\n")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _save(instance: Instance, keys: list[Key]) -> None:
    write(instance.keys_file, [asdict(key) for key in keys])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
