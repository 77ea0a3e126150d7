"""A partner with a webhook, a topic on Kafka, a server-sent stream and a digest, which keeps what each of them brings."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import aiohttp
import asyncpg
import orjson

from contracts.envelope import Recorded
from services.notifications.subscriptions.subscription import Subscription
from tests.instance import Upland
from tests.notifications.digest.given import Postbox, events_in, plain
from tests.notifications.kafka.given import Partner as Topic
from tests.notifications.webhook.given import Receiver
from tests.running import until
from tests.servers import free_ports

NAME = SUBSCRIPTION = "fire"
# Of few events, because a digest lists no more than the newest two hundred.
_DIGEST, _CLUSTER, _TYPE = "fire-digest", "cluster-k0", "MemberJoined"
_FILTER = {"all": [{"exact": {"type": _TYPE}}, {"exact": {"cluster": _CLUSTER}}]}
# What the partner itself adds to the record. Nobody else writes there, so what else it may read is public.
STREAMS = (f"cluster-{NAME}", f"subscription-{NAME}", f"subscription-{_DIGEST}")


class Partner:
    """A cluster's subscription to everything that it may read, one to little by mail, and what has come by each channel."""

    def __init__(self, upland: Upland, session: aiohttp.ClientSession, postbox: Postbox) -> None:
        self._instance = upland.instance
        self._postbox = postbox
        self._digest = ""
        self._registry = upland.instance.url("registry")
        self._url = upland.instance.url("notifications")
        self._headers = {"Authorization": f"Bearer {upland.instance.operator_key()}"}
        self._session = session
        self.receiver = Receiver(free_ports(1)[0])
        self.streamed: list[str] = []
        self.interrupted = 0
        self.topic: Topic | None = None

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[Partner]:
        """All channels are open inside the block."""
        async with self.receiver.listening():
            await self._subscribe()
            streaming = asyncio.create_task(self._stream())
            try:
                yield self
            finally:
                streaming.cancel()
                await asyncio.gather(streaming, return_exceptions=True)

    async def _subscribe(self) -> None:
        url = f"{self._registry}/v1/clusters/{NAME}/found"
        headers = self._headers | {"Idempotency-Key": NAME}
        async with self._session.post(url, json={"names": {"en": "Fire"}}, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
        subscriber = f"cluster-{NAME}"
        about = {"subscriber": subscriber, "purpose": {"en": "to see what a fire leaves"}}
        await self._post("", {"id": NAME, **about})
        await self._post(f"/{NAME}/approve", {})
        await self._post("", {"id": _DIGEST, "filter": _FILTER, **about})
        await self._post(f"/{_DIGEST}/approve", {})
        await self._subscribe_by_mail()
        hook = await self._post(
            f"/{NAME}/channels", {"kind": "webhook", "url": self.receiver.url, "since": "beginning"}
        )
        await self._post(f"/{NAME}/channels/{hook['id']}/challenge", {})
        made = await self._post(f"/{NAME}/channels", {"kind": "kafka"})
        stored = Subscription(NAME, subscriber, "approved", None, 1, {}, datetime.now(UTC))
        self.topic = Topic(made["id"], stored, made["kafka"], made["secret"])

    async def _subscribe_by_mail(self) -> None:
        channel = {"kind": "digest", "address": "office@fire.example", "lang": "en", "since": "beginning"}
        self._digest = (await self._post(f"/{_DIGEST}/channels", channel))["id"]

        async def received() -> bool:
            return bool(self._postbox.accepted)

        await until(received)
        link = re.search(r"/v1/digests/\S+", plain(self._postbox.accepted[0]))
        assert link is not None
        async with self._session.post(self._url + link[0]) as answer:
            assert answer.status == 200, await answer.text()

    @property
    def digests(self) -> int:
        """How many digests the mail server has accepted."""
        return len(self._postbox.texts())

    async def day_passes(self) -> None:
        """A digest is due when the channel is taken up next."""
        yesterday = (datetime.now(UTC) - timedelta(days=2)).isoformat()
        owner = await asyncpg.connect(self._instance.database_url())
        try:
            await owner.execute(
                "UPDATE notifications.channels SET progress = progress || jsonb_build_object('composed', $2::text)"
                " WHERE id = $1",
                self._digest,
                yesterday,
            )
        finally:
            await owner.close()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        url = f"{self._url}/v1/subscriptions{path}"
        timeout = aiohttp.ClientTimeout(total=60)
        async with self._session.post(url, json=body, headers=self._headers, timeout=timeout) as answer:
            reply: dict[str, Any] = orjson.loads(await answer.read())
            assert answer.status in {200, 201}, reply
            return reply

    async def _stream(self) -> None:
        """Follow the stream as an EventSource does: come again with the last id."""
        last: str | None = None
        timeout = aiohttp.ClientTimeout(total=None, connect=3, sock_read=60)
        while True:
            headers = self._headers | ({"Last-Event-ID": last} if last else {})
            try:
                async with self._session.get(
                    f"{self._url}/v1/stream", params={"subscription": NAME}, headers=headers, timeout=timeout
                ) as answer:
                    fields: dict[str, bytes] = {}
                    while line := await answer.content.readline():
                        name, _, value = line.rstrip(b"\n").partition(b": ")
                        if name:
                            fields[name.decode()] = value
                            continue
                        last = fields["id"].decode() if "id" in fields else last
                        if "data" in fields and "event" not in fields:
                            self.streamed.append(orjson.loads(fields["data"])["id"])
                        fields = {}
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            self.interrupted += 1
            await asyncio.sleep(0.1)

    async def check(self, due: set[str], log: Sequence[Recorded]) -> None:
        """Every channel has brought these events, in the order of each stream; SSE and Kafka each of them once."""
        topic = self.topic
        assert topic is not None

        async def all_came() -> bool:
            return due <= set(self.receiver.accepted) and due <= set(self.streamed)

        async def in_topic() -> bool:
            return len(await asyncio.to_thread(topic.ids)) >= len(due)

        await until(all_came, timeout=240)
        await until(in_topic, timeout=240)
        on_kafka = await asyncio.to_thread(topic.ids)
        for ids in (self.streamed, on_kafka):
            assert set(ids) == due
            assert len(ids) == len(set(ids)), "an event came twice"
        assert set(self.receiver.accepted) == due
        first = list(dict.fromkeys(self.receiver.accepted))
        assert _by_stream(first) == _by_stream(on_kafka) == _by_stream(self.streamed)
        joined = {
            event.id
            for event in log
            if event.type == _TYPE and event.stream.startswith(f"membership-{_CLUSTER[8:]}.")
        }
        await self._check_digests(joined)

    async def _check_digests(self, due: set[str]) -> None:
        """The digests list every event, each mail was accepted once, and none was cut."""

        def listed() -> set[str]:
            return {id for mail in self._mails() for id in events_in(mail)}

        async def all_came() -> bool:
            if listed() >= due:
                return True
            count = len(self._postbox.accepted)
            await self.day_passes()
            for step in ("pause", "resume"):
                await self._post(f"/{_DIGEST}/channels/{self._digest}/{step}", {})

            async def more() -> bool:
                return len(self._postbox.accepted) > count

            with suppress(TimeoutError):
                await until(more, timeout=30)
            return False

        await until(all_came, timeout=240)
        assert listed() == due
        ids = [mail["Message-ID"] for mail in self._mails()]
        assert len(ids) == len(set(ids)), "a mail was accepted twice"

    def _mails(self) -> list[EmailMessage]:
        return [mail for mail in self._postbox.accepted if mail["List-Unsubscribe"]]


def _by_stream(ids: list[str]) -> dict[str, list[str]]:
    streams: dict[str, list[str]] = {}
    for id in ids:
        streams.setdefault(id.rpartition("@")[0], []).append(id)
    return streams
