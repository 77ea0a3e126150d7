"""What an event is called in Polish and English: the headings that the events declare, filled with names and words.

Names are never inflected: they follow a colon where Polish would need a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contracts.catalogue import TYPES
from contracts.money import written_sum

KINDS: dict[str, dict[str, str]] = {
    "letter-of-intent": {"pl": "List intencyjny", "en": "Letter of intent"},
    "cooperation-agreement": {"pl": "Porozumienie o współpracy", "en": "Cooperation agreement"},
    "agreement": {"pl": "Porozumienie", "en": "Agreement"},
    "memorandum": {"pl": "Memorandum", "en": "Memorandum"},
    "contract": {"pl": "Umowa", "en": "Contract"},
    "study-visit": {"pl": "Wizyta studyjna", "en": "Study visit"},
    "visit": {"pl": "Wizyta", "en": "Visit"},
    "mission": {"pl": "Misja gospodarcza", "en": "Trade mission"},
    "joint-fair": {"pl": "Wspólne targi", "en": "Joint fair"},
    "training": {"pl": "Szkolenie", "en": "Training"},
    "project-bid": {"pl": "Wniosek projektowy", "en": "Project bid"},
}

_CLASSES = {
    "all": {"pl": "członkowie", "en": "members"},
    "supporting": {"pl": "członkowie wspierający", "en": "supporting members"},
    "founders": {"pl": "założyciele", "en": "founders"},
    "partners": {"pl": "partnerzy", "en": "partners"},
    "firms": {"pl": "firmy", "en": "firms"},
    "paying": {"pl": "członkowie opłacający składki", "en": "paying members"},
}
_TOGETHER_WITH = {"pl": ", łącznie z: ", "en": ", together with: "}
_IN_ALL = {"pl": ", liczba klastrów łącznie: ", "en": ", clusters in all: "}
_COMPARATORS = {
    "exactly": {"pl": "", "en": ""},
    "over": {"pl": "ponad ", "en": "over "},
    "about": {"pl": "około ", "en": "about "},
    "at-least": {"pl": "co najmniej ", "en": "at least "},
    "almost": {"pl": "prawie ", "en": "almost "},
}
_MEMBER_CLASSES = {
    "full": {"pl": "członek zwyczajny", "en": "full member"},
    "founder": {"pl": "założyciel", "en": "founder"},
    "supporting": {"pl": "członek wspierający", "en": "supporting member"},
    "partner": {"pl": "partner", "en": "partner"},
}
ORGANISATION_TYPES = {
    "enterprise": {"pl": "przedsiębiorstwo", "en": "enterprise"},
    "sme": {"pl": "małe lub średnie przedsiębiorstwo", "en": "small or medium enterprise"},
    "large-enterprise": {"pl": "duże przedsiębiorstwo", "en": "large enterprise"},
    "university": {"pl": "uczelnia", "en": "university"},
    "research-institute": {"pl": "instytut badawczy", "en": "research institute"},
    "school": {"pl": "szkoła", "en": "school"},
    "science-park": {"pl": "park naukowo-technologiczny", "en": "science and technology park"},
    "business-support": {"pl": "instytucja otoczenia biznesu", "en": "business support organisation"},
    "ngo": {"pl": "organizacja pozarządowa", "en": "non-governmental organisation"},
    "public-body": {"pl": "instytucja publiczna", "en": "public body"},
    "cluster-organisation": {"pl": "organizacja klastrowa", "en": "cluster organisation"},
    "other": {"pl": "inna organizacja", "en": "other organisation"},
}
SOURCE_TYPES = {
    "file": {"pl": "plik", "en": "file"},
    "web-page": {"pl": "strona WWW", "en": "web page"},
    "paper": {"pl": "dokument papierowy", "en": "paper document"},
    "letter": {"pl": "pismo", "en": "letter"},
    "register": {"pl": "rejestr", "en": "register"},
    "conversation": {"pl": "rozmowa", "en": "conversation"},
}
RELATIONS = {
    "same-as": {"pl": "to samo co", "en": "same as"},
    "successor-of": {"pl": "następca", "en": "successor of"},
    "part-of": {"pl": "część", "en": "part of"},
}
_COORDINATORS = {
    "lead": {"pl": "Koordynator", "en": "Coordinator"},
    "co": {"pl": "Współkoordynator", "en": "Co-coordinator"},
}
_VERDICTS = {
    "fulfilled": {"pl": "spełniona", "en": "fulfilled"},
    "partly-fulfilled": {"pl": "spełniona częściowo", "en": "partly fulfilled"},
    "not-fulfilled": {"pl": "niespełniona", "en": "not fulfilled"},
    "in-progress": {"pl": "w realizacji", "en": "in progress"},
    "not-verifiable": {"pl": "nie do sprawdzenia", "en": "not verifiable"},
}
_RANKS = {
    "preferred": {"pl": "preferowana", "en": "preferred"},
    "normal": {"pl": "zwykła", "en": "normal"},
    "deprecated": {"pl": "odrzucona", "en": "deprecated"},
}
_INDEFINITE = {"pl": ", bezterminowo", "en": ", without a last day"}
_A_SOURCE = {"pl": "źródło", "en": "a source"}
_LANGUAGES = ("pl", "en")
_NAMED = 3  # so many facts of one amendment are called by name
Label = Callable[[str, str], str]


def kind(name: str) -> dict[str, str]:
    """Return a kind's name by language; an unlisted kind is its own name."""
    return KINDS.get(name) or dict.fromkeys(("pl", "en"), name.replace("-", " ").capitalize())


