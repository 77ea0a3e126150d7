"""The contact of a webhook gets one mail each time that it is disabled, however the server and the process fare."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.notifications.channels.webhook.judgement import GONE
from services.notifications.channels.webhook.notices import Notices
from services.notifications.channels.webhook.settings import WebhookSettings
from services.notifications.cursor import Cursor
from services.notifications.deliveries.channel import Channel, Progress
from services.notifications.deliveries.store import Channels
from tests.notifications.conftest import Start
from tests.notifications.digest.given import STEPS, Morning, Postbox, mail_settings
from tests.notifications.given import DKM, Log
from tests.notifications.webhook.given import answers, receiver
from tests.notifications.webhook.notices import notices_of
from tests.notifications.webhook.test_routes import CHANNELS, Desk, desk
from tests.running import until
from tests.servers import Database

__all__ = ["desk"]
CONTACT = "ops@dkm.example"
START = Cursor(0, 0, "0" * 16)


@dataclass
class Disabling:
    """Channels that are disabled, and the mails about them."""

    channels: Channels
    notices: Notices
    clock: Morning
    postbox: Postbox

    async def disabled(self, reason: str = GONE, progress: Progress | None = None, **chosen: Any) -> Channel:
        """A webhook that was disabled."""
        settings = {"url": "https://partner.example/secret-path", "contact": CONTACT, **chosen}
        stored = WebhookSettings.model_validate(settings).model_dump(mode="json", exclude_none=True)
        start = (await self.channels.create("s", "webhook", stored, START)).id
        return await self.switch(start, "disabled", reason, progress)

    async def switch(
        self, id: str, state: Any, reason: str | None = None, progress: Progress | None = None
    ) -> Channel:
        """Change its state."""
        now = await self.get(id)
        return await self.channels.change(id, state, reason, lease=now.lease, progress=progress)

    async def get(self, id: str) -> Channel:
        """A channel as it is now."""
        channel = await self.channels.get(id)
        assert channel is not None
        return channel

    async def days(self, count: float) -> None:
        """Let time go by, and send what is due then."""
        self.clock._now += timedelta(days=count)
        await self.notices.send_due()


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    async with Postbox().listening() as listening:
        yield listening


@pytest.fixture
def disabling(pool: asyncpg.Pool[asyncpg.Record], postbox: Postbox) -> Disabling:
    clock = Morning()
    return Disabling(Channels(pool), notices_of(pool, postbox.port, clock), clock, postbox)


async def test_the_mail_says_what_why_and_what_to_do_in_the_chosen_language(disabling: Disabling) -> None:
    since = datetime.fromisoformat("2026-02-20T07:30:00+00:00")
    failing: Progress = {"failing_since": since.isoformat()}
    await disabling.disabled()
    await disabling.disabled("it has taken nothing", failing, lang="en", label="a label")
    await disabling.disabled("The cursor is of another epoch.", lang="en")
    without = await disabling.disabled(contact=None)
    await disabling.days(0)
    polish, english, restored = disabling.postbox.accepted
    assert [mail["To"] for mail in disabling.postbox.accepted] == [CONTACT] * 3
    assert polish["Subject"] == "Upland: webhook do partner.example jest wyłączony"
    assert (polish["Content-Language"], polish["Auto-Submitted"]) == ("pl", "auto-generated")
    assert "kodem 410" in polish.get_content()
    assert "Nic nie ginie" in polish.get_content()
    assert "https://upland.example/pl/partner" in polish.get_content()
    assert "accepted nothing since 2026-02-20 07:30 UTC" in english.get_content()
    assert "restored from a backup" in restored.get_content()
    assert "it goes on where it stopped" not in restored.get_content()
    for mail in disabling.postbox.accepted:
        # The path of an address may be a secret, and a label somebody else's words.
        assert "secret-path" not in mail.as_string()
        assert "a label" not in mail.as_string()
    assert (await disabling.get(without.id)).notice is None


async def test_it_comes_once_for_each_disabling_and_once_a_day(disabling: Disabling) -> None:
    channel = await disabling.disabled()
    for _ in range(3):
        await disabling.days(0)
    now = await disabling.get(channel.id)
    assert (len(disabling.postbox.accepted), now.notice, now.notice_at) == (1, "sent", disabling.clock.now())
    await disabling.switch(channel.id, "active")
    await disabling.days(0.1)
    await disabling.switch(channel.id, "disabled", GONE)
    await disabling.days(0.1)
    assert len(disabling.postbox.accepted) == 1
    await disabling.days(1)
    await disabling.days(3)
    assert len(disabling.postbox.accepted) == 2
    closed = await disabling.switch(channel.id, "closed")
    assert "contact" not in closed.settings


async def test_two_processes_send_one_mail(
    disabling: Disabling, pool: asyncpg.Pool[asyncpg.Record], postbox: Postbox
) -> None:
    channel = await disabling.disabled()
    others = [notices_of(pool, postbox.port, disabling.clock) for _ in range(3)]
    await asyncio.gather(*(each.send_due() for each in (disabling.notices, *others)))
    assert (len(postbox.accepted), (await disabling.get(channel.id)).notice) == (1, "sent")


async def test_what_the_server_does_not_accept_comes_later_or_never(disabling: Disabling) -> None:
    postbox = disabling.postbox
    postbox.replies = {"RCPT": ["451 later"], "DATA": ["452 full", "554 no"]}
    channel = await disabling.disabled()
    for _ in range(2):
        await disabling.days(0)
        assert (await disabling.get(channel.id)).notice is None
        await disabling.days(0.01)
    assert (await disabling.get(channel.id)).notice == "refused"
    postbox.replies = {"RCPT": ["550 nobody"]}
    refused = await disabling.disabled()
    await disabling.days(0)
    assert (await disabling.get(refused.id)).notice == "refused"
    postbox.dropping = True
    broken = await disabling.disabled()
    for _ in range(3):
        await disabling.days(2)
    assert (len(postbox.accepted), (await disabling.get(broken.id)).notice) == (1, "unknown")


@pytest.mark.parametrize("step", STEPS)
async def test_a_process_that_is_killed_at_a_step_sends_no_second_mail(
    disabling: Disabling, database: Database, step: str
) -> None:
    channel = await disabling.disabled()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.notifications.webhook.notices"),
        *(database.url("upland_notifications"), str(disabling.postbox.port)),
        disabling.clock.now().isoformat(),
    )
    disabling.postbox.at[step] = lambda: os.kill(process.pid, signal.SIGKILL)
    try:
        async with asyncio.timeout(60):
            assert await process.wait() == -signal.SIGKILL
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    for _ in range(3):
        await disabling.days(1)
    notice = (await disabling.get(channel.id)).notice
    # In the last step the server had accepted it, and nobody knew any more.
    assert (len(disabling.postbox.accepted), notice) == (1, "sending" if step == "DATA" else "sent")


async def test_the_owner_sees_when_the_mail_was_sent(
    start: Start, pool: asyncpg.Pool[asyncpg.Record], postbox: Postbox, log: Log, tmp_path: Path
) -> None:
    (tmp_path / "channels.key").write_text("5a" * 32)
    chosen = {"channels_key_file": tmp_path / "channels.key", "webhook_loopback": True}
    async with receiver(answers(410)) as there, start(**chosen, **mail_settings(postbox.port)) as service:
        own = service.keys.issue("own", "subscriptions:write", subject=DKM)
        desk = Desk(service, pool, there, own, own, own, service.operator())
        await desk.subscribe("news", DKM)
        made = await desk.agreed(contact=CONTACT, lang="en")
        assert made["notice"] is None
        await service.applier.apply(log.append(DKM, "ClusterFounded"))

        async def noticed() -> Any:
            shown = (await desk.send("GET", f"{CHANNELS}/{made['id']}"))[1]
            return shown if shown["notice"] and shown["notice"]["state"] == "sent" else None

        shown = await until(noticed)
        assert (shown["state"], shown["settings"]["contact"]) == ("disabled", CONTACT)
        assert datetime.fromisoformat(shown["notice"]["at"]) > datetime.fromisoformat(made["created"])
        [mail] = postbox.accepted
        assert (mail["To"], mail["Subject"]) == (CONTACT, "Upland: the webhook to 127.0.0.1 is disabled")
        assert made["id"] in mail.get_content()


async def test_a_contact_needs_mail(desk: Desk) -> None:
    body = {"kind": "webhook", "url": desk.receiver.url, "contact": CONTACT}
    status, problem = await desk.send("POST", CHANNELS, body)
    assert (status, problem["rule"], problem["errors"][0]["pointer"]) == (422, "mail-set-up", "/contact")
    assert await desk.rows() == []
