"""Server-sent events: lines to events, as WHATWG defines them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Message(NamedTuple):
    """An event of a stream. `id` is the last that came, with this one or before."""

    name: str
    data: str
    id: str
    retry: int | None


def messages(lines: Iterable[bytes]) -> Iterator[Message]:
    """The events in the lines of a stream. An event that the end cuts off is dropped.

    `retry`, in milliseconds, is the last that came before the event.
    """
    name, id = "", ""
    data: list[str] = []
    retry: int | None = None
    for raw in lines:
        if not raw.endswith(b"\n"):
            return
        line = raw.rstrip(b"\r\n").decode("utf-8", "replace")
        if not line:
            if data:
                yield Message(name or "message", "\n".join(data), id, retry)
            name, data = "", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif field == "id" and "\0" not in value:
            id = value
        elif field == "retry" and value.isascii() and value.isdigit():
            retry = int(value)
