"""Tokens of Polish and English text for the search: plain words in lower case, and their stems.

The forms of a word share *stems*: for Polish the dictionary's lemma, if it has the word, and Snowball's stem; for English
Snowball's stem. Stored rows contain these tokens: after a change here, or another release of the two libraries, increase
the `version` of the search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import product
from math import prod

import snowballstemmer
from simplemma.strategies import DictionaryLookupStrategy

from runtime.plain_text import search_key
from services.projections.text import dictionary

# Letters and digits; longer words are cut.
_WORDS = re.compile(r"[^\W_]+")
_LONGEST = 64
# Snowball cuts short words to prefixes of unrelated words: `Radom` to `rad`.
_SHORTEST_STEM = 4
# Letters that an unmarked letter may stand for, and the maximum number of spellings to look up.
_MEANT = {
    "a": "aą",
    "c": "cć",
    "e": "eę",
    "l": "lł",
    "n": "nń",
    "o": "oó",
    "s": "sś",
    "z": "zżź",
}
_SPELLINGS = 64


@cache
def _dictionary() -> DictionaryLookupStrategy:
    return DictionaryLookupStrategy(dictionary.factory())


@cache
def _snowball(lang: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = snowballstemmer.stemmer({"pl": "polish", "en": "english"}[lang]).stemWord
    return stem


def load() -> None:
    """Load the dictionary in advance: where its file has not been written it takes some seconds."""
    _dictionary().get_lemma("klaster", "pl")


def compact(text: str) -> str:
    """Return only the letters and digits, plain and in lower case: `SA&AM` and `sa am` both give `saam`."""
    return "".join(_WORDS.findall(search_key(text)))[:_LONGEST]


def words(text: str) -> list[str]:
    """Return the words of a text as written, with diacritics and capitals."""
    return [word[:_LONGEST] for word in _WORDS.findall(text)]


def plain_words(text: str) -> list[str]:
    """Return the words of a text without diacritics, in lower case."""
    return [word[:_LONGEST] for word in _WORDS.findall(search_key(text))]


def tokens(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the tokens of texts, each with its language: words, stems, and compounds with the punctuation removed.

    Tokens may repeat.
    """
    for lang, text in texts:
        for chunk in text.split():
            parts = words(chunk)
            for part in parts:
                yield from _forms(part, lang)
            if len(parts) > 1:
                yield compact(chunk)


@lru_cache(maxsize=65_536)
def _forms(word: str, lang: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*plain_words(word), *plain_words(_spelt_out(word)), *stems(word, lang))))


# Usual spellings without these letters; the forms without diacritics match anyway.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def _spelt_out(word: str) -> str:
    """Return the alternative spelling: `koeln` for `Köln`, `aarhus` for `Århus`."""
    return unicodedata.normalize("NFC", word).casefold().translate(_SPELT_OUT)


@lru_cache(maxsize=65_536)
def stems(word: str, lang: str) -> tuple[str, ...]:
    """Return the stems of a word in a language (`pl`, `en`); none in any other."""
    lang = lang.partition("-")[0]
    if lang not in {"pl", "en"} or not word.isalpha():
        return ()
    forms = [_snowball(lang)(word.lower())]
    if len(forms[0]) < _SHORTEST_STEM:
        forms = []
    if lang == "pl" and (lemma := _dictionary().get_lemma(word, "pl")):
        forms.append(lemma)
    return _plain_each(forms)


@lru_cache(maxsize=4_096)
def query_stems(word: str) -> tuple[str, ...]:
    """Return the stems of a search word in both languages; it may lack Polish diacritics."""
    forms = [*stems(word, "pl"), *stems(word, "en")]
    small = word.lower()
    if small.isascii() and small.isalpha() and not _dictionary().get_lemma(word, "pl"):
        meant = [_MEANT.get(letter, letter) for letter in small]
        if prod(map(len, meant)) <= _SPELLINGS:
            lemmas = (_dictionary().get_lemma("".join(spelling), "pl") for spelling in product(*meant))
            forms += _plain_each(lemma for lemma in lemmas if lemma)
    return tuple(dict.fromkeys(forms))


def _plain_each(forms: Iterable[str]) -> tuple[str, ...]:
    # `compact` turns a lemma of several words, or with a hyphen, into one token.
    return tuple(dict.fromkeys(each for word in forms if len(each := compact(word)) > 1))
