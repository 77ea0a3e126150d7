"""`/v1/search`: streams by the words of their names, subjects, places and texts, the best hits first.

Hits come in ranks: 0 the abbreviation or number itself, 1 the whole name, 2 the beginning of the name, 3 all words in
the names, 4 in a subject, 5 in a place, 6 in another text; inside a rank by name, in Polish order. A rank is looked at
only when those before it have not filled the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    SmallInteger,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY, distinct_on
from sqlalchemy.sql.expression import FromClause

from services.projections.queries import conditions
from services.projections.queries.asked import Asked
from services.projections.queries.parameters import wrong
from services.projections.queries.shapes import Book
from services.projections.queries.sought import Sought, sought
from services.projections.queries.store import Store
from services.projections.search import NAMES, PLACE, SUBJECT, TEXT
from services.projections.tables import TABLES

SEARCH = TABLES["search"]
SORT = (int, str, str)
KINDS = (
    "cluster", "organisation", "unit", "city", "region", "person", "agreement", "visit", "conference", "commitment",
    "source",
)  # fmt: skip
# So many matches in one tier are looked at, the oldest first: of more, nobody reads the end, and all wait for it.
_LOOKED_AT = 5_000
# So many rows are read in the order of the hits before an index is asked: a word that is in every tenth row fills a page
# from them at once, and is what an index is slow to find.
_WALKED = 500
_ROUNDS = 5


def _met(table: FromClause, question: str) -> ColumnElement[bool]:
    """The rows that meet one of the questions of `Sought`."""
    column = table.c["keys" if question == "keys" else "words"]
    # The question stands in a subquery, where the planner cannot see it: of a common word it would know that it is in
    # many rows, and read them all.
    asked = select(cast(bindparam(question, type_=Text), TSQUERY)).scalar_subquery()
    return func.array_to_tsvector(column).op("@@", is_comparison=True)(asked)


def _candidates(tier: int, question: str, lang: str) -> Select[Any]:
    """Streams with a match in one tier behind a place in the order, each with its best row there."""
    # The tier and the limit are literals: the first so that the tier's own index serves, the second for the planner.
    found = (
        select(SEARCH)
        .where(SEARCH.c.tier == literal_column(str(tier), SmallInteger), _met(SEARCH, question))
        .limit(literal_column(str(_LOOKED_AT), Integer))
        .subquery("found")
    )
    rank: ColumnElement[int] = cast(found.c.tier, Integer)
    if question == "keys":
        keys = found.c["keys"]
        rank = case(
            (conditions.bound_text("short") == any_(keys), 0),
            (conditions.bound_text("whole") == any_(keys), 1),
            else_=2,
        )
    name = found.c.sort_key if lang == "pl" else found.c.sort_key_en
    ranked = (
        select(found.c.id, found.c.stream, rank.label("rank"), name.label("sort"))
        .where(conditions.known(found), conditions.possible(found))
        .ext(distinct_on(found.c.stream))
        .order_by(found.c.stream, rank, found.c.id)
        .subquery("ranked")
    )
    return conditions.page(select(ranked), ranked.c.rank, ranked.c.sort, ranked.c.stream)


def _first_rows(tier: int, question: str, lang: str) -> Select[Any]:
    """Matches among the next rows of a tier, in the order of the hits; a stream may come more than once."""
    name = SEARCH.c.sort_key if lang == "pl" else SEARCH.c.sort_key_en
    # Only names and streams are compared: the rank is the tier.
    place = tuple_(conditions.bound_text("after1"), conditions.bound_text("after2"))
    walked = (
        select(SEARCH, name.label("sort"))
        .where(
            SEARCH.c.tier == literal_column(str(tier), SmallInteger), tuple_(name, SEARCH.c.stream) > place
        )
        .order_by(name, SEARCH.c.stream)
        .limit(literal_column(str(_WALKED), Integer))
        .subquery("walked")
    )
    return (
        select(walked.c.id, walked.c.stream, cast(walked.c.tier, Integer).label("rank"), walked.c.sort)
        .where(_met(walked, question), conditions.known(walked), conditions.possible(walked))
        .order_by(walked.c.sort, walked.c.stream, walked.c.id)
    )


# Tier, question, and the last rank that it gives.
_STAGES = (
    (NAMES, "keys", 2),
    (NAMES, "words", NAMES),
    (SUBJECT, "texts", SUBJECT),
    (PLACE, "texts", PLACE),
    (TEXT, "texts", TEXT),
)
_LANGS = ("pl", "en")
_FOUND = {(lang, tier, by): _candidates(tier, by, lang) for lang in _LANGS for tier, by, _ in _STAGES}
_NEAR = {(lang, tier, by): _first_rows(tier, by, lang) for lang in _LANGS for tier, by, _ in _STAGES[1:]}
_BETTER = (
    select(SEARCH.c.stream)
    .where(
        SEARCH.c.stream == conditions.any_of("streams"),
        conditions.known(SEARCH),
        conditions.possible(SEARCH),
        or_(
            and_(SEARCH.c.tier == NAMES, _met(SEARCH, "keys")),
            and_(SEARCH.c.tier == NAMES, bindparam("tier") > NAMES, _met(SEARCH, "words")),
            and_(
                SEARCH.c.tier.between(SUBJECT, bindparam("tier", type_=SmallInteger) - 1),
                _met(SEARCH, "texts"),
            ),
        ),
    )
    .distinct()
)
_ROWS = conditions.rows_of(SEARCH, SEARCH.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))


async def search(asked: Asked, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """One hit for each stream: what it is, the text that met the question, and the fact that gives it.

    `[{"ref", "kind", "matched": {"field", "text"}, "rank", …}]`; the filter `kind` keeps one of `KINDS`.

    Raises:
        Malformed: there is no question, or it is too long.
    """
    if "q" not in asked.filters:
        raise wrong("q", "is needed: what to search for")
    kind = asked.filters.get("kind")
    if kind not in {None, *KINDS}:
        raise wrong("kind", f"is not one of {', '.join(KINDS)}")
    question = sought(asked.filters["q"], kind)
    if question is None:
        return [], None
    hits, place = await _hits(asked, store, question)
    rows = {row.id: row for row in await store.fetch(_ROWS, asked.binds | {"ids": [hit.id for hit in hits]})}
    book = await store.book(asked, rows.values())
    return [_hit(rows[hit.id], hit.rank, book) for hit in hits], place and asked.next(place)


def _hit(row: Any, rank: int, book: Book) -> dict[str, Any]:
    return {
        "ref": book.ref(row.stream),
        "kind": row.kind,
        "matched": {"field": row.field, "text": orjson.loads(row.text)},
        "rank": rank,
        **book.fact(row),
    }


async def _hits(
    asked: Asked, store: Store, question: Sought
) -> tuple[Sequence[Any], tuple[int, str, str] | None]:
    """A page's rows in their order, and the place of the last one where there are more."""
    begin = asked.after
    hits: list[Any] = []
    for tier, by, last in _STAGES:
        if (begin and begin[0] > last) or not getattr(question, by):
            continue
        # A stage behind the one of the last page begins at its own beginning.
        after = begin if begin and (by == "keys" or begin[0] == last) else None
        binds = asked.binds | question._asdict() | {"tier": tier}
        for _ in range(_ROUNDS):
            place = conditions.page_binds(after, SORT, asked.limit)
            found, whole = await _next(store, (asked.lang, tier, by), binds | place, asked.limit)
            hits += found if by == "keys" else await _first_here(store, binds, found)
            if len(hits) > asked.limit:
                return hits[: asked.limit], _place(hits[asked.limit - 1])
            if whole:
                break
            after = _place(found[-1])
        else:
            # A short page: most of these streams were told of before. The next one goes on behind them.
            return hits, after
    return hits, None


async def _next(
    store: Store, stage: tuple[str, int, str], binds: Mapping[str, Any], limit: int
) -> tuple[Sequence[Any], bool]:
    """The next streams of a stage, more than `limit` where there are so many, and whether these are all."""
    if stage in _NEAR:
        near = await store.fetch(_NEAR[stage], binds)
        first = list({row.stream: row for row in reversed(near)}.values())[::-1]
        if len(first) > limit:
            return first, False
    found = await store.fetch(_FOUND[stage], binds)
    return found, len(found) <= limit


async def _first_here(store: Store, binds: Mapping[str, Any], found: Sequence[Any]) -> list[Any]:
    """Without the streams that have a hit in an earlier rank."""
    if not found:
        return []
    better = {
        row.stream for row in await store.fetch(_BETTER, {**binds, "streams": [row.stream for row in found]})
    }
    return [row for row in found if row.stream not in better]


def _place(row: Any) -> tuple[int, str, str]:
    return row.rank, row.sort, row.stream
