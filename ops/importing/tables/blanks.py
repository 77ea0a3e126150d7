"""What spreadsheets and people write where there is no value: an error, `n/d`, a dash. It is no name and no text."""

from __future__ import annotations

import re
import unicodedata

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
_BETWEEN = re.compile(r"[^\w]+")
_MARKS = str.maketrans("ąćęłńóśźż", "acelnoszz")


def is_blank(text: str) -> bool:
    """Whether a cell's text means that there is no value."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split()).translate(_MARKS)
    if plain in _ERRORS or _ERROR_CODE.fullmatch(plain):
        return True
    letters = _BETWEEN.sub("", plain)
    if not letters.replace("_", ""):
        return bool(plain) and (not plain.strip("-–—−_./\\…·* ") or plain in {"?", "??"})
    # `n/d`, `n.d.`, `(null)` and `<NA>` are letters with signs between and around them.
    return " ".join(_BETWEEN.sub(" ", plain).split()) in _NOTHING or letters in _NOTHING
