"""Legal forms of organisations at the end of a name, however they are spelt: `S.A.`, `SA`, `Spółka Akcyjna`."""

from __future__ import annotations

from collections.abc import Sequence

# Without marks, points and spaces, because people write `sp. z o.o.`, `Sp.zo.o.` and `SP Z O O`.
_LONG = frozenset(
    {
        # Poland
        "spzoo", "spzoosk", "spolkazoo", "spolkazograniczonaodpowiedzialnoscia", "spzograniczonaodpowiedzialnoscia",
        "spolkaakcyjna", "prostaspolkaakcyjna", "spolkajawna", "spolkapartnerska", "spolkakomandytowa",
        "spolkakomandytowoakcyjna", "spolkacywilna", "spolkaeuropejska", "spj", "spk", "spka", "spp", "ska",
        # German-speaking countries
        "gmbh", "ggmbh", "gmbhcokg", "mbh", "ohg", "kgaa", "aktiengesellschaft", "gesellschaftmitbeschrankterhaftung",
        "gesmbh",
        # Czechia, Slovakia, Hungary, the Balkans, the Baltic countries, Ukraine
        "sro", "spolsro", "spolecnostsrucenimomezenym", "akciovaspolecnost", "vos", "kft", "zrt", "nyrt", "doo", "dooel",
        "ead", "eood", "ood", "srl", "uab", "sia", "tov", "tzov", "ooo", "pao", "zao",
        # Romance and Nordic countries, the Netherlands
        "sarl", "sas", "sasu", "eurl", "spa", "srls", "slu", "sau", "lda", "bvba", "nvsa", "asa", "aps", "oyj",
        # English
        "ltd", "limited", "plc", "llc", "llp", "inc", "incorporated", "corp", "corporation", "limitedliabilitycompany",
        "publiclimitedcompany", "coltd", "pteltd", "ptyltd",
    }
)  # fmt: skip
_SHORT = frozenset(
    {"sa", "sc", "sj", "sk", "sp", "psa", "se", "ag", "kg", "ug", "ev", "eg", "as", "ab", "oy", "bv", "nv", "sl", "ad", "dd",
     "ou", "bt", "co"}
)  # fmt: skip
_AT_THE_START = frozenset({"uab", "sia", "tov", "tzov", "ooo", "pao", "zao"})
# What is added for a time, by law.
_STATES = frozenset(
    {"wlikwidacji", "wupadlosci", "wrestrukturyzacji", "wupadloscilikwidacyjnej", "inliquidation"}
)
_AT_THE_END = _LONG | _SHORT | _STATES
_MOST_WORDS = 6
# How the last word of a form may read, so that most names are done at once.
_LAST_WORDS = frozenset(form[start:] for form in _AT_THE_END for start in range(len(form)))


def without_legal_form(words: Sequence[str]) -> Sequence[str]:
    """The words of a name without the legal forms at its end, and those at its start that stand there.

    Args:
        words: in lower case, without marks and points, in their order. At least one of them is left.
    """
    before: Sequence[str] = ()
    while words != before:
        before = words
        words = _shorter(words)
    return words


def _shorter(words: Sequence[str]) -> Sequence[str]:
    if words and words[-1] in _LAST_WORDS:
        for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
            if "".join(words[-count:]) in _AT_THE_END:
                return words[:-count]
    if len(words) > 1 and words[0] in _AT_THE_START:
        return words[1:]
    return words
