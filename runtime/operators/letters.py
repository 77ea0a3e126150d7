"""Dead letters of a service as operators see them. An id reads `projections:12`."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from runtime.database import Connection

SERVICES = ("projections", "notifications")
_LETTERS = """
    SELECT l.*, (SELECT count(*) FROM {service}.dead_letters AS w
        WHERE w.stream = l.stream AND w.status = 'waiting' AND w.position > l.position) AS behind
    FROM {service}.dead_letters AS l
"""
_OPEN = _LETTERS + " WHERE status IN ('poison', 'waiting', 'foreign') ORDER BY id"
_ONE = _LETTERS + " WHERE id = $1"
_FIRST = _LETTERS + " WHERE stream = $1 AND status IN ('poison', 'waiting') ORDER BY position LIMIT 1"


@dataclass(frozen=True)
class Letter:
    """A record that was set aside. `event` is its address in the log, None for a record that is not ours.

    `behind` counts the events of its stream that wait for it.
    """

    id: str
    status: str
    stream: str | None
    event: str | None
    position: int | None
    partition: int
    offset: int | None
    reason: str
    attempts: int
    next_retry: datetime | None
    noted_at: datetime
    why: str | None
    behind: int
    headers: dict[str, str]
    key: bytes | None
    value: bytes | None

    def listed(self) -> dict[str, Any]:
        """What a listing shows: all but its bytes."""
        return {name: value for name, value in vars(self).items() if name not in {"headers", "key", "value"}}

    def shown(self) -> dict[str, Any]:
        """All of it; bytes that are not text as Base64."""
        return self.listed() | {
            "headers": self.headers,
            "key": _readable(self.key),
            "value": _readable(self.value),
        }


def parse_id(id: str) -> tuple[str, int] | None:
    """The service and the number in an id; None for what is no id."""
    service, _, number = id.partition(":")
    if service not in SERVICES or not number.isdecimal() or len(number) > 18:
        return None
    return service, int(number)


async def open_letters(connection: Connection, service: str) -> list[Letter]:
    """What is neither applied nor discarded, in the order in which it was set aside."""
    return await _select(connection, service, _OPEN)


async def letter_of(connection: Connection, service: str, number: int) -> Letter | None:
    """One dead letter; None where there is none."""
    return next(iter(await _select(connection, service, _ONE, number)), None)


async def first_of_stream(connection: Connection, service: str, stream: str | None) -> Letter | None:
    """The letter that a stream waits for; None where nothing of it is set aside."""
    return next(iter(await _select(connection, service, _FIRST, stream)), None)


async def _select(connection: Connection, service: str, query: str, *arguments: Any) -> list[Letter]:
    """The dead letters of a service that a query gives."""
    return [
        _letter(service, dict(row))
        for row in await connection.fetch(query.format(service=service), *arguments)
    ]


def _letter(service: str, row: dict[str, Any]) -> Letter:
    headers = orjson.loads(row["headers"])
    event = headers.get("id") if row["stream"] else None
    return Letter(**row | {"id": f"{service}:{row['id']}", "event": event, "headers": headers})


def _readable(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + b64encode(value).decode()
