"""The Atom channel: read back by a parser that is not ours; pages, conditions, and whose events are in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import fromstring

import feedparser
import pytest

from tests.notifications.conftest import Service, Start
from tests.notifications.given import DKM, LUBLIN, PGM, SAAM, Log
from tests.notifications.people.given import LETTER, Answer, get, named

_RFC4287 = {"atom": "http://www.w3.org/2005/Atom"}


def parsed(answer: Answer) -> Any:
    """The feed as feedparser reads it."""
    assert answer.status == 200, answer.content
    read = feedparser.parse(answer.content)
    assert not read.bozo, read.bozo_exception
    return read


def titles(answer: Answer) -> list[str]:
    """The entries' titles, the newest first."""
    return [entry.title for entry in parsed(answer).entries]


async def test_entries_are_sentences_in_both_languages(service: Service, letter: Log) -> None:
    await service.applier.apply(*letter.events)
    key = service.partner(DKM)
    polish = await get(service, "/v1/atom?cluster=dkm&type=AgreementSigned,AgreementConcluded", key)
    assert titles(polish) == [
        "Zawarcie: List intencyjny",
        "List intencyjny, podpis: Śląski Klaster",
        "List intencyjny, podpis: DŻŁ",
    ]
    english = await get(service, "/v1/atom?cluster=dkm&type=AgreementSigned&lang=en", key)
    assert titles(english) == [
        "Letter of intent, signed: Silesian Cluster",
        "Letter of intent, signed: DŻŁ",
    ]
    signed = parsed(english).entries[1]
    assert signed.content[0].value.splitlines() == [
        "Letter of intent, signed: DŻŁ.",
        "When: around 19 March 2018.",
        "Source: Tracker of promises, s. 4 <b>.",
    ]
    assert parsed(english).feed.title == "Upland: facts (DŻŁ)"


async def test_a_feed_has_what_rfc_4287_asks_for(start: Start, letter: Log) -> None:
    async with start(dashboard_origin="https://upland.example") as service:
        await service.applier.apply(*letter.events)
        answer = await get(service, "/v1/atom?cluster=dkm", service.partner(DKM))
    root = fromstring(answer.content)  # noqa: S314  it is our own
    for each in (root, *root.findall("atom:entry", _RFC4287)):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"atom:{name}", _RFC4287)) == 1, name
    assert root.find("atom:author/atom:name", _RFC4287) is not None
    entries = parsed(answer).entries
    assert len({entry.id for entry in entries}) == len(entries)
    newest = entries[0]
    assert newest.id == f"urn:upland:event:{LETTER}@4"
    assert newest.updated == newest.published == "2026-01-01T00:00:09.000Z"
    links = {(link.rel, link.type): link.href for link in newest.links if "type" in link}
    assert links["alternate", "text/html"] == f"https://upland.example/pl/timeline?sel={LETTER}%404"
    assert links["alternate", "application/json"] == f"https://upland.example/v1/facts/{LETTER}%404"
    assert [link.href for link in newest.links if link.rel == "via"] == ["https://example.org/a?b=1&c=<2>"]
    assert answer.headers["Content-Type"].startswith("application/atom+xml")


async def test_an_amendment_says_which_fact_it_changes(service: Service, letter: Log) -> None:
    letter.append(LETTER, "FactRetracted", target=f"{LETTER}@2", reason="It was another letter.")
    letter.append(DKM, "FactCorrected", target=f"{DKM}@1", fields={"abbreviation": "DZL"}, reason="Typo.")
    await service.applier.apply(*letter.events)
    answer = await get(service, "/v1/atom?cluster=dkm&lang=en", service.partner(DKM))
    assert titles(answer)[:2] == [
        "Corrected: DZL founded",
        "Retracted: Letter of intent, signed: DZL",
    ]


async def test_pages_lead_to_the_oldest_entry_each_once(service: Service, log: Log) -> None:
    for number in range(7):
        log.append(f"cluster-{number}", "ClusterFounded", names={"en": f"C{number}"})
    await service.applier.apply(*log.events)
    key, address, seen = service.partner(DKM), "/v1/atom?limit=3", []
    while True:
        answer = await get(service, address, key)
        seen += [entry.id for entry in parsed(answer).entries]
        following = [link.href for link in parsed(answer).feed.links if link.rel == "next"]
        if not following:
            break
        address = urljoin("/v1/atom", following[0])
    assert seen == [f"urn:upland:event:{event.id}" for event in reversed(log.events)]


async def test_an_unchanged_feed_is_not_sent_again(service: Service, letter: Log) -> None:
    await service.applier.apply(*letter.events)
    key, address = service.partner(DKM), "/v1/atom?cluster=dkm"
    tag = (await get(service, address, key)).headers["ETag"]
    again = await get(service, address, key, **{"If-None-Match": f'"x", {tag}'})
    assert (again.status, again.content, again.headers["ETag"]) == (304, b"", tag)
    await service.applier.apply(letter.append(DKM, "ClusterDissolved"))
    changed = await get(service, address, key, **{"If-None-Match": tag})
    assert changed.status == 200
    assert changed.headers["ETag"] != tag


async def test_nobody_reads_more_than_the_feed_has_for_them(start: Start, log: Log) -> None:
    named(log).propose(LETTER, DKM, SAAM)
    log.append(LETTER, "AgreementSigned", party=DKM)
    log.append(DKM, "MembershipCountReported", audience="owner", count=3)
    async with start(anonymous_read=True) as service:
        keys = service.partner(PGM), service.partner(SAAM)
        await service.applier.apply(*log.events)
        anybody = await get(service, "/v1/atom?cluster=dkm")
        third, party = [await get(service, "/v1/atom?cluster=dkm", key) for key in keys]
    assert anybody.headers["Cache-Control"] == "public, no-cache"
    assert party.headers["Cache-Control"] == "private, no-cache"
    assert titles(anybody) == titles(third) == ["Powołanie DŻŁ"]
    assert titles(party) == ["List intencyjny, podpis: DŻŁ", "Propozycja: List intencyjny", "Powołanie DŻŁ"]
    assert b"letter" not in anybody.content + third.content


async def test_an_empty_feed_is_a_feed(service: Service) -> None:
    answer = await get(service, "/v1/atom?cluster=dkm", service.partner(DKM))
    assert parsed(answer).entries == []
    assert parsed(answer).feed.updated == "1970-01-01T00:00:00.000Z"


async def test_an_event_of_a_newer_registry_is_called_by_its_stream(service: Service, log: Log) -> None:
    named(log).append(DKM, "SomethingNew", audience="public", fields=[1])
    await service.applier.apply(*log.events)
    answer = await get(service, "/v1/atom?cluster=dkm", service.partner(DKM))
    assert titles(answer)[0] == "DŻŁ"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("lang=de", "lang"), ("cursor=yesterday", "cursor"), ("cluster=D%20M", "cluster"), ("wait=3", "wait"),
        ("limit=0", "limit"), ("cursor=1-1-" + "0" * 16, "cursor"),
    ],
)  # fmt: skip
async def test_a_wrong_parameter_is_named(service: Service, query: str, parameter: str) -> None:
    answer = await get(service, f"/v1/atom?{query}", service.partner(LUBLIN))
    assert answer.status == 400
    assert parameter.encode() in answer.content


async def test_without_a_key_nothing_is_read_where_that_is_not_allowed(service: Service, letter: Log) -> None:
    await service.applier.apply(*letter.events)
    assert (await get(service, "/v1/atom?cluster=dkm")).status == 401
