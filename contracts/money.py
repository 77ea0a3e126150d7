"""Sums of money as people write them in a language. `dashboard/src/money.ts` writes the same in the browser."""

from __future__ import annotations

_SIGNS = {"pl": {"PLN": "zł", "EUR": "euro"}, "en": {"EUR": "€", "GBP": "£"}}
_SPACE = "\u00a0"  # a sum is not broken across lines


def written_sum(value: str, currency: str, lang: str) -> str:
    """Return `1 234,50 zł` or `PLN 1,234.50`; without a sign in the language the currency is its code."""
    units, _, fraction = value.partition(".")
    group, mark = (_SPACE, ",") if lang == "pl" else (",", ".")
    text = f"{int(units):,}".replace(",", group) + (mark + fraction.ljust(2, "0") if fraction else "")
    sign = _SIGNS["pl" if lang == "pl" else "en"].get(currency)
    if lang == "pl":
        return f"{text}{_SPACE}{sign or currency}"
    return f"{sign}{text}" if sign else f"{currency}{_SPACE}{text}"
