"""The pages of every service: all of their links lead somewhere, and each problem's `type` opens its explanation."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from contracts.catalogue import EVENTS
from runtime.errors import Reply
from runtime.pages.markdown import html
from services.notifications.app import build as notifications
from services.projections.app import build as projections
from services.registry.app import build as registry
from tests.running import KeyRing, Running, served, settings_for
from tests.servers import Database

SERVICES = {"registry": registry, "projections": projections, "notifications": notifications}


class _Links(HTMLParser):
    """The targets of links, what the page loads, and the anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "a":
            self.targets.append(given["href"])
        elif "src" in given or tag == "link":
            self.loaded.append(given.get("src") or given["href"])
        assert tag != "script"
        assert "style" not in given


@pytest.fixture(params=SERVICES)
async def running(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path
) -> AsyncIterator[Running]:
    keys = KeyRing(tmp_path / "keys.json")
    keys.write()
    nowhere = {"registry_url": "http://127.0.0.1:9", "kafka_bootstrap": "127.0.0.1:9"}
    settings = settings_for(database, f"upland_{request.param}", keys, **nowhere)
    async with served(settings, SERVICES[request.param]) as service:
        yield service


async def _get(running: Running, path: str, **headers: str) -> tuple[int, str, str]:
    named = {"Accept": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()}
    async with running.session.get(running.url + path, headers=named, allow_redirects=False) as answer:
        return answer.status, answer.headers["Content-Type"], await answer.text()


async def test_every_link_from_the_first_page_leads_somewhere(running: Running) -> None:
    waiting, pages = ["/docs"], dict[str, _Links]()
    anchors: list[tuple[str, str]] = []
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        status, media, text = await _get(running, path)
        assert status == 200, path
        pages[path] = links = _Links()
        if not media.startswith("text/html"):
            continue
        links.feed(text)
        assert all(target.startswith("/") for target in links.loaded)
        for target in links.targets:
            address, fragment = urldefrag(urljoin(path, target))
            if address.startswith("/"):
                waiting.append(address)
                if fragment:
                    anchors.append((address, fragment))
    assert [(path, name) for path, name in anchors if name not in pages[path].anchors] == []
    assert {"/docs/guide", "/docs/api", "/schemas/", "/problems/", "/openapi.json"} <= pages.keys()
    assert {f"/schemas/{name}/{version}.json" for name, version in EVENTS} <= pages.keys()


def _slugs(error: type[Reply]) -> set[str]:
    return {error.slug}.union(*map(_slugs, error.__subclasses__()))


async def test_the_type_of_each_problem_opens_its_explanation(running: Running) -> None:
    for slug in sorted(_slugs(Reply) | {"http"}):
        status, media, text = await _get(running, f"/problems/{slug}")
        assert (status, media) == (200, "text/html; charset=utf-8"), slug
        assert f"/problems/{slug} · " in text
        assert "What to do." in text
        status, media, text = await _get(running, f"/problems/{slug}", Accept="text/markdown")
        assert (status, media) == (200, "text/markdown; charset=utf-8")
        assert text.startswith(f"# /problems/{slug} · ")
    assert (await _get(running, "/problems/nothing"))[0] == 404
    assert (await _get(running, "/schemas/AgreementSigned/99.json"))[0] == 404
    assert (await _get(running, "/docs/nothing"))[0] == 404


async def test_what_the_frame_answers_has_a_type_that_opens(running: Running) -> None:
    for method, path, status in (("GET", "/v1/nothing", 404), ("DELETE", "/docs", 405)):
        async with running.session.request(method, running.url + path) as answer:
            assert answer.status == status
            problem = await answer.json(content_type="application/problem+json")
        assert problem["detail"]
        assert problem["correlation_id"] == answer.headers["X-Correlation-Id"]
        assert (await _get(running, problem["type"]))[0] == 200
    async with running.session.get(
        f"{running.url}/docs", headers={f"X-{number}": "1" for number in range(120)}
    ) as answer:
        assert answer.status == 431
        problem = await answer.json(content_type="application/problem+json")
    assert (await _get(running, problem["type"]))[0] == 200


async def test_the_pages_speak_polish_and_english_and_load_nothing_from_elsewhere(running: Running) -> None:
    for lang, words in (("pl", "Przewodnik dla partnerów"), ("en", "Guide for partners")):
        _, _, text = await _get(running, "/docs", Accept_Language=lang)
        assert f'<html lang="{lang}">' in text
        assert words in text
    async with running.session.head(f"{running.url}/docs/api") as answer:
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers.getall("Content-Security-Policy")[0]
    _, media, text = await _get(running, "/schemas/", Accept="application/json")
    assert media == "application/json"
    assert text.count('"url"') == len(EVENTS)


def test_a_document_cannot_bring_in_a_script() -> None:
    made = html(
        "# A `b`\n\n<script>1</script> [x](javascript:1) [y](adr/0010-search.md) [z](problems.md#the-rules)"
    )
    assert not re.search(r"<script|href=\"javascript", made)
    assert '<a href="/problems/#the-rules">z</a>' in made
    assert " y " in made
