"""Subscriptions over HTTP: a partner asks, an operator approves, either revokes; what is wrong is named and changes nothing."""

from __future__ import annotations

from typing import Any

import orjson
from jsonschema import Draft202012Validator

from contracts.catalogue import EVENTS
from tests.notifications.subscriptions.conftest import DKM, LUBLIN, REQUEST, Instance

ROOT = "/v1/subscriptions"
SIGNED = {"exact": {"type": "AgreementSigned"}}


async def test_a_subscription_is_asked_for_approved_and_revoked(instance: Instance) -> None:
    body = REQUEST | {"filter": SIGNED}
    status, requested = await instance.send("POST", ROOT, instance.partner, body)
    assert status == 201, requested
    expected = {
        "id": "one",
        "subscriber": DKM,
        "stage": "requested",
        "filter": SIGNED,
        "purpose": {"en": "our register"},
    }
    assert {name: requested[name] for name in expected} == expected
    assert await instance.send("GET", f"{ROOT}/one", instance.partner) == (200, requested)
    assert (await instance.send("POST", f"{ROOT}/one/approve", instance.partner))[0] == 403
    status, approved = await instance.send("POST", f"{ROOT}/one/approve", instance.operator)
    assert (status, approved["stage"]) == (200, "approved")
    assert approved["position"] == requested["position"] + 1
    status, problem = await instance.send("POST", f"{ROOT}/one/approve", instance.operator)
    assert (status, problem["rule"]) == (422, "requested-first")
    status, revoked = await instance.send("DELETE", f"{ROOT}/one", instance.partner)
    assert (status, revoked["stage"]) == (200, "revoked")
    status, problem = await instance.send("DELETE", f"{ROOT}/one", instance.partner)
    assert (status, problem["rule"]) == (422, "subscribed")


async def test_what_is_anothers_is_not_there(instance: Instance) -> None:
    await instance.subscribe()
    for method, path in (
        ("GET", "/one"), ("DELETE", "/one"), ("GET", "/one/asyncapi.json"), ("GET", "/none"), ("DELETE", "/none"),
    ):  # fmt: skip
        status, problem = await instance.send(method, ROOT + path, instance.other)
        assert (status, problem["type"]) == (404, "/problems/not-found"), path
    assert (await instance.send("GET", ROOT, instance.other))[1] == {"items": []}
    for key in (instance.partner, instance.operator):
        assert [each["id"] for each in (await instance.send("GET", ROOT, key))[1]["items"]] == ["one"]
    status, problem = await instance.send(
        "POST", ROOT, instance.other, REQUEST | {"id": "x", "subscriber": DKM}
    )
    assert status == 403
    status, problem = await instance.send("POST", ROOT, instance.other, REQUEST)
    assert (status, problem["rule"]) == (422, "id-taken")


async def test_the_scope_and_a_subject_are_needed(instance: Instance) -> None:
    reader, nobody = instance.more["reader"], instance.more["nobody"]
    before = await instance.history()
    for key, expected in ((None, 401), (reader, 403), (nobody, 403)):
        body = REQUEST | {"subscriber": DKM}
        assert (await instance.send("POST", ROOT, key, body))[0] == expected
        assert (await instance.command("subscriptions/one/request", {**body, "id": None}, key or "upl_x_y"))[0] in {
            400, 401, 403,
        }  # fmt: skip
    assert (await instance.send("GET", ROOT, nobody)) == (200, {"items": []})
    assert await instance.history() == before
    # At the registry too the scope admits nothing but one's own subscriptions.
    for do in ("parties/x/register", "subscriptions/one/approve", "memberships/dkm.lublin/apply"):
        status, problem = await instance.command(do, {}, instance.partner)
        assert status == 403, (do, problem)
    requested = {"subscriber": DKM, "purpose": {"en": "x"}}
    assert (await instance.command("subscriptions/two/request", requested, instance.other))[0] == 403
    assert (await instance.command("subscriptions/two/request", requested, instance.partner))[0] == 201


async def test_an_operator_asks_for_a_partner_and_names_it(instance: Instance) -> None:
    status, problem = await instance.send("POST", ROOT, instance.operator, REQUEST)
    assert (status, problem["errors"][0]["pointer"]) == (400, "/subscriber")
    status, requested = await instance.send("POST", ROOT, instance.operator, REQUEST | {"subscriber": LUBLIN})
    assert (status, requested["subscriber"]) == (201, LUBLIN)
    assert [each["id"] for each in (await instance.send("GET", ROOT, instance.other))[1]["items"]] == ["one"]


async def test_the_same_request_is_stored_once(instance: Instance) -> None:
    body = {"purpose": {"en": "x"}}
    first = await instance.send("POST", ROOT, instance.partner, body, {"Idempotency-Key": "once"})
    assert first[0] == 201
    assert await instance.send("POST", ROOT, instance.partner, body, {"Idempotency-Key": "once"}) == first
    other = await instance.send("POST", ROOT, instance.partner, body)
    assert other[1]["id"] != first[1]["id"]


