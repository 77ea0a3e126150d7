"""The channels of a subscription over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from pydantic import StrictInt, StrictStr
from starlette.responses import Response

from runtime.http.app import principal
from runtime.http.bodies import Body, checked, read_object
from runtime.http.idempotency import idempotency_key
from runtime.http.responses import json_response
from runtime.operators import audit
from services.notifications.channels.desk import Desk, require_approved
from services.notifications.channels.kinds import ChannelSettings
from services.notifications.channels.ownership import Owned, channel_of, require_open, subscription_of

ROOT = "/v1/subscriptions/{id}/channels"
ONE = ROOT + "/{channel}"


class ReplayRequest(ChannelSettings):
    """From where a channel reads again: a time, a position, a cursor or `beginning`."""

    since: StrictInt | StrictStr


class EmptyBody(ChannelSettings):
    """A body without members."""


def router(desk: Desk) -> APIRouter:
    """The routes of this file."""
    api = APIRouter()
    parts = desk.parts

    @api.get(ROOT)
    async def channels(request: Request, id: str) -> Response:
        subscription = await subscription_of(request, parts.subscriptions, id)
        listed = await parts.channels.listed(subscription.id)
        return json_response({"items": [await desk.shown(each) for each in listed if each.state != "making"]})

    @api.post(ROOT)
    async def create(request: Request, id: str) -> Response:
        subscription = await subscription_of(request, parts.subscriptions, id)
        keys = request.headers.getlist("idempotency-key")
        key = idempotency_key(keys[0]) if keys else None
        body = await read_object(request)
        if key is None:
            return json_response(await desk.create(subscription, body), 201)
        answer, replayed = await desk.create_once(subscription, body, key)
        return json_response(answer, 201, {"Idempotent-Replayed": "true"} if replayed else {})

    @api.get(ONE)
    async def one(request: Request, id: str, channel: str) -> Response:
        owned = await channel_of(request, parts.subscriptions, parts.channels, id, channel)
        return json_response(await desk.shown(owned.channel))

    @api.delete(ONE)
    async def delete(request: Request, id: str, channel: str) -> Response:
        owned = await channel_of(request, parts.subscriptions, parts.channels, id, channel)
        answer = await desk.close(owned.channel)
        await _note(request, desk, owned, "close-channel")
        return json_response(answer)

    _add_actions(api, desk)
    return api


def _add_actions(api: APIRouter, desk: Desk) -> None:
    """What is done with a channel that is open: `POST …/channels/{channel}/{verb}`."""
    actions: dict[str, Callable[[Owned, Body], Awaitable[Body]]] = {
        "pause": lambda owned, _: desk.switch(owned.channel, "paused", ("active", "disabled")),
        "resume": lambda owned, _: desk.switch(owned.channel, "active", ("paused", "disabled")),
        "replay": lambda owned, body: desk.replay(owned.channel, checked(ReplayRequest, body).since),
        "rotate": lambda owned, _: desk.rotate(owned.channel),
        "challenge": lambda owned, _: desk.challenge(owned.channel),
        "test": lambda owned, _: desk.test(owned.channel),
    }
    delivers = {"resume", "challenge", "test"}

    def add(verb: str, action: Callable[[Owned, Body], Awaitable[Body]]) -> None:
        async def answer(request: Request, id: str, channel: str) -> Response:
            owned = await channel_of(request, desk.parts.subscriptions, desk.parts.channels, id, channel)
            body = await read_object(request)
            if verb != "replay":
                checked(EmptyBody, body)
            require_open(owned.channel)
            if verb in delivers:
                require_approved(owned.subscription)
            result = await action(owned, body)
            await _note(request, desk, owned, f"{verb}-channel")
            return json_response(result)

        api.add_api_route(f"{ONE}/{verb}", answer, methods=["POST"])

    for verb, action in actions.items():
        add(verb, action)


async def _note(request: Request, desk: Desk, owned: Owned, action: str) -> None:
    """Keep what an operator did with a partner's channel; what its owner does is the owner's."""
    caller = principal(request)
    if caller.subject != owned.subscription.subscriber:
        async with desk.parts.channels.pool.acquire() as connection:
            await audit.note(connection, "notifications", caller.actor, action, owned.channel.id)
