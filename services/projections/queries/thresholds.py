"""`/v1/thresholds`: which clusters meet a threshold: of members, of members of a class, of years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import orjson

from services.projections.queries.answer_types import Certainty, RecordedFact, Reference
from services.projections.queries.answers import References, certainty
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.membership import by_cluster
from services.projections.queries.membership_answer import ClusterRows
from services.projections.queries.membership_claims import distinct_claims
from services.projections.queries.membership_statements import (
    CLAIMS_AND_APPLICATIONS,
    CLUSTERS,
    TIMES,
    MembershipRow,
)
from services.projections.queries.reached import (
    Bounds,
    Criteria,
    ThresholdCriterion,
    meets,
    members,
    members_of,
    stated,
    worst,
    years,
)
from services.projections.queries.roster import roster
from services.projections.queries.sql.store import Store
from services.projections.text import labels

SORT = (str, str)
FILTERS = frozenset({"members", "classes", "years", "meets"})
MEETS: tuple[Certainty, ...] = ("yes", "possibly", "no")
_NUMBER = re.compile("[0-9]{1,7}", re.ASCII)
_OF_CLASS = re.compile("([a-z][a-z-]{0,62}):([0-9]{1,7})", re.ASCII)
# Maximum number of clusters to look at for one page of those that meet it as asked; a page may be short.
_MOST = 5_000


class ClusterAtThreshold(RecordedFact):
    """A cluster with what it reaches of each number, by the fact of its founding; `meets` is that of all together."""

    cluster: Reference
    meets: Certainty
    criteria: list[ThresholdCriterion]


class _Wanted(NamedTuple):
    members: int | None
    classes: dict[str, int]
    years: int | None


async def thresholds(query: Query, store: Store) -> tuple[list[ClusterAtThreshold], str | None]:
    """Return clusters by name, each with whether it certainly, possibly or not meets all that is asked on the day of the query.

    `least` is what is certain: members of the roster, or a number that a source states of this very day. `most` is what may be:
    members that are possible too, and the last stated number; null where it is open, as of “over 120”. A member whose class no
    source says may be of each. What no fact in the record makes possible is `no`; there may be members that it does not know.

    Raises:
        Malformed: a number or a class is none, or `meets` is unknown.
    """
    wanted = _wanted(query)
    answer = query.filters.get("meets")
    if answer is not None and answer not in MEETS:
        raise wrong("meets", f"is not one of {', '.join(MEETS)}")
    page, seen = query, 0
    matches: list[ClusterAtThreshold] = []
    while True:
        rows, following = await store.page(CLUSTERS[query.lang], page, SORT, _place)
        seen += len(rows)
        for row, item in zip(rows, await _clusters(query, store, rows, wanted), strict=True):
            if answer is None or item["meets"] == answer:
                matches.append(item)
                if len(matches) == query.limit and (row is not rows[-1] or following):
                    return matches, query.next(_place(row))
        if following is None or seen >= _MOST or answer is None:
            return matches, following
        page = replace(page, after=_place(rows[-1]))


def _place(row: MembershipRow) -> tuple[str, str]:
    return row.sort, row.stream


def _wanted(query: Query) -> _Wanted:
    classes: dict[str, int] = {}
    for part in filter(None, query.filters.get("classes", "").split(",")):
        match = _OF_CLASS.fullmatch(part)
        if match is None:
            raise wrong("classes", "is not a list of classes with numbers such as full:10,supporting:5")
        classes[match[1]] = int(match[2])
    return _Wanted(_number(query, "members"), classes, _number(query, "years"))


def _number(query: Query, name: str) -> int | None:
    text = query.filters.get(name)
    if text is not None and not _NUMBER.fullmatch(text):
        raise wrong(name, "is not a number from 0 to 9999999")
    return None if text is None else int(text)


async def _clusters(
    query: Query, store: Store, rows: Sequence[MembershipRow], wanted: _Wanted
) -> list[ClusterAtThreshold]:
    clusters = [row.stream for row in rows]
    counted = wanted.members is not None or wanted.classes
    binds = query.binds | {"clusters": clusters, "kinds": ["claim"]}
    claims = await store.fetch(CLAIMS_AND_APPLICATIONS, binds) if counted else ()
    spans = await store.fetch(TIMES, binds) if counted else ()
    numbers = await by_cluster(query, store, clusters, (), claims, spans)
    references = await store.references(query, [*rows, *claims])
    return [_cluster(row, numbers.get(row.stream, ClusterRows()), wanted, references) for row in rows]


def _cluster(
    row: MembershipRow, rows: ClusterRows, wanted: _Wanted, references: References
) -> ClusterAtThreshold:
    world = references.query.world
    counted = roster(rows.times, world)
    numbers = stated(distinct_claims(rows.claims, references), world)
    criteria: list[ThresholdCriterion] = []
    if wanted.members is not None:
        criteria.append(_criterion("members", None, wanted.members, members(counted, numbers)))
    for name, wanted_number in wanted.classes.items():
        bounds = members_of(name, counted, numbers)
        criteria.append(_criterion("class", name, wanted_number, bounds))
    if wanted.years is not None:
        age = years(row, world) if _founded(row) else Bounds(0, 0)
        criteria.append(_criterion("years", None, wanted.years, age))
    return {
        "cluster": references.ref(row.stream),
        "meets": worst([certainty(row, world) or "no", *(each["meets"] for each in criteria)]),
        "criteria": criteria,
        **references.fact(row),
    }


def _founded(row: MembershipRow) -> bool:
    return bool(orjson.loads(row.fact)["type"] == "ClusterFounded")


def _criterion(criterion: Criteria, of_class: str | None, wanted: int, bounds: Bounds) -> ThresholdCriterion:
    return {
        "criterion": criterion,
        "class": of_class,
        "wanted": wanted,
        "least": bounds.least,
        "most": bounds.most,
        "meets": meets(bounds, wanted),
    }


def lines(data: Iterable[ClusterAtThreshold], lang: str) -> Iterator[Line]:
    """Yield each number of each cluster as a line of a sheet; a cluster of which none is asked as one line."""
    for item in data:
        kind = labels.code_label("threshold", lang)
        criteria: list[ThresholdCriterion | None] = [*item["criteria"]] or [None]
        for each in criteria:
            cells = {"cluster": item["cluster"]["id"], "meets_all": item["meets"], **(each or {})}
            yield fact_line(item, kind, item["cluster"], (item["cluster"],), cells)
