"""What the claims of a verified token mean here: who its subject is, for whom it writes, and what it may do. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from contracts.fields import STREAM_PATTERN
from runtime.errors import Unauthenticated
from runtime.security import SCOPES, SUBJECT, Principal

_STREAM = re.compile(STREAM_PATTERN, re.ASCII)
_LONGEST_SUBJECT = 255  # OpenID Connect Core, 2


@dataclass(frozen=True)
class ClaimsMapping:
    """How claims are read.

    scopes_claim: a claim's name, or a JSON pointer into the claims; its values, in a list or between spaces, are scopes, or
        names in `roles`. roles: by such a value, the scopes that it gives; where there are any, no other value gives one.
    cluster_claim: likewise the claim that says for whom the token writes. clusters: by its value, the stream; where there
        are none, the value is the stream itself, such as `cluster-dkm`.
    """

    scopes_claim: str = "scope"
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cluster_claim: str | None = None
    clusters: Mapping[str, str] = field(default_factory=dict)


def subject_id(issuer: str, subject: str) -> str:
    """The identity of an issuer's subject in this record: opaque, and the same for ever."""
    return SUBJECT + sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:32]


def principal_of(claims: Mapping[str, Any], mapping: ClaimsMapping) -> Principal:
    """Who sends a token whose signature, issuer, audience and times are right.

    Without somebody to write for, a token does not write, unless it is an administrator's: a claim that is missing by mistake
    must not let it write in anybody's name.

    Raises:
        Unauthenticated: it has no subject, or its claims name several clusters, or none of the record's form.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise Unauthenticated("The token has no subject (sub) of 1 to 255 characters.")
    stream = _written_for(claims, mapping)
    scopes = _scopes(claims, mapping)
    if stream is None and "record:admin" not in scopes:
        scopes -= {"record:write"}
    id = subject_id(str(claims["iss"]), subject)
    return Principal(subject, scopes, stream, id, id, expires=float(claims["exp"]))


def _scopes(claims: Mapping[str, Any], mapping: ClaimsMapping) -> frozenset[str]:
    values = _values(claims, mapping.scopes_claim)
    if mapping.roles:
        values = [scope for value in values for scope in mapping.roles.get(value, ())]
    return frozenset(values).intersection(SCOPES)


def _written_for(claims: Mapping[str, Any], mapping: ClaimsMapping) -> str | None:
    if mapping.cluster_claim is None:
        return None
    values = _values(claims, mapping.cluster_claim)
    streams = {mapping.clusters.get(value) if mapping.clusters else value for value in values} - {None}
    if not streams:
        return None
    if len(streams) > 1:
        raise Unauthenticated(
            f"The token names several clusters in {mapping.cluster_claim}; it may write for one."
        )
    stream = str(streams.pop())
    if not _STREAM.fullmatch(stream) or not stream.startswith(("cluster-", "party-")):
        raise Unauthenticated(
            f"The token’s claim {mapping.cluster_claim} names no cluster or party, such as cluster-dkm."
        )
    return stream


def _values(claims: Mapping[str, Any], claim: str) -> list[str]:
    """The values of a claim: a text's words, or the texts of a list."""
    value = _pointed(claims, claim) if claim.startswith("/") else claims.get(claim)
    if isinstance(value, str):
        return value.split()
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _pointed(claims: Any, pointer: str) -> Any:
    value = claims
    for part in pointer.split("/")[1:]:
        value = value.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(value, Mapping) else None
    return value
