"""Compares everything that is derived from the log with the log, and names the differences.

The log itself is checked by its own rules and by the hash of each event; Kafka, the read models, the partners' feed, the claims,
the idempotency keys and the readers' positions are compared with the log.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from contracts.envelope import Recorded
from ops.log.epochs import borders
from ops.log.reader import RegistryLog, head_of
from ops.options import CommandRefused
from ops.verification import positions, topic_comparison
from ops.verification.checkpoint import Checkpoint
from ops.verification.hashes import Hashes
from ops.verification.log_rules import log_differences
from ops.verification.pace import Pace
from ops.verification.report import (
    CLAIMS,
    FEED,
    HASHES,
    KAFKA,
    KEYS,
    LOG,
    POSITIONS,
    READ_MODELS,
    Check,
    VerifyReport,
)
from runtime.database import connect
from runtime.settings import Settings
from services.notifications import verification as notifications
from services.projections.rebuild import verification as projections
from services.registry.log import verification as registry

# Differences of one comparison that are named; the others are counted.
_NAMED = 20
_EPOCH = "SELECT epoch FROM registry.epochs ORDER BY number DESC LIMIT 1"
Comparison = Callable[[AsyncIterator[Recorded]], AsyncIterator[str]]


async def verify(
    settings: Settings,
    projections_url: str,
    notifications_url: str,
    *,
    patience: float = 10.0,
    progress: Callable[[str, int, int], None] | None = None,
    rate: int | None = None,
    resumed: Checkpoint | None = None,
    keep: Callable[[Checkpoint], None] = lambda _: None,
) -> VerifyReport:
    """Compare everything with the log as it is now; what is appended meanwhile is left to the next time.

    Args:
        settings: `owner_url`, the `kafka_…` settings and `topic` are used.
        projections_url, notifications_url: PostgreSQL with the role of that service.
        patience: seconds to wait for what may still be on its way to Kafka and into the services.
        progress: called with the comparison's name, the events gone through, and the head.
        rate: at most so many events a second are read from the log; any number without it.
        resumed: what an earlier call has compared; its head is that of this call too.
        keep: called with what is compared, after each comparison.

    Raises:
        CommandRefused: a new epoch has begun since the earlier call.
        Unavailable: the log cannot be read.
        ValueError: `owner_url` is not set.
    """
    if settings.owner_url is None:
        raise ValueError("verify reads the log as its owner: set UPLAND_OWNER_URL")
    owner = settings.owner_url.get_secret_value()
    connection = await connect(owner)
    try:
        head = int(await connection.fetchval("SELECT position FROM registry.head"))
        epoch = str(await connection.fetchval(_EPOCH))
        epoch_borders = await borders(connection)
    finally:
        await connection.close()
    if resumed is not None:
        if resumed.epoch != epoch:
            raise CommandRefused(
                f"the epoch {epoch} has begun since the verification was interrupted: run it without --resume"
            )
        head = resumed.head
    pace = Pace(rate)
    hashes = Hashes(owner, head, pace.passed)
    log = topic_comparison.Log(RegistryLog(owner, head).at, lambda: head_of(owner))
    comparisons: dict[str, Comparison] = {
        LOG: lambda events: log_differences(events, head, epoch_borders),
        KAFKA: lambda events: _at_most_one(
            topic_comparison.compare(settings, events, head, log, patience=patience)
        ),
        READ_MODELS: lambda events: projections.differences(projections_url, events, head, patience=patience),
        FEED: lambda events: _at_most_one(
            notifications.compare(notifications_url, events, patience=patience)
        ),
        CLAIMS: lambda _: registry.claims(owner, head),
        KEYS: lambda _: registry.keys(owner, head),
        POSITIONS: lambda _: positions.differences(owner),
        HASHES: lambda _: hashes.differences(),
    }
    done = {check.name: check for check in resumed.checks} if resumed else {}
    checks = []
    for name, compare in comparisons.items():
        if name in done:
            checks.append(done[name])
            continue
        stored = RegistryLog(owner, head)
        events = stored.by_stream() if name == READ_MODELS else stored.after()
        counted = _Counted(events, name, head, progress, pace)
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
        checks.append(
            Check(name, counted.done, tuple(differences), count, _note(name, log.foreign, hashes.added))
        )
        keep(Checkpoint(head, epoch, tuple(check for check in checks if check.ok)))
    return VerifyReport(head, tuple(checks))


def _note(name: str, foreign: int, hashed: int) -> str | None:
    if name == KAFKA and foreign:
        return f"{foreign} foreign records are passed over"
    if name == HASHES and hashed:
        return f"{hashed} events of an earlier release had none; from now on they are compared"
    return None


async def _at_most_one(difference: Awaitable[str | None]) -> AsyncIterator[str]:
    """The one difference that a comparison ends with, if there is one."""
    if (first := await difference) is not None:
        yield first


class _Counted:
    """Events on their way to a comparison, counted."""

    def __init__(
        self,
        source: AsyncIterator[Recorded],
        name: str,
        head: int,
        progress: Callable[[str, int, int], None] | None,
        pace: Pace,
    ) -> None:
        self._source = source
        self._name = name
        self._head = head
        self._progress = progress
        self._pace = pace
        self.done = 0

    async def events(self) -> AsyncIterator[Recorded]:
        """The events themselves."""
        async for event in self._source:
            self.done += 1
            if self.done % 100 == 0:
                await self._pace.passed(100)
            if self._progress and (self.done % 100 == 0 or self.done == self._head):
                self._progress(self._name, self.done, self._head)
            yield event
