"""The links in a digest's mails: a page with a button each, and what the button does. A mail program posts without the page."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.notifications.channels.digest import tokens
from services.notifications.channels.digest.messages import page
from services.notifications.channels.digest.settings import DigestSettings
from services.notifications.channels.digest.tokens import Purpose
from services.notifications.channels.digest.words import WORDS
from services.notifications.channels.documents import Lang
from services.notifications.deliveries.channel import Channel, Progress
from services.notifications.deliveries.store import ChannelTaken
from services.notifications.deliveries.tidying import close
from services.notifications.deliveries.worker import Parts

UNSUBSCRIBED = "its reader unsubscribed"
_ROOT = "/v1/digests/{channel}"
_CHANNEL = re.compile(r"chn_[0-9a-f]{32}", re.ASCII)
_TRIES = 20


def router(parts: Parts) -> APIRouter:
    """The routes of this file. The token in the link is what allows them."""
    api = APIRouter()
    links = _Links(parts)

    @api.get(f"{_ROOT}/confirm")
    async def page_to_confirm(request: Request, channel: str) -> Response:
        lang = await links.lang(request, channel, "confirm")
        return _page(lang, "confirm_question", "confirm") if lang else _void()

    @api.post(f"{_ROOT}/confirm")
    async def confirm(request: Request, channel: str) -> Response:
        lang = await links.lang(request, channel, "confirm")
        if lang is None or not await links.confirm(channel):
            return _void()
        return _page(lang, "confirmed")

    @api.get(f"{_ROOT}/unsubscribe")
    async def page_to_unsubscribe(request: Request, channel: str) -> Response:
        lang = await links.lang(request, channel, "unsubscribe")
        return _page(lang, "unsubscribe_question", "unsubscribe") if lang else await links.over(channel)

    @api.post(f"{_ROOT}/unsubscribe")
    async def unsubscribe(request: Request, channel: str) -> Response:
        lang = await links.lang(request, channel, "unsubscribe")
        if lang is None:
            return await links.over(channel)
        await links.unsubscribe(channel)
        return _page(lang, "unsubscribed")

    return api


class _Links:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def lang(self, request: Request, id: str, purpose: Purpose) -> Lang | None:
        """The language of the reader whose link it is; None for a link that is not good."""
        channel = await self._channel(id)
        if channel is None or channel.sealed is None or channel.state == "making":
            return None
        secrets = self._parts.seal.open(channel.id, channel.sealed)
        if not tokens.is_valid(request.query_params.get("token", ""), secrets, channel.id, purpose):
            return None
        return DigestSettings.model_validate(channel.settings).lang

    async def confirm(self, id: str) -> bool:
        """Make a pending channel active; whether it is active now."""
        for _ in range(_TRIES):
            channel = await self._channel(id)
            if channel is None or channel.state in {"closing", "closed"}:
                return False
            if channel.state != "pending":
                return True
            progress: Progress = {"composed": self._parts.clock.now().isoformat()}
            try:
                await self._parts.channels.change(id, "active", None, lease=channel.lease, progress=progress)
            except ChannelTaken:
                continue
            return True
        return False

    async def unsubscribe(self, id: str) -> None:
        """Close a channel for good."""
        for _ in range(_TRIES):
            channel = await self._channel(id)
            if channel is None or channel.state in {"closing", "closed"}:
                return
            try:
                await close(channel, UNSUBSCRIBED, self._parts.channels, self._parts.kinds[channel.kind])
            except ChannelTaken:
                continue
            return
        raise ChannelTaken(f"channel {id} changes again and again")

    async def over(self, id: str) -> Response:
        """The answer to a link of a channel that is closed: it is done already, and its language is forgotten."""
        channel = await self._channel(id)
        if channel is not None and channel.state in {"closing", "closed"}:
            return _both("unsubscribed", 200)
        return _void()

    async def _channel(self, id: str) -> Channel | None:
        channel = await self._parts.channels.get(id) if _CHANNEL.fullmatch(id) else None
        return channel if channel is not None and channel.kind == "digest" else None


def _page(lang: Lang, text: str, button: str | None = None) -> Response:
    words = WORDS[lang]
    return _html(page(lang, words[text], words[button] if button else None), 200)


def _void() -> Response:
    return _both("void", 404)


def _both(text: str, status: int) -> Response:
    """A page in both languages, where the reader's is not known."""
    return _html(page("pl", f"{WORDS['pl'][text]} · {WORDS['en'][text]}"), status)


def _html(content: str, status: int) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
    }
    return Response(content, status, headers, "text/html; charset=utf-8")
