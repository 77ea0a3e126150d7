"""What operators see and do over HTTP, in each service that reads the log. All of it needs the scope `operate`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StrictStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.patterns import text_of
from runtime.errors import NotFound, Refused
from runtime.http.app import principal
from runtime.http.bodies import checked, malformed, read_object
from runtime.http.responses import json_response
from runtime.operators import decisions, rebuilds
from runtime.operators.failures import failure_of
from runtime.operators.letters import Letter, letter_of, open_letters, parse_id
from runtime.operators.overview import Operated, overview
from runtime.security import Principal

# Letters of one failure that are listed.
_LISTED = 200
Answer = Callable[[Request, Principal], Awaitable[Response]]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class LetterDecision(_Body):
    """What it is about: one dead letter by its id, or all that one failure has stopped."""

    id: StrictStr | None = None
    failure: StrictStr | None = None


class LetterDiscard(LetterDecision):
    """The same, with the reason, which is kept."""

    # PostgreSQL stores no NUL.
    why: Annotated[str, text_of(r"^[^\x00]*$", "text without NUL characters", min_length=1, max_length=1_000)]


class RebuildOrder(_Body):
    """What is to be rebuilt, all where nothing is named; compared only; or switched back."""

    model: StrictStr | None = None
    action: Literal["rebuild", "compare", "undo"] = "rebuild"


def routes(operated: Operated) -> list[Route]:
    """The routes of a service."""
    handler = _Handler(operated)
    return [
        Route(path, for_operators(partial(answer, handler)), methods=[method])
        for method, path, answer in _answers()
    ]


def routes_elsewhere(why: str) -> list[Route]:
    """The same routes of a process that cannot be operated: to who may operate, they say why."""

    async def refuse(request: Request, _: Principal) -> Response:
        raise NotFound(f"{request.scope['path']} is not an address of this process: {why}")

    return [Route(path, for_operators(refuse), methods=[method]) for method, path, _ in _answers()]


def for_operators(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that needs the scope `operate`, before anything else of the request is looked at."""

    async def endpoint(request: Request) -> Response:
        caller = principal(request)
        caller.require("operate")
        response = await answer(request, caller)
        response.headers["Cache-Control"] = "no-store"
        return response

    return endpoint


class _Handler:
    def __init__(self, operated: Operated) -> None:
        self._operated = operated
        self._schema = operated.service
        self._pool = operated.pool

    async def shown(self, _: Request, __: Principal) -> Response:
        return json_response(await overview(self._operated))

    async def listed(self, request: Request, _: Principal) -> Response:
        wanted = request.query_params.get("failure")
        async with self._pool.acquire() as connection:
            letters = await open_letters(connection, self._schema)
        chosen = [each for each in letters if wanted is None or failure_of(each) == wanted]
        return json_response({"items": [_listed(each) for each in chosen[:_LISTED]], "count": len(chosen)})

    async def letter(self, request: Request, _: Principal) -> Response:
        async with self._pool.acquire() as connection:
            letter = await self._one(connection, request.path_params["id"])
        return json_response(_listed(letter) | _content(letter))

    async def replay(self, request: Request, caller: Principal) -> Response:
        body = checked(LetterDecision, await read_object(request))
        async with self._pool.acquire() as connection:
            letters, target = await self._chosen(connection, body)
            if body.id is not None and (
                reason := await decisions.why_not_replayed(connection, self._schema, letters[0])
            ):
                raise Refused.by("replayable", f"{reason}.", "/id")
            stopped = [letter for letter in letters if letter.status == "poison"]
            await decisions.try_now(connection, self._schema, stopped, caller.actor, target)
        return json_response({"count": len(stopped)}, 202)

    async def discard(self, request: Request, caller: Principal) -> Response:
        body = checked(LetterDiscard, await read_object(request))
        if not (why := body.why.strip()):
            raise malformed("/why", "give the reason: it is kept")
        async with self._pool.acquire() as connection:
            letters, target = await self._chosen(connection, body)
            count = await decisions.discard(connection, self._schema, letters, why, caller.actor, target)
        return json_response({"count": count})

    async def request(self, request: Request, caller: Principal) -> Response:
        body = checked(RebuildOrder, await read_object(request))
        operated = self._operated
        if body.action not in operated.actions:
            raise malformed("/action", f"it is one of {', '.join(operated.actions)} here")
        if body.model not in {None, *operated.rebuilt}:
            raise malformed("/model", f"it is one of {', '.join(operated.rebuilt)}; all when it is left out")
        models = [body.model] if body.model else [*operated.rebuilt]
        async with self._pool.acquire() as connection:
            for run in await rebuilds.under_way(connection, self._schema):
                if run.state != "lost":
                    raise Refused.by("one-rebuild", f"The rebuild {run.id} is under way; wait, or cancel it.")
            id = await rebuilds.request(connection, self._schema, body.action, models, caller.actor)
            run_now = await rebuilds.one(connection, self._schema, id)
        return json_response(run_now.as_json() if run_now else {}, 202)

    async def cancel(self, request: Request, caller: Principal) -> Response:
        text = request.path_params["id"]
        id = int(text) if text.isdecimal() and len(text) < 10 else 0
        async with self._pool.acquire() as connection:
            run = await rebuilds.one(connection, self._schema, id)
            if run is None:
                raise NotFound(f"There is no rebuild {text[:60]}.")
            await rebuilds.cancel(connection, self._schema, run, caller.actor)
            run = await rebuilds.one(connection, self._schema, id)
        return json_response(run.as_json() if run else {}, 202)

    async def _chosen(self, connection: Any, body: LetterDecision) -> tuple[list[Letter], str]:
        """The letters that a body is about, and its own word for them."""
        if (body.id is None) == (body.failure is None):
            raise malformed("", "give `id` or `failure`")
        if body.id is not None:
            return [await self._one(connection, body.id)], body.id
        failure = str(body.failure)
        letters = decisions.of_failure(await open_letters(connection, self._schema), failure)
        if not letters:
            raise NotFound(f"Nothing stopped by {failure[:200]} is set aside here.")
        return letters, failure

    async def _one(self, connection: Any, id: str) -> Letter:
        parsed = parse_id(id)
        letter = (
            await letter_of(connection, self._schema, parsed[1])
            if parsed is not None and parsed[0] == self._schema
            else None
        )
        if letter is None:
            raise NotFound(f"There is no dead letter {id[:60]} here.")
        return letter


def _listed(letter: Letter) -> dict[str, Any]:
    moments = ("next_retry", "noted_at")
    return letter.listed() | {
        name: moment.isoformat() if (moment := getattr(letter, name)) else None for name in moments
    }


def _content(letter: Letter) -> dict[str, Any]:
    shown = letter.shown()
    return {name: shown[name] for name in ("headers", "key", "value")}


def _answers() -> tuple[tuple[str, str, Callable[[_Handler, Request, Principal], Awaitable[Response]]], ...]:
    return (
        ("GET", "/v1/operations", _Handler.shown),
        ("GET", "/v1/dead-letters", _Handler.listed),
        ("POST", "/v1/dead-letters/replay", _Handler.replay),
        ("POST", "/v1/dead-letters/discard", _Handler.discard),
        ("GET", "/v1/dead-letters/{id}", _Handler.letter),
        ("POST", "/v1/rebuilds", _Handler.request),
        ("POST", "/v1/rebuilds/{id}/cancel", _Handler.cancel),
    )
