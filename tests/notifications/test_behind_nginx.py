"""The stream and the feed through a real nginx: with its defaults, and compressed over HTTP/1.1."""

from __future__ import annotations

import aiohttp
import orjson
import pytest

from tests.nginx import nginx
from tests.notifications.conftest import Service, Start
from tests.notifications.given import DKM, PGM, SAAM, Log, without_epoch
from tests.notifications.test_event_source import following
from tests.notifications.test_stream import Reading

PREFIX = "/upland"
COMPRESSING = (
    "proxy_http_version 1.1; proxy_set_header Connection ''; gzip on; gzip_proxied any; gzip_min_length 0;"
    " gzip_types text/event-stream application/cloudevents-batch+json;"
)


@pytest.mark.parametrize("more", ["", COMPRESSING], ids=["defaults", "compressing"])
async def test_each_event_comes_through_as_it_is_recorded(service: Service, log: Log, more: str) -> None:
    headers = {"Authorization": f"Bearer {service.partner(PGM)}", "Accept-Encoding": "gzip"}
    timeout = aiohttp.ClientTimeout(total=60)
    async with (
        nginx(service.running.settings.port, PREFIX, more) as proxy,
        service.running.session.get(f"{proxy.url}/v1/stream", headers=headers, timeout=timeout) as answer,
    ):
        assert answer.headers["Server"].startswith("nginx")
        assert answer.headers.get("Content-Encoding") == ("gzip" if more else None)
        reading = Reading(answer)
        await reading.opened()
        for stream in (DKM, SAAM, PGM):  # the next is recorded when the one before has come
            await service.applier.apply(log.append(stream, "ClusterFounded"))
            assert orjson.loads((await reading.event())["data"])["id"] == f"{stream}@1"


async def test_an_event_source_goes_on_after_nginx_has_died_before_any_event(start: Start, log: Log) -> None:
    async with start() as service, nginx(service.running.settings.port, PREFIX) as proxy:
        await service.applier.apply(log.append(DKM, "ClusterFounded"))
        url = f"{proxy.url}/v1/stream?cursor=latest"
        async with following(url, service.partner(PGM)) as follower:
            assert without_epoch((await follower.next("cursor"))["last"]) == "1-1"
            await proxy.kill()
            assert await follower.next("error") == {"kind": "error", "closed": False}
            await service.applier.apply(log.append(SAAM, "ClusterFounded"))
            await proxy.start()
            assert (await follower.next("message"))["id"] == f"{SAAM}@1"


@pytest.mark.parametrize("more", ["", COMPRESSING], ids=["defaults", "compressing"])
async def test_pages_follow_each_other_under_nginxs_prefix(service: Service, log: Log, more: str) -> None:
    for number in range(5):
        log.append(f"cluster-{number}", "ClusterFounded")
    await service.applier.apply(*log.events)
    headers = {"Authorization": f"Bearer {service.partner(PGM)}"}
    ids: list[str] = []
    async with nginx(service.running.settings.port, PREFIX, more) as proxy:
        url = f"{proxy.url}/v1/feed?limit=2"
        for _ in range(3):
            async with service.running.session.get(url, headers=headers) as answer:
                ids += [event["id"] for event in orjson.loads(await answer.read())]
                url = str(answer.links["next"]["url"])
    assert ids == [event.id for event in log.events]
