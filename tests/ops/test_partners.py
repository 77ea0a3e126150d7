"""`upland partner` as an operator types it."""

from __future__ import annotations

import subprocess
import urllib.error
import urllib.request
from typing import Any

import orjson
import pytest

from tests.instance import Upland


@pytest.fixture
def partner(upland: Upland) -> str:
    """A cluster that is in the record."""
    for id in ("prt", "other"):
        request = urllib.request.Request(  # noqa: S310  our own address
            f"{upland.instance.url('registry')}/v1/clusters/{id}/found",
            data=orjson.dumps({"names": {"pl": id}}),
            headers={
                "Authorization": f"Bearer {upland.instance.operator_key()}",
                "Idempotency-Key": f"found-{id}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            assert answer.status == 201
    return "cluster-prt"


def done(run: subprocess.CompletedProcess[str]) -> Any:
    assert run.returncode == 0, run.stdout + run.stderr
    return orjson.loads(run.stdout)


def refused(run: subprocess.CompletedProcess[str]) -> str:
    assert run.returncode == 1, run.stdout
    [line] = run.stderr.splitlines()
    return line


def reads(upland: Upland, path: str, key: str) -> int:
    request = urllib.request.Request(  # noqa: S310
        upland.instance.url("notifications") + path, headers={"Authorization": f"Bearer {key}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def trail(upland: Upland, service: str) -> list[tuple[str, str]]:
    """What operators did, as the service shows it: action and target, the latest first."""
    request = urllib.request.Request(  # noqa: S310
        upland.instance.url(service) + "/v1/operations",
        headers={"Authorization": f"Bearer {upland.instance.operator_key()}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return [(each["action"], each["target"]) for each in orjson.loads(answer.read())["actions"]]


def test_a_partner_from_its_key_to_its_end(upland: Upland, partner: str) -> None:
    added = done(upland("partner", "add", "prt", "--name", "Partner", "--json"))
    assert added["partner"] == partner
    assert reads(upland, "/v1/me", added["key"]) == 200
    printed = upland("partner", "add", "cluster-other", "--write")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout.startswith("upl_")
    assert "/v1/me" in printed.stdout

    text = refused(upland("partner", "subscribe", "prt", "--purpose", "x", "--type", "ClusterRevived"))
    assert "There are no events ClusterRevived" in text
    assert "not JSON" in refused(upland("partner", "subscribe", "prt", "--purpose", "x", "--filter", "{"))
    requested = done(
        upland("partner", "subscribe", "prt", "--purpose", "Our register", "--type", "ClusterFounded",
               "--cluster", "prt", "--id", "founded", "--json")
    )  # fmt: skip
    assert (requested["subscriber"], requested["stage"]) == (partner, "requested")
    assert done(upland("partner", "approve", "founded", "--json"))["stage"] == "approved"
    assert reads(upland, "/v1/feed?subscription=founded", added["key"]) == 200

    [listed] = [each for each in done(upland("partner", "list", "--json")) if each["partner"] == partner]
    assert [key["id"] for key in listed["keys"]] == [added["id"]]
    assert [(each["id"], each["stage"], each["channels"]) for each in listed["subscriptions"]] == [
        ("founded", "approved", [])
    ]
    table = upland("partner", "list")
    assert table.returncode == 0
    assert "founded" in table.stdout

    rotated = done(upland("partner", "key", "prt", "--json"))
    assert rotated["id"] == added["id"]
    assert rotated["key"] != added["key"]

    revoked = done(upland("partner", "revoke", "prt", "--json"))
    assert revoked == {"partner": partner, "keys": [added["id"]], "subscriptions": ["founded"]}
    assert trail(upland, "registry")[:2] == [("revoke-api-key", added["id"]), ("rotate-api-key", added["id"])]
    assert ("issue-api-key", added["id"]) in trail(upland, "registry")
    assert "neither a key nor" in refused(upland("partner", "revoke", "prt"))
    assert "no key" in refused(upland("partner", "key", "prt"))


def test_a_partner_whom_the_record_does_not_know_gets_no_key(upland: Upland, partner: str) -> None:
    before = done(upland("key", "list", "--json"))
    for name in ("nowhere", "cluster-nowhere", "party-nowhere", "person-x", "A B"):
        assert refused(upland("partner", "add", name))
    assert done(upland("key", "list", "--json")) == before
    assert partner


def test_a_partners_topic_is_made_and_closed(upland: Upland, partner: str) -> None:
    done(upland("partner", "subscribe", partner, "--purpose", "Our register", "--id", "topics", "--json"))
    assert "not approved yet" in refused(upland("partner", "topic", "topics"))
    done(upland("partner", "approve", "topics", "--json"))
    made = done(upland("partner", "topic", "topics", "--json"))
    assert made["kafka"]["topic"] == "upland.partner.prt"
    printed = upland("partner", "topic", "topics", "--name", "more")
    assert printed.returncode == 0, printed.stderr
    assert "upland.partner.prt.more" in printed.stdout
    assert "is that of the channel" in refused(upland("partner", "topic", "topics"))
    # Back to an earlier place: all channels of the partner, or those of one subscription.
    moved = done(upland("replay", "prt", "--since", "beginning", "--json"))
    assert [(each["subscription"], each["id"] == made["id"]) for each in moved] == [
        ("topics", True), ("topics", False)
    ]  # fmt: skip
    assert {each["cursor"].partition("-")[0] for each in moved} == {"0"}
    assert "topics" in upland("replay", "topics", "--since", "2026-01-01T00:00:00Z").stdout
    assert "no position of the record" in refused(upland("replay", "topics", "--since", "999999999"))
    assert "neither a subscription nor a partner" in refused(upland("replay", "nobody", "--since", "1"))
    sealed = upland.instance.secret("channels.key")
    rotated = upland("key", "rotate-channels")
    assert rotated.stdout.startswith("sealed 2 secrets with the new key"), rotated.stdout + rotated.stderr
    assert sealed not in upland.instance.secret_file("channels.key").read_text(encoding="ascii")
    assert trail(upland, "notifications")[0] == ("rotate-key", "channels.key")
    assert done(upland("partner", "close", "topics", made["id"], "--json"))["state"] == "closed"
    done(upland("partner", "revoke", "prt", "--json"))
