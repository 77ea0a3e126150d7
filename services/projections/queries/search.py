"""`/v1/search`: streams by the words of their names, subjects, places and texts, the best hits first.

Hits come in ranks: 0 the abbreviation or number itself, 1 the whole name, 2 the beginning of the name, 3 all words in
the names, 4 in a subject, 5 in a place, 6 in another text; inside a rank by name, in Polish order. A rank is looked at
only when those before it have not filled the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    SmallInteger,
    Text,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY, distinct_on

from services.projections import stemming
from services.projections.queries import conditions
from services.projections.queries.asked import Asked
from services.projections.queries.parameters import wrong
from services.projections.queries.shapes import Book
from services.projections.queries.store import Store
from services.projections.search import NAMES, PLACE, SUBJECT, TEXT
from services.projections.tables import TABLES

SEARCH = TABLES["search"]
SORT = (int, str, str)
KINDS = (
    "cluster", "organisation", "unit", "city", "region", "person", "agreement", "visit", "conference", "commitment",
    "source",
)  # fmt: skip
LONGEST = 200
MOST_WORDS = 10
# So many matches in one tier are looked at, the oldest first: of more, nobody reads the end, and all wait for it.
_LOOKED_AT = 10_000
_ROUNDS = 5


class Sought(NamedTuple):
    """A question as PostgreSQL takes it: names by their beginning, words in any form, and the name and number as typed."""

    keys: str
    words: str
    whole: str
    short: str


def sought(text: str, kind: str | None = None) -> Sought | None:
    """The question in a text; None when the text has no letter and no digit.

    Every word is met by words that begin with it and by its other forms. Single letters count only where there is
    nothing else: then they are the beginning of a name or an abbreviation.

    Raises:
        Malformed: the text is longer than `LONGEST` signs or has more than `MOST_WORDS` words.
    """
    if len(text) > LONGEST:
        raise wrong("q", f"is longer than {LONGEST} signs")
    whole, short = " ".join(stemming.plain(text)), stemming.compact(text)
    if not short:
        return None
    met: dict[str, str] = {}
    for word in stemming.words(text):
        for plain in stemming.plain(word):
            if len(plain) > 1:
                forms = (form for form in stemming.asked(word) if not form.startswith(plain))
                met[plain] = " | ".join((f"'{plain}':*", *(f"'{form}'" for form in forms)))
    if len(met) > MOST_WORDS:
        raise wrong("q", f"has more than {MOST_WORDS} words")
    only = f" & '#{kind}'" if kind else ""
    keys = f"('={short}' | '{whole}':*){only}"
    every = " & ".join(f"({forms})" for forms in met.values())
    return Sought(keys, f"{every}{only}" if every else "", whole, f"={short}")


def _met(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    # The question stands in a subquery, where the planner cannot see it: of a common word it would know that it is in
    # many rows, and read them all.
    question = select(cast(bindparam(name, type_=Text), TSQUERY)).scalar_subquery()
    return func.array_to_tsvector(column).op("@@", is_comparison=True)(question)


def _candidates(tier: int, column: str, bound: str, lang: str) -> Select[Any]:
    """Streams with a match in one tier behind a place in the order, each with its best row there."""
    # The tier and the limit are literals: the first so that the tier's own index serves, the second for the planner.
    found = (
        select(SEARCH)
        .where(SEARCH.c.tier == literal_column(str(tier), SmallInteger), _met(SEARCH.c[column], bound))
        .limit(literal_column(str(_LOOKED_AT), Integer))
        .subquery("found")
    )
    rank: ColumnElement[int] = cast(found.c.tier, Integer)
    if column == "keys":
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


# Names by key (ranks 0 to 2), then the tiers by word.
_STAGES = ((NAMES, "keys", 2), *((tier, "words", tier) for tier in (NAMES, SUBJECT, PLACE, TEXT)))
_FOUND = {
    (lang, tier, column): _candidates(tier, column, column, lang)
    for lang in ("pl", "en")
    for tier, column, _ in _STAGES
}
_BETTER = (
    select(SEARCH.c.stream)
    .where(
        SEARCH.c.stream == conditions.any_of("streams"),
        conditions.known(SEARCH),
        conditions.possible(SEARCH),
        or_(
            (SEARCH.c.tier == NAMES) & _met(SEARCH.c["keys"], "keys"),
            (SEARCH.c.tier < bindparam("tier", type_=SmallInteger)) & _met(SEARCH.c.words, "words"),
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
    after = asked.after
    hits: list[Any] = []
    for tier, column, last in _STAGES:
        if (after and after[0] > last) or not getattr(question, column):
            continue
        binds = asked.binds | question._asdict() | {"tier": tier}
        for _ in range(_ROUNDS):
            place = conditions.page_binds(after, SORT, asked.limit)
            found = await store.fetch(_FOUND[asked.lang, tier, column], binds | place)
            fresh = found if column == "keys" else await _first_here(store, binds, found)
            hits += fresh
            if len(hits) > asked.limit:
                return hits[: asked.limit], _place(hits[asked.limit - 1])
            if len(found) <= asked.limit:
                break
            after = _place(found[-1])
        else:
            return (
                hits,
                after,
            )  # a short page: most here were told of before; the next one goes on behind them
    return hits, None


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
