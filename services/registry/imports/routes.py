"""Imports over HTTP: upload, report, confirmation, progress and undo, each with the key that uploaded."""

from __future__ import annotations

import re
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request
from starlette.responses import Response
from uuid_utils import uuid7

from contracts.fields import Mode
from runtime.errors import FieldError, Forbidden, Malformed, NotFound, Refused, TooManyRequests
from runtime.http.accept import preferred
from runtime.http.app import principal
from runtime.http.idempotency import idempotency_key
from runtime.http.responses import json_response
from runtime.security import Principal, actor_of
from runtime.settings import Settings
from runtime.telemetry import logger
from services.registry.http.request import read_body
from services.registry.importing.reading.encodings import ENCODINGS
from services.registry.importing.reading.files import JSONLD, TABLES, YAML
from services.registry.importing.values.mapping import LONGEST, MappingWrong, TableMapping
from services.registry.imports.store import Import, Imports, Phase, State
from services.registry.imports.worker import Worker

SUFFIXES = (*TABLES, *YAML, *JSONLD)
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\]{1,120}")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_MOST = 200  # imports of one key's holder
_JSON, _TEXT = "application/json", "text/plain"
_LATER: tuple[State, ...] = ("importing", "imported", "undoing", "undone")

Text = Annotated[str | None, Query(max_length=120)]


class ImportRoutes:
    """The endpoints of imports."""

    def __init__(self, imports: Imports, worker: Worker, settings: Settings) -> None:
        self._imports, self._worker, self._limit = imports, worker, settings.max_import

    async def upload(
        self,
        request: Request,
        name: Text = None,
        encoding: Text = None,
        cluster: Text = None,
        source: Text = None,
        mode: Text = None,
        mapping: Annotated[str | None, Query(alias="map", max_length=LONGEST)] = None,
    ) -> Response:
        caller = _writer(request)
        name = name or ""  # the key is looked at before what it asks for
        options = _options(name, encoding=encoding, cluster=cluster, source=source, mode=mode)
        if mapping:
            options["map"] = _mapping(mapping, "?map")
        content = await read_body(request.receive, self._limit)
        if await self._imports.count(caller.owner) >= _MOST:
            raise TooManyRequests(
                f"{_MOST} imports of this key are kept already. The oldest are removed in time.",
                retry_after=3600,
            )
        id = uuid7().hex
        await self._imports.add(id, caller.owner, caller.id, name, content, options)
        logger.info("imports.uploaded", import_id=id, actor=caller.actor, bytes=len(content))
        self._worker.wake()
        return self._described(await self._own(caller, id), 201)

    async def one(self, request: Request, id: str) -> Response:
        return self._described(await self._own(_writer(request), id))

    async def report(self, request: Request, id: str, phase: Phase | None = None) -> Response:
        one = await self._own(_writer(request), id)
        reports: dict[str, dict[str, Any] | None] = {
            "dry_run": one.dry_run, "result": one.result, "undo": one.undo
        }  # fmt: skip
        last = next((name for name in reversed(reports) if reports[name] is not None), "dry_run")
        wanted = str(phase or last)
        report = reports[wanted]
        if report is None:
            raise NotFound(f"This import has no report of the phase {wanted} yet; it is {one.state}.")
        if preferred(request.headers.getlist("accept"), (_JSON, _TEXT)) == _TEXT:
            return Response(report["text"] + "\n", 200, {"Vary": "Accept"}, _TEXT)
        return json_response({"phase": wanted, **_without(report, "text")}, 200, {"Vary": "Accept"})

    async def confirm(self, request: Request, id: str) -> Response:
        key = idempotency_key(request.headers.get("idempotency-key"))
        caller = _writer(request)
        one = await self._own(caller, id)
        if one.confirmed == key and one.state in _LATER:
            return self._described(one, 200, {"Idempotent-Replayed": "true"})
        unfinished = one.dry_run is not None and (one.result is None or _unanswered(one.result) > 0)
        if one.state != "checked" and not (unfinished and one.state in {"failed", "imported"}):
            raise _not_now(
                one, "confirmed", "once its dry run is done, and again while something is unanswered"
            )
        return await self._moved(caller, one, "importing", key)

    async def check(self, request: Request, id: str) -> Response:
        """Another dry run, by the mapping that the body is."""
        caller = _writer(request)
        mapping = _mapping(_text(await read_body(request.receive, 4 * LONGEST)), "")
        one = await self._own(caller, id)
        if one.state != "checked" and not (one.state == "failed" and one.result is None):
            raise _not_now(one, "tried again", "once its dry run is done, before anything of it is stored")
        return await self._moved(caller, one, "checking", options=one.options | {"map": mapping})

    async def undo(self, request: Request, id: str) -> Response:
        caller = _writer(request)
        one = await self._own(caller, id)
        if one.state == "undoing" or (one.state == "undone" and not _unanswered(one.undo)):
            return self._described(one)
        if one.state not in {"imported", "undone", "failed"}:
            raise _not_now(one, "undone", "once it has ended")
        return await self._moved(caller, one, "undoing")

    async def _moved(
        self,
        caller: Principal,
        one: Import,
        state: State,
        key: str | None = None,
        options: dict[str, str] | None = None,
    ) -> Response:
        moved = await self._imports.move(one.id, one.state, state, key, options)
        if moved is None:  # another request was faster
            return self._described(await self._own(caller, one.id))
        logger.info(f"imports.{state}", import_id=one.id, actor=caller.actor)
        self._worker.wake()
        return self._described(moved)

    async def _own(self, caller: Principal, id: str) -> Import:
        """The import of this id, where the caller's holder uploaded it."""
        one = await self._imports.get(id)
        if one is None or (one.owner != caller.owner and not caller.allows("record:admin")):
            raise NotFound("There is no import of this id that this key uploaded.")
        return one

    def _described(self, one: Import, status: int = 200, headers: dict[str, str] | None = None) -> Response:
        progress = self._worker.progress(one.id)
        body = {
            "id": one.id,
            "name": one.name,
            "by": actor_of(one.key_id),
            "state": one.state,
            "reason": one.reason,
            "progress": {"done": progress[0], "of": progress[1]} if progress else None,
            "options": one.options,
            "created_at": one.created_at.isoformat(),
            "changed_at": one.changed_at.isoformat(),
            **{
                phase: report
                and {name: report[name] for name in ("totals", "rows")}
                | {"warnings": len(report["warnings"])}
                for phase, report in (("dry_run", one.dry_run), ("result", one.result), ("undo", one.undo))
            },
        }
        return json_response(
            body,
            status,
            {"Location": f"/v1/imports/{one.id}", "Cache-Control": "no-store", **(headers or {})},
        )


