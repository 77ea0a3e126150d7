"""Texts as people see them: which characters nobody sees, and when two texts look the same. Pure rules, no I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Default ignorable code points, bidi controls and other marks of format, fillers and blanks that are letters or symbols.
# Format characters that are drawn (the Arabic number signs and their like, joiners of hieroglyphs) are none of these.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_REFUSED = {"Cc", "Cs", "Co", "Cn"}
_JOINERS = frozenset("\u200c\u200d")
_KEYCAP = "\u20e3"
# Scripts in which a joiner between two letters changes how these are drawn, as their names begin.
_JOINING = frozenset(
    {
        "ADLAM", "ARABIC", "BALINESE", "BENGALI", "DEVANAGARI", "GUJARATI", "GURMUKHI", "JAVANESE", "KANNADA", "KHMER",
        "MALAYALAM", "MANDAIC", "MONGOLIAN", "MYANMAR", "NKO", "ORIYA", "SINHALA", "SYRIAC", "TAMIL", "TELUGU",
    }
)  # fmt: skip
_VIRAMA = 9


def one_spelling(text: str) -> str:
    """The text in NFC, each of its line breaks a line feed."""
    if text.isascii() and "\r" not in text:
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(text: str) -> str:
    """The text in NFC, each of its line breaks a line feed.

    Raises:
        ValueError: it holds a control character (other than line feed and tab), a lone surrogate, a private or
            an unassigned code point. The last, because what NFC makes of it is not settled yet.
    """
    if text.isascii() and text.isprintable():
        return text
    text = one_spelling(text)
    if any(unicodedata.category(c) in _REFUSED and c not in "\n\t" for c in text):
        raise ValueError("control characters and unassigned code points are not text")
    return text


def may_hide(text: str) -> bool:
    """Whether a text holds a character that is seen in few places or nowhere."""
    return _UNSEEN.search(text) is not None


def unseen(text: str) -> Iterator[str]:
    """The characters of a text that nobody sees and no script needs where they are."""
    if text.isascii():
        return
    for match in _UNSEEN.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if not _needed(match[0], before[-1:], after[:1], _letter_before(before)):
            yield match[0]


def named(character: str) -> str:
    """A character as `U+200B ZERO WIDTH SPACE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def plain(text: str) -> str:
    """The text as it is compared with others: case, spaces, width and what nobody sees do not count."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
        text = unicodedata.normalize("NFKC", text.casefold())
        return " ".join(text.split())
    return " ".join(text.casefold().split())


def _needed(character: str, before: str, after: str, letter: str) -> bool:
    """Whether a script, or an emoji, needs the character between these neighbours; `letter` is the last one before it."""
    if not before:
        return False
    if character in _JOINERS:
        return _joins(character, before, after, letter)
    if "\ufe00" <= character <= "\ufe0f":
        keycap = after == _KEYCAP and before in "0123456789#*"
        return keycap or _is_symbol(before) or _script(before) in {"CJK", "MYANMAR", "PHAGS-PA"}
    if "\u180b" <= character <= "\u180f":
        return _script(before) == "MONGOLIAN"
    return "\U000e0100" <= character <= "\U000e01ef" and _script(before) == "CJK"


def _joins(joiner: str, before: str, after: str, letter: str) -> bool:
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if _is_symbol(before) or before == "\ufe0f":
        return joiner == "\u200d" and _is_symbol(after)
    return _script(letter) in _JOINING and _script(after) == _script(letter)


def _letter_before(text: str) -> str:
    """The last character that is no combining mark."""
    return next((sign for sign in reversed(text[-8:]) if not unicodedata.category(sign).startswith("M")), "")


def _is_symbol(character: str) -> bool:
    return (
        bool(character) and not character.isascii() and unicodedata.category(character) in {"So", "Sk", "Sm"}
    )


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0] if character else ""
