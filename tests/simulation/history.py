"""What happened in a schedule, as plain values: what the checker looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass
class Attempt:
    """One call of a client. `outcome` is empty while nothing has come back.

    outcome: stored, replayed, wrong-version, key-reused, claimed, outdated, untimely, overloaded (the last six: refused for
    certain), or unknown.
    """

    invoked: float
    responded: float = float("inf")
    outcome: str = ""
    version: int = 0
    position: int = 0


@dataclass
class Operation:
    """A command of a client, with all attempts. Its events carry `number`, by which they are known in the log."""

    number: int
    stream: str
    expected: int | None
    count: int
    key: str | None = None
    hash: bytes = b""
    claims: tuple[tuple[str, str], ...] = ()
    released: tuple[tuple[str, str], ...] = ()
    consulted: tuple[tuple[str, int], ...] = ()
    attempts: list[Attempt] = field(default_factory=list)


class Logged(NamedTuple):
    """An event of the log: by which operation, the how manieth of it, and when it was committed."""

    position: int
    stream: str
    version: int
    operation: int
    part: int
    committed: float
    recorded_at: float


class Record(NamedTuple):
    """A record of Kafka, as its bytes say. `authentic`: it carries a MAC; epoch: of its header.

    time, process: when and by whom it was handed to the producer.
    """

    partition: int
    stream: str
    position: int
    version: int
    previous: int
    data: bytes
    authentic: bool
    epoch: str
    time: float = 0.0
    process: str = ""


class Applied(NamedTuple):
    """An event in a reader's tables, in the order of the commits."""

    position: int
    stream: str
    version: int
    data: bytes


class Committed(NamedTuple):
    """A commit of a reader: its watermark, and how many rows and letters there were with it."""

    watermark: int
    applied: int
    set_aside: frozenset[int]


@dataclass
class History:
    """One schedule's."""

    operations: list[Operation] = field(default_factory=list)
    log: list[Logged] = field(default_factory=list)
    data: dict[int, bytes] = field(default_factory=dict)
    partitions: list[list[Record]] = field(default_factory=list)
    epoch: str = "e1"
    foreign_topic: bool = False
    lease_ends: list[tuple[str, float]] = field(default_factory=list)
    pauses: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    applied: list[Applied] = field(default_factory=list)
    commits: list[Committed] = field(default_factory=list)
    set_aside: frozenset[int] = frozenset()
    rest: str = ""
