"""The columns of each kind of table, with the headers under which an import knows them; an export writes their names."""

from __future__ import annotations

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
    "ror": "ror, ror id",
    "website": "website, www, strona, strona www, strona internetowa, adres www, url",
    "distinct_from": "distinct from, inny niż, to nie, różny od, not the same as",
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
# Any fact at all, as its command: `upland export` writes these. `fields` holds in JSON what no column does.
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
