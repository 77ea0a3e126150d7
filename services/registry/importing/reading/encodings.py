"""A file's bytes as text: UTF-8, UTF-16 with its mark, and the two Polish code pages where they can be distinguished.

A guess that may be wrong is not made: a name with a wrong letter would stand in the record for ever.
"""

from __future__ import annotations

import codecs

from services.registry.importing.report import Fault, ImportFaults

ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1250": "cp1250", "iso-8859-2": "iso-8859-2"}
"""What `--encoding` takes, and Python's name for it."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SIGNS = frozenset("„”“’‘–—…«»§°\u00a0\u00ad")
_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻäöüÄÖÜßé") | _SIGNS
_NEIGHBOURS = _POLISH | frozenset("áíýčďěňřšťúůžÁÉÍÝČĎĚŇŘŠŤÚŮŽ")
# Letters of Polish alone that both code pages write with the same byte: where they stand, the text is Polish.
_POLISH_ONLY = frozenset("łężŁĘŻ")
_CONVERT = (
    "save it as UTF-8 (`iconv -f cp1250 -t utf-8 FILE`), or name its encoding, as in `--encoding cp1250`"
)


def text_of(file: str, raw: bytes, encoding: str | None = None) -> str:
    """The text of a file, without a byte order mark, each of its line breaks a line feed.

    Args:
        file: its name, for faults.
        encoding: a name of `ENCODINGS`; None to find out.

    Raises:
        ImportFaults: the bytes are not text in that encoding, or more than one encoding fits.
    """
    text = _decoded(file, raw, encoding).replace("\r\n", "\n").replace("\r", "\n")
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise _fault(
            file, line, "a NUL byte is not text", "text; of UTF-16 without its mark, `--encoding utf-16`"
        )
    return text


def _decoded(file: str, raw: bytes, encoding: str | None) -> str:
    if encoding is not None:
        return _as(file, raw, ENCODINGS[encoding], encoding)
    for mark, marked in _MARKS:
        if raw.startswith(mark):
            return _as(file, raw, marked, marked.removesuffix("-sig"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(file, raw, error.start)


def _as(file: str, raw: bytes, codec: str, name: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{raw[error.start]:02x} is not {name.upper()}"
        raise _fault(file, line, byte, f"text in {name}") from None


def _legacy(file: str, raw: bytes, at: int) -> str:
    texts = {name: text for name in ("cp1250", "iso-8859-2") if (text := _tried(raw, name)) is not None}
    polish = {text for text in texts.values() if _signs(text) <= _POLISH}
    rivals = {text for text in texts.values() if _signs(text) <= _NEIGHBOURS}
    if len(polish) == 1 and (len(rivals) == 1 or not _POLISH_ONLY.isdisjoint(*polish)):
        return polish.pop()
    line = raw.count(b"\n", 0, at) + 1
    message = f"byte 0x{raw[at]:02x} is not UTF-8"
    if len(rivals) > 1:
        message += ", and the file reads differently as Windows-1250 and as ISO-8859-2"
    raise _fault(file, line, message, f"UTF-8: {_CONVERT}")


def _tried(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _signs(text: str) -> set[str]:
    return {sign for sign in text if not sign.isascii()}


def _fault(file: str, line: int, message: str, expected: str) -> ImportFaults:
    return ImportFaults([Fault(file, line, message, rule="encoding", expected=expected)])
