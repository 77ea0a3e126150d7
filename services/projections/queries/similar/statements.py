"""The rows of names that share words with a name. Rare words are looked up alone, frequent ones in pairs.

The index of the search gives them; so what is compared is what the caller may read, at the position of the query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import ARRAY, SmallInteger, Text, bindparam, cast, column, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import TSQUERY

from runtime.similarity.names import ComparedName, beginnings
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.expressions import AnyColumn, AnySelect, Binds
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from services.projections.readmodels.search import NAMES
from services.projections.readmodels.tables import TABLES

_SEARCH = TABLES["search"]
# Words in more names than this are frequent: alone they tell nothing.
_FREQUENT = 200
_ROWS = 2_000
_MOST_PAIRED = 5
_NAMES = ("names", "former-names")


class NamedRow(NamedTuple):
    """A text of a party: its names by language as JSON, or a number; `keys` has the abbreviation after `=`."""

    stream: str
    field: str
    text: str
    keys: tuple[str, ...]


class _Counted(NamedTuple):
    block: str
    rows: int


def _met(column_of: str, query: AnyColumn, *fields: str) -> AnySelect:
    """Names that match a tsquery."""
    return select(_SEARCH).where(
        # A literal, so that the partial index is used.
        _SEARCH.c.tier == literal_column(str(NAMES), SmallInteger),
        func.array_to_tsvector(_SEARCH.c[column_of]).op("@@", is_comparison=True)(cast(query, TSQUERY)),
        _SEARCH.c.field.in_(fields),
        _SEARCH.c.stream.startswith("party-"),
        predicates.known(_SEARCH),
    )


_BLOCKS = (
    func.unnest(bindparam("blocks", type_=ARRAY(Text)))
    .table_valued(column("block", Text))
    .render_derived("blocks")
)
_ONE: AnySelect = _met("words", _BLOCKS.c.block, *_NAMES).with_only_columns(literal_column("1").label("one"))
_LIMITED = _ONE.limit(literal_column(str(_FREQUENT + 1))).correlate(_BLOCKS).lateral("met")
_COUNTS = Statement(
    select(_BLOCKS.c.block, func.count().label("rows"))
    .join_from(_BLOCKS, _LIMITED, true())
    .group_by(_BLOCKS.c.block),
    _Counted,
)


def _rows(column_of: str, *fields: str) -> Statement[NamedRow]:
    # In a subquery, to hide it from the planner, which would scan all rows for a common word.
    question = select(cast(bindparam("question", type_=Text), Text)).scalar_subquery()
    rows = _met(column_of, question, *fields).limit(literal_column(str(_ROWS))).subquery("met")
    return Statement(select(rows.c.stream, rows.c.field, rows.c.text, rows.c["keys"]), NamedRow)


_WORDS, _KEYS = _rows("words", *_NAMES), _rows("keys", "identifier", *_NAMES)
_OF_PARTY = Statement(
    select(_SEARCH.c.stream, _SEARCH.c.field, _SEARCH.c.text, _SEARCH.c["keys"]).where(
        _SEARCH.c.stream == predicates.any_of("entries"), predicates.known(_SEARCH)
    ),
    NamedRow,
)


async def rows_like(query: Query, store: Store, names: Iterable[ComparedName]) -> Sequence[NamedRow]:
    """Return the names that share words, or the beginnings of words, with one of these names."""
    blocks = [block for name in names for block in await _blocks_of(query, store, name)]
    if not blocks:
        return ()
    return await _fetched(store, _WORDS, query.binds | {"question": " | ".join(sorted(set(blocks)))})


async def rows_with(query: Query, store: Store, keys: Iterable[str]) -> Sequence[NamedRow]:
    """Return the texts with one of these numbers or abbreviations, each in letters and digits."""
    wanted = " | ".join(sorted(f"'={key}'" for key in keys if key))
    return await _fetched(store, _KEYS, query.binds | {"question": wanted}) if wanted else ()


async def rows_of(query: Query, store: Store, entries: Sequence[str]) -> Sequence[NamedRow]:
    """Return the names and identifiers of the entries of a party."""
    return await _fetched(store, _OF_PARTY, query.binds | {"entries": entries})


async def _fetched(store: Store, statement: Statement[NamedRow], binds: Binds) -> list[NamedRow]:
    return [row._replace(keys=tuple(row.keys)) for row in await store.fetch(statement, binds)]


async def _blocks_of(query: Query, store: Store, name: ComparedName) -> list[str]:
    words = [f"'{word}'" for word in sorted(name.words)]
    starts = [f"'{start}':*" for start in beginnings(name)]
    if name.numbers:  # names with other numbers are others
        numbers = [f"'{number}'" for number in name.numbers]
        alone = f"({' & '.join(numbers)})"
        if (await _counted(query, store, [alone]))[0]:
            return [alone]
        others = [word for word in words if word not in numbers]
        return [f"({' & '.join([*numbers, block])})" for block in (*others, *starts)] or [alone]
    rare, frequent = await _counted(query, store, words)
    # The beginning of a frequent word is frequent too, and the most expensive to count.
    starts = [start for start in starts if not any(word.startswith(start[:-3]) for word in frequent)]
    rare = [*rare, *(await _counted(query, store, starts))[0]]
    paired = [word for word in words if word in frequent][:_MOST_PAIRED]
    if len(paired) < 2:
        return rare or paired
    pairs, _ = await _counted(query, store, [f"({one} & {other})" for one, other in combinations(paired, 2)])
    return [*rare, *pairs, f"({' & '.join(paired)})"]


async def _counted(query: Query, store: Store, blocks: Sequence[str]) -> tuple[list[str], set[str]]:
    """Return the blocks with few rows, and those with many.

    Frequent blocks are the expensive ones to count, and most names have one, so the store remembers them.
    """
    remembered = store.frequent_blocks(query)
    frequent = {block for block in blocks if remembered.get(block, query.known_at + 1) <= query.known_at}
    uncounted = [block for block in blocks if block not in frequent]
    if not uncounted:
        return [], frequent
    counts = await store.fetch(_COUNTS, query.binds | {"blocks": uncounted})
    for row in counts:
        if row.rows > _FREQUENT:
            remembered[row.block] = query.known_at
            frequent.add(row.block)
    return [row.block for row in counts if row.block not in frequent], frequent
