"""A process that is killed while it sends a digest: no mail is accepted twice, and no event is left out."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.notifications.deliveries.given import Working
from tests.notifications.digest.given import STEPS, Digests, Postbox
from tests.notifications.given import Applier, Log
from tests.notifications.people.given import named
from tests.servers import Database


@pytest.mark.parametrize("step", STEPS)
async def test_a_process_that_is_killed_at_a_step_sends_each_mail_once(
    digests: Digests,
    applier: Applier,
    postbox: Postbox,
    log: Log,
    database: Database,
    tmp_path: Path,
    step: str,
) -> None:
    await applier.apply(*named(log).events)
    channel = await digests.confirmed()
    digests.clock._now += timedelta(days=1)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.notifications.digest.process",
        database.url("upland_notifications"),
        str(postbox.port),
        str(tmp_path / "channels.key"),
        digests.clock.now().isoformat(),
    )
    # The server kills the process when it gets that far, and in the last step when it has accepted the message.
    postbox.at[step] = lambda: os.kill(process.pid, signal.SIGKILL)
    try:
        async with asyncio.timeout(60):
            assert await process.wait() == -signal.SIGKILL
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    async with Working(digests.office.worker()):
        await digests.clock.idle_again()
        await digests.days(2)
    ids = [mail["Message-ID"] for mail in postbox.accepted]
    assert len(ids) == len(set(ids)), "no mail is accepted twice"
    texts = postbox.texts()
    assert any("DŻŁ founded" in text for text in texts), "no event is left out"
    if step == "DATA":
        # Whether the server has accepted it was not known any more.
        assert await digests.states(channel) == ["unknown", "sent"]
        assert "may have been in the message before" in texts[1]
    else:
        assert await digests.states(channel) == ["sent"]
