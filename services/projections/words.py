"""What kinds and occurrences are called in Polish and English. Names are never inflected: they stand behind a colon
where Polish would need a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

KINDS: dict[str, dict[str, str]] = {
    "letter-of-intent": {"pl": "List intencyjny", "en": "Letter of intent"},
    "cooperation-agreement": {"pl": "Porozumienie o współpracy", "en": "Cooperation agreement"},
    "agreement": {"pl": "Porozumienie", "en": "Agreement"},
    "memorandum": {"pl": "Memorandum", "en": "Memorandum"},
    "contract": {"pl": "Umowa", "en": "Contract"},
    "study-visit": {"pl": "Wizyta studyjna", "en": "Study visit"},
    "visit": {"pl": "Wizyta", "en": "Visit"},
    "mission": {"pl": "Misja gospodarcza", "en": "Trade mission"},
}

_CLASSES = {
    "all": {"pl": "członkowie", "en": "members"},
    "supporting": {"pl": "członkowie wspierający", "en": "supporting members"},
    "founders": {"pl": "założyciele", "en": "founders"},
    "partners": {"pl": "partnerzy", "en": "partners"},
}
_COMPARATORS = {
    "exactly": {"pl": "", "en": ""},
    "over": {"pl": "ponad ", "en": "over "},
    "about": {"pl": "około ", "en": "about "},
    "at-least": {"pl": "co najmniej ", "en": "at least "},
}
# What has no line here is called by its own name: agreements, visits, conferences.
_HEADINGS = {
    "ClusterInitiativeAnnounced": {"pl": "Zapowiedź: {lane}", "en": "{lane} announced"},
    "ClusterFounded": {"pl": "Powołanie{colon} {lane}", "en": "{lane} founded"},
    "CoordinatorAppointed": {
        "pl": "Koordynator {lane}: {organisation}",
        "en": "Coordinator of {lane}: {organisation}",
    },
    "SpecialisationDeclared": {
        "pl": "Specjalizacja {lane}: {said}",
        "en": "Specialisation of {lane}: {said}",
    },
    "PurposeDeclared": {"pl": "Misja i cele: {lane}", "en": "Mission and goals: {lane}"},
    "MembershipCountReported": {"pl": "{lane}, {members}: {number}", "en": "{lane}, {members}: {number}"},
    "MemberJoined": {"pl": "Członek {lane}: {party}", "en": "Member of {lane}: {party}"},
}
Label = Callable[[str], str]


def kind(name: str) -> dict[str, str]:
    """A kind's name by language; one that is not listed is written as it is."""
    return KINDS.get(name) or dict.fromkeys(("pl", "en"), name.replace("-", " ").capitalize())


def say(text: Mapping[str, str], lang: str) -> str:
    """The text in a language, else in the other, else in any."""
    return next((text[tag] for tag in (lang, "pl", "en") if tag in text), next(iter(text.values()), ""))


def what(
    type: str,
    subjects: Sequence[str],
    about: str,
    detail: Mapping[str, Any],
    label: Callable[[str, str], str],
) -> dict[str, str]:
    """One occurrence as a heading by language; `label(stream, lang)` is what a stream is called."""
    return {
        lang: _heading(type, subjects, about, detail, lang, partial(_labelled, label, lang))
        for lang in ("pl", "en")
    }


def _labelled(label: Callable[[str, str], str], lang: str, stream: str) -> str:
    return label(stream, lang)


def _heading(
    type: str, subjects: Sequence[str], about: str, detail: Mapping[str, Any], lang: str, label: Label
) -> str:
    template = _HEADINGS.get(type)
    if template is None:
        return label(about)
    lane = label(subjects[0])
    return template[lang].format(
        lane=lane,
        colon="" if lane.isupper() else ":",  # an abbreviation has no cases
        organisation=label(detail["organisation"]) if "organisation" in detail else "",
        party=label(detail["party"]) if "party" in detail else "",
        said=say(detail.get("label", {}), lang),
        members=_CLASSES.get(detail.get("class", "all"), _CLASSES["all"])[lang],
        number=_COMPARATORS.get(detail.get("comparator", "exactly"), _COMPARATORS["exactly"])[lang]
        + str(detail.get("count", "")),
    )