def _writer(request: Request) -> Principal:
    caller = principal(request)
    caller.require("record:write")
    if caller.by_token:
        raise Forbidden(
            "An import goes on after a token is over, so it needs a key. Ask an operator for one."
        )
    return caller


def _options(name: str, **given: str | None) -> dict[str, str]:
    """The options of an import. Raises `Malformed` with the parameter at fault."""
    if (
        not _NAME.fullmatch(name)
        or len(name.encode()) > 200
        or not name.lower().endswith(SUFFIXES)
        or name.startswith(".")
    ):
        raise _malformed("name", f"a file's name that ends with one of {', '.join(SUFFIXES)}")
    options = {option: value for option, value in given.items() if value}
    if options.get("encoding", "utf-8") not in {*ENCODINGS, "utf-8"}:
        raise _malformed("encoding", f"one of {', '.join(ENCODINGS)}")
    for option in ("cluster", "source"):
        if option in options and not _ID.fullmatch(options[option]):
            raise _malformed(option, "an id: small letters, digits and hyphens")
    if "mode" in options and options["mode"] not in get_args(Mode):
        raise _malformed("mode", f"one of {', '.join(get_args(Mode))}")
    return options


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Malformed("The body is no UTF-8. Nothing was stored.", (FieldError("", "not UTF-8"),)) from None


def _mapping(text: str, pointer: str) -> str:
    """The text of a mapping, where it is one. Raises `Malformed`."""
    try:
        TableMapping.parse(text)
    except MappingWrong as wrong:
        raise Malformed(f"{wrong}. Nothing was stored.", (FieldError(pointer, str(wrong)),)) from None
    return text


def _malformed(parameter: str, expected: str) -> Malformed:
    return Malformed(
        f"{parameter} is {expected}. Nothing was stored.", (FieldError(f"?{parameter}", f"not {expected}"),)
    )


def _not_now(one: Import, what: str, when: str) -> Refused:
    return Refused.by(
        "import-state", f"This import is {one.state}; it can be {what} {when}.", state=one.state
    )


def _unanswered(report: dict[str, Any] | None) -> int:
    return int(report["totals"]["unanswered"]) if report else 0


def _without(report: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in report.items() if key != name}


def router(imports: Imports, worker: Worker, settings: Settings) -> APIRouter:
    """The routes of this file."""
    api, routes = APIRouter(), ImportRoutes(imports, worker, settings)
    api.add_api_route("/v1/imports", routes.upload, methods=["POST"])
    api.add_api_route("/v1/imports/{id}", routes.one)
    api.add_api_route("/v1/imports/{id}/report", routes.report)
    api.add_api_route("/v1/imports/{id}/check", routes.check, methods=["POST"])
    api.add_api_route("/v1/imports/{id}/confirm", routes.confirm, methods=["POST"])
    api.add_api_route("/v1/imports/{id}/undo", routes.undo, methods=["POST"])
    return api
