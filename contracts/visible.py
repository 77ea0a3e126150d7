"""Checks of commands beyond the form of their fields: texts without invisible characters, addresses that can be opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from contracts import addresses
from contracts.fields import Address
from contracts.texts import may_hide, named, unseen

_Place = tuple[int | str, ...]
_NO_TEXT = frozenset({type(None), bool, int, date})


def check(command: BaseModel) -> None:
    """Check every text of a command, and its web addresses.

    Raises:
        pydantic.ValidationError: naming each field at fault.
    """
    model = type(command)
    if _is_plain(command) and not _address_fields(model):
        return
    wrong = [*_texts(command.__dict__, ()), *_addresses(model, command.__dict__)]
    if wrong:
        raise ValidationError.from_exception_data(model.__name__, wrong)


def check_correction(event: type[BaseModel], fields: Mapping[str, Any]) -> None:
    """Check the web addresses among the fields of a correction, whose texts were checked with the command.

    Raises:
        pydantic.ValidationError: naming each field at fault.
    """
    if wrong := [*_addresses(event, fields)]:
        raise ValidationError.from_exception_data(event.__name__, wrong)


def _is_plain(value: Any) -> bool:
    """Whether no text in the value can be at fault. It runs for every command, so it builds no places."""
    kind = type(value)
    if kind is str:
        return value.isascii() or not may_hide(value)
    if kind in _NO_TEXT:
        return True
    if kind is dict:
        return all(map(_is_plain, value.values()))
    if kind is tuple or kind is list:
        return all(map(_is_plain, value))
    return all(map(_is_plain, value.__dict__.values())) if isinstance(value, BaseModel) else True


def _texts(value: Any, place: _Place) -> Iterator[InitErrorDetails]:
    if isinstance(value, str):
        if not value.isascii():
            yield from (_wrong("unseen", place, value, _words(sign)) for sign in unseen(value))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, (*place, name))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*place, index))
    elif isinstance(value, BaseModel):
        yield from _texts(value.__dict__, place)


def _words(sign: str) -> str:
    return f"{named(sign)} is a character that nobody sees; leave it out"


def _addresses(model: type[BaseModel], values: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    for name in _address_fields(model):
        if isinstance(address := values.get(name), str):
            try:
                addresses.check(address)
            except ValueError as error:
                yield _wrong("address", (name,), address, str(error))


@cache
def _address_fields(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if _marked(field))


def _marked(part: Any) -> bool:
    """Whether a field, or a part of its type, is marked as an address."""
    marks = [*getattr(part, "metadata", ()), *getattr(part, "__metadata__", ())]
    parts = [*getattr(part, "__args__", ()), getattr(part, "annotation", None)]
    return any(isinstance(mark, Address) for mark in marks) or any(_marked(inner) for inner in parts if inner)


def _wrong(kind: str, place: _Place, value: str, message: str) -> InitErrorDetails:
    # Braces in a message would be read as places for its context.
    error = PydanticCustomError(kind, "{message}", {"message": message})
    return InitErrorDetails(type=error, loc=place, input=value)
