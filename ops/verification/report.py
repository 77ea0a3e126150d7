"""What a verification found: one check for each comparison with the log."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

LOG, KAFKA, READ_MODELS, FEED = "log", "Kafka", "read models", "feed"


CLAIMS, KEYS, POSITIONS, HASHES = "claims", "idempotency keys", "positions", "hashes"


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
    HASHES: "nothing heals the log itself: restore a backup of before (`upland restore FILE`); Kafka has the event as it was",
    KEYS: "upland repair keys takes out what is beyond the log; a key that is missing cannot be made again, so a command"
    " that is sent once more under it is stored once more",
}


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
