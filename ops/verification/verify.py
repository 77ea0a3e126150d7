"""Whether everything that is derived from the log still says what the log says; differences are named, and what heals them.

The log is held against its own rules (dense positions, whole versions, time that never goes back); Kafka, the read models,
the partners' feed, the claims, the idempotency keys and everybody's position are held against the log.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence, Set
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from pydantic import SecretStr
from rich.console import Console

from contracts.envelope import Recorded
from ops.instance import Instance
from ops.log.epochs import borders
from ops.progress import Advance, shown
from ops.verification import topic_comparison
from runtime.database import connect
from runtime.settings import Settings

LOG, KAFKA, READ_MODELS, FEED = "log", "Kafka", "read models", "feed"
CLAIMS, KEYS, POSITIONS = "claims", "idempotency keys", "positions"
# What makes each of them the log's again, as a command.
HEALS = {
    KAFKA: "upland republish",
    READ_MODELS: "upland rebuild --all",
    FEED: "upland rebuild feed",
    CLAIMS: "upland repair claims",
    POSITIONS: "upland republish",
}
_BEYOND_REPAIR = {
    LOG: "nothing heals the log itself: restore a backup",
    KEYS: "upland repair keys takes out what is beyond the log; a key that is missing cannot be made again, so a command"
    " that is sent once more under it is stored once more",
}
# Differences of one comparison that are named; the others are counted.
_NAMED = 20
_EVENTS = (
    "SELECT position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id,"
    " data FROM registry.events WHERE position > $1 AND position <= $2 ORDER BY position LIMIT 5000"
)

_AT = (
    "SELECT position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id,"
    " data FROM registry.events WHERE position = ANY($1)"
)
_BY_STREAM = (
    "SELECT position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id,"
    " data FROM registry.events WHERE position <= $1 ORDER BY stream, version"
)
_FETCHED = 5_000
Comparison = Callable[[AsyncIterator[Recorded]], AsyncIterator[str]]


@dataclass(frozen=True)
class Check:
    """One comparison: how many events of the log it went through, the first differences in words, and how many there are.

    note: what else there was, and is no difference.
    """

    name: str
    events: int
    differences: tuple[str, ...]
    count: int
    note: str | None = None

    @property
    def ok(self) -> bool:
        """Whether there was no difference."""
        return not self.count

    @property
    def difference(self) -> str | None:
        """The first difference."""
        return self.differences[0] if self.differences else None

    @property
    def heal(self) -> str | None:
        """What to do about the differences: a command, or a sentence where there is none."""
        return None if self.ok else HEALS.get(self.name) or _BEYOND_REPAIR[self.name]

    def as_json(self) -> dict[str, Any]:
        """The check as `upland verify --json` prints it."""
        return asdict(self) | {"ok": self.ok, "difference": self.difference, "heal": self.heal}


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
        return {"ok": self.ok, "head": self.head, "checks": [check.as_json() for check in self.checks]}


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
    registry = import_module("services.registry.log.verification")
    projections = import_module("services.projections.rebuild.verification")
    notifications = import_module("services.notifications.verification")
    log = topic_comparison.Log(lambda positions: _events_at(owner, positions), lambda: _head(owner))
    comparisons: dict[str, Comparison] = {
        LOG: lambda events: log_differences(events, head, stepped),
        KAFKA: lambda events: _first(
            topic_comparison.compare(settings, events, head, log, patience=patience)
        ),
        READ_MODELS: lambda events: projections.differences(projections_url, events, head, patience=patience),
        FEED: lambda events: _first(notifications.compare(notifications_url, events, patience=patience)),
        CLAIMS: lambda _: registry.claims(owner, head),
        KEYS: lambda _: registry.keys(owner, head),
        POSITIONS: lambda _: registry.positions(owner),
    }
    checks = []
    for name, compare in comparisons.items():
        read = read_by_stream if name == READ_MODELS else read_log
        counted = _Counted(read(owner, head), name, head, progress)
        differences: list[str] = []
        count = 0
        try:
            async for difference in compare(counted.events()):
                count += 1
                if count <= _NAMED:
                    differences.append(difference)
        except Exception as error:
            count += 1
            differences.append(f"cannot be compared: {type(error).__name__}: {error}")
        note = f"{log.foreign} foreign records are passed over" if name == KAFKA and log.foreign else None
        checks.append(Check(name, counted.done, tuple(differences), count, note))
    return VerifyReport(head, tuple(checks))


async def _first(difference: Awaitable[str | None]) -> AsyncIterator[str]:
    """The one difference that a comparison ends with, if there is one."""
    if (found := await difference) is not None:
        yield found


async def _events_at(owner_url: str, positions: Sequence[int]) -> dict[int, Recorded]:
    connection = await connect(owner_url)
    try:
        rows = await connection.fetch(_AT, list(positions))
    finally:
        await connection.close()
    return {row["position"]: Recorded(*row) for row in rows}


async def _head(owner_url: str) -> int:
    connection = await connect(owner_url)
    try:
        return int(await connection.fetchval("SELECT position FROM registry.head"))
    finally:
        await connection.close()


async def read_log(owner_url: str, head: int, position: int = 0) -> AsyncIterator[Recorded]:
    """The events of the log after a position, up to another, by position."""
    connection = await connect(owner_url)
    try:
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


async def log_differences(
    events: AsyncIterator[Recorded], head: int, stepped: Set[int] = frozenset()
) -> AsyncIterator[str]:
    """The places where the log breaks its own rules: a hole, a version out of turn, time that went back.

    stepped: the positions after which another epoch begins, where time may go back.
    """
    position = 0
    recorded_at: datetime | None = None
    versions: dict[str, int] = {}
    async for event in events:
        if event.position != position + 1:
            yield f"position {event.position} follows {position}: {position + 1} is missing"
        expected = versions.get(event.stream, 0) + 1
        if event.version != expected:
            yield f"position {event.position} is {event.id}, where {event.stream}@{expected} is due"
        went_back = recorded_at is not None and event.recorded_at < recorded_at
        if went_back and position not in stepped:
            yield f"position {event.position} was recorded at {event.recorded_at}, before {position} at {recorded_at}"
        position, recorded_at, versions[event.stream] = event.position, event.recorded_at, event.version
    if position != head:
        yield f"the head says {head}, and the last event is {position}"


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
        _tell(check)
        if check.note:
            print(f"{check.name}: {check.note}")
    return 0 if report.ok else 1


def _tell(check: Check) -> None:
    if check.ok:
        same = {LOG: "dense, versions whole", POSITIONS: "none is beyond the log"}.get(
            check.name, "the same as the log"
        )
        print(f"{check.name}: {same}" + (f" ({check.events} events)" if check.events else ""))
        return
    for difference in check.differences:
        print(f"{check.name}: {difference}")
    if check.count > len(check.differences):
        print(f"{check.name}: and {check.count - len(check.differences)} more")
    print(f"  → {check.heal}")
