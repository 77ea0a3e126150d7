"""`/v1/membership`: how many members, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import and_, case, distinct, func, or_, select
from sqlalchemy.sql.expression import FromClause

from runtime.readmodel import FUTURE, PAST
from services.projections.queries import conditions
from services.projections.queries.asked import Asked
from services.projections.queries.parameters import wrong
from services.projections.queries.shapes import Book, bound, certainty, date_of
from services.projections.queries.sheet import line
from services.projections.queries.store import DIRECTORY, Store
from services.projections.tables import TABLES

MEMBERSHIP = TABLES["membership"]
SORT = (str, str)
MEMBERS = 20  # of each cluster, where several are asked for
STEPS = 400  # of each cluster's series
_SORT_KEY = {"pl": DIRECTORY.c.sort_key, "en": DIRECTORY.c.sort_key_en}
_LAST = "\U0010ffff"  # what has no name comes last
_OF = MEMBERSHIP.c.cluster == conditions.any_of("clusters")


def _sorted_by(key: Any, table: FromClause, column: Any, statement: Any) -> tuple[Any, Any]:
    """The statement with the name of a stream beside each row, and what it is sorted by."""
    name = func.coalesce(key, _LAST)
    met = and_(DIRECTORY.c.stream == column, conditions.known(DIRECTORY))
    return statement.outerjoin_from(table, DIRECTORY, met).add_columns(name.label("sort")), name


def _clusters(key: Any) -> Any:
    there = conditions.rows_of(MEMBERSHIP, MEMBERSHIP.c.kind == "cluster", conditions.possible(MEMBERSHIP))
    statement, name = _sorted_by(key, MEMBERSHIP, MEMBERSHIP.c.stream, there)
    return conditions.page(statement, name, MEMBERSHIP.c.stream)


def _members(key: Any) -> Any:
    there = conditions.rows_of(
        MEMBERSHIP, MEMBERSHIP.c.kind == "member", _OF, conditions.possible(MEMBERSHIP)
    )
    statement, name = _sorted_by(key, MEMBERSHIP, MEMBERSHIP.c.party, there)
    return conditions.page(statement, name, MEMBERSHIP.c.event)


def _first_members(key: Any) -> Any:
    there = select(MEMBERSHIP).where(
        MEMBERSHIP.c.kind == "member", _OF, conditions.known(MEMBERSHIP), conditions.possible(MEMBERSHIP)
    )
    statement, name = _sorted_by(key, MEMBERSHIP, MEMBERSHIP.c.party, there)
    place = func.row_number().over(partition_by=MEMBERSHIP.c.cluster, order_by=(name, MEMBERSHIP.c.event))
    ranked = statement.add_columns(place.label("place")).subquery("ranked")
    return conditions.rows_of(ranked, ranked.c.place <= MEMBERS).order_by(ranked.c.place)


_CLUSTERS, _MEMBERS, _FIRST = (
    {lang: made(key) for lang, key in _SORT_KEY.items()} for made in (_clusters, _members, _first_members)
)
_EXISTS = conditions.rows_of(MEMBERSHIP, MEMBERSHIP.c.kind == "cluster", _OF)
_TOLD = conditions.rows_of(
    MEMBERSHIP, _OF, MEMBERSHIP.c.kind == conditions.any_of("kinds"), conditions.possible(MEMBERSHIP)
).order_by(MEMBERSHIP.c.start_latest, MEMBERSHIP.c.event)
_BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")
_SPANS = select(
    *(MEMBERSHIP.c[name] for name in ("cluster", "kind", "party", "member_class", *_BOUNDS))
).where(_OF, conditions.known(MEMBERSHIP), MEMBERSHIP.c.kind.in_(("member", "class")))

CLAIM, _MEMBER = MEMBERSHIP.alias("claim"), MEMBERSHIP.alias("member")
# Founders stay founders; of any other class only those count who were members on the day of the number.
_THEN = or_(
    CLAIM.c.member_class == "founders",
    and_(_MEMBER.c.start_earliest <= CLAIM.c.start_latest, _MEMBER.c.end_latest >= CLAIM.c.start_earliest),
)
_SURELY = or_(
    CLAIM.c.member_class == "founders",
    and_(_MEMBER.c.start_latest <= CLAIM.c.start_earliest, _MEMBER.c.end_earliest >= CLAIM.c.start_latest),
)
_CLASS = case(
    {"founders": "founder", "partners": "partner", "supporting": "supporting"}, value=CLAIM.c.member_class
)
_COUNTED = and_(
    _MEMBER.c.cluster == CLAIM.c.cluster,
    or_(
        and_(CLAIM.c.member_class == "all", _MEMBER.c.kind == "member"),
        and_(_MEMBER.c.kind.in_(("member", "class")), _MEMBER.c.member_class == _CLASS),
    ),
    conditions.known(_MEMBER),
    _THEN,
)
KNOWN = func.count(distinct(_MEMBER.c.party))
# Claims with the number of members that the roster knows of the same class, on the day of the claim.
COVERAGE = (
    select(
        CLAIM.c.id,
        KNOWN.label("known"),
        func.count(distinct(_MEMBER.c.party)).filter(_SURELY).label("certain"),
    )
    .select_from(CLAIM.outerjoin(_MEMBER, _COUNTED))
    .where(CLAIM.c.kind == "claim", conditions.known(CLAIM))
    .group_by(CLAIM.c.id)
)
_COVERED = COVERAGE.where(CLAIM.c.cluster == conditions.any_of("clusters"))


async def membership(asked: Asked, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """Clusters by name, each with its roster, the numbers that were told of it, and how much of these is known by name.

    With the filter `cluster` that one alone, with its members page by page; without it each has its first members only,
    and `more_members` says how many there are besides.

    Raises:
        Malformed: the filter is no cluster.
    """
    given = asked.filters.get("cluster")
    if given is None:
        rows, following = await store.page(
            _CLUSTERS[asked.lang], asked, SORT, lambda row: (row.sort, row.stream)
        )
        clusters = [row.stream for row in rows]
        members = await store.fetch(_FIRST[asked.lang], asked.binds | {"clusters": clusters})
    else:
        if not conditions.is_id(given.removeprefix("cluster-")):
            raise wrong("cluster", "is not a cluster such as lkb")
        clusters = [f"cluster-{given.removeprefix('cluster-')}"]
        members, following = await store.page(
            _MEMBERS[asked.lang], asked, SORT, lambda row: (row.sort, row.event), {"clusters": clusters}
        )
        rows = await store.fetch(_EXISTS, asked.binds | {"clusters": clusters})
    binds = asked.binds | {"clusters": clusters}
    told = await store.fetch(_TOLD, binds | {"kinds": ["claim", "application"]})
    spans = await store.fetch(_SPANS, binds)
    if given is not None and not (rows or told or spans):
        return [], None
    covered = {row.id: row for row in await store.fetch(_COVERED, binds)}
    parties = {row.party for row in (*members, *told) if row.party}
    book = await store.book(asked, [*rows, *members, *told], *clusters, *parties)
    by_cluster: dict[str, Any] = defaultdict(
        lambda: {"members": [], "claim": [], "application": [], "spans": []}
    )
    for row in members:
        by_cluster[row.cluster]["members"].append(row)
    for row in told:
        by_cluster[row.cluster][row.kind].append(row)
    for row in spans:
        by_cluster[row.cluster]["spans"].append(row)
    existing = {row.stream: row for row in rows}
    return [
        {
            "cluster": book.ref(cluster),
            "certainty": certainty(existing[cluster], asked.world) if cluster in existing else None,
            **_entry(by_cluster[cluster], covered, book, listed=given is None),
        }
        for cluster in clusters
    ], following


def _entry(
    held: Mapping[str, Sequence[Any]], covered: Mapping[int, Any], book: Book, *, listed: bool
) -> dict[str, Any]:
    """`listed`: whether there is nothing but this list of members, and no further page of it."""
    world = book.asked.world
    there = sum(row.kind == "member" and certainty(row, world) is not None for row in held["spans"])
    return {
        "roster": roster(held["spans"], world),
        "members": [_member(row, book) for row in held["members"]],
        "more_members": there - len(held["members"]) if listed else None,
        "claims": [_claim(row, book) for row in held["claim"]],
        "coverage": [_coverage(row, covered[row.id]) for row in held["claim"] if row.id in covered],
        "series": series([_span(row) for row in held["spans"] if row.kind == "member"]),
        "applications": [
            {"party": book.ref(row.party), **orjson.loads(row.detail), **book.fact(row)}
            for row in held["application"]
        ],
    }


def _member(row: Any, book: Book) -> dict[str, Any]:
    changes = [item | {"date": date_of(item["date"])} for item in orjson.loads(row.detail)["classes"]]
    then = changes[-1]["class"] if row.member_class is None else row.member_class or None
    return {"party": book.ref(row.party), "class": then, "classes": changes, **book.fact(row)}


def _claim(row: Any, book: Book) -> dict[str, Any]:
    told = orjson.loads(row.detail)
    return {
        "count": row.number,
        "class": row.member_class,
        "comparator": told["comparator"],
        "as_of": date_of(told["as_of"]),
        **book.fact(row),
    }


def _coverage(claim: Any, known: Any) -> dict[str, Any]:
    return {
        "class": claim.member_class,
        "known": known.known,
        "certain": known.certain,
        "claimed": claim.number,
        "comparator": orjson.loads(claim.detail)["comparator"],
        "text": f"{known.known}/{claim.number}",
        "event": claim.event,
    }


# ---- counting --------------------------------------------------------------------------------------------------------
Span = tuple[str, date, date, date, date]


def _span(row: Any) -> Span:
    return row.party, row.start_earliest, row.start_latest, row.end_earliest, row.end_latest


def roster(rows: Iterable[Any], world: tuple[date, date]) -> dict[str, Any]:
    """How many parties were members for certain, how many possibly; the same by class where a class was told."""
    sure: dict[str | None, dict[str, str]] = defaultdict(dict)
    for row in rows:
        found = certainty(row, world)
        if found is None:
            continue
        # `None` stands for the roster as a whole.
        keys = ([None] if row.kind == "member" else []) + ([row.member_class] if row.member_class else [])
        for key in keys:
            if found == "yes" or row.party not in sure[key]:
                sure[key][row.party] = found
    counted = {key: _counts(parties.values()) for key, parties in sure.items()}
    by_class = {key: counted[key] for key in sorted(key for key in counted if key is not None)}
    return {**counted.get(None, {"yes": 0, "possibly": 0}), "by_class": by_class}


def _counts(found: Iterable[str]) -> dict[str, int]:
    told = list(found)
    return {"yes": told.count("yes"), "possibly": told.count("possibly")}


def series(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """The roster from day to day: `{day, certain, possible}` wherever one of them changes, `possible` with the certain.

    The first step has no day when there may have been members ever since. Of more than `STEPS` steps every n-th is
    given, and the last one; each says what was so from its day on.
    """
    certain: dict[date, int] = defaultdict(int)
    possible: dict[date, int] = defaultdict(int)
    by_party: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        by_party[span[0]].append(span)
    for told in by_party.values():
        _add(certain, ((start, end) for _, _, start, end, _ in told))
        _add(possible, ((start, end) for _, start, _, _, end in told))
    steps: list[dict[str, Any]] = []
    sure = may = 0
    for day in sorted({*certain, *possible}):
        sure, may = sure + certain.get(day, 0), may + possible.get(day, 0)
        if not steps or (steps[-1]["certain"], steps[-1]["possible"]) != (sure, may):
            steps.append({"day": bound(day), "certain": sure, "possible": may})
    if len(steps) > STEPS:
        every = -(-len(steps) // STEPS)
        steps = steps[::every] + ([steps[-1]] if (len(steps) - 1) % every else [])
    return steps


def _add(steps: dict[date, int], ranges: Iterable[tuple[date, date]]) -> None:
    """One party's days from range to range, each day once: one more where they begin, one fewer behind their end."""
    reached = None
    for start, end in sorted(item for item in ranges if item[0] <= item[1] and item[0] != FUTURE):
        if reached is not None and start <= reached:
            if end <= reached:
                continue
            _end(steps, reached, -1)
        else:
            steps[start] += 1
        _end(steps, end, 1)
        reached = end


def _end(steps: dict[date, int], last: date, sign: int) -> None:
    if last not in {FUTURE, PAST}:
        steps[last + timedelta(days=1)] -= sign


def lines(data: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Members and claims as lines of a sheet."""
    for item in data:
        for member in item["members"]:
            yield member | line(f"member {member['class'] or ''}".strip(), item["cluster"], [member["party"]])
        for claim in item["claims"]:
            what = f"{claim['comparator']} {claim['count']} {claim['class']}"
            yield claim | line("claim", item["cluster"], []) | {"what": what}
