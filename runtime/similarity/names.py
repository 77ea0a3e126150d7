"""Names as they are compared: legal form, marks, case, punctuation and the order of words do not count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from runtime.plain_text import search_key
from runtime.similarity.legal_forms import without_legal_form

# Below it, names are two; above it, a slip of the pen or a word more may be all that differs.
LEAST_SCORE = 84.0
SAME = 100.0
# Below it, a word is another one, and no slip of the pen or ending.
_LEAST_OF_WORDS = 75.0
_BEGINNING = 4
_WORDS = re.compile(r"[a-z0-9]+")
_CONNECTING = frozenset({"i", "oraz", "and", "und", "et", "w", "we", "z", "im", "of", "the", "fur", "for"})


class ComparedName(NamedTuple):
    """A name as it is compared.

    key: its words in the order of the alphabet, with spaces between. words: the same words, each once. numbers: those
    with digits, in order: `Plant 12` and `Plant 13` are two however alike they look.
    """

    key: str
    words: frozenset[str]
    numbers: tuple[str, ...]


@lru_cache(maxsize=65_536)
def compared(name: str) -> ComparedName:
    """The name as it is compared; its key is empty where no letter or digit is left of it."""
    # Words of one letter belong together, as in `P. K. P.` and `PKP`.
    words = _joined(without_legal_form(_WORDS.findall(search_key(name).replace("'", ""))))
    words = sorted([word for word in words if word not in _CONNECTING] or words)
    return ComparedName(
        " ".join(words), frozenset(words), tuple(word for word in words if not word.isalpha())
    )


def score(one: ComparedName, other: ComparedName) -> float:
    """How alike two names are, from `LEAST_SCORE` to 100 for the same; 0 below it."""
    if one.numbers != other.numbers:
        return 0.0
    if one.key == other.key:
        return SAME if one.key else 0.0
    alike = fuzz.ratio(one.key, other.key, score_cutoff=LEAST_SCORE)
    if not alike or _of_two(one.words - other.words, other.words - one.words):
        return 0.0
    # Below 100, whatever it is rounded to: only the same is the same.
    return min(99.0, round(alike, 1))


def _of_two(own: frozenset[str], others: frozenset[str]) -> bool:
    """Whether words that only one name has each show two organisations: long names of two places differ in one word."""
    fewer, more = sorted((own, others), key=len)
    return any(max(fuzz.ratio(word, other) for other in more) < _LEAST_OF_WORDS for word in fewer)


def beginnings(name: ComparedName) -> list[str]:
    """How the long words of a name begin: names with a slip of the pen behind it share it."""
    return sorted({word[:_BEGINNING] for word in name.words if len(word) > _BEGINNING and word.isalpha()})


def _joined(words: Sequence[str]) -> list[str]:
    joined: list[str] = []
    single = False
    for word in words:
        alone = len(word) == 1
        if alone and single:
            joined[-1] += word
        else:
            joined.append(word)
        single = alone
    return joined
