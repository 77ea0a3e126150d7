"""API keys: issued once in the open, kept as a hash, revoked."""

from hashlib import sha256
from pathlib import Path

import pytest

from ops import keys
from ops.instance import Instance
from runtime.errors import Unauthenticated
from runtime.security import SCOPES, Keys


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    made = Instance(tmp_path)
    made.make_folder()
    return made


def test_an_issued_key_is_known_to_the_services_and_its_secret_is_not_kept(instance: Instance) -> None:
    key = keys.issue(instance, "the coordinator", ["record:write"], "cluster-dkm")
    prefix, identifier, secret = key.split("_")
    assert prefix == "upl"
    assert secret not in instance.keys_file.read_text()
    assert keys.listing(instance)[0].hash == sha256(secret.encode()).hexdigest()
    principal = Keys(instance.keys_file).principal(f"Bearer {key}")
    assert (principal.name, principal.id, principal.subject) == ("the coordinator", identifier, "cluster-dkm")
    assert principal.scopes == {"record:write"}


def test_a_revoked_key_opens_nothing_and_may_be_revoked_again(instance: Instance) -> None:
    key = keys.issue(instance, "a partner", ["feed:read"])
    first = keys.revoke(instance, key)
    assert first.revoked
    assert keys.revoke(instance, first.id) == first
    with pytest.raises(Unauthenticated):
        Keys(instance.keys_file).principal(f"Bearer {key}")


def test_an_unknown_scope_and_an_unknown_key_are_refused(instance: Instance) -> None:
    with pytest.raises(keys.KeyRefused, match="no scope record:all"):
        keys.issue(instance, "a partner", ["record:all"])
    with pytest.raises(keys.KeyRefused, match="no key 00000000"):
        keys.revoke(instance, "00000000")


def test_the_operators_key_has_every_scope_and_is_made_once(instance: Instance) -> None:
    keys.ensure(instance)
    key = instance.operator_key()
    keys.ensure(instance)
    assert instance.operator_key() == key
    assert Keys(instance.keys_file).principal(f"Bearer {key}").scopes == set(SCOPES)
    assert [kept.name for kept in keys.listing(instance)] == ["operator", "projections", "notifications"]


def test_a_key_whose_entry_was_lost_is_made_anew(instance: Instance) -> None:
    keys.ensure(instance)
    lost = instance.operator_key()
    instance.keys_file.unlink()
    keys.ensure(instance)
    assert instance.operator_key() != lost
