"""`/v1/search`: streams by the words of their names, subjects, places and texts, the best hits first.

Hits come in ranks: 0 the abbreviation or number itself, 1 the full name, 2 the beginning of the name, 3 all words in
the names, 4 in a subject, 5 in a place, 6 in another text, 7 in several of these texts together; inside a rank by name,
in Polish order. A rank is looked at only when those before it have not filled the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import cast

import orjson
from typing_extensions import TypedDict

from services.projections.queries.answer_types import RecordedFact, Reference, Text
from services.projections.queries.answers import References
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.search.statements import (
    BETTER,
    CANDIDATES,
    MATCHES,
    NEAR,
    OF_STREAMS,
    ROWS,
    STAGES,
    Hit,
    SearchRow,
    TextMatch,
)
from services.projections.queries.search.tsquery import SearchQuery, parse_search
from services.projections.queries.sql.endings import cut, dissolutions
from services.projections.queries.sql.expressions import Binds
from services.projections.queries.sql.predicates import page_binds
from services.projections.queries.sql.store import Store
from services.projections.readmodels.search import TOGETHER
from services.projections.text import stemming

SORT = (int, str, str)
KINDS = (
    "cluster", "organisation", "unit", "city", "region", "person", "agreement", "visit", "conference", "commitment",
    "source",
)  # fmt: skip
# Names match also after a cluster's dissolution; its other texts do not.
_NAMES = frozenset({"names", "former-names"})
_ROUNDS = 5
# Maximum rounds of the last stage: slow when many streams contain common words, but few all of them at the query's time.
_ROUNDS_TOGETHER = 2


class MatchedText(TypedDict):
    """The text that matched; `field` is its role in the stream."""

    field: str
    text: Text


class SearchHit(RecordedFact):
    """A stream that matches, by the fact that gives the matching text. `rank` is 0 for the best."""

    ref: Reference
    kind: str
    matched: MatchedText
    rank: int


async def search(query: Query, store: Store) -> tuple[list[SearchHit], str | None]:
    """Return one hit for each stream: its reference, the text that matched, and the fact of that text.

    `[{"ref", "kind", "matched": {"field", "text"}, "rank", …}]`; the filter `kind` keeps some of `KINDS`, with
    commas between. If several texts match only together, `matched` is the one with the most words of the question.

    Raises:
        Malformed: the question is missing or too long.
    """
    if "q" not in query.filters:
        raise wrong("q", "is needed: what to search for")
    kinds = [kind for kind in query.filters.get("kind", "").split(",") if kind]
    if not set(kinds) <= {*KINDS}:
        raise wrong("kind", f"has others than {', '.join(KINDS)}, with commas between")
    question = parse_search(query.filters["q"], kinds)
    if question is None:
        return [], None
    hits, place = await _page(query, store, question)
    rows = {row.id: row for row in await store.fetch(ROWS, query.binds | {"ids": [hit.id for hit in hits]})}
    references = await store.references(query, rows.values(), *(store.parties.id(hit.stream) for hit in hits))
    gone = await dissolutions(query, store, [hit.stream for hit in hits])
    shown = {id: row if row.field in _NAMES else cut(row, gone.get(row.stream)) for id, row in rows.items()}
    return [
        _search_hit(shown[hit.id], store.parties.id(hit.stream), hit.rank, references) for hit in hits
    ], place and query.next(place)


async def _page(
    query: Query, store: Store, question: SearchQuery
) -> tuple[list[Hit], tuple[int, str, str] | None]:
    """Return the hits of a page with each party once, and the place of the last one if there are more.

    Other entries of a party that leave the page make room for the hits after it.
    """
    shown: list[Hit] = []
    place: tuple[int, str, str] | None = None
    for _ in range(_ROUNDS):
        hits, place = await _hits(query, store, question)
        once = await _once(query, store, question, hits)
        shown += once
        if len(shown) >= query.limit:
            more = place is not None or len(shown) > query.limit
            shown = shown[: query.limit]
            return shown, shown[-1].place if more else None
        if place is None or len(once) == len(hits):
            break
        query = replace(query, after=place)
    return shown, place


async def _once(query: Query, store: Store, question: SearchQuery, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with each party once: by the entry that comes first."""
    several = {hit.stream for hit in hits if not store.parties.alone(hit.stream)}
    if not several:
        return list(hits)
    entries = sorted({entry for stream in several for entry in store.parties.entries(stream)})
    all_of_them = replace(query, after=None, limit=max(query.limit, len(entries)))
    ranked, _ = await _hits(all_of_them, store, question, entries)
    first = {store.parties.id(hit.stream): hit.stream for hit in reversed(ranked)}
    return [
        hit for hit in hits if hit.stream not in several or first[store.parties.id(hit.stream)] == hit.stream
    ]


