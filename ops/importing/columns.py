"""The columns of CSV files: what each kind of file may say, and the headers under which it is known.

Headers are compared without case, accents and punctuation: `Data przystąpienia` is `data_przystapienia`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from ops.importing.names import folded
from runtime.errors import OperationFailed

_ENVELOPE = {
    "source": "source, źródło, id źródła",
    "locator": "locator, lokalizator, miejsce w źródle, akapit, strona",
    "mode": "mode, tryb",
}

MEMBERS = {
    "cluster": "cluster, klaster, cluster id, id klastra, inicjatywa klastrowa",
    "party": "party, party id, id podmiotu, id członka, podmiot id",
    "name": "name, nazwa, party name, podmiot, nazwa podmiotu, członek, nazwa członka, member, member name, firma, "
    "organisation, organizacja, name pl, nazwa pl",
    "name_en": "name en, nazwa en, nazwa angielska, english name",
    "abbreviation": "abbreviation, skrót, abbr",
    "kind": "kind, rodzaj, typ, rodzaj podmiotu, typ podmiotu, party kind",
    "nip": "nip, numer nip, vat id, tax id",
    "regon": "regon, numer regon",
    "krs": "krs, numer krs",
    "lei": "lei",
    "class": "class, klasa, member class, rodzaj członkostwa, typ członkostwa, status członka",
    "joined": "joined, od, from, since, data przystąpienia, data wstąpienia, przystąpił, członek od, member since, "
    "joined date, date joined",
    "left": "left, do, to, until, data wystąpienia, wystąpił, członek do, member until, left date, date left",
    **_ENVELOPE,
}
AGREEMENTS = {
    "id": "id, agreement, agreement id, porozumienie, id porozumienia, identyfikator",
    "kind": "kind, rodzaj, typ, rodzaj porozumienia, agreement kind",
    "parties": "parties, strony, sygnatariusze, signatories",
    "beneficiaries": "beneficiaries, beneficjenci",
    "subject_pl": "subject pl, przedmiot, przedmiot pl, temat, subject",
    "subject_en": "subject en, przedmiot en",
    "name_pl": "name pl, nazwa pl, nazwa, tytuł, name, title",
    "name_en": "name en, nazwa en, title en",
    "binding": "binding, wiążące, wiążący",
    "proposed": "proposed, data propozycji, zaproponowano, proposed date",
    "signed": "signed, data podpisania, podpisano, signed date, date signed, data zawarcia, date, data",
    "place": "place, miejsce, miejsce podpisania, miejscowość, miasto, city",
    "concluded": "concluded, zawarte, zawarty, zawarta, zawarto",
    "valid_until": "valid until, ważne do, obowiązuje do, data wygaśnięcia, termin",
    "conference": "conference, konferencja",
    **_ENVELOPE,
}
VISITS = {
    "id": "id, visit, visit id, wizyta, id wizyty, identyfikator",
    "kind": "kind, rodzaj, typ, rodzaj wizyty",
    "host": "host, gospodarz, gospodarze, przyjmujący",
    "visitors": "visitors, visitor, goście, gość, odwiedzający, wizytujący, guests",
    "date": "date, data, termin, data wizyty, when",
    "place": "place, miejsce, miejscowość, city",
    "sites": "sites, zakłady, odwiedzone miejsca, obiekty",
    "clusters": "clusters, klastry, cluster, klaster",
    "purpose_pl": "purpose pl, cel, cel wizyty, cel pl, purpose",
    "purpose_en": "purpose en, cel en",
    "name_pl": "name pl, nazwa pl, nazwa, tytuł, name, title",
    "name_en": "name en, nazwa en, title en",
    **_ENVELOPE,
}
COUNTS = {
    "cluster": "cluster, klaster, cluster id, id klastra",
    "count": "count, liczba, liczba członków, liczba podmiotów, number, number of members, members",
    "class": "class, klasa, rodzaj członków, member class",
    "comparator": "comparator, porównanie",
    "as_of": "as of, stan na, na dzień, date, data",
    **_ENVELOPE,
}
# Any fact at all, as the command that says it: `upland export` writes these. `fields` holds in JSON what no column does.
FACTS = {
    "event": "event",
    "command": "command",
    "mode": "mode",
    "audience": "audience",
    "occurred": "occurred",
    "phrase": "phrase",
    "inferred_from": "inferred from",
    "source": "source",
    "locator": "locator",
    "fields": "fields",
}
KINDS = {"facts": FACTS, "members": MEMBERS, "agreements": AGREEMENTS, "visits": VISITS, "counts": COUNTS}
# What tells the kinds apart, in the order in which they are tried.
_TELLING = {
    "facts": ("command",),
    "agreements": ("parties",),
    "visits": ("host", "visitors"),
    "counts": ("count",),
    "members": ("name", "party"),
}
_BY_HEADER = {
    kind: {folded(word): name for name, words in columns.items() for word in (name, *words.split(","))}
    for kind, columns in KINDS.items()
}


@dataclass(frozen=True)
class Header:
    """What a file's first row says: its kind, and of each column the name and the header as it is written."""

    kind: str
    names: tuple[str, ...]  # "" for a column that means nothing
    written: dict[str, str]
    unread: tuple[str, ...]  # headers that mean nothing


