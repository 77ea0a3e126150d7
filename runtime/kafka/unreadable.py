"""aiokafka reads the headers' names as UTF-8, and gives up a partition for good at the first one that is not.

Importing this module mends that: of a batch that cannot be read to its end, the rest becomes one empty record, which
every reader sets aside as foreign. Nothing of ours is lost by it: a batch comes from one producer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecord

_GIVES_UP: tuple[type[BaseException], ...] = (UnicodeDecodeError, CorruptRecordException)


class _Batches:
    """The batches of a fetch, as `PartitionRecords` goes through them."""

    def __init__(self, records: Any) -> None:
        self._records = records

    def has_next(self) -> bool:
        return bool(self._records.has_next())

    def next_batch(self) -> _Batch:
        return _Batch(self._records.next_batch())


class _Batch:
    def __init__(self, batch: Any) -> None:
        self._batch = batch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self._batch
        except _GIVES_UP:
            yield DefaultRecord(self._batch.next_offset - 1, self._batch.max_timestamp, 0, None, None, [])


def _total(tp: Any, records: Any, *arguments: Any) -> Any:
    return _PartitionRecords(tp, _Batches(records), *arguments)


_PartitionRecords: Any = fetcher.PartitionRecords
setattr(fetcher, "PartitionRecords", _total)  # noqa: B010  the checker takes a class for no value
