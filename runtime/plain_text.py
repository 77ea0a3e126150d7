"""Plain spelling: names in lower case, without marks and in Latin letters, as people type them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Inside a word: the point of Catalan, soft hyphens, joiners, and the apostrophes that are letters.
_JOINING = frozenset("\u00b7\u00ad\u200c\u200d\u02bb\u02bc\u02b9")
_PLAIN = str.maketrans("ąćęłńóśźż", "acelnoszz")


def search_key(text: str) -> str:
    """Return the text in lower case without diacritics: `Świdnik` gives `swidnik`, `Ørsted` `orsted`.

    Letters of other scripts are transliterated to Latin. Other characters stay unchanged.
    """
    plain = text.casefold().translate(_PLAIN)
    if not plain.isascii():
        plain = "".join(map(_typed, unicodedata.normalize("NFKD", plain).casefold()))
    return " ".join(plain.split())


@lru_cache(maxsize=4_096)
def _typed(sign: str) -> str:
    if sign.isascii():
        return sign
    if unicodedata.combining(sign) or sign in _JOINING:
        return ""
    if not sign.isalnum():
        return sign
    return "".join(letter for letter in anyascii(sign).casefold() if letter.isalnum())
