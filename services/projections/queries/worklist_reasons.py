"""The reasons for items of the worklist: the statements that select them, and the texts of what to do."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.sql.expression import FromClause

from services.projections.engine.interval import FUTURE
from services.projections.queries.network import NETWORK
from services.projections.queries.sql import predicates
from services.projections.queries.sql.coverage import CLAIM, MEMBERSHIP, Of, coverage
from services.projections.readmodels.tables import TABLES
from services.projections.readmodels.worklist import BASIS, NAMES

WORKLIST = TABLES["worklist"]
_NOTHING = literal("", Text)
# The filter `subject` of the question; the bind `subject` is the caller's stream.
_BOUND = bindparam("concerned", type_=Text)


class Search(NamedTuple):
    """Statements for the rows of one reason: a page of all, and a page for one subject."""

    page: Any
    of_subject: Any


class Count(NamedTuple):
    """Statements for the number of rows as `(reason, number)`, for one or several reasons: of all, and for one subject."""

    every: Any
    of_subject: Any


def _search(statement: Any, event: Any, name: Any, concerns: Any) -> Search:
    named = statement.add_columns(name.label("name"))
    return Search(
        predicates.page(named, event, name),
        predicates.page(named.where(concerns), event, name),
    )


def _count(reason: Any, statement: Any, concerns: Any) -> Count:
    """Return statements that count rows; `reason` is a column, or the reason of all rows."""
    name = literal(reason, Text) if isinstance(reason, str) else reason
    by = [] if isinstance(reason, str) else [reason]
    columns = name.label("reason"), func.count().label("number")
    counted = statement.with_only_columns(*columns, maintain_column_froms=True).group_by(*by)
    return Count(counted, counted.where(concerns))


# ---- what one stream shows ---------------------------------------------------------------------------------------
_STORED = ("disputed", "unsourced", "inferred", "open-parties")
_CONCERNS = predicates.among(WORKLIST.c.subjects, "concerned")


def _stored(reason: str) -> Search:
    statement = predicates.rows_of(WORKLIST, WORKLIST.c.reason == reason)
    return _search(statement, WORKLIST.c.event, _NOTHING, _CONCERNS)


# ---- names of streams without facts in the record ----------------------------------------------------------------
_NAMED = func.unnest(WORKLIST.c.names).table_valued(column("name", Text)).render_derived("named")
_FACTS = table("facts", *map(column, ("stream", "version", "position")), schema="projections")
_THERE = exists().where(
    _FACTS.c.stream == _NAMED.c.name, _FACTS.c.version == 1, _FACTS.c.position <= bindparam("known")
)
_CITED = _NAMED.c.name.like("source-%")
_UNKNOWN = predicates.rows_of(WORKLIST, WORKLIST.c.reason == NAMES, not_(_THERE)).join_from(
    WORKLIST, _NAMED, true()
)
_OF_UNKNOWN = case((_CITED, "uncited-document"), else_="dangling")


def _unknown(which: Any) -> Search:
    return _search(_UNKNOWN.where(which), WORKLIST.c.event, _NAMED.c.name, _CONCERNS)


# ---- numbers for which the roster knows fewer names --------------------------------------------------------------
def _thin(of: Of) -> Any:
    covered = coverage(of).subquery("covered")
    return (
        predicates.rows_of(CLAIM, CLAIM.c.kind == "claim", CLAIM.c.number > covered.c.known)
        .join_from(CLAIM, covered, covered.c.id == CLAIM.c.id)
        .add_columns(covered.c.known)
    )


_CLAIMS = MEMBERSHIP.alias("claims")
_CLAIMING = select(_CLAIMS.c.cluster).where(_CLAIMS.c.kind == "claim")
_THIN = _thin(lambda table: table.c.cluster.in_(_CLAIMING))
_THIN_OF = _thin(lambda table: table.c.cluster == _BOUND)

# ---- what does not fit with a dissolution ------------------------------------------------------------------------
_GONE = MEMBERSHIP.alias("gone")
_DISSOLVED = and_(_GONE.c.kind == "cluster", _GONE.c.end_earliest != FUTURE, predicates.known(_GONE))


def _open(table: FromClause) -> Any:
    return table.c.end_earliest == FUTURE


# Members of a dissolved cluster without a recorded leaving.
# An array, computed first: otherwise the planner would look up the cluster of every member.
_LEFT_BEHIND = predicates.rows_of(
    MEMBERSHIP,
    MEMBERSHIP.c.kind == "member",
    _open(MEMBERSHIP),
    MEMBERSHIP.c.cluster
    == any_(cast(select(func.array_agg(_GONE.c.cluster)).where(_DISSOLVED).scalar_subquery(), ARRAY(Text))),
)
_OF_MEMBER = (MEMBERSHIP.c.cluster == _BOUND) | (MEMBERSHIP.c.party == _BOUND)
# Agreements without an end that have a dissolved party.
_SIGNED = func.jsonb_build_array(func.jsonb_build_object("party", _GONE.c.cluster))
_WITHOUT = predicates.rows_of(NETWORK, NETWORK.c.kind == "agreement", _open(NETWORK)).join_from(
    NETWORK,
    _GONE,
    and_(
        _DISSOLVED,
        NETWORK.c.touched.op("@>", is_comparison=True)(cast(array([_GONE.c.cluster]), ARRAY(Text))),
        cast(NETWORK.c.detail, JSONB)["parties"].op("@>", is_comparison=True)(_SIGNED),
    ),
)
_OF_PARTY = predicates.among(NETWORK.c.touched, "concerned")

# ---- what rests on a fact that was corrected or taken back since --------------------------------------------------
_RESTS = func.unnest(WORKLIST.c.names).table_valued(column("name", Text)).render_derived("rests")
_AMENDED = TABLES["changes"].alias("amended")
_AMENDMENT = table("facts", *map(column, ("position", "type")), schema="projections").alias("amendment")
_SINCE_AMENDED = (
    exists()
    .where(
        _AMENDED.c.stream == func.split_part(_RESTS.c.name, "@", 1),
        or_(_AMENDED.c.event == _RESTS.c.name, func.strpos(_RESTS.c.name, "@") == 0),
        _AMENDED.c.recorded_to > WORKLIST.c.recorded_from,
        _AMENDED.c.recorded_to <= bindparam("known"),
        predicates.readable(_AMENDED),
        _AMENDMENT.c.position == _AMENDED.c.recorded_to,
        _AMENDMENT.c.type.in_(("FactCorrected", "FactRetracted")),
    )
    .correlate(WORKLIST, _RESTS)
)
_UNFOUNDED = predicates.rows_of(WORKLIST, WORKLIST.c.reason == BASIS, _SINCE_AMENDED).join_from(
    WORKLIST, _RESTS, true()
)

# In the order of the answer.
SEARCHES: dict[str, Search] = {
    **{reason: _stored(reason) for reason in _STORED[:2]},
    "uncited-document": _unknown(_CITED),
    "dangling": _unknown(not_(_CITED)),
    **{reason: _stored(reason) for reason in _STORED[2:]},
    "basis-corrected": _search(_UNFOUNDED, WORKLIST.c.event, _RESTS.c.name, _CONCERNS),
    "thin-claim": Search(
        _search(_THIN, CLAIM.c.event, _NOTHING, true()).page,
        _search(_THIN_OF, CLAIM.c.event, _NOTHING, true()).page,
    ),
    "member-of-dissolved-cluster": _search(_LEFT_BEHIND, MEMBERSHIP.c.event, _NOTHING, _OF_MEMBER),
    "party-dissolved": _search(_WITHOUT, NETWORK.c.event, _GONE.c.cluster, _OF_PARTY),
}
COUNTS: tuple[Count, ...] = (
    _count(WORKLIST.c.reason, predicates.rows_of(WORKLIST, WORKLIST.c.reason.in_(_STORED)), _CONCERNS),
    _count(_OF_UNKNOWN, _UNKNOWN, _CONCERNS),
    Count(_count("thin-claim", _THIN, true()).every, _count("thin-claim", _THIN_OF, true()).of_subject),
    _count("basis-corrected", _UNFOUNDED, _CONCERNS),
    _count("member-of-dissolved-cluster", _LEFT_BEHIND, _OF_MEMBER),
    _count("party-dissolved", _WITHOUT, _OF_PARTY),
)
DO: dict[str, dict[str, str]] = {
    "disputed": {
        "pl": "Porównaj źródła: popraw fakt, który się myli, albo potwierdź ten, który jest słuszny.",
        "en": "Compare the sources: correct the fact that is wrong, or confirm the one that is right.",
    },
    "unsourced": {
        "pl": "Znajdź dokument, który o tym mówi, i potwierdź fakt, powołując się na niego.",
        "en": "Find a document that says so, and confirm the fact, citing it.",
    },
    "uncited-document": {
        "pl": "Zarejestruj dokument, na który powołuje się ten fakt; jeśli id jest błędne, wycofaj fakt i zapisz go na nowo.",
        "en": "Register the document that this fact cites; if the id is wrong, retract the fact and record it anew.",
    },
    "dangling": {
        "pl": "Zarejestruj tego, kogo wymienia ten fakt, albo popraw identyfikator.",
        "en": "Register whom this fact names, or correct the id.",
    },
    "inferred": {
        "pl": "Sprawdź, czy któreś źródło podaje tę datę wprost, i doprecyzuj ją.",
        "en": "See whether a source gives this date in so many words, and refine it.",
    },
    "open-parties": {
        "pl": "Źródło mówi „m.in.”: znajdź pozostałe strony.",
        "en": "The source says “among others”: find the other parties.",
    },
    "basis-corrected": {
        "pl": "Fakt, z którego to wywiedziono, poprawiono albo wycofano: sprawdź, czy wniosek się utrzymał.",
        "en": "The fact from which this follows was corrected or taken back: see whether it still holds.",
    },
    "thin-claim": {
        "pl": "Podano więcej członków, niż znamy z nazwy: znajdź pozostałych.",
        "en": "More members were claimed than are known by name: find the others.",
    },
    "member-of-dissolved-cluster": {
        "pl": "Klaster rozwiązano, a nikt nie zapisał końca członkostwa: zapisz go.",
        "en": "The cluster is dissolved, and nobody recorded that the member left: record it.",
    },
    "party-dissolved": {
        "pl": "Stronę umowy rozwiązano: zapisz, czy umowa się skończyła albo kto wszedł w jej miejsce.",
        "en": "A party is dissolved: record whether the agreement ended, or who took that party's place.",
    },
}
