"""The deliveries of a channel over HTTP: listed by status and time, one of them sent again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from runtime.errors import FieldError, Malformed, NotFound
from runtime.http.bodies import checked, read_object
from runtime.http.responses import json_response
from services.notifications.channels.desk import Desk
from services.notifications.channels.ownership import channel_of, require_open
from services.notifications.channels.routes import ONE, EmptyBody
from services.notifications.channels.shown import written
from services.notifications.deliveries.records import Deliveries, Listed, Wanted

DELIVERIES = ONE + "/deliveries"
_ID = re.compile(r"dlv_[0-9a-f]{32}", re.ASCII)
_KNOWN = frozenset({"status", "from", "to", "cursor", "limit"})


def router(desk: Desk) -> APIRouter:
    """The routes of this file."""
    api = APIRouter()
    parts = desk.parts
    deliveries = Deliveries(parts.channels)

    @api.get(DELIVERIES)
    async def listed(
        request: Request,
        id: str,
        channel: str,
        status: Literal["pending", "waiting", "delivered", "failed"] | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> Response:
        owned = await channel_of(request, parts.subscriptions, parts.channels, id, channel)
        if unknown := sorted(request.query_params.keys() - _KNOWN):
            raise _malformed(unknown[0], f"is not a parameter here; there are {', '.join(sorted(_KNOWN))}")
        wanted = Wanted(status, _moment(request, "from"), _moment(request, "to"), _place(request), limit)
        page = await deliveries.listed(owned.channel.id, wanted)
        following = {}
        if len(page) == limit:
            last = page[-1]
            parameters = [(n, v) for n, v in request.query_params.multi_items() if n != "cursor"]
            cursor = f"{last.changed_at.isoformat()}~{last.delivery.id}"
            following = {"Link": f'<?{urlencode([("cursor", cursor), *parameters])}>; rel="next"'}
        return json_response({"items": [_shown(each) for each in page]}, headers=following)

    @api.post(DELIVERIES + "/{delivery}/resend")
    async def resend(request: Request, id: str, channel: str, delivery: str) -> Response:
        owned = await channel_of(request, parts.subscriptions, parts.channels, id, channel)
        checked(EmptyBody, await read_object(request))
        require_open(owned.channel)
        stored = await deliveries.get(owned.channel.id, delivery) if _ID.fullmatch(delivery) else None
        if stored is None:
            raise NotFound(f"The channel {owned.channel.id} has no delivery {delivery[:60]}.")
        await deliveries.resend(owned.channel, delivery, parts.clock.now())
        after = await deliveries.get(owned.channel.id, delivery)
        return json_response(_shown(after or stored), 202)

    return api


def _shown(listed: Listed) -> dict[str, object]:
    each = listed.delivery
    moments = {
        "first_at": each.first_at,
        "last_at": each.last_at,
        "next_at": each.next_at,
        "changed_at": listed.changed_at,
    }
    return {
        "id": each.id,
        "event": each.event,
        "type": each.type,
        "cursor": str(each.place),
        "status": each.status,
        "attempts": each.attempts,
        **{name: written(moment) if moment else None for name, moment in moments.items()},
        "answer": {"status": each.code, "body": each.answer, "error": each.error, "took_ms": each.took_ms},
    }


def _moment(request: Request, parameter: str) -> datetime | None:
    text = request.query_params.get(parameter)
    return None if text is None else _read_moment(text, parameter)


def _read_moment(text: str, parameter: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _malformed(
            parameter, f"{text[:60]!r} is no time with an offset, as 2026-11-01T00:00:00Z is"
        ) from None


def _place(request: Request) -> tuple[datetime, str] | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    moment, _, id = text.partition("~")
    if not _ID.fullmatch(id):
        raise _malformed("cursor", f"{text[:80]!r} is not a cursor; send one from a “next” link")
    return _read_moment(moment, "cursor"), id


def _malformed(parameter: str, message: str) -> Malformed:
    return Malformed(
        f"{parameter}: {message}.", (FieldError(f"?{parameter}", message),), {"parameter": parameter}
    )
