"""The future tense is not an event: the clock stands in the shell, deciders have none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import orjson
import pytest

from contracts.catalogue import COMMANDS
from contracts.events.amendment import FactCorrected, FactRefined
from contracts.events.cluster import ClusterFounded, FoundCluster
from contracts.events.membership_count import MembershipCountReported, ReportMembershipCount
from contracts.events.visit import PlanVisit, VisitPlanned
from runtime.database import open_pool
from runtime.errors import Refused
from runtime.security import Keys, Principal
from services.registry.commands import amendments, facts
from services.registry.commands.command import Request
from services.registry.commands.facts import States
from services.registry.commands.pipeline import Commands
from services.registry.log.log import Log
from services.registry.names.names import Names
from tests.registry.given import facts_of, on
from tests.servers import Database

TODAY = date(2026, 11, 22)
NAMES = {"pl": "Dolnośląski Klaster Motoryzacyjny"}
WHO = {"host": "party-radom", "visitors": ("party-lublin",)}


@pytest.mark.parametrize(
    "day", ["2026-11-23", "2026-11-24~", "2026", "2026-11/2027-03", "2027-XX~", "/2030", None]
)
def test_what_may_have_happened_is_accepted(day: str | None) -> None:
    facts.check_dates(FoundCluster(names=NAMES, occurred=on(day) if day else None), TODAY)


@pytest.mark.parametrize("day", ["2026-11-24", "2026-12", "2027", "2027-03/", "2028~"])
def test_what_has_certainly_not_happened_is_refused(day: str) -> None:
    with pytest.raises(Refused) as refused:
        facts.check_dates(FoundCluster(names=NAMES, occurred=on(day)), TODAY)
    assert refused.value.numbers == {"rule": "not-in-the-future"}
    assert refused.value.errors[0].pointer == "/occurred"


def test_a_number_is_not_given_for_a_day_to_come() -> None:
    facts.check_dates(ReportMembershipCount(count=28, as_of=on("2026")), TODAY)
    with pytest.raises(Refused) as refused:
        facts.check_dates(ReportMembershipCount(count=40, as_of=on("2030")), TODAY)
    assert refused.value.numbers == {"rule": "not-in-the-future"}
    assert refused.value.errors[0].pointer == "/as_of"
    counted = facts_of("cluster-one", [MembershipCountReported(count=28, as_of=on("2026"))])
    date = {"edtf": "2030", "earliest": "2030-01-01", "latest": "2030-12-31"}
    corrected = FactCorrected(target="cluster-one@1", fields={"as_of": date}, reason="misread")
    with pytest.raises(Refused) as refused:
        amendments.check_dates(counted, [corrected], TODAY)
    assert refused.value.errors[0].pointer == "/fields/as_of"


def test_a_plan_speaks_of_the_future() -> None:
    facts.check_dates(PlanVisit.model_validate(WHO | {"occurred": on("2027")}), TODAY)
    assert {kind.__name__ for kind in COMMANDS.values() if kind.foretells} == {"PlanVisit"}


def test_no_amendment_puts_a_fact_into_the_future() -> None:
    founded = facts_of("cluster-one", [ClusterFounded(names=NAMES)])
    refined = FactRefined(target="cluster-one@1", date=on("2027"))
    with pytest.raises(Refused) as refused:
        amendments.check_dates(founded, [refined], TODAY)
    assert refused.value.errors[0].pointer == "/date"
    date = {"edtf": "2027", "earliest": "2027-01-01", "latest": "2027-12-31"}
    corrected = FactCorrected(target="cluster-one@1", fields={"occurred": date}, reason="misread")
    with pytest.raises(Refused) as refused:
        amendments.check_dates(founded, [corrected], TODAY)
    assert refused.value.errors[0].pointer == "/fields/occurred"
    undated = FactCorrected(target="cluster-one@1", fields={"occurred": None}, reason="misread")
    amendments.check_dates(founded, [undated], TODAY)
    amendments.check_dates(founded, [FactRefined(target="cluster-one@1", date=on("2014"))], TODAY)
    planned = facts_of("visit-one", [VisitPlanned.model_validate(WHO)])
    amendments.check_dates(planned, [FactRefined(target="visit-one@1", date=on("2027"))], TODAY)


@asynccontextmanager
async def _commands(database: Database, now: date) -> AsyncIterator[Commands]:
    url = database.url("upland_registry")
    pool = await open_pool(url)
    async with Log(url, pool) as log:
        yield Commands(log, States(log), Names(pool, None), Keys(None), lambda: now)
    pool.terminate()


async def test_the_same_command_is_accepted_when_its_day_has_come(database: Database) -> None:
    principal = Principal("operator", frozenset({"record:write", "record:admin"}))

    def founding(key: str) -> Request:
        body = orjson.dumps({"names": NAMES, "occurred": "2026-11-24"})
        return Request("clusters", "dkm", "found", key, body, principal, "c")

    async with _commands(database, TODAY) as commands:
        with pytest.raises(Refused, match="lies in the future"):
            await commands.handle(founding("a"))
    async with _commands(database, date(2026, 11, 23)) as commands:
        assert (await commands.handle(founding("a"))).version == 1
    async with _commands(database, TODAY) as commands:  # a clock that went back changes no answer
        assert (await commands.handle(founding("a"))).replayed
