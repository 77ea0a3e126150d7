"""Who may do what over HTTP: a row for each route and method of the three services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from runtime.security import Scope


@dataclass(frozen=True)
class Rule:
    """Whom an operation admits. Without `scopes` and `own`, every key.

    scopes: a key needs one of them; a refusal names the first.
    everybody: no key is needed. anonymous: none is needed where public facts may be read without one.
    public: there, a key without the scope is admitted too, to what is public.
    subject: `subscriptions:write` alone needs a key with a subject; a refusal names `operate`.
    own: a key of the subject that it is about has no need of a scope.
    """

    scopes: tuple[Scope, ...] = ()
    everybody: bool = False
    anonymous: bool = False
    public: bool = False
    subject: bool = False
    own: bool = False

    def security(self) -> list[dict[str, list[str]]]:
        """The rule as OpenAPI's `security`; empty where no key is needed."""
        if self.everybody:
            return []
        keys: list[dict[str, list[str]]] = [{"bearer": [scope]} for scope in self.scopes]
        if self.own or not self.scopes:
            keys.append({"bearer": []})
        return [*keys, {}] if self.anonymous else keys

    def refusal(self, scopes: frozenset[str], subject: str | None) -> str | None:
        """The scope that a refusal of a key names; None where the key is admitted."""
        if self.everybody or self.public or not self.scopes:
            return None
        admitting = scopes.intersection(self.scopes)
        if not admitting:
            return self.scopes[0]
        return (
            "operate" if self.subject and subject is None and admitting == {"subscriptions:write"} else None
        )


EVERYBODY = Rule(everybody=True)
ANY_KEY = Rule(anonymous=True)
RECORD = Rule(("record:write",))
HISTORY = Rule(("history:read",), anonymous=True, public=True)
VIEWS = Rule(("views:read",), anonymous=True)
FEED = Rule(("feed:read",), anonymous=True)
SUBSCRIBER = Rule(("subscriptions:write", "operate"))

