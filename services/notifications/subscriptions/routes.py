"""Subscriptions over HTTP: requested, listed, shown, approved, revoked. What changes them goes through the registry."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from runtime.errors import NotReached
from runtime.http.app import principal
from runtime.http.bodies import checked, malformed, read_object
from runtime.http.responses import json_response
from services.notifications.channels.kafka.kind import Kafka
from services.notifications.channels.ownership import subscription_of
from services.notifications.channels.routes import EmptyBody
from services.notifications.deliveries.store import Channels
from services.notifications.notifier import Notifier, wait_for
from services.notifications.pages import Pages
from services.notifications.subscriptions.asyncapi import document
from services.notifications.subscriptions.record import Accepted, RecordClient, Rejected
from services.notifications.subscriptions.shown import shown
from services.notifications.subscriptions.store import Subscriptions

ROOT = "/v1/subscriptions"
ONE = ROOT + "/{id}"
# Seconds for which an answer waits until the feed has come to the command's event, and between looks meanwhile: another
# process may apply it.
WAIT, _LOOK = 10.0, 0.5
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_MEMBERS = frozenset({"id", "subscriber", "filter", "purpose"})


@dataclass(frozen=True)
class SubscriptionParts:
    """What the routes work with."""

    subscriptions: Subscriptions
    channels: Channels
    kafka: Kafka
    record: RecordClient
    pages: Pages
    notifier: Notifier


def router(parts: SubscriptionParts) -> APIRouter:
    """The routes of this file."""
    api = APIRouter()

    @api.get(ROOT)
    async def listed(request: Request) -> Response:
        caller = principal(request)
        caller.require("subscriptions:write", "operate")
        of = None if caller.allows("operate") else caller.subject or ""
        return json_response({"items": [shown(each) for each in await parts.subscriptions.listed(of)]})

    @api.post(ROOT)
    async def request_subscription(request: Request) -> Response:
        caller = principal(request)
        caller.require("subscriptions:write", "operate")
        body = await read_object(request)
        if unknown := sorted(body.keys() - _MEMBERS):
            raise malformed(f"/{unknown[0]}", f"is no member here; there are {', '.join(sorted(_MEMBERS))}")
        id = body.pop("id", "new")
        if not isinstance(id, str) or _ID.fullmatch(id) is None:
            raise malformed("/id", "an id is made of a-z, 0-9 and hyphens, at most 63 characters")
        if caller.subject is not None:
            body.setdefault("subscriber", caller.subject)
        accepted = await parts.record.send(request, id, "request", body)
        return await _answer(parts, accepted, 201)

    @api.get(ONE)
    async def one(request: Request, id: str) -> Response:
        return json_response(shown(await subscription_of(request, parts.subscriptions, id)))

    @api.post(f"{ONE}/approve")
    async def approve(request: Request, id: str) -> Response:
        principal(request).require("operate")
        subscription = await subscription_of(request, parts.subscriptions, id)
        checked(EmptyBody, await read_object(request))
        return await _answer(parts, await parts.record.send(request, subscription.id, "approve", {}), 200)

    @api.delete(ONE)
    async def revoke(request: Request, id: str) -> Response:
        subscription = await subscription_of(request, parts.subscriptions, id)
        return await _answer(parts, await parts.record.send(request, subscription.id, "revoke", {}), 200)

    @api.get(f"{ONE}/asyncapi.json")
    async def described(request: Request, id: str) -> Response:
        subscription = await subscription_of(request, parts.subscriptions, id)
        base = f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
        channels = [
            (each, parts.kafka.reading(each) if each.kind == parts.kafka.name else None)
            for each in await parts.channels.listed(subscription.id)
        ]
        return json_response(document(subscription, base, channels), headers={"Cache-Control": "no-store"})

    return api


async def _answer(parts: SubscriptionParts, sent: Accepted | Rejected, status: int) -> Response:
    """The subscription as it is when the feed has come to what the registry has stored; or the registry's refusal."""
    if isinstance(sent, Rejected):
        return Response(sent.body, sent.status, sent.headers)
    loop = asyncio.get_running_loop()
    end = loop.time() + WAIT
    while True:
        changed = parts.notifier.listen()
        subscription = await parts.subscriptions.get(sent.id)
        if subscription is not None and subscription.position >= sent.position:
            headers = {"Location": f"{ROOT}/{sent.id}"} if status == 201 else {}
            return json_response(shown(subscription), status, headers)
        left = end - loop.time()
        if left <= 0 or parts.notifier.closed:
            raise NotReached(
                f"The command is stored at position {sent.position}, and the feed has not come to it in {WAIT:g} s."
                f" Ask for {ROOT}/{sent.id} later.",
                numbers={"position": sent.position, "id": sent.id},
            )
        await wait_for(changed, min(left, _LOOK))
