"""`GET /v1/me`: who a key is, what it may read, and where its subscriptions and channels are."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from runtime.errors import Unauthenticated
from runtime.http.app import principal
from runtime.http.responses import json_response
from runtime.security import ANONYMOUS, Principal
from runtime.settings import Settings
from services.notifications.channels import shown as channels_shown
from services.notifications.deliveries.store import Channels
from services.notifications.entries import groups_of
from services.notifications.pages import Pages
from services.notifications.subscriptions.shown import shown
from services.notifications.subscriptions.store import Subscriptions


def router(pages: Pages, subscriptions: Subscriptions, channels: Channels, settings: Settings) -> APIRouter:
    """The route of this file."""
    api = APIRouter()

    @api.get("/v1/me")
    async def me(request: Request) -> Response:
        caller = principal(request)
        if caller is ANONYMOUS and not settings.anonymous_read:
            raise Unauthenticated("Send a key as “Authorization: Bearer …”.")
        end = await pages.end()
        items = []
        for each in await subscriptions.listed(caller.subject) if caller.subject else ():
            own = [
                channels_shown.shown(one, end)
                for one in await channels.listed(each.id)
                if one.state != "making"
            ]
            items.append(shown(each) | {"channels": own})
        answer = {
            "name": caller.name,
            "key": caller.id or None,
            "subject": caller.subject,
            "scopes": sorted(caller.scopes),
            "reads": {"sentence": _sentence(caller), "groups": _groups(caller)},
            "end": str(end),
            "subscriptions": items,
        }
        return json_response(answer, headers={"Cache-Control": "no-store"})

    return api


def _groups(caller: Principal) -> list[str] | None:
    """The groups whose events the key reads; None for every event, for any reader."""
    if caller is not ANONYMOUS and not caller.allows("feed:read"):
        return []
    return None if _reads_everything(caller) else sorted(groups_of(caller.subject))


def _sentence(caller: Principal) -> str:
    if caller is not ANONYMOUS and not caller.allows("feed:read"):
        return "Reads no feed: the key lacks the scope feed:read."
    if _reads_everything(caller):
        return "Reads every event."
    if caller.subject is None:
        return "Reads what is public."
    if caller.subject.startswith("cluster-"):
        return f"Reads what is public, what is for all partners, and what {caller.subject} takes part in."
    return f"Reads what is public, and what {caller.subject} takes part in."


def _reads_everything(caller: Principal) -> bool:
    return caller.allows("record:admin") or caller.allows("operate")