@dataclass(frozen=True)
class HeaderWrong(OperationFailed):
    """A first row by which the file cannot be read."""

    message: str
    expected: str
    suggestion: str | None = None


def read_header(cells: Iterable[str]) -> Header:
    """The kind of a file and its columns. Raises HeaderWrong."""
    written = [cell.strip() for cell in cells]
    kind = kind_of(written)
    if kind is None:
        near = [
            near for cell in written for near in get_close_matches(folded(cell), _words(), n=1, cutoff=0.8)
        ]
        kinds = "; ".join(f"{kind}: {' or '.join(told)}" for kind, told in _TELLING.items())
        shown = ", ".join(cell for cell in written if cell)[:120]
        message = f"the header {shown!r} is not one of members, agreements, visits, counts or facts"
        expected = (
            f"a column that tells the kind ({kinds}), and a comma, a semicolon or a tab between columns"
        )
        raise HeaderWrong(message, expected, near[0] if near else None)
    known = _BY_HEADER[kind]
    names = tuple(known.get(folded(cell), "") if cell else "" for cell in written)
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        both = ", ".join(cell for cell, name in zip(written, names, strict=True) if name == twice)
        raise HeaderWrong(f"several columns say the same: {both}", f"one column for {twice}")
    unread = tuple(cell for cell, name in zip(written, names, strict=True) if cell and not name)
    for cell in unread:
        left = [word for word, name in known.items() if name not in names]
        if near := get_close_matches(folded(cell), left, n=1, cutoff=0.8):
            raise HeaderWrong(
                f"{cell!r} is not a column of {kind}", f"one of {', '.join(KINDS[kind])}", near[0]
            )
    return Header(
        kind, names, {name: cell for cell, name in zip(written, names, strict=True) if name}, unread
    )


def kind_of(cells: Iterable[str]) -> str | None:
    """The kind of a file with these headers; None for none that is known."""
    told = [folded(cell) for cell in cells]
    for kind, telling in _TELLING.items():
        found = {_BY_HEADER[kind].get(cell) for cell in told}
        if found.issuperset(telling) if kind == "visits" else not found.isdisjoint(telling):
            return kind
    return None


def known_headers(cells: Iterable[str]) -> int:
    """How many of the headers mean something in the kind that they make."""
    cells = list(cells)
    kind = kind_of(cells)
    return sum(folded(cell) in _BY_HEADER[kind] for cell in cells) if kind else 0


def _words() -> list[str]:
    return [
        word
        for kind, telling in _TELLING.items()
        for word, name in _BY_HEADER[kind].items()
        if name in telling
    ]
