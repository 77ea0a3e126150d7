"""What the claims of a token mean, by the mapping of the settings."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from runtime.errors import Unauthenticated
from runtime.identity.claims import ClaimsMapping, principal_of
from runtime.settings import Settings

ROLES = {"office": ["record:write", "views:read"], "operators": ["operate"]}


def principal(mapping: ClaimsMapping, **claims: Any) -> tuple[str | None, set[str]]:
    made = principal_of({"iss": "https://id.example", "sub": "a", "exp": 1} | claims, mapping)
    return made.subject, set(made.scopes)


def test_values_are_scopes_or_names_in_roles() -> None:
    assert principal(ClaimsMapping(), scope="views:read openid feed:read") == (
        None,
        {"views:read", "feed:read"},
    )
    assert principal(ClaimsMapping("groups"), groups=["operate", 3, "x"]) == (None, {"operate"})
    nested = ClaimsMapping("/realm~1access/roles", ROLES)
    assert principal(nested, **{"realm/access": {"roles": ["operators", "record:admin"]}}) == (
        None,
        {"operate"},
    )
    assert principal(nested, **{"realm/access": ["operators"]}) == (None, set())
    assert principal(ClaimsMapping()) == (None, set())


def test_a_token_writes_for_the_cluster_that_it_names_or_not_at_all() -> None:
    own = ClaimsMapping("groups", ROLES, "cluster", {"dkm-office": "cluster-dkm"})
    assert principal(own, groups=["office"], cluster="dkm-office")[0] == "cluster-dkm"
    assert principal(own, groups=["office"], cluster="lkb") == (None, {"views:read"})
    assert principal(own, groups=["office"]) == (None, {"views:read"})
    plain = ClaimsMapping(cluster_claim="cluster")
    assert principal(plain, scope="record:write", cluster="party-pgm") == ("party-pgm", {"record:write"})
    assert principal(plain, scope="record:write record:admin") == (None, {"record:write", "record:admin"})
    for wrong in ("visit-one", "cluster-", "cluster-dkm cluster-lkb", ["cluster-dkm", "cluster-lkb"]):
        with pytest.raises(Unauthenticated):
            principal(plain, scope="record:write", cluster=wrong)


def test_an_issuer_needs_an_audience_and_https() -> None:
    Settings(oidc_issuer="https://id.example", oidc_audience="upland")
    with pytest.raises(ValidationError, match="UPLAND_OIDC_AUDIENCE"):
        Settings(oidc_issuer="https://id.example")
    with pytest.raises(ValidationError, match="oidc_issuer"):
        Settings(oidc_issuer="http://id.example", oidc_audience="upland")
    with pytest.raises(ValidationError, match="oidc_roles"):
        Settings.model_validate({"oidc_roles": {"office": ["write"]}})
