"""The columns of each kind of table, with the headers under which an import knows them; an export writes their names."""

from __future__ import annotations

_ENVELOPE = {
    "source": "source, źródło, id źródła",
    "locator": "locator, lokalizator, miejsce w źródle, akapit, strona",
    "mode": "mode, tryb",
}

_PARTY = {
    "party": "party, party id, id podmiotu, id członka, podmiot id",
    "name": "name, nazwa, party name, podmiot, nazwa podmiotu, członek, nazwa członka, member, member name, firma, "
    "organisation, organizacja, name pl, nazwa pl, nazwa firmy, nazwa organizacji, nazwa instytucji, nazwa jednostki, "
    "nazwa przedsiębiorstwa, pełna nazwa, nazwa pełna, instytucja, jednostka, przedsiębiorstwo, uczestnik, company, "
    "company name, organization, organisation name, organization name, institution, entity, partner, partner name, "
    "full name, members",
    "name_en": "name en, nazwa en, nazwa angielska, english name, nazwa po angielsku, name in english",
    "abbreviation": "abbreviation, skrót, abbr, acronym, akronim, nazwa skrócona, short name",
    "aliases": "aliases, inne nazwy, inna nazwa, alias, other names, other name, also known as, znany też jako",
    "kind": "kind, rodzaj, typ, rodzaj podmiotu, typ podmiotu, party kind, type, type of organisation, "
    "type of organization, rodzaj organizacji, typ organizacji",
    "part_of": "part of, część, jednostka nadrzędna, organizacja nadrzędna, parent, parent organisation, parent organization",
    "nip": "nip, numer nip, nr nip, vat id, tax id, vat, vat number, vat no, tax number",
    "regon": "regon, numer regon, nr regon",
    "krs": "krs, numer krs, nr krs",
    "lei": "lei, lei code, kod lei",
    "ror": "ror, ror id, id ror",
    "website": "website, www, strona, strona www, strona internetowa, adres www, url, web, web page, homepage",
    "organisation_type": "organisation type, organization type, wielkość, wielkość przedsiębiorstwa, kategoria przedsiębiorstwa, "
    "status przedsiębiorstwa, size, company size, enterprise size, rodzaj instytucji, type of entity, typ instytucji",
    "country": "country, kraj, państwo, kod kraju, country code",
    "region": "region, nuts, kod nuts, nuts code, teryt, kod teryt, województwo, voivodeship",
    "address": "address, adres, adres siedziby, siedziba, ulica, seat, registered office",
    "place": "place, miejscowość, miasto, city, town, miejscowość siedziby",
    "coordinates": "coordinates, współrzędne, współrzędne geograficzne, gps, współrzędne gps, geo coordinates",
    "latitude": "latitude, szerokość geograficzna, szer. geogr., lat",
    "longitude": "longitude, długość geograficzna, dł. geogr., lon, lng",
    "sectors": "sectors, pkd, kody pkd, kod pkd, nace, sector codes, nace codes, nace code",
    "described": "described, stan na, as of, na dzień",
    "distinct_from": "distinct from, inny niż, to nie, różny od, not the same as",
}
MEMBERS = {
    "cluster": "cluster, klaster, cluster id, id klastra, inicjatywa klastrowa, nazwa klastra, cluster name",
    **_PARTY,
    "class": "class, klasa, member class, rodzaj członkostwa, typ członkostwa, status członka, kategoria, category, "
    "kategoria członkostwa, membership category, membership type, type of membership, status członkostwa, "
    "member category, membership, kategoria członka, rodzaj członka",
    "class_label": "class label, własne określenie klasy, nazwa klasy, słowo klastra na klasę",
    "joined": "joined, od, from, since, data przystąpienia, data wstąpienia, przystąpił, członek od, member since, "
    "joined date, date joined, partner since, od kiedy, w klastrze od, data przyjęcia, rok przystąpienia, rok wstąpienia, "
    "date of joining, joining date, year joined, data dołączenia, dołączył, start, początek, entry, date of entry, joined on, "
    "członkostwo od, membership from, accession date",
    "left": "left, do, to, until, data wystąpienia, wystąpił, członek do, member until, left date, date left, "
    "do kiedy, w klastrze do, date of leaving, koniec, end, exit, data odejścia, członkostwo do, membership to, partner until",
    **_ENVELOPE,
}
PARTIES = _PARTY | _ENVELOPE
CLUSTERS = {
    "id": "id, cluster id, id klastra, identyfikator",
    "name": "name, nazwa, nazwa klastra, klaster, cluster, cluster name, name pl, nazwa pl",
    "name_en": _PARTY["name_en"],
    "abbreviation": _PARTY["abbreviation"],
    "aliases": _PARTY["aliases"],
    **{name: _PARTY[name] for name in ("nip", "regon", "krs", "lei", "website")},
    "same_as": "same as, to samo co, ten sam co, tożsamy z",
    "successor_of": "successor of, następca, kontynuuje, continues, follows",
    "part_of": "part of, część, część klastra, parent cluster, klaster nadrzędny",
    "founded": "founded, data powołania, data powstania, data założenia, data utworzenia, rok powstania, rok założenia, "
    "rok utworzenia, powstał, powołany, utworzony, założony, powstanie, established, year founded, year established, "
    "founding date, date of foundation, start of activity, początek działalności, działa od, active since",
    "initiators": "initiators, inicjatorzy, inicjator, initiator, założyciele, founders",
    "founders_count": "founders count, liczba założycieli, number of founders",
    "coordinator": "coordinator, koordynator, lider, animator, coordinating organisation, coordinating organization, "
    "koordynator klastra, cluster coordinator, cluster manager, cluster organisation",
    "count": "count, liczba członków, liczba podmiotów, liczba firm, ilość firm, number of firms, number of members, members, "
    "członkowie, members count",
    "as_of": "as of, stan na, na dzień, stan na dzień",
    **_ENVELOPE,
}
COORDINATORS = {
    "cluster": MEMBERS["cluster"],
    "coordinator": CLUSTERS["coordinator"] + ", nazwa koordynatora, coordinator name",
    "role": "role, rola, funkcja, function",
    "appointed": "appointed, od, from, since, od kiedy, koordynator od, coordinator since",
    "released": "released, do, to, until, do kiedy, koordynator do, coordinator until, data odwołania",
    **_ENVELOPE,
}
RECOGNITIONS = {
    "cluster": MEMBERS["cluster"],
    "scheme": "scheme, wyróżnienie, status, tytuł, program, recognition, label, certyfikat, certificate, nagroda, award, "
    "rodzaj wyróżnienia, nazwa wyróżnienia, title, akredytacja, accreditation, quality label, znak jakości",
    "grantor": "grantor, nadający, przyznający, przyznane przez, kto przyznał, granted by, awarded by, organ, instytucja",
    "valid_from": "valid from, od, from, since, ważna od, ważny od, data przyznania, "
    "przyznano, granted, awarded, ważne od, data nadania, date, "
    "data, rok, year",
    "valid_to": "valid to, do, to, until, ważne do, ważna do, ważny do, data ważności, wygasa, expires, valid until, koniec",
    **_ENVELOPE,
}
AGREEMENTS = {
    "id": "id, agreement, agreement id, porozumienie, id porozumienia, "
    "identyfikator, id umowy, numer umowy, nr umowy, nr porozumienia",
    "kind": "kind, rodzaj, typ, rodzaj porozumienia, agreement kind",
    "parties": "parties, strony, sygnatariusze, signatories, strony umowy, strony porozumienia, signatory parties, signed by, "
    "podpisali, partnerzy, partners",
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
    "valid_until": "valid until, ważne do, ważna do, ważny do, obowiązuje do, data wygaśnięcia, termin",
    "conference": "conference, konferencja",
    "project_pl": "project pl, projekt, project, nazwa projektu, tytuł projektu, project title, project name",
    "project_en": "project en, projekt en, nazwa projektu en",
    "programme": "programme, program, źródło finansowania, funding programme, funding, fundusz",
    "amount": "amount, kwota, wartość projektu, budżet, budget, wartość, project value, kwota projektu",
    "shares": "shares, udziały, podział kwoty, kwoty partnerów, partners shares",
    "project_since": "project since, projekt od, początek projektu, project start, start projektu",
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
    "count": "count, liczba, liczba członków, liczba podmiotów, number, number of members, members, liczba firm, ilu członków, "
    "ilość członków, ilość podmiotów, ilość firm, number of firms, ilość, total members, how many, członkowie, członków, "
    "members count",
    "class": "class, klasa, rodzaj członków, member class, których, kategoria, category, which members",
    "comparator": "comparator, porównanie",
    "also_in": "also in, together with, łącznie z, razem z, także w, wspólnie z",
    "clusters_count": "clusters count, number of clusters, liczba klastrów, w ilu klastrach, ile klastrów",
    "as_of": "as of, stan na, na dzień, stan na dzień, date, data, rok, year, dzień",
    **_ENVELOPE,
}
SUCCESSIONS = {
    "cluster": MEMBERS["cluster"],
    "change": "change, zmiana, rodzaj zmiany, kind of change, what happened, co się stało, przekształcenie, transformation",
    "new_name": "new name, nowa nazwa, nazwa po zmianie, nowa nazwa klastra, renamed to, new name pl, nowa nazwa pl",
    "new_name_en": "new name en, nowa nazwa en, nowa nazwa angielska, new english name",
    "new_abbreviation": "new abbreviation, nowy skrót, new acronym, nowy akronim",
    "into": "into, następcy, następca, klastry po zmianie, successors, successor, merged into, split into, połączony z, "
    "włączony do, podzielony na, w co, na co",
    "members_pass": "members pass, członkowie przechodzą, członkowie przeszli, members transfer, members transferred",
    "agreements_pass": "agreements pass, porozumienia przechodzą, umowy przechodzą, umowy przeszły, agreements transfer, "
    "agreements transferred",
    "date": "date, data, data zmiany, date of change, when, kiedy, od, from, since, rok, year",
    **_ENVELOPE,
}
SOURCES = {
    "id": "id, source id, document id, id źródła, id dokumentu, identyfikator",
    "title_pl": "title pl, tytuł pl, tytuł, title, dokument, document, nazwa dokumentu, nazwa źródła, tytuł dokumentu",
    "title_en": "title en, tytuł en, tytuł angielski, english title",
    "source_type": "source type, rodzaj źródła, rodzaj dokumentu, typ źródła, typ dokumentu, document type, rodzaj, typ, type",
    "language": "language, język, lang",
    "published": "published, opublikowano, data publikacji, data wydania, data dokumentu, data pisma, data, date, rok, year",
    "publisher": "publisher, wydawca, nadawca, autor, issued by",
    "url": "url, adres, link, odnośnik, adres strony, strona www, www, address, web address",
    "translation_of": "translation of, tłumaczenie z, tłumaczenie",
    "hash": "hash, sha 256, sha256, skrót sha 256, suma kontrolna, checksum",
    "mode": _ENVELOPE["mode"],
}
# Headers of numbers that say of what class the members are; a column for the class goes first.
CLASS_OF_COUNT = {"liczba firm": "firms", "ilość firm": "firms", "number of firms": "firms"}
# What people add to the header of a table of these rows: `data podpisania umowy` is `data podpisania`.
OWNERS = {
    "agreements": "umowy, porozumienia, listu, agreement",
    "visits": "wizyty, spotkania, visit",
    "members": "członka, firmy, podmiotu, organizacji, przedsiębiorstwa, company, member, organisation",
    "parties": "firmy, podmiotu, organizacji, instytucji, przedsiębiorstwa, company, organisation",
    "clusters": "klastra, cluster",
    "sources": "dokumentu, źródła, pisma, document, source",
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
# In the order in which they are imported: what is registered goes before what speaks of it, and what ends it comes last.
KINDS = {
    "facts": FACTS,
    "parties": PARTIES,
    "clusters": CLUSTERS,
    "members": MEMBERS,
    "agreements": AGREEMENTS,
    "visits": VISITS,
    "counts": COUNTS,
    "coordinators": COORDINATORS,
    "recognitions": RECOGNITIONS,
    "successions": SUCCESSIONS,
    "sources": SOURCES,
}
# What a table of the kind cannot do without: one column of each set. Of two kinds that fit a header as well, the first.
DISTINCTIVE = {
    "facts": ({"command"},),
    "agreements": ({"parties"},),
    "visits": ({"host"}, {"visitors"}),
    "counts": ({"count"},),
    "members": ({"name", "party"},),
    "parties": ({"name", "party"},),
    "clusters": ({"name", "id"}, {"founded", "founders_count"}),
    "coordinators": ({"coordinator"}, {"cluster"}),
    "recognitions": ({"scheme"}, {"cluster"}),
    "successions": ({"change", "into", "new_name"}, {"cluster"}),
    "sources": (
        {"title_pl", "title_en"},
        {"source_type", "published", "publisher", "url", "translation_of", "hash"},
    ),
}
# Columns that make a table of parties one of members.
OF_MEMBERSHIP = frozenset({"cluster", "class", "joined", "left"})
