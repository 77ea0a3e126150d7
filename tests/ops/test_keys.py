"""API keys: issued once in the open, kept as a hash, revoked."""

import asyncio
from hashlib import sha256
from pathlib import Path

import orjson
import pytest

from ops import trail
from ops.instance import Instance
from ops.keys import api_keys
from runtime.errors import Unauthenticated
from runtime.security import SCOPES, Keys
from tests.instance import Upland, free_base


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    made = Instance(tmp_path, free_base())
    made.make_folder()
    return made


def test_an_issued_key_is_known_to_the_services_and_its_secret_is_not_stored(instance: Instance) -> None:
    key = api_keys.issue(instance, "the coordinator", ["record:write"], "cluster-dkm")
    prefix, identifier, secret = key.split("_")
    assert prefix == "upl"
    assert secret not in instance.keys_file.read_text()
    assert api_keys.listing(instance)[0].hash == sha256(secret.encode()).hexdigest()
    principal = Keys(instance.keys_file).principal(f"Bearer {key}")
    assert (principal.name, principal.id, principal.subject) == ("the coordinator", identifier, "cluster-dkm")
    assert principal.scopes == {"record:write"}


def test_a_key_names_the_origins_whose_pages_read_with_it(instance: Instance) -> None:
    origins = ["https://dkm.example", "http://localhost:5173", "https://[::1]:8443"]
    key = api_keys.issue(instance, "a page", ["feed:read"], "cluster-dkm", origins)
    known = Keys(instance.keys_file)
    assert known.principal(f"Bearer {key}").origins == set(origins)
    assert all(known.names_origin(origin) for origin in origins)
    api_keys.revoke(instance, key)
    assert not Keys(instance.keys_file).names_origin(origins[0])


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "dkm.example", "https://dkm.example/", "https://DKM.example", "https://dkm.example:443", "ftp://x",
     "https://*.example", "https://u@dkm.example", "https://dkm.example\n", ""],
)  # fmt: skip
def test_what_no_browser_sends_as_origin_is_refused(origin: str, instance: Instance) -> None:
    with pytest.raises(api_keys.KeyRefused, match="no origin"):
        api_keys.issue(instance, "a page", ["feed:read"], "cluster-dkm", [origin])
    assert api_keys.listing(instance) == []


def test_a_revoked_key_opens_nothing_and_may_be_revoked_again(instance: Instance) -> None:
    key = api_keys.issue(instance, "a partner", ["feed:read"])
    first = api_keys.revoke(instance, key)
    assert first.revoked
    assert api_keys.revoke(instance, first.id) == first
    with pytest.raises(Unauthenticated):
        Keys(instance.keys_file).principal(f"Bearer {key}")


def test_an_unknown_scope_and_an_unknown_key_are_refused(instance: Instance) -> None:
    with pytest.raises(api_keys.KeyRefused, match="no scope record:all"):
        api_keys.issue(instance, "a partner", ["record:all"])
    with pytest.raises(api_keys.KeyRefused, match="no key 00000000"):
        api_keys.revoke(instance, "00000000")


@pytest.mark.parametrize("name", ["operator", "Operator ", "OPERATOR", "ｏperator", "gone"])
def test_a_name_that_a_key_has_or_had_is_refused(instance: Instance, name: str) -> None:
    api_keys.ensure(instance)
    api_keys.revoke(instance, api_keys.issue(instance, "gone", ["feed:read"]))
    before = api_keys.listing(instance)
    with pytest.raises(api_keys.KeyRefused, match="is called"):
        api_keys.issue(instance, name, ["record:write"], "cluster-pgm")
    assert api_keys.listing(instance) == before


@pytest.mark.parametrize("name", ["", "  ", "a\u200bb", "a\u202eb", "a\nb", "a\0b", "x" * 201, "\u3164"])
def test_a_name_that_looks_like_another_is_refused(instance: Instance, name: str) -> None:
    with pytest.raises(api_keys.KeyRefused):
        api_keys.issue(instance, name, ["feed:read"])


def test_a_rotated_key_is_the_same_key_with_another_secret(instance: Instance) -> None:
    key = api_keys.issue(instance, "a partner", ["record:write"], "cluster-dkm")
    before = Keys(instance.keys_file).principal(f"Bearer {key}")
    rotated = api_keys.rotate(instance, key)
    assert rotated != key
    assert Keys(instance.keys_file).principal(f"Bearer {rotated}") == before
    with pytest.raises(Unauthenticated):
        Keys(instance.keys_file).principal(f"Bearer {key}")
    api_keys.revoke(instance, key)
    with pytest.raises(api_keys.KeyRefused, match="revoked"):
        api_keys.rotate(instance, key)


def test_the_operator_whose_key_was_lost_or_revoked_stays_the_same(instance: Instance) -> None:
    api_keys.ensure(instance)
    first = Keys(instance.keys_file).principal(f"Bearer {instance.operator_key()}")
    api_keys.revoke(instance, first.id)
    api_keys.ensure(instance)
    instance.operator_key_file.unlink()
    api_keys.ensure(instance)
    assert Keys(instance.keys_file).principal(f"Bearer {instance.operator_key()}") == first
    assert [entry.name for entry in api_keys.listing(instance)] == [
        "operator",
        "projections",
        "notifications",
    ]


def test_a_key_made_elsewhere_takes_no_other_ones_place(instance: Instance) -> None:
    api_keys.adopt(instance, "upl_aa_1", "projections", ["history:read"])
    api_keys.adopt(instance, "upl_bb_2", "projections", ["history:read"])
    api_keys.adopt(instance, "upl_aa_3", "projections", ["history:read"])
    assert [(key.id, key.name) for key in api_keys.listing(instance)] == [
        ("aa", "projections"),
        ("bb", "projections bb"),
    ]


def test_the_operators_key_has_every_scope_and_is_made_once(instance: Instance) -> None:
    api_keys.ensure(instance)
    key = instance.operator_key()
    api_keys.ensure(instance)
    assert instance.operator_key() == key
    assert Keys(instance.keys_file).principal(f"Bearer {key}").scopes == set(SCOPES)
    assert [entry.name for entry in api_keys.listing(instance)] == [
        "operator",
        "projections",
        "notifications",
    ]


def test_a_key_whose_entry_was_lost_is_made_again(instance: Instance) -> None:
    api_keys.ensure(instance)
    lost = instance.operator_key()
    instance.keys_file.unlink()
    api_keys.ensure(instance)
    assert instance.operator_key() != lost


def test_a_key_is_issued_without_a_database_and_the_operator_reads_what_the_trail_lacks(
    instance: Instance, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(trail.keep(instance, "issue-api-key", ["a1"]))  # nothing listens at the port
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "the audit trail does not have it: PostgreSQL does not answer" in printed.err


def test_keys_are_rotated_and_revoked_as_json(instance: Instance) -> None:
    instance.save()
    upland = Upland(instance.folder, instance.port_base)
    issued = api_keys.issue(instance, "a partner", ["feed:read"])
    id = issued.split("_")[1]
    rotated = upland("key", "rotate", id, "--json")
    assert rotated.returncode == 0, rotated.stderr
    assert orjson.loads(rotated.stdout)["id"] == id
    assert issued not in rotated.stdout
    revoked = upland("key", "revoke", id, "--json")
    shown = orjson.loads(revoked.stdout)
    assert (shown["id"], shown["name"], bool(shown["revoked"])) == (id, "a partner", True)
    wrong = upland("key", "revoke", "nothing", "--json")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "there is no key nothing" in wrong.stderr