# Every service has these.
_SHARED: Mapping[str, Rule] = {
    "GET /": EVERYBODY,
    "GET /docs": EVERYBODY,
    "GET /docs/api": EVERYBODY,
    "GET /docs/page.css": EVERYBODY,
    "GET /docs/{name}": EVERYBODY,
    "GET /health/live": EVERYBODY,
    "GET /health/ready": EVERYBODY,
    "GET /metrics": EVERYBODY,
    "GET /openapi.json": EVERYBODY,
    "GET /problems": EVERYBODY,
    "GET /problems/": EVERYBODY,
    "GET /problems/{slug}": EVERYBODY,
    "GET /schemas": EVERYBODY,
    "GET /schemas/": EVERYBODY,
    "GET /schemas/{type}/{version}.json": EVERYBODY,
}
OPERATOR = Rule(("operate",))
# Every service that reads the log has these.
_OPERATED: Mapping[str, Rule] = {
    "GET /v1/operations": OPERATOR,
    "GET /v1/dead-letters": OPERATOR,
    "GET /v1/dead-letters/{id}": OPERATOR,
    "POST /v1/dead-letters/replay": OPERATOR,
    "POST /v1/dead-letters/discard": OPERATOR,
    "POST /v1/rebuilds": OPERATOR,
    "POST /v1/rebuilds/{id}/cancel": OPERATOR,
}
_CHANNELS = "/v1/subscriptions/{id}/channels"
ROWS: Mapping[str, Mapping[str, Rule]] = {
    "registry": {
        **_SHARED,
        "GET /asyncapi.json": EVERYBODY,
        "GET /v1/operations": OPERATOR,
        "GET /v1/events/{event}": HISTORY,
        "GET /v1/exports/{format}": HISTORY,
        "GET /v1/history": HISTORY,
        "GET /v1/streams/{stream}": HISTORY,
        "GET /v1/persons/{id}/name": Rule(("record:admin",), own=True),
        "POST /v1/commands": RECORD,
        "POST /v1/imports": RECORD,
        "GET /v1/imports/{id}": RECORD,
        "GET /v1/imports/{id}/report": RECORD,
        "POST /v1/imports/{id}/check": RECORD,
        "POST /v1/imports/{id}/confirm": RECORD,
        "POST /v1/imports/{id}/undo": RECORD,
        # Every command that has no row of its own.
        "POST /v1/{collection}/{id}/{verb}": RECORD,
        "POST /v1/subscriptions/{id}/approve": Rule(("operate",)),
        "POST /v1/subscriptions/{id}/request": Rule(
            ("subscriptions:write", "record:write", "operate"), subject=True
        ),
        "POST /v1/subscriptions/{id}/revoke": Rule(
            ("subscriptions:write", "record:write", "operate"), subject=True
        ),
    },
    "projections": {
        **_SHARED,
        **_OPERATED,
        "GET /assets/{name}": EVERYBODY,
        "GET /en": EVERYBODY,
        "GET /en/{path}": EVERYBODY,
        "GET /pl": EVERYBODY,
        "GET /pl/{path}": EVERYBODY,
        "GET /{name}": EVERYBODY,
        "GET /{path}": EVERYBODY,
        "GET /v1/agreements": VIEWS,
        "GET /v1/agreements/{id}": VIEWS,
        "GET /v1/bridges": VIEWS,
        "GET /v1/changes": VIEWS,
        "GET /v1/changes/days": VIEWS,
        "GET /v1/clusters": VIEWS,
        "GET /v1/clusters/{id}": VIEWS,
        "GET /v1/commitments": VIEWS,
        "GET /v1/commitments/{id}": VIEWS,
        "GET /v1/dossiers/{id}": VIEWS,
        "GET /v1/visits/{id}": VIEWS,
        "GET /v1/facts/{id}": VIEWS,
        "GET /v1/live": VIEWS,
        "GET /v1/matrix": VIEWS,
        "GET /v1/membership": VIEWS,
        "GET /v1/network": VIEWS,
        "GET /v1/parties": VIEWS,
        "GET /v1/parties/{id}": VIEWS,
        "GET /v1/places": VIEWS,
        "GET /v1/recognitions": VIEWS,
        "GET /v1/search": VIEWS,
        "GET /v1/similar-parties": VIEWS,
        "GET /v1/thresholds": VIEWS,
        "GET /v1/timeline": VIEWS,
        "GET /v1/together": VIEWS,
        "GET /v1/visits": VIEWS,
        "GET /v1/worklist": VIEWS,
    },
    "notifications": {
        **_SHARED,
        **_OPERATED,
        "GET /v1/atom": FEED,
        "GET /v1/calendar.ics": FEED,
        "GET /v1/feed": FEED,
        "GET /v1/stream": FEED,
        "GET /v1/me": ANY_KEY,
        "POST /v1/tickets": Rule(("feed:read",)),
        "GET /v1/channels/{channel}/jwks.json": EVERYBODY,
        # The token in the link admits.
        "GET /v1/digests/{channel}/confirm": EVERYBODY,
        "POST /v1/digests/{channel}/confirm": EVERYBODY,
        "GET /v1/digests/{channel}/unsubscribe": EVERYBODY,
        "POST /v1/digests/{channel}/unsubscribe": EVERYBODY,
        "GET /v1/subscriptions": SUBSCRIBER,
        "POST /v1/subscriptions": SUBSCRIBER,
        "GET /v1/subscriptions/{id}": SUBSCRIBER,
        "DELETE /v1/subscriptions/{id}": SUBSCRIBER,
        "GET /v1/subscriptions/{id}/asyncapi.json": SUBSCRIBER,
        "POST /v1/subscriptions/{id}/approve": Rule(("operate",)),
        f"GET {_CHANNELS}": SUBSCRIBER,
        f"POST {_CHANNELS}": SUBSCRIBER,
        f"GET {_CHANNELS}/{{channel}}": SUBSCRIBER,
        f"DELETE {_CHANNELS}/{{channel}}": SUBSCRIBER,
        f"POST {_CHANNELS}/{{channel}}/challenge": SUBSCRIBER,
        f"POST {_CHANNELS}/{{channel}}/pause": SUBSCRIBER,
        f"POST {_CHANNELS}/{{channel}}/replay": SUBSCRIBER,
        f"POST {_CHANNELS}/{{channel}}/resume": SUBSCRIBER,
        f"POST {_CHANNELS}/{{channel}}/rotate": SUBSCRIBER,
        f"POST {_CHANNELS}/{{channel}}/test": SUBSCRIBER,
        f"GET {_CHANNELS}/{{channel}}/deliveries": SUBSCRIBER,
        f"POST {_CHANNELS}/{{channel}}/deliveries/{{delivery}}/resend": SUBSCRIBER,
    },
}
