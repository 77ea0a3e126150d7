"""What is counted over all rows of a model is kept until a fact may have changed one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import asyncpg
import pytest
from sqlalchemy import text

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.http.query import Query
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from services.projections.queries.sql.unchanged import MOST_EVENTS, changing_binds
from services.projections.queries.worklist_reasons import UNKNOWN_ROWS
from services.projections.readmodels import membership, worklist
from tests.projections.conftest import Views

REPORTED: dict[str, Any] = {"mode": "reported", "sources": [{"id": "source-town"}]}


class _Moment(NamedTuple):
    moment: datetime


# Another result each time that it runs.
CLOCK = Statement(text("SELECT clock_timestamp() AS moment"), _Moment, reads=(membership.MODEL,))


def _at(position: int, mark: str = "", subject: str = "") -> Query:
    return Query(
        "", (PAST, FUTURE), position, position, "pl", 100, "json", None, ("public",), subject, mark=mark
    )


async def test_a_result_is_kept_until_a_fact_of_its_models_or_an_amendment(views: Views) -> None:
    async with asyncpg.create_pool(views.database.url("upland_projections"), min_size=1, max_size=1) as pool:
        store = Store(pool)

        async def fetched(position: int, **other: str) -> datetime:
            query = _at(position, **other)
            [row] = await store.fetch_unchanged(CLOCK, query, query.binds)
            return row.moment

        first = await fetched(views.log.head)
        views.log.add("party-new", "PartyRegistered", kind="city", names={"pl": "Nowe"}, **REPORTED)
        views.log.add("cluster-lm", "PurposeDeclared", mission={"pl": "X"}, occurred="2020", **REPORTED)
        before = await views.apply()
        assert await fetched(before) == first
        assert await fetched(before - 1) == first, "and at an earlier position"
        assert await fetched(before, subject="cluster-lm") != first, "another caller may read other rows"
        assert await fetched(before, mark="rebuilt") != first
        joined = views.log.add("membership-lm.umcs", "MemberJoined", occurred="2020", **REPORTED)
        with_member = await fetched(await views.apply())
        assert with_member != first
        views.log.add("membership-lm.umcs", "FactRetracted", target=joined, reason="a mistake")
        without = await fetched(await views.apply())
        assert without != with_member
        assert await fetched(views.log.head + MOST_EVENTS + 1) != without, "too many events to look through"


async def test_more_were_claimed_than_are_known_after_each_event(views: Views) -> None:
    async def thin(**more: Any) -> list[str]:
        data = await views.data("/v1/worklist", reason="thin-claim", **more)
        assert data["counts"]["thin-claim"] == len(data["items"])
        return sorted(item["event"] for item in data["items"])

    both = ["cluster-lkb@1", "cluster-lm@2"]
    assert await thin() == both
    views.log.add("party-new", "PartyRegistered", kind="city", names={"pl": "Nowe"}, **REPORTED)
    before = await views.apply()
    assert await thin() == both
    views.log.add("cluster-lm", "FactRetracted", target="cluster-lm@2", reason="a mistake")
    await views.apply()
    assert await thin() == ["cluster-lkb@1"]
    claim = views.log.add("cluster-dke", "MembershipCountReported", count=9, as_of="2024", **REPORTED)
    await views.apply()
    assert await thin() == sorted(["cluster-lkb@1", claim])
    assert await thin(known_at=before) == both


async def test_what_names_no_entry_is_the_same_from_any_position_on(views: Views) -> None:
    """At each position as if it were the first question, and in any order of the positions."""

    async def unknown(**more: Any) -> list[tuple[str, str]]:
        data = await views.data("/v1/worklist", reason="dangling,uncited-document", **more)
        assert sum(data["counts"][name] for name in ("dangling", "uncited-document")) == len(data["items"])
        return sorted((item["event"], item["names"]["id"]) for item in data["items"])

    expected: dict[int, list[tuple[str, str]]] = {}

    async def note() -> set[str]:
        position = await views.apply()
        expected[position] = await unknown()
        return {name for _, name in expected[position]}

    assert await note() == set()
    ghost = views.log.add("membership-lm.ghost", "MemberJoined", occurred="2020", **REPORTED)
    cited: dict[str, Any] = {"mode": "reported", "sources": [{"id": "source-lost"}]}
    views.log.add("membership-lm.umcs", "MemberJoined", occurred="2020", **cited)
    assert await note() == {"party-ghost", "source-lost"}
    views.log.add("party-ghost", "PartyRegistered", kind="city", names={"pl": "Duch"}, **REPORTED)
    assert await note() == {"source-lost"}
    views.log.add("membership-lm.ghost", "FactRetracted", target=ghost, reason="a mistake")
    views.log.add("membership-lm.gone", "MemberJoined", occurred="2022", **cited)
    assert await note() == {"party-gone", "source-lost"}
    for position in (*expected, *reversed(expected)):
        assert await unknown(known_at=position) == expected[position], position
    async with asyncpg.create_pool(views.database.url("upland_projections"), min_size=1, max_size=1) as pool:
        onward = Store(pool)
        for position, items in expected.items():
            rows = await onward.fetch_onward(UNKNOWN_ROWS, _at(position))
            assert sorted(rows) == sorted(await Store(pool).fetch_onward(UNKNOWN_ROWS, _at(position))), (
                position
            )
            assert len(rows) == len({event for event, _ in items}), position


def test_a_model_that_every_event_changes_cannot_be_kept() -> None:
    with pytest.raises(ValueError, match="worklist"):
        changing_binds([worklist.MODEL], 1, 2)
