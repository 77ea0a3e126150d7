"""Polish sort order as a column, because PostgreSQL without ICU cannot sort Ł after L.

The order is that of `Intl.Collator('pl', {numeric: true})`, so that the server and the page sort alike.
"""

from __future__ import annotations

import re
import unicodedata

_PUNCTUATION = "\t\n _-,;:!?.'\"„”“‘’«»()[]{}§@*/\\&#%`^+<=>|~$"
_LETTERS = "aąbcćdeęəɛfƒghiıjklłmnńŋoóɔpqĸrsśtŧuvwxyzźżʒþ"
_DIGITS = "0123456789"
# Letters that Unicode does not decompose, as the root collation sorts them; letters with a weight of their own are above.
_APART = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŀ": "l",
    "–": "-",
    "—": "-",
}
# Of these the stroke is an accent.
_STROKED = frozenset("øđðħ")
_LONGEST = 60  # maximum number of digits of a number that sorts by its length

# Weights are code points, so that keys compare under COLLATE "C": the end of a level, then the listed characters in
# order, then numbers by their length, then letters. A letter of another script is its own weight, after all of them.
_END = "\x01"
_FIRST = 0x21
_WEIGHT = {sign: chr(_FIRST + place) for place, sign in enumerate(_PUNCTUATION + _DIGITS)}
_LENGTH = _FIRST + len(_WEIGHT)
_WEIGHT |= {letter: chr(_LENGTH + _LONGEST + 1 + place) for place, letter in enumerate(_LETTERS)}
_BEYOND = 0x250

_TOKENS = re.compile(r"[0-9]+|.", re.DOTALL)


# The characters of most names: digits, punctuation, Polish and English letters, which have one weight and no accent.
_USUAL = frozenset(_PUNCTUATION + _DIGITS + _LETTERS + _LETTERS.upper())
_WEIGHTS = str.maketrans(_WEIGHT)
_RUNS = re.compile(r"[0-9]+|[^0-9]+")


def sort_key(text: str) -> str:
    """Return a key whose code points sort as `text` does in Polish: by letters, then by foreign accents, then by case."""
    if not _USUAL.issuperset(text):
        return _sort_key(text)
    primary, cases = "", ""
    for run in _RUNS.findall(text):
        small = run.lower()
        if run[0] in _DIGITS:
            small = run.lstrip("0") or "0"
            primary += chr(_LENGTH + min(len(small), _LONGEST))
            cases += " "
        elif small == run:
            cases += " " * len(run)
        else:
            cases += "".join(
                [" " if sign == letter else "!" for sign, letter in zip(small, run, strict=True)]
            )
        primary += small.translate(_WEIGHTS)
    cases = cases.rstrip()
    return f"{primary}{_END}{_END}{cases}" if cases else primary


def _sort_key(text: str) -> str:
    primary: list[str] = []
    accents: list[str] = []
    cases: list[str] = []
    for token in _TOKENS.findall(unicodedata.normalize("NFC", text)):
        if token[0] in _DIGITS:
            digits = token.lstrip("0") or "0"
            primary.append(chr(_LENGTH + min(len(digits), _LONGEST)) + "".join(_WEIGHT[d] for d in digits))
            accents.append(" ")
            cases.append(" ")
            continue
        small = token.lower()
        if small in _STROKED:
            primary.append(_WEIGHT[_APART[small]])
            accents.append(" \u0335")
            cases.append(" " if small == token else "!")
            continue
        for sign in _signs(small):
            if unicodedata.combining(sign):
                accents.append(sign)
                continue
            primary.append(_WEIGHT.get(sign) or chr(max(ord(sign), _BEYOND)))
            accents.append(" ")
            cases.append(" " if small == token and token not in _APART else "!")
    levels = "".join(primary), "".join(accents).rstrip(), "".join(cases).rstrip()
    return _END.join(levels).rstrip(_END)


def _signs(small: str) -> str:
    if small in _WEIGHT:
        return small
    return unicodedata.normalize("NFKD", "".join(_APART.get(sign, sign) for sign in small))
