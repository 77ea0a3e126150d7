"""Words of a cell: as they are compared, as an id, and what spreadsheets and people write where there is no value."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from runtime.plain_text import search_key

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 63
# Errors of spreadsheets, in the languages of Excel that are met here, and what programs write for nothing.
_ERRORS = frozenset(
    {
        "#n/a", "#n/d", "#nd", "#nv", "#ref!", "#adr!", "#bezug!", "#value!", "#arg!", "#wert!", "#div/0!", "#dziel/0!",
        "#name?", "#nazwa?", "#num!", "#liczba!", "#zahl!", "#null!", "#zero!", "#spill!", "#calc!", "#field!", "#unknown!",
        "#blocked!", "#connect!", "#busy!", "#getting_data", "#error!", "#err!", "\\n",
    }
)  # fmt: skip
_NOTHING = frozenset(
    {
        "null", "none", "nil", "nan", "nat", "na", "undefined", "unknown", "missing", "empty", "blank", "tbd", "tba",
        "not available", "not applicable", "no data",
        "nd", "bd", "brak", "brak danych", "brak nazwy", "nie dotyczy", "niedostepne", "nieznany", "nieznana", "nieznane",
        "pusty", "puste", "jw", "do uzupelnienia", "do ustalenia",
    }
)  # fmt: skip
_ERROR_CODE = re.compile(r"err:\d+")  # LibreOffice
_SIGNS = re.compile(r"[^\w]+")
# Most cells with a digit. Of what means nothing, only errors have one, and a `#` or a colon too.
_A_VALUE = re.compile(r"[\w .,;/()+-]*\d[\w .,;/()+-]*")
_MARKS = str.maketrans("ąćęłńóśźż", "acelnoszz")


def is_blank(text: str) -> bool:
    """Whether a cell's text means that there is no value."""
    return _A_VALUE.fullmatch(text) is None and _is_blank(text)


@lru_cache(maxsize=4096)
def _is_blank(text: str) -> bool:
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split()).translate(_MARKS)
    if plain in _ERRORS or _ERROR_CODE.fullmatch(plain):
        return True
    letters = _SIGNS.sub("", plain)
    if not letters.replace("_", ""):
        return bool(plain) and (not plain.strip("-–—−_./\\…·* ") or plain in {"?", "??"})
    # `n/d`, `n.d.`, `(null)` and `<NA>` are letters with signs between and around them.
    return " ".join(_SIGNS.sub(" ", plain).split()) in _NOTHING or letters in _NOTHING


@lru_cache(maxsize=65536)
def slug(name: str, longest: int | None = _LONGEST_ID) -> str:
    """The name as an id: `Łódzki Klaster S.A.` gives `lodzki-klaster-s-a`; empty when no letter of it has a place there."""
    return _NOT_IN_IDS.sub("-", search_key(name)).strip("-")[:longest].rstrip("-")


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """The name as it is compared with others: without case, accents, quotes and the like."""
    return _NOT_IN_IDS.sub(" ", search_key(name)).strip() or search_key(name)
