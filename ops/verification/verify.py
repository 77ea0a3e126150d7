"""Compares everything that is derived from the log with the log, and names the differences.

The log itself is checked by its own rules and by the hash of each event; Kafka, the read models, the partners' feed, the claims,
the idempotency keys and the readers' positions are compared with the log.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from contracts.envelope import Recorded
from ops.log.epochs import borders
from ops.log.reader import RegistryLog, head_of
from ops.options import CommandRefused
from ops.verification import positions, topic_comparison
from ops.verification.checkpoint import Begun, Checkpoint
from ops.verification.hashes import Hashes
from ops.verification.log_rules import log_differences, state_at
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
# Events after which the place of the log's own rules is kept.
_PLACED_EVERY = 5_000
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
        keep: called with what is compared, after each comparison, and within those of the log's rules, of Kafka, of the read
            models, of the feed and of the hashes, which go on where they were.

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
    begun = resumed.begun if resumed else None
    done = [*resumed.checks] if resumed else []
    findings = _Findings(Checkpoint(head, epoch, tuple(done)), keep)

    def place(name: str, beginning: int | str | dict[str, Any]) -> Any:
        """Where a comparison begins: where the interrupted one was, if it was this one."""
        return begun.place if begun is not None and begun.check.name == name else beginning

    stored = RegistryLog(owner, head)
    hashes = Hashes(owner, head, pace.passed, place(HASHES, 0), findings.reached)
    log = topic_comparison.Log(stored.at, lambda: head_of(owner))
    state = await state_at(owner, place(LOG, 0))
    in_kafka = topic_comparison.Place(**place(KAFKA, {}))
    in_feed = notifications.Place(**place(FEED, {}))
    comparisons: dict[str, Comparison] = {
        LOG: lambda events: log_differences(findings.followed(events), head, epoch_borders, state),
        KAFKA: lambda events: _at_most_one(
            topic_comparison.compare(
                settings,
                events,
                head,
                log,
                patience=patience,
                after=in_kafka,
                # The next event is read by then.
                reached=lambda now: findings.reached(asdict(now), ahead=1),
            )
        ),
        READ_MODELS: lambda events: projections.differences(
            projections_url,
            events,
            head,
            patience=patience,
            after=place(READ_MODELS, ""),
            # The first event of the next stream is read by then.
            reached=partial(findings.reached, ahead=1),
        ),
        FEED: lambda events: _at_most_one(
            notifications.compare(
                notifications_url,
                events,
                patience=patience,
                after=in_feed,
                earlier=partial(_paced, stored, pace),
                reached=lambda now: findings.reached(asdict(now)),
            )
        ),
        CLAIMS: lambda _: registry.claims(owner, head),
        KEYS: lambda _: registry.keys(owner, head),
        POSITIONS: lambda _: positions.differences(owner),
        HASHES: lambda _: hashes.differences(),
    }
    beginnings = {LOG: state.position, KAFKA: in_kafka.position, FEED: in_feed.position}
    made = {check.name: check for check in done}
    checks = []
    for name, compare in comparisons.items():
        if name in made:
            checks.append(made[name])
            continue
        before = begun.check if begun is not None and begun.check.name == name else Check(name, 0, (), 0)
        events = (
            stored.by_stream(place(name, ""))
            if name == READ_MODELS
            else stored.after(beginnings.get(name, 0))
        )
        counted = _Counted(events, name, head, progress, pace, before.events)
        findings.begin(before, counted)
        try:
            async for difference in compare(counted.events()):
                findings.add(difference)
        except Exception as error:
            findings.add(f"cannot be compared: {type(error).__name__}: {error}")
        checks.append(findings.end(_note(name, log.foreign, hashes.added)))
    return VerifyReport(head, tuple(checks))


class _Findings:
    """What the comparison under way has found, and the checkpoint of all."""

    def __init__(self, checkpoint: Checkpoint, keep: Callable[[Checkpoint], None]) -> None:
        self._checkpoint = checkpoint
        self._keep = keep

    def begin(self, before: Check, counted: _Counted) -> None:
        """A comparison begins, or goes on with what an interrupted one has found before."""
        self._name, self._counted = before.name, counted
        self._differences, self._count = [*before.differences], before.count

    def add(self, difference: str) -> None:
        """One difference more; the first are named."""
        self._count += 1
        if len(self._differences) < _NAMED:
            self._differences.append(difference)

    def reached(self, place: int | str | dict[str, Any], *, ahead: int = 0) -> None:
        """The comparison has come to a place, from which it can go on; it has read some events that lie ahead of it."""
        check = self._check(None)
        self._keep(replace(self._checkpoint, begun=Begun(replace(check, events=check.events - ahead), place)))

    async def followed(self, events: AsyncIterator[Recorded]) -> AsyncIterator[Recorded]:
        """The events, in their order; the place is kept now and then."""
        async for event in events:
            yield event
            # The next event is taken when this one is compared.
            if event.position % _PLACED_EVERY == 0:
                self.reached(event.position)

    def end(self, note: str | None) -> Check:
        """What the comparison has found; the checkpoint has it where that is nothing."""
        check = self._check(note)
        if check.ok:
            self._checkpoint = replace(self._checkpoint, checks=(*self._checkpoint.checks, check))
        self._keep(self._checkpoint)
        return check

    def _check(self, note: str | None) -> Check:
        return Check(self._name, self._counted.done, tuple(self._differences), self._count, note)


def _note(name: str, foreign: int, hashed: int) -> str | None:
    if name == KAFKA and foreign:
        return f"{foreign} foreign records are passed over"
    if name == HASHES and hashed:
        return f"{hashed} events of an earlier release had none; from now on they are compared"
    return None


async def _paced(
    stored: RegistryLog, pace: Pace, first: str, behind: str, upto: int
) -> AsyncIterator[Recorded]:
    async for event in stored.of_streams(first, behind, upto):
        await pace.passed(1)
        yield event


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
        done: int,
    ) -> None:
        self._source = source
        self._name = name
        self._head = head
        self._progress = progress
        self._pace = pace
        self.done = done

    async def events(self) -> AsyncIterator[Recorded]:
        """The events themselves."""
        async for event in self._source:
            self.done += 1
            if self.done % 100 == 0:
                await self._pace.passed(100)
            if self._progress and (self.done % 100 == 0 or self.done == self._head):
                self._progress(self._name, self.done, self._head)
            yield event
