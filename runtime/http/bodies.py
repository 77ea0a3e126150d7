"""Bodies of requests that are JSON objects, checked by a model; what is wrong names its field."""

from __future__ import annotations

import json
from typing import NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from contracts.patterns import message_of
from runtime.errors import FieldError, Malformed, TooLarge, UnsupportedMedia

_MOST = 65_536
Body = dict[str, object]
M = TypeVar("M", bound=BaseModel)


async def read_object(request: Request) -> Body:
    """The object in a request's body; an empty one where there is no body.

    Raises:
        UnsupportedMedia: the body is of another type than JSON.
        TooLarge: it is over 64 kB.
        Malformed: it is no JSON object, or has a member twice.
    """
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > _MOST:
            raise TooLarge(f"The body is over {_MOST} bytes.", numbers={"limit": _MOST})
    if not content.strip():
        return {}
    media = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMedia(f"Send the body as application/json, not as {media[:60]}.")
    try:
        value = json.loads(content, object_pairs_hook=_distinct, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        if isinstance(error, _Twice):
            raise malformed(f"/{error}", "is there twice") from None
        raise malformed("", "the body is no JSON") from None
    if not isinstance(value, dict):
        raise malformed("", "the body is no JSON object")
    return value


def checked(model: type[M], body: Body) -> M:
    """The body as a model.

    Raises:
        Malformed: it names each field at fault.
    """
    try:
        # By way of JSON, so that a strict model takes a date or a tuple in the form that JSON has for it.
        return model.model_validate_json(json.dumps(body))
    except ValidationError as error:
        faults = tuple(
            FieldError("".join(f"/{step}" for step in each["loc"]), message_of(each))
            for each in error.errors(include_url=False, include_input=False)
        )
        first = faults[0]
        raise Malformed(f"{first.pointer or 'the body'}: {first.message}.", faults) from None


def malformed(pointer: str, message: str) -> Malformed:
    """The error for one field."""
    return Malformed(f"{pointer or 'the body'}: {message}.", (FieldError(pointer, message),))


class _Twice(ValueError):
    """A member of that name is there twice."""


def _distinct(pairs: list[tuple[str, object]]) -> Body:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return members


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
