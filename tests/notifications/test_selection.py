"""The rule in memory selects what the conditions in SQL select, whatever the reader, its filters and its place."""

from __future__ import annotations

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.filters import FilterExpression
from services.notifications.cursor import START, Cursor
from services.notifications.feed import Feed
from services.notifications.pages import EVERYTHING, Filters, Page, Pages, Reader
from services.notifications.tail import Tail
from tests.notifications.given import DKM, SAAM, Applier, emptied
from tests.notifications.strategies import READERS, Run, runs

TYPES = st.sampled_from(
    ["ClusterFounded", "upland.AgreementSigned.v1", "AgreementProposed", "VisitHeld", "upland.VisitHeld.v2"]
)
EXPRESSIONS = st.none() | st.sampled_from(
    [
        {"exact": {"type": "AgreementSigned"}},
        {"not": {"prefix": {"stream": "agreement-"}}},
        {"any": [{"suffix": {"cluster": "dkm"}}, {"exact": {"audience": "participants"}}]},
        {"all": [{"exact": {"party": "party-lublin"}}, {"exact": {"audience": "public"}}]},
    ]
).map(FilterExpression.model_validate)
FILTERS = st.builds(
    Filters,
    st.lists(TYPES, max_size=2).map(tuple),
    st.lists(st.sampled_from([DKM, SAAM]), max_size=2).map(tuple),
    EXPRESSIONS,
)
CHOICES = st.lists(
    st.tuples(st.sampled_from([EVERYTHING, *(Reader.of(name) for name in READERS)]), FILTERS),
    min_size=1,
    max_size=4,
)


@given(run=runs(), choices=CHOICES, limit=st.integers(1, 5))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_tail_pages_as_the_database_does(
    pool: asyncpg.Pool[asyncpg.Record],
    owner: asyncpg.Connection[asyncpg.Record],
    run: Run,
    choices: list[tuple[Reader, Filters]],
    limit: int,
) -> None:
    await emptied(owner)
    applier, pages, tail = Applier(pool, Feed()), Pages(pool), Tail(pool)
    await tail.look()
    for batch in run.batches:
        await applier.apply(*batch)
        while (await tail.look()).more:
            pass
    assert tail.end is not None
    for reader, filters in choices:
        cursor = START._replace(epoch=tail.end.epoch)
        while True:
            expected = await pages.after(cursor, limit, reader, filters)
            page = tail.page(cursor, limit, reader, filters)
            assert page is not None
            assert _same(page, expected)
            if not expected.entries:
                break
            cursor = expected.next


def _same(page: Page, expected: Page) -> bool:
    """A page in memory knows that nothing follows where the database leaves it open."""
    return list(page.entries) == list(expected.entries) and Cursor(*page.next) == expected.next
