"""Reading by a subscription, and filters that name what nobody knows."""

from __future__ import annotations

from typing import Any

import orjson

from tests.notifications.subscriptions.conftest import DKM, LUBLIN, Instance
from tests.running import until

FOUNDED = {"exact": {"type": "ClusterFounded"}}


async def read(instance: Instance, key: str, query: str) -> list[str]:
    status, events = await instance.send("GET", f"/v1/feed?{query}", key)
    assert status == 200, events
    return [event["id"] for event in events]


async def test_a_subscription_narrows_its_subscribers_feed(instance: Instance) -> None:
    await instance.subscribe(filter=FOUNDED)
    for key in (instance.partner, instance.operator):
        assert await read(instance, key, "subscription=one") == [f"{DKM}@1"]
    assert len(await read(instance, instance.partner, "")) > 1
    assert await read(instance, instance.partner, "subscription=one&type=PartyRegistered") == []
    # Its reader is the subscriber, also for an operator, who reads more without it.
    await instance.subscribe("all")
    own = await read(instance, instance.partner, "")
    assert await read(instance, instance.operator, "subscription=all") == own
    assert "subscription-one@1" in own


async def test_only_the_subscriber_and_operators_read_by_it(instance: Instance) -> None:
    await instance.subscribe(filter=FOUNDED)
    for path in ("/v1/feed", "/v1/stream", "/v1/atom", "/v1/calendar.ics"):
        for key, expected in ((instance.other, 404), (None, 401), (instance.more["nobody"], 403)):
            assert (await instance.send("GET", f"{path}?subscription=one", key))[0] == expected, path
        assert (await instance.send("GET", f"{path}?subscription=none", instance.partner))[0] == 404
    status, problem = await instance.send(
        "GET", f"/v1/feed?subscription=one&subject={LUBLIN}", instance.operator
    )
    assert (status, problem["parameter"]) == (400, "subject")


async def test_before_its_approval_and_after_its_end_nothing_is_read_by_it(instance: Instance) -> None:
    requested = await instance.send(
        "POST", "/v1/subscriptions", instance.partner, {"id": "one", "purpose": {"en": "x"}}
    )
    assert requested[0] == 201
    for path in ("/v1/feed", "/v1/stream"):
        status, problem = await instance.send("GET", f"{path}?subscription=one", instance.partner)
        assert (status, problem["rule"]) == (422, "approved-subscription")
    await instance.send("POST", "/v1/subscriptions/one/approve", instance.operator)
    await instance.send("DELETE", "/v1/subscriptions/one", instance.partner)
    for path in ("/v1/feed", "/v1/stream"):
        status, problem = await instance.send("GET", f"{path}?subscription=one", instance.partner)
        assert (status, problem["type"], problem["subscription"]) == (410, "/problems/revoked", "one")


async def test_a_revocation_ends_open_streams_and_long_polls(instance: Instance) -> None:
    await instance.subscribe(filter=FOUNDED)
    headers = {"Authorization": f"Bearer {instance.partner}"}
    stream = instance.feed.session.get(f"{instance.feed.url}/v1/stream?subscription=one", headers=headers)
    async with stream as answer:
        assert answer.status == 200
        text = await answer.content.readuntil(b"cluster-dkm@1")
        assert b"subscription-one" not in text
        assert (await instance.send("DELETE", "/v1/subscriptions/one", instance.partner))[0] == 200
        await answer.content.read()  # it ends


async def test_a_stream_by_a_subscription_gets_what_is_new(instance: Instance) -> None:
    await instance.subscribe(filter={"prefix": {"type": "Party"}})
    headers = {"Authorization": f"Bearer {instance.partner}"}
    url = f"{instance.feed.url}/v1/stream?subscription=one&cursor=latest"
    async with instance.feed.session.get(url, headers=headers) as answer:
        await answer.content.readuntil(b"\n\n")
        await instance.command("clusters/pgm/found", {"names": {"pl": "x"}})
        await instance.command("parties/radom/register", {"names": {"pl": "x"}, "kind": "city"})
        text = await answer.content.readuntil(b"party-radom@1")
        assert b"cluster-pgm" not in text


UNKNOWN = [
    ("type=AgreementSignd", "type"),
    ("type=upland.AgreementSigned.v9", "type"),
    ("type=ClusterFounded,ClusterRevived", "type"),
    ("cluster=none", "cluster"),
    ("cluster=dkm,none", "cluster"),
]


async def test_a_filter_for_what_nobody_knows_is_refused(instance: Instance) -> None:
    async def there() -> bool:
        return "party-lublin@1" in await read(instance, instance.partner, "")

    await until(there)
    for path in ("/v1/feed", "/v1/stream"):
        for query, parameter in UNKNOWN:
            status, problem = await instance.send("GET", f"{path}?{query}", instance.partner)
            assert (status, problem["parameter"]) == (400, parameter), query
            assert problem["errors"][0]["pointer"] == f"?{parameter}"
    # Types of the catalogue may be asked for before there is an event of them.
    assert await read(instance, instance.partner, "type=AgreementSigned,upland.VisitHeld.v1") == []
    status, problem = await instance.send("GET", "/v1/feed?subject=cluster-none", instance.operator)
    assert (status, problem["parameter"]) == (400, "subject")
    assert (await instance.send("GET", f"/v1/feed?subject={LUBLIN}", instance.operator))[0] == 200


async def test_a_name_that_only_others_read_of_is_not_known(instance: Instance) -> None:
    hidden: dict[str, Any] = {
        "host": LUBLIN,
        "visitors": ["party-radom"],
        "kind": "study-visit",
        "audience": "participants",
    }
    plan = hidden | {"clusters": ["cluster-secret"], "occurred": "2018"}
    status, answer = await instance.command("visits/x/hold", plan)
    assert status == 201, answer

    async def there() -> bool:
        return "visit-x@1" in await read(instance, instance.other, "")

    await until(there)
    assert await read(instance, instance.other, "cluster=secret") == ["visit-x@1"]
    assert await read(instance, instance.operator, "cluster=secret") == ["visit-x@1"]
    refused = await instance.send("GET", "/v1/feed?cluster=secret", instance.partner)
    other = await instance.send("GET", "/v1/feed?cluster=nowhere", instance.partner)
    assert refused[0] == other[0] == 400
    texts = [
        orjson.dumps(answer[1]).replace(b"secret", b"X").replace(b"nowhere", b"X")
        for answer in (refused, other)
    ]
    pieces = [orjson.loads(text) for text in texts]
    for each in pieces:
        each.pop("correlation_id", None)
    assert pieces[0] == pieces[1]
