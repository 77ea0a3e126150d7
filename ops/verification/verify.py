"""Compares everything that is derived from the log with the log, and names the differences.

The log itself is checked by its own rules; Kafka, the read models, the partners' feed, the claims, the idempotency keys and
the readers' positions are compared with the log.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from contracts.envelope import Recorded
from ops.log.epochs import borders
from ops.log.reader import RegistryLog, head_of
from ops.verification import positions, topic_comparison
from ops.verification.log_rules import log_differences
from ops.verification.report import (
    CLAIMS,
    FEED,
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
Comparison = Callable[[AsyncIterator[Recorded]], AsyncIterator[str]]


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
        epoch_borders = await borders(connection)
    finally:
        await connection.close()
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
    }
    checks = []
    for name, compare in comparisons.items():
        stored = RegistryLog(owner, head)
        events = stored.by_stream() if name == READ_MODELS else stored.after()
        counted = _Counted(events, name, head, progress)
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