def text_in(text: Mapping[str, str], lang: str) -> str:
    """Return the text in a language, else in the other, else in any."""
    return text.get(lang) or text.get("pl") or text.get("en") or next(iter(text.values()), "")


def money_text(amount: Mapping[str, Any], lang: str) -> str:
    """Return a sum of money as it stands in a table, with how exactly it is known: `over 1500000.00 PLN`."""
    return f"{_exactness(amount, lang)}{amount['value']} {amount['currency']}"


def _exactness(amount: Mapping[str, Any], lang: str) -> str:
    return _COMPARATORS.get(amount.get("comparator") or "exactly", {}).get(lang, "")


def heading(
    type: str,
    subjects: Sequence[str],
    about: str,
    detail: Mapping[str, Any],
    label: Label,
) -> dict[str, str]:
    """Return the heading of an occurrence by language; `label(stream, lang)` returns a stream's name."""
    templates = TYPES[type].heading if type in TYPES else None
    return _filled(templates, subjects, about, detail, label)


def sentence(
    type: str,
    subjects: Sequence[str],
    about: str,
    detail: Mapping[str, Any],
    label: Label,
) -> dict[str, str]:
    """Return an event as a sentence by language. `label` also gets an event's id, that of an amended fact."""
    event = TYPES.get(type)
    templates = (event.sentence or event.heading) if event else None
    return _filled(templates, subjects, about, detail, label)


def _filled(
    templates: tuple[str, str] | None,
    subjects: Sequence[str],
    about: str,
    detail: Mapping[str, Any],
    label: Label,
) -> dict[str, str]:
    if templates is None:
        return {lang: label(about, lang) for lang in _LANGUAGES}
    return {
        lang: template.format_map(_Occurrence(subjects, about, detail, lang, label))
        for lang, template in zip(_LANGUAGES, templates, strict=True)
    }


