"""Every event has a sentence of its own in both languages, made of names and words."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.catalogue import TYPES
from contracts.headings import sentence

DETAIL: dict[str, Any] = {
    "organisation": "party-lublin", "party": "party-radom", "other": "party-other", "by": "cluster-b",
    "target": "cluster-a@1", "label": {"en": "x"}, "title": {"en": "x"}, "name": {"en": "x"}, "names": {"en": "x"},
    "scheme": "nip", "rank": "preferred", "to": "full", "verdict": "fulfilled", "count": 3, "kind": "training",
}  # fmt: skip


@pytest.mark.parametrize("type", sorted(TYPES))
def test_every_event_is_a_sentence_in_both_languages(type: str) -> None:
    made = sentence(type, ["cluster-a"], "agreement-a", DETAIL, lambda stream, lang: f"<{stream} {lang}>")
    for lang in ("pl", "en"):
        assert made[lang], "there are words"
        assert "{" not in made[lang], "every placeholder is filled"
        assert made[lang] != f"<agreement-a {lang}>", "it says what happened to the stream"
    assert made["pl"] != made["en"]


def test_what_a_newer_registry_recorded_is_called_by_its_stream() -> None:
    made = sentence("SomethingNew", [], "cluster-a", {}, lambda stream, _: stream)
    assert made == {"pl": "cluster-a", "en": "cluster-a"}


def test_who_helps_to_lead_a_cluster_is_called_so() -> None:
    words = [
        sentence("CoordinatorAppointed", ["cluster-a"], "cluster-a", DETAIL | more, lambda stream, _: stream)[
            "pl"
        ]
        for more in ({}, {"role": "lead"}, {"role": "co"})
    ]
    assert [each.partition(" ")[0] for each in words] == ["Koordynator", "Koordynator", "Współkoordynator"]
