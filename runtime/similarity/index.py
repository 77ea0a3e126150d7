"""Names in memory, by the words that they share: candidates for one name among 100,000 in well under a millisecond."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations, islice
from typing import Generic, TypeVar

from runtime.similarity.names import ComparedName, beginnings, compared, score

_Holder = TypeVar("_Holder", bound=Hashable)
# A word in more names than this is frequent: alone it tells nothing.
_COMPARED = 300
_MOST = 2_000  # names to compare with one


class NameIndex(Generic[_Holder]):
    """Who is called how. A holder may have several names."""

    def __init__(self) -> None:
        self._holders: dict[str, set[_Holder]] = {}  # by the key of a compared name
        self._names: dict[str, ComparedName] = {}
        self._sharing: dict[str, set[str]] = defaultdict(set)  # keys by word and by beginning

    def add(self, holder: _Holder, name: str) -> None:
        """Let a holder be called so."""
        one = compared(name)
        if not one.key:
            return
        if one.key not in self._names:
            self._names[one.key], self._holders[one.key] = one, set()
            for block in _blocks(one):
                self._sharing[block].add(one.key)
        self._holders[one.key].add(holder)

    def like(self, name: str) -> dict[_Holder, float]:
        """Holders of names that may be the same, each with the score of its best one."""
        one = compared(name)
        scores: dict[_Holder, float] = {}
        for key in self._keys(one):
            if points := score(one, self._names[key]):
                for holder in self._holders[key]:
                    scores[holder] = max(scores.get(holder, 0.0), points)
        return scores

    def _keys(self, one: ComparedName) -> Iterator[str]:
        """Yield the keys to compare: at first those that share the rarest word."""
        if one.key in self._names:
            yield one.key
        if one.numbers:  # names with other numbers are others
            yield from self._few(self._sharing.get(max(one.numbers, key=len), ()), one)
            return
        seen: set[str] = set()
        frequent: list[set[str]] = []
        for block in _blocks(one):
            keys = self._sharing.get(block, set())
            if len(keys) <= _COMPARED:
                seen |= keys
            elif block in one.words:
                frequent.append(keys)
        # Of frequent words, names that share two; of the rarest of them first.
        for fewer, more in combinations(sorted(frequent, key=len), 2):
            if len(seen) < _COMPARED:
                seen |= fewer & more
        yield from self._few(seen, one)

    def _few(self, keys: Iterable[str], one: ComparedName) -> Iterator[str]:
        return islice((key for key in sorted(keys) if key != one.key), _MOST)


def _blocks(one: ComparedName) -> list[str]:
    return sorted([*one.words, *(f"{start}…" for start in beginnings(one))])
