"""Whether everything that is derived from the log still says what the log says; the first difference is named.

Four comparisons: the log with its own rules (dense positions, whole versions, time that never goes back), Kafka with
the log, the read models with the log, the partners' feed with the log.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from pydantic import SecretStr
from rich.console import Console

from contracts.envelope import Recorded
from ops import verify_kafka
from ops.epochs import borders
from ops.instance import Instance
from ops.progress import Advance, shown
from runtime.database import connect
from runtime.settings import Settings

LOG, KAFKA, READ_MODELS, FEED = "log", "Kafka", "read models", "feed"
_EVENTS = (
    "SELECT position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id,"
    " data FROM registry.events WHERE position > $1 AND position <= $2 ORDER BY position LIMIT 5000"
)

_BY_STREAM = (
    "SELECT position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id,"
    " data FROM registry.events WHERE position <= $1 ORDER BY stream, version"
)
_FETCHED = 5_000


@dataclass(frozen=True)
class Check:
    """One comparison: how many events of the log it went through, and the first difference in words."""

    name: str
    events: int
    difference: str | None

    @property
    def ok(self) -> bool:
        """Whether there was no difference."""
        return self.difference is None


@dataclass(frozen=True)
class VerifyReport:
    """All comparisons up to the position `head`, which the log had at the start."""

    head: int
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether there was no difference at all."""
        return all(check.ok for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The report as `upland verify --json` prints it."""
        return {"ok": self.ok, "head": self.head, "checks": [asdict(c) | {"ok": c.ok} for c in self.checks]}


async def verify(
    settings: Settings,
    projections_url: str,
    notifications_url: str,
    *,
    patience: float = 10.0,
    progress: Callable[[str, int, int], None] | None = None,
) -> VerifyReport:
    """Compare everything with the log as it is now; what is appended meanwhile is left to the next time.

    Args:
        settings: `owner_url`, the `kafka_…` settings and `topic` are used.
        projections_url, notifications_url: PostgreSQL with the role of that service.
        patience: seconds to wait for what may still be on its way to Kafka and into the services.
        progress: called with the comparison's name, the events gone through, and the head.

    Raises:
        Unavailable: the log cannot be read.
        ValueError: `owner_url` is not set.
    """
    if settings.owner_url is None:
        raise ValueError("verify reads the log as its owner: set UPLAND_OWNER_URL")
    owner = settings.owner_url.get_secret_value()
    connection = await connect(owner)
    try:
        head = int(await connection.fetchval("SELECT position FROM registry.head"))
        stepped = await borders(connection)
    finally:
        await connection.close()
    comparisons: dict[str, Callable[[AsyncIterator[Recorded]], Awaitable[str | None]]] = {
        LOG: lambda events: log_difference(events, head, stepped),
        KAFKA: lambda events: verify_kafka.compare(settings, events, head, patience=patience),
        READ_MODELS: lambda events: _read_models(projections_url, events, head, patience),
        FEED: lambda events: _feed(notifications_url, events, patience),
    }
    checks = []
    for name, compare in comparisons.items():
        read = read_by_stream if name == READ_MODELS else read_log
        counted = _Counted(read(owner, head), name, head, progress)
        try:
            difference = await compare(counted.events())
        except Exception as error:
            difference = f"cannot be compared: {type(error).__name__}: {error}"
        checks.append(Check(name, counted.done, difference))
    return VerifyReport(head, tuple(checks))


async def read_log(owner_url: str, head: int) -> AsyncIterator[Recorded]:
    """The events of the log up to a position, by position."""
    connection = await connect(owner_url)
    try:
        position = 0
        while rows := await connection.fetch(_EVENTS, position, head):
            for row in rows:
                yield Recorded(*row)
            position = rows[-1]["position"]
    finally:
        await connection.close()


async def read_by_stream(owner_url: str, head: int) -> AsyncIterator[Recorded]:
    """The events of the log up to a position, one stream after another, each from its first version on."""
    connection = await connect(owner_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            async for row in connection.cursor(_BY_STREAM, head, prefetch=_FETCHED):
                yield Recorded(*row)
    finally:
        await connection.close()


async def log_difference(
    events: AsyncIterator[Recorded], head: int, stepped: Set[int] = frozenset()
) -> str | None:
    """The first place where the log breaks its own rules: a hole, a version out of turn, time that went back.

    stepped: the positions after which another epoch begins, where time may go back.
    """
    position = 0
    recorded_at: datetime | None = None
    versions: dict[str, int] = {}
    async for event in events:
        if event.position != position + 1:
            return f"position {event.position} follows {position}: {position + 1} is missing"
        expected = versions.get(event.stream, 0) + 1
        if event.version != expected:
            return f"position {event.position} is {event.id}, where {event.stream}@{expected} is due"
        went_back = recorded_at is not None and event.recorded_at < recorded_at
        if went_back and position not in stepped:
            return f"position {event.position} was recorded at {event.recorded_at}, before {position} at {recorded_at}"
        position, recorded_at, versions[event.stream] = event.position, event.recorded_at, event.version
    return None if position == head else f"the head says {head}, and the last event is {position}"


# A service knows its own tables; it is asked by name, so that `upland verify` starts without loading them all.
async def _read_models(url: str, events: AsyncIterator[Recorded], head: int, patience: float) -> str | None:
    verification = import_module("services.projections.verification")
    difference: str | None = await verification.compare(url, events, head, patience=patience)
    return difference


async def _feed(url: str, events: AsyncIterator[Recorded], patience: float) -> str | None:
    verification = import_module("services.notifications.verification")
    difference: str | None = await verification.compare(url, events, patience=patience)
    return difference


class _Counted:
    """Events on their way to a comparison, counted."""

    def __init__(
        self,
        source: AsyncIterator[Recorded],
        name: str,
        head: int,
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        self._source = source
        self._name = name
        self._head = head
        self._progress = progress
        self.done = 0

    async def events(self) -> AsyncIterator[Recorded]:
        """The events themselves."""
        async for event in self._source:
            self.done += 1
            if self._progress and (self.done % 100 == 0 or self.done == self._head):
                self._progress(self._name, self.done, self._head)
            yield event


# ---- the command line ------------------------------------------------------------------------------------------
def run(instance: Instance, as_json: bool) -> int:
    """`upland verify`: a line for each comparison, or one JSON document; the exit code is 0, or 1 for a difference."""
    kafka: dict[str, Any] = {
        name.removeprefix("UPLAND_").lower(): value for name, value in instance.kafka_settings().items()
    }
    settings = Settings(owner_url=SecretStr(instance.database_url()), **kafka)
    console = Console(stderr=True)

    async def all_of_it() -> VerifyReport:
        with ExitStack() as bars:
            current: dict[str, Advance] = {}

            def progress(name: str, done: int, head: int) -> None:
                if name not in current:
                    bars.close()
                    current[name] = bars.enter_context(shown(console, name))
                current[name](done, head)

            return await verify(
                settings,
                instance.database_url("upland_projections"),
                instance.database_url("upland_notifications"),
                progress=None if as_json else progress,
            )

    report = asyncio.run(all_of_it())
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        return 0 if report.ok else 1
    for check in report.checks:
        same = "dense, versions whole" if check.name == LOG else "the same as the log"
        print(
            f"{check.name}: {same} ({check.events} events)"
            if check.ok
            else f"{check.name}: {check.difference}"
        )
    return 0 if report.ok else 1
