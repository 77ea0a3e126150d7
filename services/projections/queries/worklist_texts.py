"""What to do about each item of the worklist, by its reason."""

from __future__ import annotations

DO: dict[str, dict[str, str]] = {
    "undecided": {
        "pl": "Porównaj źródła i wskaż wartość preferowaną albo odrzuć tę, która jest błędna.",
        "en": "Compare the sources, and rank one value as preferred, or the wrong one as deprecated.",
    },
    "disputed": {
        "pl": "Porównaj źródła: popraw fakt, który się myli, albo potwierdź ten, który jest słuszny.",
        "en": "Compare the sources: correct the fact that is wrong, or confirm the one that is right.",
    },
    "unsourced": {
        "pl": "Znajdź dokument, który o tym mówi, i potwierdź fakt, powołując się na niego.",
        "en": "Find a document that says so, and confirm the fact, citing it.",
    },
    "uncited-document": {
        "pl": "Zarejestruj dokument, na który powołuje się ten fakt; jeśli id jest błędne, wycofaj fakt i zapisz go na nowo.",
        "en": "Register the document that this fact cites; if the id is wrong, retract the fact and record it again.",
    },
    "dangling": {
        "pl": "Zarejestruj tego, kogo wymienia ten fakt, albo popraw identyfikator.",
        "en": "Register whom this fact names, or correct the id.",
    },
    "inferred": {
        "pl": "Sprawdź, czy któreś źródło podaje tę datę wprost, i doprecyzuj ją.",
        "en": "See whether a source gives this date in so many words, and refine it.",
    },
    "open-parties": {
        "pl": "Źródło mówi „m.in.”: znajdź pozostałe strony.",
        "en": "The source says “among others”: find the other parties.",
    },
    "without-copy": {
        "pl": "Zachowaj kopię tego pliku lub strony i popraw ten wpis: dodaj do źródła skrót kopii.",
        "en": "Keep a copy of this file or page, and correct this entry: add the hash of the copy to the source.",
    },
    "basis-corrected": {
        "pl": "Fakt, z którego to wywiedziono, poprawiono albo wycofano: sprawdź, czy wniosek się utrzymał.",
        "en": "The fact from which this follows was corrected or taken back: see whether it still holds.",
    },
    "thin-claim": {
        "pl": "Podano więcej członków, niż znamy z nazwy: znajdź pozostałych.",
        "en": "More members were claimed than are known by name: find the others.",
    },
    "member-of-dissolved-cluster": {
        "pl": "Klaster rozwiązano, a nikt nie zapisał końca członkostwa: zapisz go.",
        "en": "The cluster is dissolved, and nobody recorded that the member left: record it.",
    },
    "party-dissolved": {
        "pl": "Stronę umowy rozwiązano: zapisz, czy umowa się skończyła albo kto wszedł w jej miejsce.",
        "en": "A party is dissolved: record whether the agreement ended, or who took that party's place.",
    },
}
