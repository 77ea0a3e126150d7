"""A reader's tables: checkpoints, watermark, letters that are set aside, and the rows themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from tests.simulation.append_function import Row, columns
from tests.simulation.history import Applied, Committed
from tests.simulation.postgres import Redo, Server, Session, Statements

INSERT_ROWS = "INSERT INTO reader.rows"
_Reader = columns("watermark resets")
_Mark = columns("watermark last_position last_hash epoch")
_Checkpoint = columns("partition position")
_Open = columns("stream position")
_Letter = columns("id position partition headers value")
_OPEN = ("poison", "waiting")
_Answer = tuple[Any, Redo | None]
_Handler = Callable[["ReaderTables", Sequence[Any]], _Answer]


class ReaderTables(Statements):
    """Shared by all sessions. A letter: status, stream, position, partition, headers, value, next try, attempts."""

    def __init__(self, server: Server, epoch: str) -> None:
        self.server, self.epoch = server, epoch
        self.watermark = 0
        self.above: set[int] = set()
        self.last: tuple[int | None, bytes | None] = (None, None)
        self.checkpoints: dict[int, int] = {}
        self.letters: dict[int, list[Any]] = {}
        self.foreign = 0
        self.applied: list[Applied] = []
        self.commits: list[Committed] = []

    def locks_of(self, query: str, arguments: Sequence[Any]) -> Sequence[str]:
        """The fence locks checkpoints; a commit's last statement, and the fence of a retry, the row with the watermark."""
        if "WITH locked AS" in query:
            return [f"checkpoint {partition}" for partition in arguments[0]]
        return ["reader"] if "WITH moved AS" in query or "FOR NO KEY UPDATE" in query else []

    def run(self, session: Session, query: str, arguments: Sequence[Any]) -> _Answer:
        """The answer to one statement."""
        handler = _known.get(query)
        if handler is None:
            handler = _known[query] = next(each for part, each in _HANDLERS if part in query)
        return handler(self, arguments)

    def snapshot(self) -> ReaderTables:
        """The tables as they are now."""
        copied = copy(self)
        copied.checkpoints, copied.above = dict(self.checkpoints), set(self.above)
        copied.letters = {position: list(letter) for position, letter in self.letters.items()}
        return copied

    def waiting(self) -> list[list[Any]]:
        """The letters that are neither replayed nor discarded, by position."""
        return [self.letters[each] for each in sorted(self.letters) if self.letters[each][0] in _OPEN]

    def new_checkpoints(self, arguments: Sequence[Any]) -> _Answer:
        """Rows that are not there yet."""

        def commit() -> None:
            for partition in arguments[0]:
                self.checkpoints.setdefault(partition, 0)

        return [], commit

    def fence(self, arguments: Sequence[Any]) -> _Answer:
        """Checkpoints, locked."""
        (partitions,) = arguments
        return [Row((0, None, partitions, [self.checkpoints.get(each, 0) for each in partitions]))], None

    def locked(self, arguments: Sequence[Any]) -> _Answer:
        """The row with the watermark, locked."""
        return [Row(())], None

    def save(self, arguments: Sequence[Any]) -> _Answer:
        """Checkpoints, watermark and mark."""
        partitions, reached, positions, last, hash_of_last = arguments
        above, watermark = self.above | set(positions), self.watermark
        while watermark + 1 in above:
            watermark += 1

        def commit() -> None:
            self.checkpoints |= dict(zip(partitions, reached, strict=True))
            self.watermark, self.above = watermark, {each for each in above if each > watermark}
            if last > (self.last[0] or 0):
                self.last = (last, hash_of_last)
            aside = frozenset(self.letters)
            self.commits.append(Committed(watermark, len(self.applied), aside))

        return [Row((watermark,))], commit

    def mark(self, arguments: Sequence[Any]) -> _Answer:
        """What the rows are of."""
        return [_Mark((self.watermark, *self.last, self.epoch))], None

    def stored_checkpoints(self, arguments: Sequence[Any]) -> _Answer:
        """By partition."""
        return [_Checkpoint(each) for each in self.checkpoints.items()], None

    def reader(self, arguments: Sequence[Any]) -> _Answer:
        """Watermark, and how often the tables were reset: never."""
        return [_Reader((self.watermark, 0))], None

    def opened(self, arguments: Sequence[Any]) -> _Answer:
        """Streams and positions that are set aside."""
        return [_Open((each[1], each[2])) for each in self.waiting()], None

    def count_foreign(self, arguments: Sequence[Any]) -> _Answer:
        """Foreign letters."""
        return [Row((self.foreign,))], None

    def count(self, arguments: Sequence[Any]) -> _Answer:
        """All letters that are open."""
        return [Row((self.foreign + len(self.waiting()),))], None

    def add(self, arguments: Sequence[Any]) -> _Answer:
        """Set records aside."""
        due = self.server.loop.time() + 5

        def commit() -> None:
            for status, stream, position, partition, _, _, headers, _, value in arguments:
                if status == "foreign":
                    self.foreign += 1
                else:
                    letter = [status, stream, position, partition, headers, value, due, 0]
                    self.letters.setdefault(position, letter)

        return [], commit

    def due(self, arguments: Sequence[Any]) -> _Answer:
        """Streams whose first letter may be tried again."""
        firsts: dict[str, list[Any]] = {}
        for letter in self.waiting():
            firsts.setdefault(letter[1], letter)
        now = self.server.loop.time()
        return [
            _Open((stream, each[2]))
            for stream, each in firsts.items()
            if each[0] == "waiting" or each[6] <= now
        ], None

    def of_stream(self, arguments: Sequence[Any]) -> _Answer:
        """One stream's letters in order."""
        (stream,) = arguments
        return [_Letter((each[2], *each[2:6])) for each in self.waiting() if each[1] == stream], None

    def replayed(self, arguments: Sequence[Any]) -> _Answer:
        """They were applied after all."""

        def commit() -> None:
            for position in arguments[0]:
                self.letters[position][0] = "replayed"

        return [], commit

    def failed(self, arguments: Sequence[Any]) -> _Answer:
        """One failed again."""
        letter = self.letters[arguments[0]]
        due = self.server.loop.time() + min(5 * 2 ** letter[7], 3600)

        def commit() -> None:
            letter[0], letter[6], letter[7] = "poison", due, letter[7] + 1

        return [], commit

    def insert(self, arguments: Sequence[Any]) -> _Answer:
        """Rows of events."""
        rows = [Applied(*each) for each in arguments[0]]
        return [], lambda: self.applied.extend(rows)