def _search_hit(row: SearchRow, stream: str, rank: int, references: References) -> SearchHit:
    return {
        "ref": references.ref(stream),
        "kind": row.kind,
        "matched": {"field": row.field, "text": orjson.loads(row.text)},
        "rank": rank,
        **references.fact(row),
    }


async def _hits(
    query: Query, store: Store, question: SearchQuery, streams: Sequence[str] = ()
) -> tuple[list[Hit], tuple[int, str, str] | None]:
    """Return the hits of a page in order, and the place of the last one if there are more; with `streams`, only these."""
    begin = cast("tuple[int, str, str] | None", query.after)  # its types are those of `SORT`
    hits: list[Hit] = []
    for tier, by, last in STAGES:
        if (begin and begin[0] > last) or not getattr(question, by):
            continue
        # A stage after that of the last page starts at its beginning.
        after = begin if begin and (by == "keys" or begin[0] == last) else None
        binds = query.binds | question._asdict() | {"tier": tier, "past": query.known_at < query.position}
        stage = (query.lang, tier, by)
        if streams:
            binds |= {"only": list(streams)}
        for _ in range(_ROUNDS_TOGETHER if tier == TOGETHER else _ROUNDS):
            place = page_binds(after, SORT, query.limit)
            page, complete = await _next(store, stage, binds | place, query.limit)
            if question.phrases or tier == TOGETHER:
                hits += await _matching(store, binds, page, last, question)
            else:
                hits += page if by == "keys" else await _first_here(store, binds, page)
            if len(hits) > query.limit:
                return hits[: query.limit], hits[query.limit - 1].place
            if complete:
                break
            after = page[-1].place
        else:
            # A short page: most of these streams were on earlier pages. The next page continues after them.
            return hits, after
    return hits, None


async def _next(
    store: Store, stage: tuple[str, int, str], binds: Binds, limit: int
) -> tuple[list[Hit], bool]:
    """Return the next streams of a stage, more than `limit` if there are more, and whether these are all."""
    if "only" in binds:
        few = list(await store.fetch(OF_STREAMS[stage], binds))
        return few, len(few) <= limit
    if stage in NEAR:
        near = await store.fetch(NEAR[stage], binds)
        first = list({hit.stream: hit for hit in reversed(near)}.values())[::-1]
        if len(first) > limit:
            return first, False
    hits = list(await store.fetch(CANDIDATES[stage], binds))
    return hits, len(hits) <= limit


async def _first_here(store: Store, binds: Binds, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits without streams that have a hit in an earlier rank."""
    if not hits:
        return []
    streams = [hit.stream for hit in hits]
    better = {row.stream for row in await store.fetch(BETTER, {**binds, "streams": streams})}
    return [hit for hit in hits if hit.stream not in better]


async def _matching(
    store: Store, binds: Binds, hits: Sequence[Hit], last: int, question: SearchQuery
) -> list[Hit]:
    """Return the streams whose readable texts match the question, including phrases, in this stage and in no earlier one.

    Each has the first row that matches; if several match only together, the row that matches most words.
    """
    if not hits:
        return []
    streams = [hit.stream for hit in hits]
    shown: dict[str, int] = {}
    for stream, stream_rows in groupby(
        await store.fetch(MATCHES, {**binds, "streams": streams}), attrgetter("stream")
    ):
        rows = [(row, _phrases_in(row, question)) for row in stream_rows]
        alone = [row for row, phrases in rows if row.last and len(phrases) == len(question.phrases)]
        if alone:
            best = min(alone, key=lambda row: (row.last, row.id))
            if best.last == last:
                shown[stream] = best.id
        elif last == TOGETHER and _all_met(rows, question):
            shown[stream] = max(rows, key=lambda row: (len(row[0].parts or ()), -row[0].tier, -row[0].id))[
                0
            ].id
    return [hit._replace(id=shown[hit.stream]) for hit in hits if hit.stream in shown]


def _all_met(rows: Sequence[tuple[TextMatch, set[str]]], question: SearchQuery) -> bool:
    parts = {place for row, _ in rows for place in row.parts or ()}
    phrases = {phrase for _, matched in rows for phrase in matched}
    return len(parts) == len(question.parts) and len(phrases) == len(question.phrases)


def _phrases_in(row: TextMatch, question: SearchQuery) -> set[str]:
    """Return the phrases that a row's text contains word by word in one language, or that equal its abbreviation."""
    if not question.phrases:
        return set()
    texts = [" ".join(stemming.plain_words(text)) for text in orjson.loads(row.text).values()]
    texts += [key.removeprefix("=") for key in row.keys]
    return {phrase for phrase in question.phrases if any(f" {phrase} " in f" {text} " for text in texts)}
