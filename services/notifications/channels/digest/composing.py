"""Composes a digest of the feed's entries: by cluster, as sentences with their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from contracts.envelope import Fact
from services.notifications.channels.digest.messages import Group, Line
from services.notifications.channels.digest.words import WORDS
from services.notifications.channels.documents import Lang, Places
from services.notifications.text.phrases import Phrases


def groups_of(facts: Sequence[Fact], phrases: Phrases, places: Places, lang: Lang) -> list[Group]:
    """Facts by cluster, the clusters by name and the facts in their order; each once, under the first of its clusters."""
    clusters: defaultdict[str | None, list[Line]] = defaultdict(list)
    for fact in facts:
        line = Line(
            phrases.sentence(fact, lang),
            phrases.date(fact, lang),
            places.page(fact.id, lang),
            phrases.sources(fact, lang),
        )
        clusters[next(iter(phrases.clusters(fact)), None)].append(line)
    others = clusters.pop(None, [])
    groups = sorted(
        (Group(phrases.label(cluster, lang), lines) for cluster, lines in clusters.items() if cluster),
        key=lambda group: group.name.casefold(),
    )
    return [*groups, Group(WORDS[lang]["others"], others)] if others else groups
