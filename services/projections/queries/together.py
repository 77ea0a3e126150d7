"""`/v1/together`: what clusters or parties did together, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import BigInteger, bindparam, select, union

from contracts.fields import STREAM_PATTERN
from runtime.errors import NotFound
from services.projections.engine.interval import FUTURE
from services.projections.queries.agreement_register import RegisteredAgreement
from services.projections.queries.agreements import of_streams
from services.projections.queries.answer_types import Reference
from services.projections.queries.commitments import Commitment, commitments
from services.projections.queries.followed import Followed, followed
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.network import NETWORK, tied, touching
from services.projections.queries.of_one_party import OfOneParty, of_one_party
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import NetworkRow, Statement
from services.projections.queries.sql.store import Store
from services.projections.queries.tie_types import RoleView
from services.projections.queries.visit_statements import VISITS, VisitRow
from services.projections.queries.visits import VisitWithPaths, with_paths

MOST = 12
_SUBJECT = re.compile(f"(?=cluster-|party-){STREAM_PATTERN[1:-1]}", re.ASCII)
_SIZE = bindparam("size", type_=BigInteger)
_ALL = predicates.every_party(NETWORK.c.touched, "subjects", "entries")
# What ended is still something that they did, so only the beginning counts.
_AGREEMENTS = Statement(
    predicates.rows_of(
        NETWORK,
        _ALL,
        NETWORK.c.kind.in_(("agreement", "proposed")),
        NETWORK.c.start_earliest <= bindparam("until"),
    )
    .order_by(NETWORK.c.start_latest, NETWORK.c.event, NETWORK.c.id)
    .limit(_SIZE),
    NetworkRow,
)
# `network` also has the organisations that sent delegates, `visits` also what was only planned.
_SENT = select(NETWORK.c.stream).where(_ALL, NETWORK.c.kind == "visit", predicates.known(NETWORK))
# One after the other, each by its index: with OR every visit would be read.
_OWN, _ALSO = VISITS.alias("own"), VISITS.alias("also")
_TAKING_PART = union(
    select(_OWN.c.id).where(predicates.every_party(_OWN.c.touched, "subjects", "entries")),
    select(_ALSO.c.id).where(_ALSO.c.stream.in_(_SENT)),
)
_VISITS = Statement(
    predicates.rows_of(
        VISITS,
        VISITS.c.state != "outcome",
        VISITS.c.start_earliest <= bindparam("until"),
        VISITS.c.id.in_(_TAKING_PART),
    )
    .order_by(VISITS.c.day, VISITS.c.event)
    .limit(_SIZE),
    VisitRow,
)


class Together(OfOneParty):
    """What all of the subjects took part in, and what followed. `more` names the lists that are cut."""

    subjects: list[Reference]
    agreements: list[RegisteredAgreement]
    visits: list[VisitWithPaths]
    roles: list[RoleView]
    commitments: list[Commitment]
    followed: list[Followed]
    more: list[str]


async def together(query: Query, store: Store) -> Together:
    """Return the agreements and visits that all subjects took part in, with what came of them.

    Agreements and visits that ended are included. `roles` are those in the time of the query: of one subject all of them, of
    several those by which each is tied to the same cluster or party. `commitments` are the promises of a single subject, and
    its units, functions, recognitions and task teams are those in the time of the query. `followed` is what took place after
    an agreement between its parties, as far as all subjects took part.

    Raises:
        Malformed: the subjects are not from 1 to 12 different clusters and parties.
        NotFound: one of them was not in the record, or the caller may not read it.
    """
    given = _subjects(query)
    subjects = list(dict.fromkeys(map(store.parties.id, given)))
    known = {row.stream for row in await store.names(query, given)}
    if missing := [stream for stream in given if stream not in known]:
        raise NotFound(
            f"There is no {missing[0]} that you may read in the record as of position {query.known_at}."
        )
    entries = [store.parties.entries(stream) for stream in subjects]
    binds = query.binds | {"subjects": subjects, "entries": entries[0], "size": query.limit}
    agreed = await store.fetch(_AGREEMENTS, binds)
    visited = await store.fetch(_VISITS, binds)
    roles = [await touching(query, store, of_one, ["role"]) for of_one in entries]
    references = await store.references(query, (), *subjects)
    agreements = await of_streams(query, store, {row.stream for row in agreed})
    visits = await with_paths(query, store, visited)
    own, cut = await of_one_party(query, store, entries[0] if len(subjects) == 1 else ())
    return {
        "subjects": references.refs(subjects),
        "agreements": agreements,
        "visits": visits,
        "roles": (await tied(query, store, _common(subjects, roles)))["roles"],
        "commitments": await _promised(query, store, subjects),
        **own,
        "followed": followed(subjects, agreements, visits, FUTURE if query.any_time else query.world[0]),
        "more": [
            name
            for name, numbers in (
                ("agreements", [len(agreed)]),
                ("visits", [len(visited)]),
                ("roles", [len(rows) for rows in roles]),
            )
            if query.limit in numbers
        ]
        + cut,
    }


def _subjects(query: Query) -> list[str]:
    subjects = query.filters.get("subjects", "").split(",")
    if not all(map(_SUBJECT.fullmatch, subjects)):
        raise wrong("subjects", "is not a list of streams such as party-lublin,cluster-wmm")
    if len(set(subjects)) < len(subjects) or len(subjects) > MOST:
        raise wrong("subjects", f"is not a list of 1 to {MOST} different streams")
    return subjects


def _common(subjects: Sequence[str], roles: Sequence[Sequence[NetworkRow]]) -> list[NetworkRow]:
    """Return the roles of one subject, or those that tie all of them to the same cluster or party."""
    if len(subjects) == 1:
        return [*roles[0]]
    tied_to = [
        {subject, *(stream for row in rows for stream in row.touched)}
        for subject, rows in zip(subjects, roles, strict=True)
    ]
    shared = set.intersection(*tied_to)
    rows = {row.id: row for of_subject in roles for row in of_subject}
    return [row for row in rows.values() if _ties(row, set(subjects), shared)]


def _ties(row: NetworkRow, subjects: set[str], shared: set[str]) -> bool:
    one, other = row.touched[0], row.touched[-1]  # the cluster and the party
    return (one in subjects and other in shared) or (other in subjects and one in shared)


async def _promised(query: Query, store: Store, subjects: Sequence[str]) -> list[Commitment]:
    if len(subjects) > 1:
        return []
    cards, _ = await commitments(replace(query, filters={"promisor": subjects[0]}), store)
    return cards
