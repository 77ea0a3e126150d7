"""What can be searched: one row for each text of a stream, with the words by which it is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ARRAY, Column, SmallInteger, Text

from contracts.envelope import Fact
from runtime.readmodel import Interval, ReadModel, Row, json_text
from services.projections import texts, words
from services.projections.agreements import unmoved
from services.projections.evidence import fact_text
from services.projections.polish import sort_key
from services.projections.stemming import compact, plain, tokens

# The order of the hits. What stands in names is ranked more finely by the question: the whole name, its beginning.
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
    "place": PLACE,
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
}
# PostgreSQL's lexemes have at most 2,046 bytes, and a letter up to four.
_LONGEST_KEY = 300
# A promise is sorted by how it begins.
_SORTED = 80


def rows(facts: Sequence[Fact]) -> Iterator[Row]:
    """Rows of one stream, sorted by what the stream is called; where there are several texts, one for them together."""
    speech = texts.speech(facts)
    if speech is None:
        return
    order = _order(json_text(speech.called))
    most, found = 0, dict[str, None]()
    for said in speech.said:
        before, after = _found_by(said, speech.kind)
        most = max(most, len(before[-1]))
        found |= dict.fromkeys(before[-1])
        yield Row(said.fact.id, said.interval, said.audience, said.participants, (*before, *order, *after))
    if len(found) > most:
        # It only says which streams are worth a look at their texts, of which the caller may not know all. So it is
        # shown to nobody, and holds for as long as any of them.
        values = speech.kind, "together", TOGETHER, "{}", (), tuple(found), *order, "{}"
        yield Row(speech.said[0].fact.id, _hull([said.interval for said in speech.said]), "owner", (), values)


def _added(facts: Sequence[Fact]) -> Iterable[Row] | None:
    """A signature says no more than where it was given, and that once."""
    fact = facts[-1]
    if fact.type != "AgreementSigned" or not unmoved(facts):
        return None
    place = _place(fact)
    signed = (told for told in facts[:-1] if told.type == "AgreementSigned")
    return () if not place or any(_place(told) == place for told in signed) else None


def _place(fact: Fact) -> str | None:
    name: str | None = (fact.data.get("place") or {}).get("name")
    return name


def _hull(intervals: Sequence[Interval]) -> Interval:
    """From the first beginning to the last end, both as open as they may be."""
    first, last = min(each.start_earliest for each in intervals), max(each.end_latest for each in intervals)
    return Interval(first, last, first, last)


# What was made of a text, while its fact is there: a stream is folded again after each of its events.
_made: dict[tuple[int, int, str], tuple[Fact, Mapping[str, str], tuple[tuple[Any, ...], tuple[str]]]] = {}
_KEPT = 4_096


def _found_by(said: texts.Said, kind: str) -> tuple[tuple[Any, ...], tuple[str]]:
    """A row's values before and behind those that it is sorted by."""
    place = id(said.fact), id(said.text), said.field
    made = _made.get(place)
    if made is None or made[0] is not said.fact or made[1] is not said.text:
        tier, text = _TIERS[said.field], json_text(said.text)
        keys = _keys(text, said.abbreviation, kind) if tier == NAMES else ()
        found = _words(text, said.abbreviation, json_text(said.more), kind)
        values = (kind, said.field, tier, text, keys, found), (fact_text(said.fact),)
        if len(_made) >= _KEPT:
            _made.clear()
        made = _made[place] = said.fact, said.text, values
    return made[2]


# Many streams are called alike, and say the same.
@lru_cache(maxsize=16_384)
def _order(text: str) -> tuple[str, str]:
    names: dict[str, str] = orjson.loads(text)
    polish, english = words.say(names, "pl")[:_SORTED], words.say(names, "en")[:_SORTED]
    first = sort_key(polish)
    return first, first if english == polish else sort_key(english)


@lru_cache(maxsize=16_384)
def _keys(text: str, abbreviation: str, kind: str) -> tuple[str, ...]:
    """Whole names; behind a `=` what is found as a whole only, in whatever way it is punctuated."""
    whole = [*orjson.loads(text).values(), abbreviation]
    found = [" ".join(plain(name))[:_LONGEST_KEY] for name in whole]
    short = compact(abbreviation)
    return tuple(dict.fromkeys(key for key in (*found, short and f"={short}", f"#{kind}") if key))


@lru_cache(maxsize=16_384)
def _words(text: str, abbreviation: str, more: str, kind: str) -> tuple[str, ...]:
    said = [*orjson.loads(text).items(), ("", abbreviation), *orjson.loads(more).items()]
    return tuple(dict.fromkeys((*tokens(said), f"#{kind}")))


MODEL = ReadModel(
    "search",
    texts.CATEGORIES,
    (
        Column("kind", Text, nullable=False),
        Column("field", Text, nullable=False),
        Column("tier", SmallInteger, nullable=False),
        Column("text", Text, nullable=False),
        Column("keys", ARRAY(Text), nullable=False),
        Column("words", ARRAY(Text), nullable=False),
        # Of the stream's name, not of the text; both in Polish order, to be compared under COLLATE "C".
        Column("sort_key", Text, nullable=False),
        Column("sort_key_en", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=3,
    types=texts.TYPES,
    added=_added,
)
