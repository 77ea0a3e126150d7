"""The search index: one row for each text of a stream, with the words that match it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import orjson
from sqlalchemy import ARRAY, Column, SmallInteger, Text

from contracts.envelope import Fact
from services.projections.engine.incremental import difference
from services.projections.engine.interval import ALWAYS
from services.projections.engine.readmodel import Change, Facts, ReadModel, Row, Step, json_text
from services.projections.facts.provenance import fact_text
from services.projections.facts.search_documents.document import Document, SearchText
from services.projections.facts.search_documents.documents import CATEGORIES, TYPES, document, forward
from services.projections.text import labels
from services.projections.text.polish import sort_key
from services.projections.text.stemming import compact, plain_words, tokens

# Rank of the hits. Queries rank hits in names more finely: the complete name first, then its beginning.
NAMES, SUBJECT, PLACE, TEXT, TOGETHER = 3, 4, 5, 6, 7
_TIERS = {
    "names": NAMES,
    "former-names": NAMES,
    "identifier": NAMES,
    "function": NAMES,
    "subject": SUBJECT,
    "theme": SUBJECT,
    "purpose": SUBJECT,
    "specialisation": SUBJECT,
    "strategy": SUBJECT,
    "task-team": SUBJECT,
    "recognition": SUBJECT,
    "organisation-type": SUBJECT,
    "sector": SUBJECT,
    "place": PLACE,
    "seat": PLACE,
    "commitment": TEXT,
    "evidence": TEXT,
    "verdict": TEXT,
    "focus": TEXT,
    "mission": TEXT,
    "goal": TEXT,
    "outcome": TEXT,
    "changes": TEXT,
    "reason": TEXT,
    "joint-action": TEXT,
    "project": SUBJECT,
    "programme": TEXT,
}
# Maximum number of words in a stream's `together` row. Above it, the row contains `ANY`, which no text contains.
MOST_TOGETHER = 1_000
ANY = "*"
_WORDS = 5  # index of the words in `Row.values`
# PostgreSQL's lexemes have at most 2,046 bytes, and a character up to four.
_LONGEST_KEY = 300
# Characters of a promise that its sort key covers.
_SORTED = 80


def rows(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the rows of one stream's texts, and a `together` row if no single text has all words."""
    texts = document(facts)
    if texts is None:
        return
    together = _StreamWords()
    for row in _rows(texts):
        together.add(row)
        yield row
    if (all_texts := together.row()) is not None:
        yield all_texts


def _rows(document: Document) -> Iterator[Row]:
    sort_keys = _sort_keys(json_text(document.names))
    return (_row(text, document.kind, sort_keys) for text in document.texts)


class _StreamWords:
    """The words of all texts of a stream in one row, for queries that no single text matches completely.

    The row only selects candidate streams, whose texts are then checked against what the caller may read. It is therefore
    never shown, and valid at any time. The row of a stream with more than `MOST_TOGETHER` words matches always.
    """

    __slots__ = ("_first", "_most", "_words")

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._most = 0
        self._first: Row | None = None

    def add(self, row: Row) -> bool:
        """Add a text. Returns whether the `together` row may have changed."""
        words: tuple[str, ...] = row.values[_WORDS]  # type: ignore[assignment]  # no cost for each row
        first = self._first is None or _version(row) < _version(self._first)
        if first:
            self._first = row
        before = (len(self._words), self._most)
        if len(self._words) <= MOST_TOGETHER:
            self._words.update(words)
        self._most = max(self._most, len(words))
        return first or (len(self._words), self._most) != before

    def row(self) -> Row | None:
        """Return the `together` row; None if one text has all words."""
        if self._first is None or len(self._words) <= self._most:
            return None
        kind, *_ = values = self._first.values
        many = len(self._words) > MOST_TOGETHER
        words = (ANY, f"#{kind}") if many else tuple(sorted(self._words))
        values = (kind, "together", TOGETHER, "{}", (), words, *values[_WORDS + 1 : -1], "{}")
        return Row(self._first.event, ALWAYS, "owner", (), values)


def _version(row: Row) -> int:
    return int(row.event.rpartition("@")[2])


def _fold(stream: str, facts: Facts) -> Step:
    """Incremental fold: the rows of the next fact's texts, and the `together` row."""
    together = _StreamWords()
    texts = document(facts) if facts else None
    for row in _rows(texts) if texts is not None else ():
        together.add(row)
    shown = together.row()
    take = forward(stream, facts, lambda texts: list(_rows(texts)))

    def step(facts: Facts) -> Change | None:
        nonlocal shown
        change = take(facts)
        if change is None or not change.opened:
            return change
        changed = [together.add(row) for row in change.opened]
        if not any(changed):
            return change
        before, shown = shown, together.row()
        opened, closed = difference(() if before is None else (before,), () if shown is None else (shown,))
        return Change([*change.opened, *opened], [*change.closed, *closed])

    return step


def _row(text: SearchText, kind: str, sort_keys: tuple[str, str]) -> Row:
    tier, by_language = _TIERS[text.field], json_text(text.text)
    keys = _keys(by_language, text.abbreviation, kind) if tier == NAMES else ()
    more = json_text(text.more) if text.more else "{}"
    words = _words(by_language, text.abbreviation, more, kind)
    values = (kind, text.field, tier, by_language, keys, words, *sort_keys, fact_text(text.fact))
    return Row(text.fact.id, text.interval, text.audience, text.participants, values)


# Cached, because many streams share names and texts.
@lru_cache(maxsize=16_384)
def _sort_keys(text: str) -> tuple[str, str]:
    names: dict[str, str] = orjson.loads(text)
    polish, english = labels.text_in(names, "pl")[:_SORTED], labels.text_in(names, "en")[:_SORTED]
    first = sort_key(polish)
    return first, first if english == polish else sort_key(english)


@lru_cache(maxsize=16_384)
def _keys(text: str, abbreviation: str, kind: str) -> tuple[str, ...]:
    """Return the complete names; keys after a `=` match only completely, regardless of punctuation."""
    names = [*orjson.loads(text).values(), abbreviation]
    keys = [" ".join(plain_words(name))[:_LONGEST_KEY] for name in names]
    short = compact(abbreviation)
    return tuple(dict.fromkeys(key for key in (*keys, short and f"={short}", f"#{kind}") if key))


@lru_cache(maxsize=16_384)
def _words(text: str, abbreviation: str, more: str, kind: str) -> tuple[str, ...]:
    texts = [*orjson.loads(text).items(), ("", abbreviation), *orjson.loads(more).items()]
    return tuple(dict.fromkeys((*tokens(texts), f"#{kind}")))


MODEL = ReadModel(
    "search",
    CATEGORIES,
    (
        Column("kind", Text, nullable=False),
        Column("field", Text, nullable=False),
        Column("tier", SmallInteger, nullable=False),
        Column("text", Text, nullable=False),
        Column("keys", ARRAY(Text), nullable=False),
        Column("words", ARRAY(Text), nullable=False),
        # Keys of the stream's name, not of the text; both in Polish order, compared under COLLATE "C".
        Column("sort_key", Text, nullable=False),
        Column("sort_key_en", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=10,
    types=TYPES,
    fold=_fold,
)
