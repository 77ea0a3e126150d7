"""Numbers as people write them in Poland, as integers; what can be read in two ways is refused."""

from __future__ import annotations

import re
from typing import NamedTuple

from runtime.plain_text import search_key
from services.registry.importing.values.dates import Unclear

_DIGITS = 15  # more than the record takes in a number begin with the next one
_PLAIN = re.compile(r"\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([ \u00a0\u202f\u2009'.,])\d{3})(?:\1\d{3})*(?:([.,])0{1,2})?", re.ASCII)
_WITH_ZEROS = re.compile(r"(\d+)[.,]0{1,2}", re.ASCII)


def read_count(text: str) -> int:
    """An integer: `1234`, `1 234`, `1.234`, `1 234,00`.

    Raises:
        Unclear: it is none, has a fraction, or may be read in two ways.
    """
    written = text.strip()
    if len(re.sub(r"\D", "", written)) > _DIGITS:
        raise Unclear(f"{written[:40]!r} is too large a number", "a whole number such as 1234 or 1 234")
    if _PLAIN.fullmatch(written):
        return int(written)
    if match := _WITH_ZEROS.fullmatch(written):
        return int(match[1])
    match = _GROUPED.fullmatch(written)
    if match is None or match[1] == match[2]:
        raise Unclear(f"{written!r} is not a whole number", "a whole number such as 1234 or 1 234")
    if match[1] == "," and match[2] is None and written.count(",") == 1:
        thousands, _, rest = written.partition(",")  # a decimal comma in Poland, a thousand in English
        raise Unclear(
            f"{written!r} may be read in two ways",
            "a whole number",
            (thousands + rest, f"{thousands}.{rest}"),
        )
    return int(re.sub(r"\D", "", written[: match.start(2)] if match[2] else written))


class Claim(NamedTuple):
    """A number, and how exact it is said to be: a comparator of the catalogue, None where nothing is said."""

    number: int
    comparator: str | None = None


# Words before a number that tell how exact it is, by the comparators of the catalogue, as `search_key` gives them.
BEFORE = {
    "at-least": r"co najmniej|przynajmniej|nie mniej niz|minimum|min\.?|at least|not less than|>=|≥",
    "over": r"ponad|powyzej|wiecej niz|przeszlo|over|more than|above|>",
    "about": r"ok\.?|okolo|w przyblizeniu|circa|ca\.?|about|approx\.?|approximately|around|~|≈",
    "almost": r"prawie|niemal|blisko|bez mala|almost|nearly|just under",
    "exactly": r"dokladnie|rowno|exactly|=",
}
_COMPARED = "|".join(f"(?P<{name.replace('-', '_')}>{words})" for name, words in BEFORE.items())
_CLAIM = re.compile(
    rf"(?:{_COMPARED})?"
    r" ?(?P<number>\d[\d\s.,']*?) ?(?P<plus>\+|i wiecej|or more|and more)?"
    r"(?: (?:czlonkow|czlonkowie|podmiotow|podmioty|members|entities))?"
)


def read_claim(text: str) -> Claim:
    """A number of members: `120`, `ponad 120`, `150+`, `ok. 100`, `prawie 200`, `60 członków`.

    Raises:
        Unclear: it is none, or may be read in two ways.
    """
    written = " ".join(text.split())
    match = _CLAIM.fullmatch(search_key(written))
    if match is None:
        return Claim(read_count(written))
    named = next((name for name in BEFORE if match[name.replace("-", "_")]), None)
    if named and match["plus"]:
        raise Unclear(
            f"{written!r} says in two ways how exact it is",
            "a number such as 120, ponad 120, 150+ or ok. 100",
        )
    return Claim(read_count(match["number"]), "at-least" if match["plus"] else named)


_YES = frozenset({"tak", "t", "yes", "y", "true", "1", "prawda"})
_NO = frozenset({"nie", "n", "no", "false", "0", "falsz"})


def read_flag(text: str) -> bool:
    """Yes or no, in Polish or English. Raises Unclear."""
    word = search_key(text)
    if word in _YES | _NO:
        return word in _YES
    raise Unclear(f"{text.strip()!r} is neither yes nor no", "tak, nie, yes or no")
