"""The statements of the search: the streams that match in a tier, in the order of the hits, and their matching texts."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
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
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, distinct_on
from sqlalchemy.sql.expression import FromClause

from contracts.fields import Audience
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement
from services.projections.readmodels.search import NAMES, PLACE, SUBJECT, TEXT, TOGETHER
from services.projections.readmodels.tables import TABLES

SEARCH = TABLES["search"]
# Maximum number of matches to examine in one tier, the oldest first: more would slow down every search.
_LOOKED_AT = 5_000
# Number of rows to scan in the order of the hits before using an index: a word in every tenth row fills a page from them
# at once, while the index is slow for it.
_WALKED = 500


class Hit(NamedTuple):
    """A stream, the row to show, and its rank."""

    id: int
    stream: str
    rank: int
    sort: str

    @property
    def place(self) -> tuple[int, str, str]:
        """The sort values of the pages."""
        return self.rank, self.sort, self.stream


class MatchingStream(NamedTuple):
    """A stream that matches in an earlier tier."""

    stream: str


class TextMatch(NamedTuple):
    """A text of a stream, as JSON by language, with its keys.

    `last` is the last rank of the stage in which the text alone matches, None if it does not; `parts` are the places of the
    words that it contains in `SearchQuery.parts`, None if it contains none.
    """

    id: int
    stream: str
    tier: int
    text: str
    keys: list[str]
    last: int | None
    parts: list[int] | None


def _matches(table: FromClause, question: str) -> ColumnElement[bool]:
    """Condition: the row matches one of the tsqueries of `SearchQuery`."""
    column = table.c["keys" if question == "keys" else "words"]
    # The question is in a subquery to hide it from the planner, which would scan all rows for a common word.
    tsquery = select(cast(bindparam(question, type_=Text), TSQUERY)).scalar_subquery()
    return func.array_to_tsvector(column).op("@@", is_comparison=True)(tsquery)


def _of_tier(tier: int, question: str, *only: ColumnElement[bool]) -> FromClause:
    """Return the matches to examine."""
    # Literals: the tier, so that its partial index is used; the limit, for the planner.
    matches = select(SEARCH).where(
        SEARCH.c.tier == literal_column(str(tier), SmallInteger), _matches(SEARCH, question), *only
    )
    limit = literal_column(str(_LOOKED_AT), Integer)
    if tier != TOGETHER:
        return matches.limit(limit).subquery("matches")
    # Earlier versions of the `together` row are only for queries about an earlier position.
    known = bindparam("known", type_=BigInteger)
    last = matches.where(SEARCH.c.recorded_to.is_(None))
    then = matches.where(
        SEARCH.c.recorded_to.is_not(None),
        bindparam("past", type_=Boolean),
        SEARCH.c.recorded_from <= known,
        SEARCH.c.recorded_to > known,
    )
    return union_all(last.limit(limit), then.limit(limit)).subquery("matches")


def _candidates(tier: int, question: str, lang: str, *only: ColumnElement[bool]) -> Statement[Hit]:
    """Return streams with a match in one tier after a place in the order, each with its best row there."""
    matches = _of_tier(tier, question, *only)
    rank: ColumnElement[int] = cast(matches.c.tier, Integer)
    if question == "keys":
        keys = matches.c["keys"]
        rank = case(
            (predicates.bound_text("short_key") == any_(keys), 0),
            (predicates.bound_text("name_key") == any_(keys), 1),
            else_=2,
        )
    name = matches.c.sort_key if lang == "pl" else matches.c.sort_key_en
    ranked = (
        select(matches.c.id, matches.c.stream, rank.label("rank"), name.label("sort"))
        # The `together` row only selects candidates; `MATCHES` returns the readable texts.
        .where(predicates.possible(matches), *(() if tier == TOGETHER else (predicates.known(matches),)))
        .ext(distinct_on(matches.c.stream))
        .order_by(matches.c.stream, rank, matches.c.id)
        .subquery("ranked")
    )
    return Statement(predicates.page(select(ranked), ranked.c.rank, ranked.c.sort, ranked.c.stream), Hit)


def _first_rows(tier: int, question: str, lang: str) -> Statement[Hit]:
    """Return matches among the next rows of a tier, in the order of the hits; a stream may occur more than once."""
    name = SEARCH.c.sort_key if lang == "pl" else SEARCH.c.sort_key_en
    # Compare only names and streams: the tier gives the rank.
    place = tuple_(predicates.bound_text("after1"), predicates.bound_text("after2"))
    walked = (
        select(SEARCH, name.label("sort"))
        .where(
            SEARCH.c.tier == literal_column(str(tier), SmallInteger), tuple_(name, SEARCH.c.stream) > place
        )
        .order_by(name, SEARCH.c.stream)
        .limit(literal_column(str(_WALKED), Integer))
        .subquery("walked")
    )
    return Statement(
        select(walked.c.id, walked.c.stream, cast(walked.c.tier, Integer).label("rank"), walked.c.sort)
        .where(_matches(walked, question), predicates.known(walked), predicates.possible(walked))
        .order_by(walked.c.sort, walked.c.stream, walked.c.id),
        Hit,
    )


# Tier, question, and its last rank.
STAGES = (
    (NAMES, "keys", 2),
    (NAMES, "words", NAMES),
    (SUBJECT, "texts", SUBJECT),
    (PLACE, "texts", PLACE),
    (TEXT, "texts", TEXT),
    (TOGETHER, "together", TOGETHER),
)
_LANGS = ("pl", "en")
CANDIDATES = {(lang, tier, by): _candidates(tier, by, lang) for lang in _LANGS for tier, by, _ in STAGES}
OF_STREAMS = {
    (lang, tier, by): _candidates(tier, by, lang, SEARCH.c.stream == predicates.any_of("only"))
    for lang in _LANGS
    for tier, by, _ in STAGES
}
# Not for full names, which have several ranks, nor for words in several texts, which few streams have.
NEAR = {(lang, tier, by): _first_rows(tier, by, lang) for lang in _LANGS for tier, by, _ in STAGES[1:-1]}

_OF_STREAMS = (
    SEARCH.c.stream == predicates.any_of("streams"),
    SEARCH.c.tier <= TEXT,
    predicates.known(SEARCH),
    predicates.possible(SEARCH),
)
# Streams with a match in an earlier tier; `words` of names come after `keys`.
BETTER = Statement(
    select(SEARCH.c.stream)
    .where(
        *_OF_STREAMS,
        or_(
            and_(SEARCH.c.tier == NAMES, _matches(SEARCH, "keys")),
            and_(SEARCH.c.tier == NAMES, bindparam("tier") > NAMES, _matches(SEARCH, "words")),
            and_(
                SEARCH.c.tier.between(SUBJECT, bindparam("tier", type_=SmallInteger) - 1),
                _matches(SEARCH, "texts"),
            ),
        ),
    )
    .distinct(),
    MatchingStream,
)
_PART = (
    func.unnest(bindparam("parts", type_=ARRAY(Text)))
    .table_valued("part", with_ordinality="place", name="wanted")
    .render_derived()
)
_PARTS = (
    select(func.array_agg(_PART.c.place))
    .where(func.array_to_tsvector(SEARCH.c.words).op("@@", is_comparison=True)(cast(_PART.c.part, TSQUERY)))
    .correlate(SEARCH)
    .scalar_subquery()
)
# The texts of some streams, with the stage and the words that each matches.
MATCHES = Statement(
    select(
        SEARCH.c.id,
        SEARCH.c.stream,
        SEARCH.c.tier,
        SEARCH.c.text,
        SEARCH.c["keys"],
        case(
            (and_(SEARCH.c.tier == NAMES, _matches(SEARCH, "keys")), 2),
            (and_(SEARCH.c.tier == NAMES, _matches(SEARCH, "words")), NAMES),
            (and_(SEARCH.c.tier > NAMES, _matches(SEARCH, "texts")), SEARCH.c.tier),
        ).label("last"),
        _PARTS.label("parts"),
    )
    .where(*_OF_STREAMS)
    .order_by(SEARCH.c.stream, SEARCH.c.tier, SEARCH.c.id),
    TextMatch,
)


class SearchRow(NamedTuple):
    """`search`: a text of a stream, by its words; `text` is JSON by language."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    kind: str
    field: str
    tier: int
    text: str
    keys: list[str]
    words: list[str]
    sort_key: str
    sort_key_en: str
    fact: str
    recorded_at: datetime | None


ROWS = Statement(
    predicates.rows_of(SEARCH, SEARCH.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))), SearchRow
)
