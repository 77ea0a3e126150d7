"""The feed over HTTP, pulled: pages, long poll, filters, whose feed it is, and what is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from contracts.statement import BATCH_MEDIA_TYPE, statement
from tests.notifications.conftest import Service, Start
from tests.notifications.given import DKM, LUBLIN, PGM, RADOM, SAAM, Log, without_epoch

LETTER = "agreement-letter"


async def test_a_batch_is_the_stored_statements_joined(service: Service, log: Log) -> None:
    await service.applier.apply(log.append(DKM, "ClusterFounded"), log.propose(LETTER, DKM, LUBLIN))
    headers = {"Authorization": f"Bearer {service.partner(DKM)}"}
    async with service.running.session.get(f"{service.running.url}/v1/feed", headers=headers) as answer:
        assert answer.content_type == BATCH_MEDIA_TYPE
        assert await answer.read() == b"[" + b",".join(statement(event) for event in log.events) + b"]"


async def test_following_next_reads_everything_once_and_ends_with_nothing(service: Service, log: Log) -> None:
    key = service.partner(DKM)
    for number in range(7):
        log.append(f"cluster-{number}", "ClusterFounded")
    await service.applier.apply(*log.events)
    page = await service.feed(key, limit=3)
    seen = page.ids
    for expected in (3, 1, 0):
        page = await service.get(page.next, key)
        assert len(page.ids) == expected
        seen += page.ids
    assert seen == [event.id for event in log.events]
    assert page.body == []
    assert without_epoch(page.next) == "/v1/feed?cursor=7-7&limit=3"
    assert (await service.get(page.next, key)).next == page.next
    await service.applier.apply(log.append(SAAM, "ClusterFounded"))
    assert (await service.get(page.next, key)).ids == [f"{SAAM}@1"]
    assert (await service.feed(key, cursor="latest")).body == []


async def test_a_waiting_reader_is_woken_by_the_commit(service: Service, log: Log) -> None:
    key = service.partner(DKM)
    waiting = asyncio.create_task(service.feed(key, wait=25))
    quick = await service.feed(key, wait=0)
    assert quick.body == []
    clock = asyncio.get_running_loop().time
    # What is not for the reader wakes it, and it goes on waiting.
    await service.applier.apply(log.propose(LETTER, LUBLIN, RADOM))
    done, _ = await asyncio.wait({waiting}, timeout=0.3)
    assert not done
    recorded = clock()
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    answer = await waiting
    assert answer.ids == [f"{DKM}@1"]
    assert clock() - recorded < 20
    assert without_epoch(answer.cursor) == "2-2"


async def test_a_wait_ends_in_time_with_nothing_and_the_cursor_moved_on(service: Service, log: Log) -> None:
    await service.applier.apply(log.propose(LETTER, LUBLIN, RADOM))
    answer = await service.feed(service.partner(DKM), wait=0.2)
    assert (answer.body, without_epoch(answer.cursor)) == ([], "1-1")


async def test_the_next_page_is_relative_to_the_request(service: Service, log: Log) -> None:
    """A proxy that puts a prefix before our paths does not break it."""
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    link = (await service.feed(service.partner(DKM), limit=1)).headers["Link"]
    assert without_epoch(link) == '<?cursor=1-1&limit=1>; rel="next"'


async def test_a_batch_is_compressed_for_whom_accepts_it(service: Service, log: Log) -> None:
    for number in range(20):
        log.append(f"cluster-{number}", "ClusterFounded")
    await service.applier.apply(*log.events)
    url, key = f"{service.running.url}/v1/feed", service.partner(DKM)
    sizes = []
    for accepted in ("gzip", "identity"):
        headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": accepted}
        async with service.running.session.get(url, headers=headers) as answer:
            assert answer.headers.get("Content-Encoding") == (None if accepted == "identity" else accepted)
            assert "Accept-Encoding" in answer.headers["Vary"]
            sizes.append(int(answer.headers["Content-Length"]))
            assert len(orjson.loads(await answer.read())) == 20
    assert sizes[0] < sizes[1] / 2


@pytest.mark.parametrize(
    ("cursor", "slug"),
    [("yesterday", "unknown-cursor"), ("99-99", "unknown-cursor"), ("1-1-" + "0" * 16, "other-epoch")],
)
async def test_a_cursor_that_is_none_says_what_to_do(
    cursor: str, slug: str, service: Service, log: Log
) -> None:
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    key = service.partner(DKM)
    for path in ("/v1/feed", "/v1/stream"):
        answer = await service.get(path, key, cursor=cursor)
        assert (answer.status, answer.body["type"]) == (400, f"/problems/{slug}")
        assert (
            "start again without a cursor" in answer.body["detail"]
            or "send one from" in answer.body["detail"]
        )


async def test_a_third_partner_sees_a_proposal_only_when_it_is_concluded(service: Service, log: Log) -> None:
    dkm, third, public = service.partner(DKM), service.partner(PGM), service.keys.issue("reader", "feed:read")
    await service.applier.apply(log.propose(LETTER, DKM, SAAM), log.sign(LETTER, DKM), log.sign(LETTER, SAAM))
    assert (await service.feed(dkm)).ids == [f"{LETTER}@1", f"{LETTER}@2", f"{LETTER}@3"]
    before = await service.feed(third)
    assert before.body == []
    await service.applier.apply(log.conclude(LETTER))
    expected = [f"{LETTER}@{version}" for version in (1, 2, 3, 4)]
    assert (await service.get(before.next, third)).ids == expected
    assert (await service.feed(public)).ids == (await service.feed(dkm)).ids == expected
    released = (await service.feed(third)).body[0]
    assert (released["audience"], len(released["salt"])) == ("participants", 22)


async def test_filters_by_type_and_cluster(service: Service, log: Log) -> None:
    log.append(DKM, "ClusterFounded")
    log.append(SAAM, "ClusterFounded")
    log.append("visit-x", "VisitHeld", host=LUBLIN, visitors=[RADOM], clusters=[DKM])
    log.append("membership-dkm.lublin", "MemberJoined")
    await service.applier.apply(*log.events)
    key = service.partner(PGM)
    of_dkm = [f"{DKM}@1", "visit-x@1", "membership-dkm.lublin@1"]
    assert (
        (await service.feed(key, cluster="dkm")).ids == (await service.feed(key, cluster=DKM)).ids == of_dkm
    )
    assert (await service.feed(key, cluster="dkm,saam", type="ClusterFounded")).ids == [
        f"{DKM}@1",
        f"{SAAM}@1",
    ]
    both = await service.get("/v1/feed?type=VisitHeld&type=upland.MemberJoined.v1&limit=1", key)
    assert both.ids == ["visit-x@1"]
    assert (
        without_epoch(both.next) == "/v1/feed?cursor=3-3&type=VisitHeld&type=upland.MemberJoined.v1&limit=1"
    )
    nothing = await service.feed(key, cluster="pgm")
    assert (nothing.body, without_epoch(nothing.cursor)) == ([], "4-4")


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"cursor": "yesterday"}, "cursor"),
        ({"cursor": "99-99"}, "cursor"),
        ({"limit": 1001}, "limit"),
        ({"limit": 0}, "limit"),
        ({"wait": 31}, "wait"),
        ({"type": "Cluster Founded"}, "type"),
        ({"cluster": "DKM!"}, "cluster"),
        ({"clusters": "dkm"}, "clusters"),
    ],
)
async def test_what_cannot_be_read_is_named(
    parameters: dict[str, Any], named: str, service: Service, log: Log
) -> None:
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    answer = await service.feed(service.partner(DKM), **parameters)
    assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.body["errors"][0]["pointer"] == f"?{named}"


async def test_without_a_key_nothing_is_read_unless_it_is_allowed(start: Start, log: Log) -> None:
    log.append(DKM, "ClusterFounded")
    log.propose(LETTER, DKM, LUBLIN)
    async with start() as service:
        assert (await service.feed()).status == 401
        assert (await service.feed("upl_x_y")).status == 401
    async with start(anonymous_read=True) as service:
        await service.applier.apply(*log.events)
        assert (await service.feed()).ids == [f"{DKM}@1"]
        assert (await service.feed(subject="dkm")).status == 401
        assert (await service.feed("upl_x_y")).status == 401


async def test_a_key_without_the_scope_is_refused_with_its_name(service: Service) -> None:
    answer = await service.feed(service.keys.issue("writer", "record:write", subject=DKM))
    assert (answer.status, answer.body["scope"]) == (403, "feed:read")


@pytest.mark.parametrize("parameter", ["subject", "partner", "reader"])
async def test_nobody_reads_another_partners_feed(parameter: str, service: Service, log: Log) -> None:
    await service.applier.apply(log.propose(LETTER, SAAM, LUBLIN))
    dkm, operator = service.partner(DKM), service.operator()
    admin = service.keys.issue("editor", "feed:read", "record:admin")
    answer = await service.feed(dkm, **{parameter: SAAM})
    assert answer.status == 403
    assert "cannot read the feed of cluster-saam" in answer.body["detail"]
    assert (await service.feed(dkm, **{parameter: "dkm"})).ids == []
    assert (await service.feed(admin, **{parameter: SAAM})).status == 403
    assert (await service.feed(operator, **{parameter: "saam"})).ids == [f"{LETTER}@1"]
    assert (await service.feed(operator, **{parameter: LUBLIN})).ids == [f"{LETTER}@1"]
    unknown = await service.feed(operator, **{parameter: DKM})
    assert (unknown.status, unknown.body["errors"][0]["pointer"]) == (400, f"?{parameter}")


async def test_operators_read_all_of_the_log_once(service: Service, log: Log) -> None:
    log.append("person-x", "PersonRegistered")
    log.agree(LETTER, DKM, LUBLIN)
    log.append(DKM, "ClusterFounded", "owner")
    await service.applier.apply(*log.events)
    admin = service.keys.issue("editor", "feed:read", "record:admin", subject=DKM)
    operator, partner = service.operator(), service.partner(DKM)
    for key in (operator, admin):
        assert (await service.feed(key)).ids == [event.id for event in log.events]
    assert f"{DKM}@1" not in (await service.feed(partner)).ids


async def test_a_batch_of_large_events_ends_early_and_goes_on(service: Service, log: Log) -> None:
    key = service.partner(DKM)
    for number in range(50):
        log.append(f"cluster-{number}", "PurposeDeclared", mission={"en": "x" * 200_000})
    await service.applier.apply(*log.events)
    page = await service.feed(key)
    seen = page.ids
    assert 0 < len(seen) < 50
    while page.body:
        page = await service.get(page.next, key)
        seen += page.ids
    assert seen == [event.id for event in log.events]
