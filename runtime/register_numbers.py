"""Numbers of public registers: how each is written, so that one number has one form, and the digits that check it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from stdnum import lei
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10
from stdnum.pl import nip, regon

from runtime.errors import Refused

_GAPS = re.compile(r"[\s\u2010-\u2015.-]+")
_ROR = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")
_ROR_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?ror\.org/", re.IGNORECASE)
_PROTOCOL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def _of_stdnum(check: Callable[[str], str]) -> Callable[[str], bool]:
    def fits(number: str) -> bool:
        try:
            return number.isascii() and check(number) == number
        except ValidationError:
            return False

    return fits


def _is_krs(number: str) -> bool:
    return re.fullmatch(r"[0-9]{10}", number) is not None


def _is_lei(number: str) -> bool:
    return re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", number) is not None and bool(lei.is_valid(number))


def _is_ror(number: str) -> bool:
    if _ROR.fullmatch(number) is None:
        return False
    coded = 0
    for digit in number[:7]:
        coded = coded * 32 + _CROCKFORD.index(digit)
    return mod_97_10.is_valid(f"{coded}{number[7:]}")


class _Scheme(NamedTuple):
    form: Callable[[str], str]  # as the register writes it, once spaces, hyphens and dots are out
    fits: Callable[[str], bool]
    expected: str


_SCHEMES = {
    "nip": _Scheme(
        lambda number: number.upper().removeprefix("PL"),
        _of_stdnum(nip.validate),
        "10 digits, of which the last checks the others",
    ),
    "regon": _Scheme(
        str,
        _of_stdnum(regon.validate),
        "9 digits, or 14 for a local unit, of which the last checks the others",
    ),
    "krs": _Scheme(str, _is_krs, "10 digits"),
    "lei": _Scheme(str.upper, _is_lei, "20 letters and digits, of which the last two check the others"),
    "ror": _Scheme(
        str.lower,
        _is_ror,
        "9 letters and digits as in https://ror.org/05dxps055, of which the last two check the others",
    ),
}


def normalise(scheme: str, value: str) -> str:
    """The number as it is recorded and compared: without spaces, hyphens and, in the registers known here, dots.

    In other registers letters and digits are those of the usual width.

    Raises:
        Refused: by `check-digit`, saying what a number of this scheme looks like.
    """
    if scheme == "website":
        return _website(value)
    if scheme not in _SCHEMES:
        value = unicodedata.normalize("NFKC", value)  # digits of another width look the same
        number = re.sub(r"[\s\u2010-\u2015-]+", "", value)
        if not number:
            raise Refused.by("check-digit", f"“{value}” is no number: nothing is left of it.", "/value")
        return number
    known = _SCHEMES[scheme]
    number = known.form(_GAPS.sub("", _ROR_ADDRESS.sub("", value) if scheme == "ror" else value))
    if number and not number.strip("0"):  # it passes every check, and tables have it where nothing is known
        raise Refused.by(
            "check-digit",
            f"“{value}” stands for no {scheme.upper()}: it is all zeros. Leave it out.",
            "/value",
        )
    if not known.fits(number):
        raise Refused.by(
            "check-digit", f"“{value}” is no {scheme.upper()}, which is {known.expected}.", "/value"
        )
    return number


def _website(value: str) -> str:
    """An address as it is compared: without protocol, `www.`, question and the last stroke; in it, `host` or `host/path`."""
    host, stroke, path = re.split(r"[?#]", _PROTOCOL.sub("", value.strip()))[0].partition("/")
    try:
        host = host.rstrip(".").encode("idna").decode().lower().removeprefix("www.")
    except UnicodeError:
        host = ""
    if _HOST.fullmatch(host) is None:
        raise Refused.by(
            "check-digit", f"“{value}” is no address of a website, such as https://www.example.org.", "/value"
        )
    return f"{host}{stroke}{path}".rstrip("/")
