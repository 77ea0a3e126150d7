"""Values of a fact that several read models share."""

from __future__ import annotations

from datetime import UTC, datetime

from contracts.envelope import Fact
from services.projections.engine import per_fact
from services.projections.engine.per_fact import once_per_fact


def _fact(version: int, name: str) -> Fact:
    recorded_at = datetime(2026, 1, 1, tzinfo=UTC)
    return Fact(
        f"party-a@{version}",
        version,
        "party-a",
        version,
        "PartyRegistered",
        recorded_at,
        "public",
        {"a": name},
    )


def test_a_value_is_computed_once_and_an_amended_fact_has_its_own() -> None:
    computed: list[str] = []

    @once_per_fact
    def name(fact: Fact) -> str:
        computed.append(fact.data["a"])
        return str(fact.data["a"])

    before = _fact(1, "before")
    after = before._replace(data={"a": "after"}, amended_by=("party-a@2",))
    assert [name(fact) for fact in (before, after, before, after)] == ["before", "after"] * 2
    assert computed == ["before", "after"]


def test_more_facts_than_the_cache_keeps_have_the_same_values() -> None:
    @once_per_fact
    def name(fact: Fact) -> str:
        return str(fact.data["a"])

    count = 2 * per_fact._MOST + 1
    assert [name(_fact(version, f"{version}")) for version in range(1, count)] == [
        f"{version}" for version in range(1, count)
    ]
