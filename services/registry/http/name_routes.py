"""Opening a person's name, for who may read it. Each opening is logged; the name never is."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts import disclosures
from contracts.amendments import apply_amendments
from contracts.envelope import Fact
from runtime.errors import Forbidden, NotFound
from runtime.facts import fact_of
from runtime.http.app import principal
from runtime.http.responses import correlation_of, json_response
from runtime.security import Keys, Principal
from runtime.telemetry import logger
from services.registry.log.readable_log import ReadableLog
from services.registry.names.names import Names


class NameRoutes:
    """The endpoint that opens names."""

    def __init__(self, log: ReadableLog, names: Names, keys: Keys) -> None:
        self._log, self._names, self._keys = log, names, keys

    async def name(self, request: Request, id: str) -> Response:
        caller = principal(request)
        if caller.subject is None:
            caller.require("record:admin")
        person = f"person-{id}"
        facts = apply_amendments([fact_of(event) for event in await self._log.stream(person)])
        if not caller.allows("record:admin") and not self._acted_for(caller, facts):
            raise Forbidden(
                f"A name is opened with the scope record:admin, or with a key of an organisation for which the person"
                f" acts or acted; the key “{caller.name}” is neither.",
                numbers={"scope": "record:admin"},
            )
        if not facts:
            raise NotFound(f"The record holds no person {id[:80]!r}.")
        if erasure := next((fact for fact in facts if fact.type == "PersonErased"), None):
            raise NotFound(
                f"The name of {person} was erased; its key is destroyed.", numbers={"erased": erasure.id}
            )
        opened = [name for name in await self._names.open(person) if name.field == "name"]
        if not opened:
            raise NotFound(f"No name was given for {person}.")
        latest = opened[-1]
        claim = disclosures.read(latest.disclosure)
        logger.info(
            "name.opened", person=person, actor=caller.actor, correlation_id=correlation_of(request.scope)
        )
        return json_response(
            {"name": claim.value, "disclosure": latest.disclosure, "event": latest.event},
            headers={"Cache-Control": "no-store"},
        )

    def _acted_for(self, caller: Principal, facts: Sequence[Fact]) -> bool:
        """Whether the person acts or acted for the caller's organisation.

        A function that the organisation recorded itself counts only for a person whom it registered itself: otherwise
        any organisation could learn any name by claiming the person.
        """
        if caller.subject is None:
            return False
        own = self._keys.holders(caller)
        registered = any(fact.type == "PersonRegistered" and fact.data["actor"] in own for fact in facts)
        return any(
            fact.type == "FunctionAssumed"
            and fact.data["organisation"] == caller.subject
            and (registered or fact.data["actor"] not in own)
            for fact in facts
        )


def router(log: ReadableLog, names: Names, keys: Keys) -> APIRouter:
    """The routes of this file."""
    api = APIRouter()
    api.add_api_route("/v1/persons/{id}/name", NameRoutes(log, names, keys).name)
    return api
