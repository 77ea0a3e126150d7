"""`/v1/timeline`: what happened, when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import orjson
from sqlalchemy import BigInteger, bindparam, not_, or_, select, union

from contracts.streams import category_of
from services.projections.queries.answer_types import Fields, RecordedFact, Reference, Text
from services.projections.queries.answers import References
from services.projections.queries.http.parameters import subject_filter
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement, TimelineRow
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES
from services.projections.text import labels

TIMELINE = TABLES["timeline"]
SORT = (date, str)
_HAPPENED = predicates.rows_of(TIMELINE, predicates.possible(TIMELINE))
_OF_CLUSTER = _HAPPENED.where(predicates.some_of(TIMELINE.c.subjects, "entries"))
# Lanes belong to clusters if there are any. A party's lane has its agreements, visits and memberships from beginning to
# end, and the facts of clusters that name it.
_NETWORK = TABLES["network"]
_OWN, _SHARED = TIMELINE.alias("own"), TIMELINE.alias("shared")
_OF_PARTY = _HAPPENED.where(
    TIMELINE.c.id.in_(
        union(
            select(_OWN.c.id).where(predicates.some_of(_OWN.c.subjects, "entries")),
            select(_SHARED.c.id)
            .join_from(_NETWORK, _SHARED, _SHARED.c.stream == _NETWORK.c.stream)
            .where(
                predicates.some_of(_NETWORK.c.touched, "entries"),
                _NETWORK.c.kind != "link",
                predicates.known(_NETWORK),
                or_(_SHARED.c.event == _NETWORK.c.event, not_(_NETWORK.c.stream.startswith("cluster-"))),
            ),
        )
    )
)
_OF_SUBJECT = {"cluster": _OF_CLUSTER, "party": _OF_PARTY}
_ROWS = Statement(predicates.page(_HAPPENED, TIMELINE.c.day, TIMELINE.c.event), TimelineRow)
_ROWS_OF_SUBJECT = {
    kind: Statement(predicates.page(statement, TIMELINE.c.day, TIMELINE.c.event), TimelineRow)
    for kind, statement in _OF_SUBJECT.items()
}
_LANE = {
    kind: Statement(
        statement.order_by(TIMELINE.c.day, TIMELINE.c.event).limit(bindparam("size", type_=BigInteger)),
        TimelineRow,
    )
    for kind, statement in _OF_SUBJECT.items()
}


class Occurrence(RecordedFact):
    """An occurrence: its subjects, its participants, and the fields of its event."""

    subjects: list[Reference]
    parties: list[Reference]
    what: Text
    ref: Reference
    detail: Fields


async def timeline(query: Query, store: Store) -> tuple[list[Occurrence], str | None]:
    """Return occurrences by day; with the filter `subject`, those of one cluster, or those in which a party took part.

    Raises:
        Malformed: the subject is neither a cluster nor a party.
    """
    subject = subject_filter(query.filters)
    rows, following = await store.page(
        _ROWS_OF_SUBJECT[_kind(subject)] if subject else _ROWS,
        query,
        SORT,
        lambda row: (row.day, row.event),
        {"entries": store.parties.entries(subject)} if subject else None,
    )
    return occurrences(rows, await store.references(query, rows)), following


async def lane(query: Query, store: Store, subject: str) -> Sequence[TimelineRow]:
    """Return the rows of one cluster's or party's lane."""
    entries = store.parties.entries(subject)
    return await store.fetch(_LANE[_kind(subject)], query.binds | {"entries": entries, "size": query.limit})


def _kind(subject: str) -> str:
    return category_of(subject)


# Fields that name the participants of an occurrence.
_ONE = ("host", "party", "organisation", "promisor", "submitter", "assessor", "organiser", "cluster")
_MANY = ("parties", "visitors", "participants", "initiators")


def _parties(detail: Fields) -> list[str]:
    """Return the streams of the participants, each once."""
    parties: list[str] = [detail[name] for name in _ONE if isinstance(detail.get(name), str)]
    for name in _MANY:
        parties += [each["party"] if isinstance(each, Mapping) else each for each in detail.get(name) or ()]
    return list(dict.fromkeys(parties))


def occurrences(rows: Iterable[TimelineRow], references: References) -> list[Occurrence]:
    """Convert rows to occurrences."""
    listed: list[Occurrence] = []
    for row in rows:
        detail: Fields = orjson.loads(row.detail)
        listed.append(
            {
                "subjects": references.refs(row.subjects),
                "parties": references.refs(_parties(detail) or row.subjects),
                "what": labels.heading(row.type, row.subjects, row.about, detail, references.short),
                "ref": references.ref(row.about),
                "detail": detail,
                **references.fact(row),
            }
        )
    return listed
