"""Comparing the views with the log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest

from contracts.envelope import Recorded
from services.projections.rebuild.verification import differences
from tests.projections.conftest import Views

_STRANGER = """
    CREATE TEMP TABLE one AS SELECT * FROM projections.timeline LIMIT 1;
    UPDATE one SET id = id + 1, stream = 'cluster-zz';
    INSERT INTO projections.timeline SELECT * FROM one
"""


async def _log(events: Sequence[Recorded]) -> AsyncIterator[Recorded]:
    for event in sorted(events, key=lambda event: (event.stream, event.version)):
        yield event


async def _compare(views: Views, events: Sequence[Recorded] | None = None) -> str | None:
    message = events or views.log.events
    result = differences(views.database.url("upland_projections"), _log(message), len(message))
    return "; ".join([each async for each in result]) or None


async def _as_owner(views: Views, *statements: str) -> None:
    connection = await asyncpg.connect(views.database.owner_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_the_views_match_the_log(views: Views) -> None:
    views.log.add(
        "cluster-lm", "FactCorrected", target="cluster-lm@1", fields={"abbreviation": "L"}, reason="typing"
    )
    views.log.add("cluster-lm", "FactRetracted", target="cluster-lm@2", reason="a wrong number")
    await views.apply()
    assert await _compare(views) is None
    # At an earlier head too: what has been closed since was open then.
    assert await _compare(views, views.log.events[:-2]) is None


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE projections.network SET detail = '{}' WHERE kind = 'visit'", "detail is '{}', not"),
        ("DELETE FROM projections.directory WHERE event = 'party-radom@1'",
         "row of party-radom@1 recorded with position 2 is missing"),
        ("UPDATE projections.matrix SET recorded_to = 51 WHERE key = 'party-um'", "recorded_to is 51, not None"),
        (_STRANGER, "timeline holds cluster-zz, which the log does not know"),
        ("DELETE FROM projections.facts WHERE position = 5", "@1 at position 5 was not applied"),
        ("UPDATE projections.facts SET data = '{}' WHERE position = 5", "position 5 is not in the views as it is in the log"),
    ],
)  # fmt: skip
async def test_the_first_difference_is_named(views: Views, damage: str, message: str) -> None:
    await _as_owner(views, damage)
    difference = await _compare(views)
    assert difference is not None
    assert message in difference


async def test_what_was_set_aside_is_missing_and_what_was_discarded_is_not(views: Views) -> None:
    last = views.log.add("party-late", "PartyRegistered", kind="city", names={"pl": "Późne"})
    at = views.log.head
    await _as_owner(
        views,
        f"UPDATE projections.reader SET watermark = {at}",
        "INSERT INTO projections.dead_letters (status, stream, position, partition, reason, headers)"
        f" VALUES ('poison', 'party-late', {at}, 0, 'no reason', '{{}}')",
    )
    named = await _compare(views)
    assert named is not None
    assert named.startswith(
        f"{last} at position {at} was not applied: it was set aside (poison: no reason); "
    )
    await _as_owner(views, "UPDATE projections.dead_letters SET status = 'discarded'")
    assert await _compare(views) is None