class _Occurrence:
    """The values for a heading of an occurrence in one language. Only those that the heading uses are computed."""

    def __init__(
        self, subjects: Sequence[str], about: str, detail: Mapping[str, Any], lang: str, label: Label
    ) -> None:
        self.subjects, self.about, self.detail, self.lang, self.label = subjects, about, detail, lang, label

    def __getitem__(self, name: str) -> str:
        return _PLACEHOLDERS[name](self)

    def lane(self) -> str:
        return self.label(self.subjects[0], self.lang)

    def name_of(self, name: str) -> str:
        stream = self.detail.get(name)
        return self.label(stream, self.lang) if stream else ""

    def amended(self) -> str:
        """The facts that an amendment is of: the first few by name, the rest by number."""
        targets = (self.detail.get("target"), *(self.detail.get("also") or ()))
        names = list(dict.fromkeys(self.label(target, self.lang) for target in targets if target))
        more = f" (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
        return "; ".join(names[:_NAMED]) + more

    def names_of(self, name: str) -> str:
        """The names of one stream or of several."""
        streams = self.detail.get(name) or ()
        listed = (streams,) if isinstance(streams, str) else streams
        return ", ".join(self.label(stream, self.lang) for stream in listed)

    def text(self, name: str) -> str:
        return text_in(self.detail.get(name) or {}, self.lang)

    def seat(self) -> str:
        """The seat in one line: the address and the place, else the code of the region, else that of the country."""
        place = self.detail.get("place") or {}
        where = self.label(place["party"], self.lang) if place.get("party") else place.get("name")
        parts = (self.detail.get("address"), where)
        region = (self.detail.get("region") or {}).get("code")
        return ", ".join(filter(None, parts)) or region or self.detail.get("country") or ""

    def jointly(self) -> str:
        """The other clusters that a number counts too, and in how many clusters it counts, where it is not of one."""
        named, number = self.names_of("also_in"), self.detail.get("clusters_count")
        others = f"{_TOGETHER_WITH[self.lang]}{named}" if named else ""
        return others + (f"{_IN_ALL[self.lang]}{number}" if number else "")

    def project(self) -> str:
        """The title of a project with its money: `title (over PLN 1,500,000.00)`."""
        title, amount = self.text("title"), self.detail.get("amount")
        if not amount:
            return title
        written = written_sum(amount["value"], amount["currency"], self.lang)
        return f"{title} ({_exactness(amount, self.lang)}{written})"

    def source_type(self) -> str:
        """What a source is, in brackets after the word for it: ` (letter)`; empty where that is not recorded."""
        word = self.word(SOURCE_TYPES, "source_type", "")
        return f" ({word})" if word else ""

    def word(self, table: Mapping[str, Mapping[str, str]], name: str, default: str) -> str:
        word = self.detail.get(name) or default
        return table.get(word, {}).get(self.lang, word)


_PLACEHOLDERS: dict[str, Callable[[_Occurrence], str]] = {
    "lane": _Occurrence.lane,
    "about": lambda it: it.label(it.about, it.lang),
    "colon": lambda it: "" if it.lane().isupper() else ":",  # abbreviations are not inflected
    "organisation": lambda it: it.name_of("organisation"),
    "coordinator": lambda it: it.word(_COORDINATORS, "role", "lead"),
    "party": lambda it: it.name_of("party"),
    "other": lambda it: it.name_of("other"),
    "into": lambda it: it.names_of("into"),
    "by": lambda it: it.name_of("by") or _A_SOURCE[it.lang],
    "rank": lambda it: it.word(_RANKS, "rank", "normal"),
    "target": _Occurrence.amended,
    "label": lambda it: it.text("label"),
    "title": lambda it: it.text("title"),
    "name": lambda it: it.text("name") if isinstance(it.detail.get("name"), Mapping) else "",
    "renamed": lambda it: it.text("names"),
    "scheme": lambda it: str(it.detail.get("scheme", "")),
    "action": lambda it: it.text("text") or kind(str(it.detail.get("kind", "")))[it.lang],
    "to": lambda it: it.word(_MEMBER_CLASSES, "to", ""),
    "verdict": lambda it: it.word(_VERDICTS, "verdict", ""),
    "organisation_type": lambda it: it.word(ORGANISATION_TYPES, "organisation_type", ""),
    "source_type": _Occurrence.source_type,
    "relation": lambda it: it.word(RELATIONS, "relation", ""),
    "jointly": _Occurrence.jointly,
    "project": _Occurrence.project,
    "term": lambda it: _INDEFINITE[it.lang] if it.detail.get("indefinite") else "",
    "seat": _Occurrence.seat,
    "sectors": lambda it: ", ".join(
        f"{each['scheme']} {each['code']}" for each in it.detail.get("sectors", ())
    ),
    "members": lambda it: it.word(_CLASSES, "class", "all"),
    "number": lambda it: it.word(_COMPARATORS, "comparator", "exactly") + str(it.detail.get("count", "")),
}
