"""What parties and sources are called in tables: the words for their kinds, and for the types of organisations and of sources."""

from __future__ import annotations

from services.registry.importing.values.words import folded


def forms(words: dict[str, str]) -> dict[str, str]:
    """The words of the catalogue by each form that a table may use for them, folded."""
    return {folded(form): word for word, forms in words.items() for form in forms.split(",")}


PARTY_KINDS = forms(
    {
        "organisation": "organisation, organization, organizacja, firma, spółka, przedsiębiorstwo, uczelnia, company",
        "unit": "unit, jednostka, wydział, oddział, department",
        "city": "city, miasto, gmina",
        "region": "region, województwo, voivodeship",
    }
)
ORGANISATION_TYPES = forms(
    {
        "enterprise": "enterprise",
        "sme": "sme, mśp, msp, małe lub średnie przedsiębiorstwo, małe, średnie, mikro, mikroprzedsiębiorstwo, "
        "małe przedsiębiorstwo, średnie przedsiębiorstwo, small or medium enterprise, small, medium, micro, "
        "small enterprise, medium enterprise, micro enterprise, sektor mśp",
        "large-enterprise": "large-enterprise, large enterprise, duże przedsiębiorstwo, duża firma, duże, large, large company",
        "university": "university, uczelnia, uniwersytet, politechnika, szkoła wyższa, uczelnia wyższa, "
        "higher education institution",
        "research-institute": "research-institute, research institute, instytut badawczy, instytut, jednostka badawcza, "
        "instytut naukowy, jednostka naukowa, research organisation, research organization",
        "school": "school, szkoła",
        "science-park": "science-park, science park, park naukowo-technologiczny, park technologiczny, technology park, "
        "science and technology park",
        "business-support": "business-support, business support organisation, instytucja otoczenia biznesu, iob, "
        "inkubator, incubator, izba gospodarcza, chamber of commerce",
        "ngo": "ngo, organizacja pozarządowa, stowarzyszenie, fundacja, non-governmental organisation, association, foundation",
        "public-body": "public-body, public body, instytucja publiczna, urząd, jst, samorząd, administracja publiczna, "
        "jednostka samorządu terytorialnego, public authority, local government",
        "cluster-organisation": "cluster-organisation, cluster organisation, cluster organization, organizacja klastrowa",
        "other": "other, inna, inne, inna organizacja",
    }
)
SOURCE_TYPES = forms(
    {
        "file": "file, plik, pdf, skan, scan, nagranie, recording, dokument elektroniczny, electronic document",
        "web-page": "web-page, web page, strona www, strona, strona internetowa, strona w internecie, website, page, link",
        "paper": "paper, papier, dokument papierowy, paper document, na papierze, druk, wydruk, printed, printed paper",
        "letter": "letter, pismo, list, e-mail, email, mail",
        "register": "register, rejestr, ewidencja, public register, rejestr publiczny",
        "conversation": "conversation, rozmowa, rozmowa telefoniczna, wywiad, interview, telefon, phone call, call",
    }
)
# A table that has one column for what a party is says organisation by naming its type.
KINDS_AND_TYPES = dict.fromkeys(ORGANISATION_TYPES, "organisation") | PARTY_KINDS
