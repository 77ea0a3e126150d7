"""Verifies tokens: JSON Web Tokens that an issuer signed for this record (RFC 7519, RFC 8725, RFC 9068).

Nothing of a token but its claims decides anything: how it is verified is decided by the issuer's key of that id, and keys or
addresses in its head are not looked at. No text of a token, and no claim, is in a log or an error.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

import jwt
import orjson
from jwt.utils import base64url_decode

from runtime.errors import Unauthenticated
from runtime.identity.claims import ClaimsMapping, principal_of
from runtime.identity.signing_keys import SigningKeys
from runtime.security import Keys, Principal
from runtime.settings import Settings

LARGEST = 8_192  # characters of a token
_VERIFIED = 4_096  # tokens that are verified once and then known
_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt", "application/jwt"})
_REASONS: dict[type[jwt.PyJWTError], str] = {
    jwt.ExpiredSignatureError: "is over; get another one from its issuer",
    jwt.ImmatureSignatureError: "is not valid yet; compare the clocks",
    jwt.InvalidAudienceError: "is for another audience; ask its issuer for one for this record",
    jwt.InvalidIssuerError: "is of another issuer than the one that is trusted here",
    jwt.MissingRequiredClaimError: "lacks one of the claims iss, aud, sub, exp and iat",
}


class _Head(NamedTuple):
    kid: str
    algorithm: str


class _Verified(NamedTuple):
    principal: Principal
    revision: int


class Tokens:
    """The tokens of one issuer.

    Args:
        leeway: seconds by which its clock and ours may differ. now: the clock, in Unix seconds.
    """

    def __init__(
        self,
        issuer: str,
        audience: str,
        mapping: ClaimsMapping,
        *,
        leeway: float = 30.0,
        keys: SigningKeys | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._issuer, self._audience, self._mapping, self._leeway = issuer, audience, mapping, leeway
        self._keys = keys or SigningKeys(issuer)
        self._now = now
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def prepare(self, token: str) -> None:
        """Read the issuer's keys where this token needs it. Never raises: `principal` does."""
        try:
            head = _head(token)
        except Unauthenticated:
            return
        await self._keys.prepare(head.kid)

    def principal(self, token: str) -> Principal:
        """Who sends this token.

        Raises:
            Unauthenticated: it is not this issuer's for this record and this time; the message gives the reason.
            IssuerUnavailable: it cannot be verified now.
        """
        digest = sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known is not None and known.revision == self._keys.revision and self._lasts(known.principal):
            return known.principal
        principal = self._verify(token)
        self._verified[digest] = _Verified(principal, self._keys.revision)
        if len(self._verified) > _VERIFIED:
            self._verified.popitem(last=False)
        return principal

    def _lasts(self, principal: Principal) -> bool:
        return principal.expires is not None and self._now() < principal.expires

    def _verify(self, token: str) -> Principal:
        head = _head(token)
        key = self._keys.key(head.kid)
        if head.algorithm != key.algorithm:
            raise Unauthenticated("The token is not signed by the algorithm of its issuer’s key.")
        try:
            claims = jwt.decode(
                token,
                key.public,
                algorithms=[key.algorithm],
                audience=self._audience,
                issuer=self._issuer,
                leeway=self._leeway,
                options={
                    "require": ["iss", "aud", "sub", "exp", "iat"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
            times: dict[str, float] = {
                name: float(claims[name]) for name in ("exp", "iat", "nbf") if name in claims
            }
        except jwt.PyJWTError as error:
            reason = next(
                (text for kind, text in _REASONS.items() if isinstance(error, kind)), "is not its issuer’s"
            )
            raise Unauthenticated(f"The token {reason}.") from None
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise Unauthenticated("The token cannot be read.") from None
        self._check_times(times)
        return principal_of(claims | {"exp": times["exp"] + self._leeway}, self._mapping)

    def _check_times(self, times: dict[str, float]) -> None:
        now = self._now()
        if not times["exp"] + self._leeway > now:
            raise Unauthenticated(f"The token {_REASONS[jwt.ExpiredSignatureError]}.")
        if not all(times.get(name, now) <= now + self._leeway for name in ("iat", "nbf")):
            raise Unauthenticated(f"The token {_REASONS[jwt.ImmatureSignatureError]}.")


def _head(token: str) -> _Head:
    """Which key signed a token, and how it says so. Raises `Unauthenticated` where it cannot be one of ours."""
    if len(token) > LARGEST:
        raise Unauthenticated(f"The token is longer than {LARGEST} characters.")
    try:
        head = orjson.loads(base64url_decode(token.partition(".")[0]))
    except ValueError:
        head = None
    if not isinstance(head, dict):
        raise Unauthenticated("The token cannot be read.")
    kid, algorithm, kind = head.get("kid"), head.get("alg"), head.get("typ", "JWT")
    if (
        not isinstance(algorithm, str)
        or not isinstance(kind, str)
        or kind.lower() not in _TYPES
        or "crit" in head
    ):
        raise Unauthenticated(
            "The token is not of a kind that is taken here: a signed JWT, without critical extensions."
        )
    if not isinstance(kid, str) or not 0 < len(kid) <= 255:
        raise Unauthenticated("The token does not name the key that signed it (kid).")
    return _Head(kid, algorithm)


def callers(settings: Settings) -> Keys:
    """Who may call a service: the holders of the keys in its file, and of its issuer's tokens where it has one."""
    if settings.oidc_issuer is None:
        return Keys(settings.keys_file)
    mapping = ClaimsMapping(
        settings.oidc_scopes_claim, settings.oidc_roles, settings.oidc_cluster_claim, settings.oidc_clusters
    )
    audience = settings.oidc_audience
    assert audience is not None, "the settings see to it"
    tokens = Tokens(settings.oidc_issuer, audience, mapping, leeway=settings.oidc_leeway)
    return Keys(settings.keys_file, tokens)
