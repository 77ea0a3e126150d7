"""Filters of subscriptions: as SQL and as a predicate they give the same lines."""

from __future__ import annotations

from typing import Any, NamedTuple

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.filters import FilterExpression
from services.notifications.cursor import START
from services.notifications.feed import Feed
from services.notifications.pages import EVERYTHING, Filters, Pages
from services.notifications.subscriptions.expressions import matches
from tests.notifications.given import DKM, LUBLIN, Applier, Log, rows_of

TYPES = ["AgreementSigned", "AgreementSigned.v1", "upland.ClusterFounded.v1", "upland.VisitPlanned"]
STREAMS = ["agreement-a", "visit-y", DKM]
PARTS = [
    "upland.",
    "Agreement",
    "v1",
    ".v1",
    "signed",
    "Signed",
    "cluster-",
    "party-",
    "party-l",
    "dkm",
    "p",
    "s",
    "-a",
]
EXACT = {
    "type": TYPES,
    "stream": STREAMS,
    "cluster": [DKM, "cluster-saam", "cluster-none"],
    "party": [LUBLIN, "party-radom"],
    "audience": ["public", "partners", "participants", "owner"],
}


class Line(NamedTuple):
    """What an expression looks at."""

    type: str
    stream: str
    refers: tuple[str, ...]
    audience: str


def some(values: dict[str, list[str]]) -> st.SearchStrategy[dict[str, str]]:
    members = {name: st.sampled_from(each) for name, each in values.items()}
    return st.fixed_dictionaries({}, optional=members).filter(bool)


def combined(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, min_size=1, max_size=4)
    made = ({"all": several}, {"any": several}, {"not": inner})
    return st.one_of([st.fixed_dictionaries(each) for each in made])


PARTIAL = dict.fromkeys(EXACT, PARTS)
LEAVES = st.one_of(
    st.fixed_dictionaries({"exact": some(EXACT)}),
    st.fixed_dictionaries({"prefix": some(PARTIAL)}),
    st.fixed_dictionaries({"suffix": some(PARTIAL)}),
)
EXPRESSIONS = st.recursive(LEAVES, combined, max_leaves=8)


def record(log: Log) -> None:
    log.propose("agreement-a", DKM, LUBLIN)
    log.agree("agreement-b", "cluster-saam", "party-radom")
    log.append(DKM, "ClusterFounded")
    log.append("visit-y", "VisitPlanned", host=DKM, visitors=["party-radom"])
    log.append("commitment-x", "EvidenceSubmitted", "owner", submitter=LUBLIN, document="source-x")
    log.append("membership-dkm.radom", "MemberJoined", "partners")


async def test_sql_and_predicate_agree(pool: asyncpg.Pool[asyncpg.Record], log: Log) -> None:
    record(log)
    await Applier(pool, Feed()).apply(*log.events)
    rows = [row for row in rows_of(log.events) if not row.again]
    pages = Pages(pool)
    drawn: list[FilterExpression] = []

    @settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(EXPRESSIONS)
    def draw(expression: dict[str, Any]) -> None:
        drawn.append(FilterExpression.model_validate(expression))

    draw()
    chosen = set()
    for expression in drawn:
        page = await pages.after(START, 100, EVERYTHING, Filters(expression=expression))
        wanted = [row.place for row in rows if matches(expression, row)]
        assert [entry.cursor.place for entry in page.entries] == wanted, expression
        chosen.add(tuple(wanted))
    assert len(chosen) > 10


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"exact": {"type": "AgreementSigned"}}, True),
        ({"exact": {"type": "upland.AgreementSigned"}}, True),
        ({"exact": {"type": "AgreementSigned.v1"}}, True),
        ({"exact": {"type": "upland.AgreementSigned.v1"}}, True),
        ({"exact": {"type": "AgreementSigned.v2"}}, False),
        ({"exact": {"type": "AgreementSign"}}, False),
        ({"prefix": {"type": "Agreement"}}, True),
        ({"prefix": {"type": "upland.Agr"}}, True),
        ({"suffix": {"type": "Signed"}}, True),
        ({"suffix": {"type": "Signed.v1"}}, True),
        ({"suffix": {"type": "signed"}}, False),
        ({"exact": {"party": LUBLIN, "cluster": DKM}}, True),
        ({"exact": {"party": "party-radom", "cluster": DKM}}, False),
        ({"prefix": {"cluster": "party-"}}, False),
        ({"not": {"exact": {"audience": "public"}}}, True),
        ({"exact": {"audience": "participants"}}, True),
    ],
)
def test_what_an_expression_means(expression: dict[str, Any], expected: bool) -> None:
    line = Line("upland.AgreementSigned.v1", "agreement-a", (DKM, LUBLIN), "participants")
    assert matches(FilterExpression.model_validate(expression), line) is expected
