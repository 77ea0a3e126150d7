"""The channels that push, put together: what they are run with, their routes, and the worker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import asyncpg
from fastapi import APIRouter

from runtime.settings import Settings
from runtime.tasks import Background
from services.notifications.channels import delivery_routes, documents, routes
from services.notifications.channels.desk import Desk
from services.notifications.channels.digest import routes as digest_routes
from services.notifications.channels.digest.kind import Digest
from services.notifications.channels.digest.running import Tools
from services.notifications.channels.kafka.kind import Kafka
from services.notifications.channels.kinds import Kind
from services.notifications.channels.links import AtomLink, CalendarLink
from services.notifications.channels.places import Places
from services.notifications.channels.webhook import routes as webhook_routes
from services.notifications.channels.webhook.connections import open_session
from services.notifications.channels.webhook.delivering import Terms
from services.notifications.channels.webhook.destinations import Rules
from services.notifications.channels.webhook.kind import Webhook
from services.notifications.channels.webhook.notices import Notices
from services.notifications.channels.webhook.sending import Patience, Sender
from services.notifications.deliveries.clock import SystemClock
from services.notifications.deliveries.seal import Seal
from services.notifications.deliveries.store import Channels
from services.notifications.deliveries.worker import Parts, Worker
from services.notifications.mail.outbox import Outbox
from services.notifications.mail.sending import MailServer
from services.notifications.notifier import Notifier
from services.notifications.pages import Pages
from services.notifications.subscriptions.store import Subscriptions


@dataclass(frozen=True)
class Push:
    """The parts of the channels that push."""

    parts: Parts
    session: aiohttp.ClientSession
    kafka: Kafka
    notices: Notices

    @classmethod
    def open(
        cls, settings: Settings, pool: asyncpg.Pool[asyncpg.Record], pages: Pages, notifier: Notifier
    ) -> Push:
        """Put together by the settings; nothing is connected to yet."""
        clock, rules = SystemClock(), Rules(loopback=settings.webhook_loopback)
        session = open_session(rules)
        terms = Terms(timedelta(days=settings.webhook_disable_days), timedelta(days=settings.deliveries_days))
        sender = Sender(session, clock, Patience(answer=settings.webhook_timeout))
        channels, subscriptions, seal = Channels(pool), Subscriptions(pool), Seal(settings.channels_key_file)
        kafka = Kafka(settings, channels, subscriptions, seal)
        server = MailServer(settings)
        tools = Tools(server, Outbox(pool, channels), documents.Places(settings.dashboard_origin))
        kinds: tuple[Kind, ...] = (
            Webhook(sender, clock, rules, terms, mail=server),
            kafka,
            Digest(tools, clock),
            AtomLink(),
            CalendarLink(),
        )
        parts = Parts(
            channels,
            subscriptions,
            {kind.name: kind for kind in kinds},
            pages,
            notifier,
            seal,
            clock,
        )
        notices = Notices(channels, server, clock, settings.dashboard_origin)
        return cls(parts, session, kafka, notices)

    def routers(self) -> list[APIRouter]:
        """The routes of channels."""
        desk = Desk(self.parts, Places(self.parts.channels.pool, self.parts.pages))
        return [
            routes.router(desk),
            delivery_routes.router(desk),
            webhook_routes.router(self.parts),
            digest_routes.router(self.parts),
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The channels are run inside the block."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.session)
            await stack.enter_async_context(Background("channels", Worker(self.parts).run))
            await stack.enter_async_context(Background("webhook-notices", self.notices.run))
            if self.kafka.is_here:
                await stack.enter_async_context(Background("kafka-partners", self.kafka.compare))
            yield
