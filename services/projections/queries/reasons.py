"""The reasons for which a fact stands in the worklist: how it is found, and what is to be done."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    Text,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal,
    not_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.sql.expression import FromClause

from runtime.readmodel import FUTURE
from services.projections.queries import conditions
from services.projections.queries.membership import CLAIM, COVERAGE, KNOWN, MEMBERSHIP
from services.projections.queries.network import NETWORK
from services.projections.tables import TABLES
from services.projections.worklist import NAMES

WORKLIST = TABLES["worklist"]
_NOTHING = literal("", Text)
# The filter of the question; the bind `subject` is the caller.
_BOUND = bindparam("concerned", type_=Text)


class Search(NamedTuple):
    """How the rows of one reason are found: `page` of all of them, or of one subject, and how many there are."""

    page: Any
    of_subject: Any
    count: Any
    count_of_subject: Any


def _search(statement: Any, event: Any, name: Any, concerns: Any) -> Search:
    told = statement.add_columns(name.label("name"))
    mine = told.where(concerns)
    return Search(
        conditions.page(told, event, name),
        conditions.page(mine, event, name),
        *(select(func.count()).select_from(each.subquery()) for each in (told, mine)),
    )


def _stored(reason: str) -> Search:
    statement = conditions.rows_of(WORKLIST, WORKLIST.c.reason == reason)
    return _search(statement, WORKLIST.c.event, _NOTHING, conditions.among(WORKLIST.c.subjects, "concerned"))


def _unknown(sources: bool) -> Search:
    """Names of streams of which the record holds nothing."""
    named = func.unnest(WORKLIST.c.names).table_valued(column("name", Text)).render_derived("named")
    name = named.c.name
    facts = table("facts", *map(column, ("stream", "version", "position")), schema="projections")
    there = exists().where(
        facts.c.stream == name, facts.c.version == 1, facts.c.position <= bindparam("known")
    )
    cited = name.like("source-%")
    statement = conditions.rows_of(
        WORKLIST, WORKLIST.c.reason == NAMES, cited if sources else not_(cited), not_(there)
    ).join_from(WORKLIST, named, true())
    return _search(statement, WORKLIST.c.event, name, conditions.among(WORKLIST.c.subjects, "concerned"))


def _thin() -> Search:
    """Numbers for which the roster knows fewer names."""
    thin = COVERAGE.having(CLAIM.c.number > KNOWN).subquery("thin")
    statement = (
        conditions.rows_of(MEMBERSHIP)
        .join_from(MEMBERSHIP, thin, thin.c.id == MEMBERSHIP.c.id)
        .add_columns(thin.c.known)
    )
    return _search(statement, MEMBERSHIP.c.event, _NOTHING, MEMBERSHIP.c.cluster == _BOUND)


_GONE = MEMBERSHIP.alias("gone")
_DISSOLVED = and_(_GONE.c.kind == "cluster", _GONE.c.end_earliest != FUTURE, conditions.known(_GONE))


def _open(table: FromClause) -> Any:
    return table.c.end_earliest == FUTURE


def _left_behind() -> Search:
    """Members of a dissolved cluster of whom nobody says that they left."""
    statement = conditions.rows_of(MEMBERSHIP, MEMBERSHIP.c.kind == "member", _open(MEMBERSHIP)).join_from(
        MEMBERSHIP, _GONE, and_(_GONE.c.cluster == MEMBERSHIP.c.cluster, _DISSOLVED)
    )
    concerns = (MEMBERSHIP.c.cluster == _BOUND) | (MEMBERSHIP.c.party == _BOUND)
    return _search(statement, MEMBERSHIP.c.event, _NOTHING, concerns)


def _without_a_party() -> Search:
    """Agreements without an end, a party of which is dissolved."""
    parties = cast(NETWORK.c.detail, JSONB)
    signed = func.jsonb_build_array(func.jsonb_build_object("party", _GONE.c.cluster))
    statement = conditions.rows_of(NETWORK, NETWORK.c.kind == "agreement", _open(NETWORK)).join_from(
        NETWORK,
        _GONE,
        and_(
            _DISSOLVED,
            NETWORK.c.touched.op("@>", is_comparison=True)(cast(array([_GONE.c.cluster]), ARRAY(Text))),
            parties["parties"].op("@>", is_comparison=True)(signed),
        ),
    )
    return _search(
        statement, NETWORK.c.event, _GONE.c.cluster, conditions.among(NETWORK.c.touched, "concerned")
    )


# In the order in which they come.
SEARCHES: dict[str, Search] = {
    **{reason: _stored(reason) for reason in ("disputed", "unsourced")},
    "uncited-document": _unknown(sources=True),
    "dangling": _unknown(sources=False),
    "inferred": _stored("inferred"),
    "open-parties": _stored("open-parties"),
    "thin-claim": _thin(),
    "member-of-dissolved-cluster": _left_behind(),
    "party-dissolved": _without_a_party(),
}
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
