"""Sums of money as people write them in Poland: `1 500 000,50 zł`, `ok. 2,5 mln EUR`; what can be read in two ways is refused."""

from __future__ import annotations

import re
from decimal import Decimal

from runtime.plain_text import search_key
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.numbers import BEFORE

_EXPECTED = "a sum with its currency such as 1500000,50 PLN or ok. 2,5 mln EUR"
_CURRENCIES = {
    "PLN": r"zl(?:otych|ote|oty)?\.?|pln",
    "EUR": r"euro?|€",
    "USD": r"usd|us\$|\$|dolar(?:ow|y)?",
    "GBP": r"gbp|£",
    "CHF": r"chf",
    "CZK": r"czk|kc",
    "UAH": r"uah",
}
_SCALES = {
    3: r"tys\.?|tysiac\w*|thousand|k",
    6: r"mln\.?|milion\w*|million|m",
    9: r"mld\.?|miliard\w*|billion|bn",
}
_CURRENCY = "|".join(_CURRENCIES.values())
_SCALE = "|".join(_SCALES.values())
_COMPARED = "|".join(f"(?P<{name.replace('-', '_')}>{words})" for name, words in BEFORE.items())
_SUM = re.compile(
    rf"(?:{_COMPARED})? ?(?P<first>{_CURRENCY})? ?(?P<number>\d[\d .,']*?) ?(?P<scale>{_SCALE})? ?(?P<last>{_CURRENCY})?"
)
_GROUPED = re.compile(r"(\d{1,3}(?:([ '.,])\d{3})(?:\2\d{3})*|\d+)(?:([.,])(\d{1,2}))?")


def read_money(text: str) -> dict[str, str]:
    """A sum in the form of the record: its value, its currency, and how exact it is.

    Raises:
        Unclear: it is none, has no currency or two, or may be read in two ways.
    """
    written = " ".join(text.split())
    match = _SUM.fullmatch(search_key(written))
    if match is None:
        raise Unclear(f"{written[:40]!r} is not a sum of money", _EXPECTED)
    named = {_currency(word) for word in (match["first"], match["last"]) if word}
    if len(named) != 1:
        problem = "names two currencies" if named else "has no currency"
        raise Unclear(f"{written!r} {problem}", _EXPECTED)
    comparator = next((name for name in BEFORE if match[name.replace("-", "_")]), "exactly")
    value = _value(match["number"], match["scale"], written)
    return {"value": value, "currency": named.pop(), "comparator": comparator}


def _currency(word: str) -> str:
    return next(code for code, words in _CURRENCIES.items() if re.fullmatch(words, word))


def _value(number: str, scale: str | None, written: str) -> str:
    match = _GROUPED.fullmatch(number)
    if match is None or (match[2] and match[2] == match[3]):
        raise Unclear(f"{written!r} is not a sum of money", _EXPECTED)
    units, mark, fraction = match[1], match[2], match[4] or ""
    if scale and mark in {".", ","} and number.count(mark) == 1:
        left, right = number.split(mark)  # a thousand, or a fraction of three digits
        raise Unclear(f"{written!r} may be read in two ways", _EXPECTED, (left + right, f"{left},{right}0"))
    digits = re.sub(r"\D", "", units)
    exact = Decimal(f"{digits}.{fraction or 0}")
    if scale:
        power = next(power for power, words in _SCALES.items() if re.fullmatch(words, scale))
        value = f"{(exact * 10**power).normalize():f}"
    else:
        value = f"{int(digits)}.{fraction}" if fraction else str(int(digits))
    if len(value.partition(".")[0]) > 15:
        raise Unclear(f"{written[:40]!r} is too large a sum", _EXPECTED)
    return value
