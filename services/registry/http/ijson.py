"""JSON as I-JSON (RFC 7493): no object has a member twice. Pydantic and msgspec would keep the last one in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.scanner import make_scanner
from typing import Any, NoReturn

from runtime.errors import FieldError, Malformed


class _Repeated(Exception):
    """An object has a member twice."""


class _Members(list[tuple[str, Any]]):
    """An object's members as they were written."""


def check(raw: bytes, inside: str = "") -> None:
    """Refuse what is no I-JSON text. Costs a few microseconds for a command's body.

    Args:
        raw: the complete text.
        inside: a pointer's beginning that is left out, where readers take what lies there for the whole.

    Raises:
        Malformed: it is no JSON in UTF-8, is nested too deep, or has a member twice; the pointer names the second one.
    """
    try:
        _quick(raw.decode())
    except UnicodeDecodeError as error:
        raise _malformed(f"the text is not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise _malformed("the text is nested too deep: no command needs more than 100 levels") from None
    except json.JSONDecodeError as error:
        place = f"at line {error.lineno} column {error.colno}"
        raise _malformed(f"the text is not JSON: {error.msg} {place}") from None
    except _Repeated:
        pointer = next(_repeated(_slow(raw.decode()), "")).removeprefix(inside)
        raise _malformed("this member is given twice; give it once", pointer) from None
    except ValueError:  # Python converts no integer of more than some thousand digits
        raise _malformed("integers are within ±(2^53 − 1)") from None


def _malformed(message: str, pointer: str = "") -> Malformed:
    where = f"{pointer}: " if pointer else ""
    return Malformed(f"{where}{message}. Nothing was stored.", (FieldError(pointer, message),))


def _distinct(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _Repeated


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no number", "", 0)


_DECODER: Any = json.JSONDecoder(object_pairs_hook=_distinct, parse_constant=_no_constant)
_scan = make_scanner(_DECODER)  # typeshed has another idea of what a scanner is made of
_SPACE = " \t\n\r"


def _quick(text: str) -> None:
    """What `JSONDecoder.decode` does, at two thirds of its time: this is done for every command."""
    start = 0 if text.startswith("{") else len(text) - len(text.lstrip(_SPACE))
    try:
        _, end = _scan(text, start)
    except StopIteration as stopped:
        raise json.JSONDecodeError("expecting a value", text, stopped.value) from None
    if end != len(text) and text[end:].strip(_SPACE):
        raise json.JSONDecodeError("more than one value", text, end)


_slow = json.JSONDecoder(object_pairs_hook=_Members).decode


def _repeated(value: Any, pointer: str) -> Iterator[str]:
    """Pointers of the members that repeat an earlier one, in the order of the text."""
    if isinstance(value, _Members):
        known: set[str] = set()
        for name, item in value:
            below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in known:
                yield below
            known.add(name)
            yield from _repeated(item, below)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _repeated(item, f"{pointer}/{index}")
