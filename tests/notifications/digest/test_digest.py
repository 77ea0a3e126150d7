"""Digests to a real SMTP server: what is in them, once each, and what the server's answers lead to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.notifications.deliveries.given import Working
from tests.notifications.digest.given import READER, Digests, Postbox, part, plain
from tests.notifications.given import DKM, LUBLIN, PGM, RADOM, SAAM, Applier, Log
from tests.notifications.people.given import LETTER, named, signed
from tests.running import until


async def test_a_digest_has_sentences_by_cluster_in_text_and_html(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log
) -> None:
    await applier.apply(*signed(log).events)
    await digests.confirmed()
    async with Working(digests.office.worker()):
        await digests.days()
    [mail] = postbox.accepted
    assert (mail["To"], mail["Subject"]) == (READER, "Upland: 9 new facts")
    assert mail["From"].addresses[0].addr_spec == "upland@upland.example"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://upland.example/feed/v1/digests/chn_")
    assert mail["Message-ID"].endswith("@upland.example>")
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("en", "auto-generated")
    text, html = plain(mail), part(mail, "html")
    assert "DŻŁ\n---\n* DŻŁ founded\n" in text.replace("\r\n", "\n")
    assert "* Letter of intent, signed: DŻŁ (around 19 March 2018)\n" in text.replace("\r\n", "\n")
    assert "Source: Tracker of promises, s. 4 <b> https://example.org/a?b=1&c=<2>" in text
    assert "s. 4 &lt;b&gt;" in html
    assert 'href="https://upland.example/en/timeline?sel=agreement-letter%404"' in html
    assert "unsubscribe?token=" in text
    assert "unsubscribe?token=" in html


async def test_nothing_is_sent_when_nothing_happened(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log
) -> None:
    await applier.apply(*named(log).events)
    channel = await digests.confirmed(lang="pl")
    async with Working(digests.office.worker()):
        await digests.days(3)
        assert [mail["Subject"] for mail in postbox.accepted] == ["Upland: 5 nowych faktów"]
        await applier.apply(log.append(PGM, "ClusterFounded", names={"pl": "Nowy"}))
        await digests.days(2)
    assert [mail["Subject"] for mail in postbox.accepted[1:]] == ["Upland: 1 nowy fakt"]
    assert await digests.states(channel) == ["sent", "sent"]


async def test_a_weekly_digest_comes_on_its_day(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log
) -> None:
    await applier.apply(*named(log).events)
    await digests.confirmed(every="week", weekday=4)
    async with Working(digests.office.worker()):
        await digests.days(2)
        assert postbox.accepted == []
        await digests.days()
        assert len(postbox.accepted) == 1


async def test_what_its_subscriber_may_not_read_is_in_no_digest(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log
) -> None:
    named(log).propose(LETTER, SAAM, PGM)
    log.append(SAAM, "MembershipCountReported", audience="owner", count=777777777)
    log.append("visit-x", "VisitPlanned", host=LUBLIN, visitors=[RADOM], purpose={"en": "hidden"})
    log.append(DKM, "StrategyAdopted", title={"en": "Known"})
    await applier.apply(*log.events)
    await digests.confirmed()
    async with Working(digests.office.worker()):
        await digests.days()
    [text] = postbox.texts()
    assert "Strategy of DŻŁ: Known" in text
    assert not any(word in text for word in ("letter of", "777777777", "visit", "hidden"))


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
async def test_a_server_that_asks_to_come_back_later_gets_it_once(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log, step: str
) -> None:
    postbox.replies[step] = ["451 4.7.1 Greylisted", "451 4.7.1 Greylisted"]
    await applier.apply(*named(log).events)
    channel = await digests.confirmed()
    async with Working(digests.office.worker()):
        await digests.days()
        assert (postbox.accepted, await digests.states(channel)) == ([], ["waiting"])
        for _ in range(4):
            await digests.clock.forward(timedelta(hours=1))
    assert len(postbox.accepted) == 1
    assert await digests.states(channel) == ["sent"]


async def test_a_mail_server_that_is_away_loses_nothing(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log
) -> None:
    await applier.apply(*named(log).events)
    channel = await digests.confirmed()
    postbox.replies["MAIL"] = ["421 4.3.2 Shutting down"] * 20
    async with Working(digests.office.worker()):
        await digests.days()
        await applier.apply(log.append(PGM, "ClusterFounded", names={"en": "New"}))
        await digests.clock.forward(timedelta(hours=5))
        postbox.replies.clear()
        await digests.days(2)
    assert [mail["Subject"] for mail in postbox.accepted] == ["Upland: 5 new facts", "Upland: 1 new fact"]
    assert await digests.states(channel) == ["sent", "sent"]


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
async def test_a_refusal_for_good_disables_the_channel_and_loses_nothing(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log, step: str
) -> None:
    postbox.replies[step] = ["550 5.1.1 No such mailbox"]
    await applier.apply(*named(log).events)
    channel = await digests.confirmed()
    async with Working(digests.office.worker()):
        await digests.clock.forward(timedelta(days=1), lambda: _is(digests, channel.id, "disabled"))
        disabled = await digests.get(channel)
        assert disabled.reason == "the mail server refuses the digest for good: 550 5.1.1 No such mailbox"
        assert disabled.cursor == channel.cursor
        await digests.office.parts.channels.change(channel.id, "active", None, lease=disabled.lease)
        await digests.clock.idle_again()
        await digests.days()
    assert [mail["Subject"] for mail in postbox.accepted] == ["Upland: 5 new facts"]


async def test_a_server_that_accepts_and_breaks_the_connection_gets_no_second_one(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log
) -> None:
    postbox.dropping = True
    await applier.apply(*named(log).events)
    channel = await digests.confirmed()
    async with Working(digests.office.worker()):
        await digests.days()
        await digests.clock.forward(timedelta(hours=5))
        assert len(postbox.accepted) == 1
        assert await digests.states(channel) == ["unknown"]
        postbox.dropping = False
        await digests.days(2)
    assert await digests.states(channel) == ["unknown", "sent"]
    first, second = postbox.texts()
    assert "may have been in the message before" in second
    assert "may have been" not in first
    assert all("DŻŁ founded" in text for text in (first, second))
    assert len({mail["Message-ID"] for mail in postbox.accepted}) == 2


async def _is(digests: Digests, id: str, state: str) -> bool:
    channel = await digests.office.parts.channels.get(id)
    return channel is not None and channel.state == state


async def test_a_paused_digest_goes_on_where_it_stopped(
    digests: Digests, applier: Applier, postbox: Postbox, log: Log
) -> None:
    await applier.apply(*named(log).events)
    channel = await digests.confirmed()
    paused = await digests.office.parts.channels.change(
        channel.id, "paused", "its owner paused it", lease=channel.lease
    )
    async with Working(digests.office.worker()):
        digests.clock._now += timedelta(days=3)
        await digests.office.parts.channels.change(channel.id, "active", None, lease=paused.lease)
        await until(lambda: _sent(postbox))
    assert [mail["Subject"] for mail in postbox.accepted] == ["Upland: 5 new facts"]


async def _sent(postbox: Postbox) -> bool:
    return bool(postbox.accepted)
