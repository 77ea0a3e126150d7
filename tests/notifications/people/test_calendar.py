"""The calendar: read back by two parsers; uncertain dates, amendments and cancellations, folding, and what is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

import icalendar
import pytest
import vobject

from contracts.catalogue import TYPES as CATALOGUE
from services.notifications.channels import calendar_entries
from tests.notifications.conftest import Service, Start
from tests.notifications.given import DKM, LUBLIN, PGM, RADOM, SAAM, Log
from tests.notifications.people.given import CITED, LETTER, Answer, get, named, on

VISIT = "visit-2027"


@pytest.fixture
def key(service: Service) -> str:
    return service.partner(DKM)


def events(answer: Answer) -> dict[str, Any]:
    """The events of a calendar by their summaries, as two parsers agree on them."""
    assert answer.status == 200, answer.content
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")), "lines are folded by their bytes"
    read = icalendar.Calendar.from_ical(text)
    shown = {str(event["summary"]): event for event in read.walk("VEVENT")}
    other = vobject.readOne(text)
    assert sorted(event.summary.value for event in other.contents.get("vevent", [])) == sorted(shown)
    assert len({str(event["uid"]) for event in shown.values()}) == len(shown)
    return shown


def days(event: Any) -> tuple[date, date]:
    """The first and the last day."""
    return event["dtstart"].dt, event["dtend"].dt


async def read(service: Service, key: str, log: Log, query: str = "cluster=dkm&lang=en") -> dict[str, Any]:
    """The calendar of a partner, after everything in a log."""
    await service.applier.apply(*log.events[service.applier.progress.watermark :])
    return events(await get(service, f"/v1/calendar.ics?{query}", key))


def plan(log: Log, edtf: str, **more: Any) -> None:
    """A visit is planned."""
    log.append(
        VISIT, "VisitPlanned", host=DKM, visitors=[LUBLIN], kind="study-visit", occurred=on(edtf), **more
    )


async def test_a_visit_is_one_event_from_its_plan_to_its_end(service: Service, key: str, log: Log) -> None:
    plan(named(log), "2027-05-03", names={"pl": "Wizyta w Dolinie", "en": "Visit to the Valley"})
    planned = (await read(service, key, log))["Planned: Visit to the Valley"]
    assert days(planned) == (date(2027, 5, 3), date(2027, 5, 4))
    assert (planned["sequence"], planned["status"]) == (0, "CONFIRMED")
    log.append(VISIT, "FactCorrected", target=f"{VISIT}@1", fields={"occurred": on("2027-05-04")}, reason="!")
    moved = (await read(service, key, log))["Planned: Visit to the Valley"]
    assert days(moved) == (date(2027, 5, 4), date(2027, 5, 5))
    log.append(
        VISIT,
        "VisitHeld",
        host=DKM,
        visitors=[LUBLIN],
        occurred=on("2027-05-04/2027-05-06"),
        names={"pl": "Wizyta w Dolinie", "en": "Visit to the Valley"},
        sources=CITED,
    )
    last = (await read(service, key, log))["Held: Visit to the Valley"]
    assert days(last) == (date(2027, 5, 4), date(2027, 5, 7))
    assert planned["uid"] == moved["uid"] == last["uid"]
    assert (moved["sequence"], last["sequence"]) == (1, 2)
    assert planned["last-modified"].dt < moved["last-modified"].dt < last["last-modified"].dt
    assert "Tracker of promises, s. 4 <b>" in str(last["description"])


async def test_what_is_called_off_or_taken_back_is_cancelled(service: Service, key: str, log: Log) -> None:
    plan(named(log), "2027-05-03")
    log.append(VISIT, "VisitCancelled", reason="Snow.")
    log.append(
        "conference-a", "ConferenceHeld", names={"en": "Days"}, organiser=DKM, occurred=on("2027-06-01")
    )
    before = (await read(service, key, log))["Conference: Days"]
    log.append("conference-a", "FactRetracted", target="conference-a@1", reason="It was not held.")
    after = await read(service, key, log)
    assert after["Cancelled: Study visit"]["status"] == "CANCELLED"
    assert days(after["Cancelled: Study visit"]) == (date(2027, 5, 3), date(2027, 5, 4))
    conference = after["Conference: Days"]
    assert (conference["status"], conference["uid"]) == ("CANCELLED", before["uid"])
    assert int(conference["sequence"]) == int(before["sequence"]) + 1
    assert conference["last-modified"].dt > before["last-modified"].dt
    log.append("conference-a", "FactRetracted", target="conference-a@2", reason="It was, after all.")
    restored = (await read(service, key, log))["Conference: Days"]
    assert (restored["status"], restored["sequence"]) == ("CONFIRMED", 2)


@pytest.mark.parametrize(
    ("edtf", "summary", "first", "end"),
    [
        ("2027-05-03", "DŻŁ founded", date(2027, 5, 3), date(2027, 5, 4)),
        ("2027-05-03~", "DŻŁ founded (around: 3 May 2027)", date(2027, 5, 2), date(2027, 5, 5)),
        ("2027-05?", "DŻŁ founded (possibly: May 2027)", date(2027, 4, 1), date(2027, 7, 1)),
        ("2027-05-03%", "DŻŁ founded (possibly around: 3 May 2027)", date(2027, 5, 1), date(2027, 5, 6)),
        ("2027-05", "DŻŁ founded (day unknown: May 2027)", date(2027, 5, 1), date(2027, 6, 1)),
        (
            "2027-05-03/2027-05-09",
            "DŻŁ founded (day unknown: 3 May 2027 – 9 May 2027)",
            date(2027, 5, 3),
            date(2027, 5, 10),
        ),
    ],
)
async def test_doubt_about_the_day_is_said_in_words(
    service: Service, key: str, log: Log, edtf: str, summary: str, first: date, end: date
) -> None:
    log.append(
        DKM, "ClusterFounded", names={"en": "Valley of Meadows"}, abbreviation="DŻŁ", occurred=on(edtf)
    )
    shown = await read(service, key, log)
    assert list(shown) == [summary]
    assert days(shown[summary]) == (first, end)


@pytest.mark.parametrize("edtf", ["2027", "202X", "2027-21", "2027-05-03/", "/2027-05-03", "2024-01/2027-05"])
async def test_what_has_no_place_in_a_calendar_is_left_out(
    service: Service, key: str, log: Log, edtf: str
) -> None:
    log.append(DKM, "ClusterFounded", names={"en": "Valley"}, occurred=on(edtf))
    assert await read(service, key, log) == {}


async def test_signatures_are_one_event_and_an_agreement_has_a_last_day(
    service: Service, key: str, log: Log
) -> None:
    named(log).append(
        LETTER,
        "AgreementProposed",
        kind="letter-of-intent",
        parties=[DKM, SAAM],
        valid_until=on("2030-12-31"),
    )
    log.append(LETTER, "AgreementSigned", party=DKM, occurred=on("2027-05-03"))
    log.append(LETTER, "AgreementSigned", party=SAAM, occurred=on("2027-05-04"))
    log.append(LETTER, "AgreementConcluded")
    shown = await read(service, key, log)
    signing = shown["Concluded: Letter of intent (day unknown: 3 May 2027 – 4 May 2027)"]
    assert days(signing) == (date(2027, 5, 3), date(2027, 5, 5))
    assert days(shown["Last day: Letter of intent"]) == (date(2030, 12, 31), date(2031, 1, 1))
    changes: dict[str, Any] = {"changes": {"en": "x"}, "document_hash": "a" * 64, "sources": CITED}
    log.append(LETTER, "AgreementAmended", indefinite=True, **changes)
    assert (await read(service, key, log))["Last day: Letter of intent"]["status"] == "CANCELLED"
    log.append(LETTER, "AgreementAmended", valid_until=on("2030-12-31"), **changes)
    assert (await read(service, key, log))["Last day: Letter of intent"]["status"] == "CONFIRMED"
    log.append(LETTER, "AgreementTerminated", reason="Enough.", occurred=on("2028-01-01"))
    ended = await read(service, key, log)
    assert ended["Last day: Letter of intent"]["status"] == "CANCELLED"
    assert days(ended["Letter of intent: terminated"]) == (date(2028, 1, 1), date(2028, 1, 2))


async def test_polish_letters_survive_the_folding(service: Service, key: str, log: Log) -> None:
    title = "Zażółć gęślą jaźń, chrząszcz; „żółw” w trawie\\łące " * 3
    names = {"pl": title.strip(), "en": "x"}
    named(log).append("conference-a", "ConferenceHeld", names=names, organiser=DKM, occurred=on("2027-06-01"))
    shown = await read(service, key, log, "cluster=dkm&lang=pl")
    assert f"Konferencja: {title.strip()}" in shown


async def test_only_what_the_reader_may_read_and_wants(start: Start, log: Log) -> None:
    plan(named(log), "2027-05-03")
    log.append("visit-other", "VisitPlanned", host=LUBLIN, visitors=[RADOM], occurred=on("2027-05-03"))
    log.append(PGM, "ClusterFounded", names={"en": "Other"}, occurred=on("2027-05-03"))
    async with start(anonymous_read=True) as service:
        key = service.partner(DKM)
        await service.applier.apply(*log.events)
        assert events(await get(service, "/v1/calendar.ics?cluster=dkm")) == {}
        assert list(events(await get(service, "/v1/calendar.ics?lang=en"))) == ["Other founded"]
        own = events(await get(service, "/v1/calendar.ics?lang=en", key))
        assert sorted(own) == ["Other founded", "Planned: Study visit"]
        chosen = events(await get(service, "/v1/calendar.ics?lang=en&type=ClusterFounded", key))
        assert list(chosen) == ["Other founded"]


async def test_an_unchanged_calendar_is_not_sent_again(service: Service, log: Log) -> None:
    plan(named(log), "2027-05-03")
    await service.applier.apply(*log.events)
    key, address = service.partner(DKM), "/v1/calendar.ics?cluster=dkm"
    answer = await get(service, address, key)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    again = await get(service, address, key, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.content) == (304, b"")
    await service.applier.apply(log.append(VISIT, "VisitCancelled"))
    assert (await get(service, address, key, **{"If-None-Match": answer.headers["ETag"]})).status == 200


def test_what_may_be_in_a_calendar_is_in_the_catalogue() -> None:
    assert calendar_entries.TYPES - CATALOGUE.keys() == set()
