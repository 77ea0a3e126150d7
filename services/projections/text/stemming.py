"""Words of Polish and English text as the search compares them: plain small letters, and what their forms share.

A word's forms meet in its *stems*: for Polish the dictionary's lemma, where it has the word, and Snowball's stem; for
English Snowball's stem. Rows hold what this file gives: with a change here, or another release of the two libraries, goes
a new `version` of the search.
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
from simplemma.strategies.dictionaries import StreamDictionaryFactory

from services.projections.text.polish import search_key

# Letters and digits; of a longer word the first letters must do.
_WORDS = re.compile(r"[^\W_]+")
_LONGEST = 64
# Snowball cuts short words down to what other words begin with: `Radom` to `rad`.
_SHORTEST_STEM = 4
# How a letter typed without its mark may have been meant, and how many spellings are looked up at most.
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
    # The form that stays packed in memory: 50 MB where the usual one takes 400.
    return DictionaryLookupStrategy(StreamDictionaryFactory())


@cache
def _snowball(lang: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = snowballstemmer.stemmer({"pl": "polish", "en": "english"}[lang]).stemWord
    return stem


def load() -> None:
    """Read the dictionary, which takes a second, before somebody waits for it."""
    _dictionary().get_lemma("klaster", "pl")


def compact(text: str) -> str:
    """Letters and digits alone, plain and small: `SA&AM` gives `saam`, and so does `sa am`."""
    return "".join(_WORDS.findall(search_key(text)))[:_LONGEST]


def words(text: str) -> list[str]:
    """The words of a text as they are written, with marks and capitals."""
    return [word[:_LONGEST] for word in _WORDS.findall(text)]


def plain_words(text: str) -> list[str]:
    """The words of a text without marks, in small letters."""
    return [word[:_LONGEST] for word in _WORDS.findall(search_key(text))]


def tokens(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What texts, each with its language, are found by: words, stems, and what punctuation divides written as one.

    Some come more than once.
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


# How these are typed where there is no key for them; without their marks they are found anyway.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def _spelt_out(word: str) -> str:
    """`Köln` is found as `koeln` too, and `Århus` as `aarhus`."""
    return unicodedata.normalize("NFC", word).casefold().translate(_SPELT_OUT)


@lru_cache(maxsize=65_536)
def stems(word: str, lang: str) -> tuple[str, ...]:
    """What the word shares with its other forms in a language (`pl`, `en`); nothing in any other."""
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
    """The stems, in either language, of a word that somebody asks for, who may have left Polish marks out."""
    forms = [*stems(word, "pl"), *stems(word, "en")]
    small = word.lower()
    if small.isascii() and small.isalpha() and not _dictionary().get_lemma(word, "pl"):
        meant = [_MEANT.get(letter, letter) for letter in small]
        if prod(map(len, meant)) <= _SPELLINGS:
            lemmas = (_dictionary().get_lemma("".join(spelling), "pl") for spelling in product(*meant))
            forms += _plain_each(lemma for lemma in lemmas if lemma)
    return tuple(dict.fromkeys(forms))


def _plain_each(forms: Iterable[str]) -> tuple[str, ...]:
    # A lemma of several words, or with a hyphen, is no single token.
    return tuple(dict.fromkeys(each for word in forms if len(each := compact(word)) > 1))
