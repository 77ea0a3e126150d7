"""Reads what a request for the feed asks, where the record has to be looked at: a subscription, and names in filters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from starlette.requests import Request

from runtime.errors import NotFound, Refused, Revoked
from runtime.settings import Settings
from services.notifications.pages import Pages, Reader
from services.notifications.requests import FeedQuery, caller_of, malformed, parse_query, subject_parameter
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Subscription

_PARAMETER = "subscription"


class FeedQueries:
    """Reads requests, for every channel over HTTP alike."""

    def __init__(self, settings: Settings, subscriptions: Subscriptions, pages: Pages) -> None:
        self._settings = settings
        self._subscriptions = subscriptions
        self._pages = pages

    async def parse(self, request: Request, own: Collection[str]) -> FeedQuery:
        """Read a request. A subscription narrows the feed of its subscriber, no matter whose key reads it.

        Args:
            own: the parameters that only this channel has.

        Raises:
            Unauthenticated, Forbidden: the key is missing or unknown; it lacks feed:read; it asks for another's feed.
            NotFound: there is no such subscription, or it is another's. Revoked, Refused: it is not approved.
            Malformed: a parameter cannot be read, is not known, or names what is not in the reader's feed.
            Unavailable: the database is away.
        """
        query = parse_query(request, self._settings, {*own, _PARAMETER})
        if id := request.query_params.get(_PARAMETER):
            query = await self._narrowed(request, query, id)
        await self._check_names(query)
        if query.subject is not None and query.subscription is None:
            await self._check_subject(request, query.subject)
        return query

    async def check_again(self, query: FeedQuery) -> None:
        """Check that a query's subscription is still approved, after a wait. Raises as `parse`."""
        if query.subscription is not None:
            subscription = await self._subscriptions.get(query.subscription)
            if subscription is None:
                raise NotFound(f"There is no subscription {query.subscription} any more.")
            _check_stage(subscription)

    async def _narrowed(self, request: Request, query: FeedQuery, id: str) -> FeedQuery:
        caller = caller_of(request.scope)
        caller.require("feed:read")
        if query.subject is not None:
            raise malformed(
                subject_parameter(request), "leave it out: the feed is that of the subscription's subscriber"
            )
        subscription = await self._subscriptions.get(id)
        own = subscription is not None and subscription.subscriber == caller.subject
        if subscription is None or not (own or caller.allows("operate")):
            raise NotFound(
                f"There is no subscription {id[:100]!r} of yours; GET /v1/subscriptions lists them."
            )
        _check_stage(subscription)
        return FeedQuery(
            Reader.of(subscription.subscriber),
            replace(query.filters, expression=subscription.filter),
            subscription.subscriber,
            subscription.id,
        )

    async def _check_names(self, query: FeedQuery) -> None:
        filters = query.filters
        for parameter, names in (("type", filters.types), ("cluster", filters.clusters)):
            if missing := await self._pages.unknown(names, query.reader.groups):
                raise malformed(parameter, f"{missing[0]} is in no event that this key reads")

    async def _check_subject(self, request: Request, subject: str) -> None:
        # A key's own subject may be one that is still to be recorded.
        if subject != caller_of(request.scope).subject and await self._pages.unknown([subject], None):
            raise malformed(subject_parameter(request), f"the record does not know {subject}")


def _check_stage(subscription: Subscription) -> None:
    """Raise `Revoked` or `Refused` for a subscription that is not approved."""
    if subscription.stage == "revoked":
        raise Revoked(
            f"The subscription {subscription.id} is revoked. Ask for one again: POST /v1/subscriptions.",
            numbers={"subscription": subscription.id},
        )
    if subscription.stage == "requested":
        raise Refused.by(
            "approved-subscription",
            f"The subscription {subscription.id} is not approved yet. Wait for an operator's approval.",
            stage=subscription.stage,
        )
