"""Addresses with a token: what they read, for how long, and what is kept of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
import feedparser
import icalendar
import pytest

from contracts.filters import FilterExpression
from services.notifications.subscriptions import store
from services.notifications.subscriptions.subscription import Stage, Subscription, stream_of
from tests.notifications.conftest import Service, Start
from tests.notifications.deliveries.given import now
from tests.notifications.given import DKM, PGM, SAAM, Log
from tests.notifications.people.given import LETTER, get, named, on

CHANNELS = "/v1/subscriptions/s/channels"


async def subscribe(pool: asyncpg.Pool[asyncpg.Record], stage: Stage = "approved") -> None:
    """A subscription of a cluster to one agreement."""
    filter = FilterExpression.model_validate({"exact": {"stream": LETTER}})
    made = Subscription("s", DKM, stage, filter, 1, {"en": "x"}, now())
    async with pool.acquire() as connection:
        await store.replace(connection, {stream_of("s"): made})


async def post(service: Service, key: str, path: str = "", **body: Any) -> Any:
    """What the owner of a channel gets."""
    headers = {"Authorization": f"Bearer {key}"}
    url = service.running.url + CHANNELS + path
    async with service.running.session.post(url, json=body, headers=headers) as answer:
        assert answer.status in {200, 201}, await answer.text()
        return await answer.json(content_type=None)


@pytest.mark.parametrize("kind", ["atom", "calendar"])
async def test_an_address_reads_its_subscription_until_it_is_void(
    start: Start, pool: asyncpg.Pool[asyncpg.Record], log: Log, tmp_path: Path, kind: str
) -> None:
    named(log).propose(LETTER, DKM, SAAM)
    log.append(LETTER, "AgreementSigned", party=DKM, occurred=on("2027-05-03"))
    log.append(PGM, "ClusterFounded", names={"en": "Other"}, occurred=on("2027-05-03"))
    await subscribe(pool)
    (tmp_path / "channels.key").write_text("0f" * 32)
    async with start(channels_key_file=tmp_path / "channels.key") as service:
        key = service.keys.issue(DKM, "subscriptions:write", subject=DKM)
        await service.applier.apply(*log.events)
        made = await post(service, key, kind=kind, lang="en")
        address = made["url"]
        answer = await get(service, address)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert _titles(kind, answer.content)[:1] == ["Letter of intent, signed: DŻŁ"]
        assert b"Other" not in answer.content
        polish = await get(service, f"{address}&lang=pl")
        assert _titles(kind, polish.content)[:1] == ["List intencyjny, podpis: DŻŁ"]
        assert (await get(service, f"{address}&type=AgreementSigned")).status == 400
        secret = address.partition(".")[2].rpartition(".")[2]
        row = str(await pool.fetchrow("SELECT * FROM notifications.channels WHERE id = $1", made["id"]))
        assert secret not in row
        other = "/v1/calendar.ics" if kind == "atom" else "/v1/atom"
        for wrong in (
            f"{address}x",
            f"{address[:-1]}{'A' if address[-1] != 'A' else 'B'}",
            f"{other}?{address.partition('?')[2]}",
        ):
            assert (await get(service, wrong)).status == 404
        await post(service, key, f"/{made['id']}/pause")
        assert (await get(service, address)).status == 404
        await post(service, key, f"/{made['id']}/resume")
        assert (await get(service, address)).status == 200
        rotated = (await post(service, key, f"/{made['id']}/rotate"))["url"]
        assert (await get(service, address)).status == 404
        assert (await get(service, rotated)).status == 200
        await subscribe(pool, "revoked")
        assert (await get(service, rotated)).status == 404


def _titles(kind: str, content: bytes) -> list[str]:
    if kind == "atom":
        return [entry.title for entry in feedparser.parse(content).entries]
    return [str(event["summary"]) for event in icalendar.Calendar.from_ical(content).walk("VEVENT")]
