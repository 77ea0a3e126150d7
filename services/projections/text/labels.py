"""Labels of kinds and occurrences in Polish and English. Names are never inflected: they follow a colon where Polish would
need a case."""

from __future__ import annotations

from contracts.headings import KINDS, RELATIONS, heading, kind, text_in

__all__ = ["KINDS", "RELATIONS", "code_label", "heading", "kind", "kind_in", "text_in"]

# Words of answers that a Polish sheet translates; an English sheet shows them unchanged.
_POLISH = {
    "cluster founded": "klaster powołany", "cluster announced": "klaster zapowiedziany",
    "cluster dissolved": "klaster rozwiązany",
    "proposed": "zaproponowane", "concluded": "zawarte", "living": "obowiązuje", "lapsing": "wygasa", "sleeping": "uśpione",
    "lapsed": "wygasło", "ended": "zakończone", "terminated": "rozwiązane", "expired": "upłynął termin",
    "too-few-parties": "za mało stron", "binding-agreement": "porozumienie wiążące", "agreement": "porozumienie",
    "proposal": "propozycja", "visit": "wizyta", "coordinator": "koordynator", "co-coordinator": "współkoordynator",
    "founder": "założyciel", "member": "członek", "initiator": "inicjator", "representative": "reprezentant",
    "recognition": "wyróżnienie", "threshold": "próg",
    "link": "tożsamość", "identity": "tożsamość", "agreements": "porozumienia", "visits": "wizyty", "members": "członkowie",
    "roles": "role", "ties": "powiązania", "units": "jednostki", "timeline": "oś czasu",
    "specialisations": "specjalizacje", "initiators": "inicjatorzy", "claim": "liczba", "application": "wniosek",
    "held": "odbyta", "planned": "planowana", "cancelled": "odwołana", "promise": "obietnica", "evidence": "dowód",
    "evidence of the promisor": "dowód obiecującego", "assessment": "ocena",
    "assessment on the promisor's evidence": "ocena na podstawie dowodów obiecującego", "led to": "wynik",
    "may have led to": "możliwy wynik", "added": "dodano", "amended": "zmieniono", "retracted": "wycofano",
    "full": "zwyczajny", "supporting": "wspierający", "partner": "partner", "fulfilled": "spełniona",
    "partly-fulfilled": "spełniona częściowo", "not-fulfilled": "niespełniona", "in-progress": "w realizacji",
    "not-verifiable": "nie do sprawdzenia",
}  # fmt: skip


def code_label(word: str, lang: str) -> str:
    """Return a word of the answers in a language; unlisted words stay unchanged."""
    return _POLISH.get(word, word) if lang == "pl" else word


def kind_in(name: str, lang: str, english: str | None = None) -> str:
    """Return a kind as a sheet shows it: its Polish name, or in English its word or `english`."""
    return f"{kind(name)['pl']}:" if lang == "pl" else english or name