_known: dict[str, _Handler] = {}
_HANDLERS: tuple[tuple[str, _Handler], ...] = (
    (INSERT_ROWS, ReaderTables.insert),
    ("WITH locked AS", ReaderTables.fence),
    ("reader FOR NO KEY UPDATE", ReaderTables.locked),
    ("INSERT INTO reader.checkpoints (partition, position) SELECT unnest", ReaderTables.new_checkpoints),
    ("WITH moved AS", ReaderTables.save),
    ("SELECT r.watermark, r.last_position", ReaderTables.mark),
    ("SELECT partition, position FROM", ReaderTables.stored_checkpoints),
    ("SELECT watermark, resets FROM", ReaderTables.reader),
    ("SELECT stream, position FROM", ReaderTables.opened),
    ("SELECT count(*) FROM (SELECT", ReaderTables.count_foreign),
    ("SELECT count(*) FROM", ReaderTables.count),
    ("INSERT INTO reader.dead_letters", ReaderTables.add),
    ("SELECT stream FROM (SELECT DISTINCT ON", ReaderTables.due),
    ("SELECT id, position, partition, headers, value", ReaderTables.of_stream),
    ("SET status = 'replayed'", ReaderTables.replayed),
    ("SET status = 'poison'", ReaderTables.failed),
)