WRONG: list[tuple[Any, int, str]] = [
    (b"{", 400, ""),
    (b"[]", 400, ""),
    (b'{"id":"a","id":"b"}', 400, "/id"),
    ({"purpose": {"en": "x"}, "colour": "red"}, 400, "/colour"),
    (REQUEST | {"id": "One"}, 400, "/id"),
    (REQUEST | {"id": "../x"}, 400, "/id"),
    (REQUEST | {"id": 7}, 400, "/id"),
    ({"id": "one"}, 400, "/purpose"),
    (REQUEST | {"purpose": {}}, 400, "/purpose"),
    (REQUEST | {"purpose": "x"}, 400, "/purpose"),
    (REQUEST | {"subscriber": "dkm"}, 400, "/subscriber"),
    (REQUEST | {"filter": {}}, 400, "/filter"),
    (REQUEST | {"filter": {"types": ["AgreementSigned"]}}, 400, "/filter"),
    (
        REQUEST | {"filter": {"any": [SIGNED, {"exact": {"cluster": "dkm"}}]}},
        400,
        "/filter/any/1/exact/cluster",
    ),
    (REQUEST | {"filter": {"exact": {"type": "ClusterRevived"}}}, 422, "/filter/exact/type"),
    (
        REQUEST | {"filter": {"all": [SIGNED, {"exact": {"audience": "owner"}}]}},
        422,
        "/filter/all/1/exact/audience",
    ),
    (REQUEST | {"filter": {"not": {"exact": {"cluster": "cluster-none"}}}}, 422, "/filter/not/exact/cluster"),
    (REQUEST | {"filter": {"exact": {"party": "party-none"}}}, 422, "/filter/exact/party"),
]


async def test_a_wrong_request_names_its_field_and_leaves_nothing(instance: Instance) -> None:
    before = await instance.history()
    for body, expected, pointer in WRONG:
        status, problem = await instance.send("POST", ROOT, instance.partner, body)
        assert status == expected, (body, problem)
        assert problem["errors"][0]["pointer"] == pointer, (body, problem)
    assert await instance.history() == before
    assert (await instance.send("GET", ROOT, instance.partner))[1] == {"items": []}


async def test_a_subscriber_whom_the_record_does_not_know_is_refused(instance: Instance) -> None:
    body = REQUEST | {"subscriber": "cluster-none"}
    status, problem = await instance.send("POST", ROOT, instance.operator, body)
    assert (status, problem["rule"], problem["errors"][0]["pointer"]) == (422, "target-exists", "/subscriber")


async def test_what_a_subscription_receives_is_described(instance: Instance) -> None:
    filter = {
        "all": [
            {"prefix": {"type": "Agreement"}},
            {"not": {"exact": {"type": "AgreementTerminated"}}},
            {"exact": {"cluster": DKM}},
        ]
    }
    await instance.subscribe(filter=filter)
    status, document = await instance.send("GET", f"{ROOT}/one/asyncapi.json", instance.partner)
    assert status == 200
    names = {message["name"] for message in document["components"]["messages"].values()}
    kinds = ("Amended", "Concluded", "Expired", "ProjectRecorded", "Proposed", "Signed")
    filtered = {f"Agreement{kind}" for kind in kinds}
    assert names == {f"upland.{type}.v{version}" for type, version in EVENTS if type in filtered}
    assert document["servers"]["upland"]["host"] == instance.feed.url.removeprefix("http://")
    assert {each["address"] for each in document["channels"].values()} == {
        "/v1/feed?subscription=one", "/v1/stream?subscription=one",
    }  # fmt: skip
    webhook = {"kind": "webhook", "url": "https://partner.example:8443/hooks?upland=1", "content": "batch"}
    status, made = await instance.send("POST", f"{ROOT}/one/channels", instance.partner, webhook)
    assert status == 201, made
    status, document = await instance.send("GET", f"{ROOT}/one/asyncapi.json", instance.partner)
    described = document["channels"]["webhook1"]
    assert (described["address"], document["servers"]["webhook1"]["host"]) == (
        "/hooks?upland=1", "partner.example:8443",
    )  # fmt: skip
    assert made["id"] in described["title"]
    assert made["secret"] not in orjson.dumps(document).decode()
    await instance.send("DELETE", f"{ROOT}/one/channels/{made['id']}", instance.partner)
    _, after = await instance.send("GET", f"{ROOT}/one/asyncapi.json", instance.partner)
    assert after["channels"].keys() == {"feed", "stream"}
    text = orjson.dumps(document).decode()
    for reference in set(_references(document)):
        assert _resolved(document, reference), reference
    assert "$defs" not in text
    for message in document["components"]["messages"].values():
        Draft202012Validator.check_schema(message["payload"])


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [each for value in node.values() for each in _references(value)]
    return [each for value in node for each in _references(value)] if isinstance(node, list) else []


def _resolved(document: Any, reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document


async def test_a_key_learns_who_it_is(instance: Instance) -> None:
    await instance.subscribe()
    status, me = await instance.send("GET", "/v1/me", instance.partner)
    assert status == 200
    assert (me["name"], me["subject"], me["scopes"]) == ("dkm", DKM, ["feed:read", "subscriptions:write"])
    assert me["reads"]["groups"] == [DKM, "partners", "public"]
    assert DKM in me["reads"]["sentence"]
    assert [(each["id"], each["stage"], each["channels"]) for each in me["subscriptions"]] == [
        ("one", "approved", [])
    ]
    assert (await instance.send("GET", "/v1/me", None))[0] == 401
    assert (await instance.send("GET", "/v1/me", "upl_x_y"))[0] == 401
    assert (await instance.send("GET", "/v1/me", instance.operator))[1]["reads"]["groups"] is None
    assert (await instance.send("GET", "/v1/me", instance.more["blind"]))[1]["reads"]["groups"] == []
