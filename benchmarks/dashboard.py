"""The dashboard over a record of 300 clusters, 5,000 ties and more than 5,000 facts: real services, a real browser."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp
import asyncpg
import orjson
import uvloop
from playwright.async_api import Browser, CDPSession, Locator, Page, Route, async_playwright

from benchmarks import country, world
from benchmarks.parts import Processes, percentile
from benchmarks.rebuild import rebuild_all
from benchmarks.rounds import ROUNDS, Result, absolute, show
from tests import servers
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.crowd import crowd, places
from tests.browser.test_access import VIEWS, pages
from tests.servers import ROOT, Broker, Database

_DIST = ROOT / "dashboard" / "dist"
_EXAMPLES = {
    "cluster/{id}": "cluster/c0",
    "party/{id}": "party/p100",
    "agreement/{id}": "agreement/a0",
    "visit/{id}": "visit/v0",
    "promise/{id}": "promise/c0",
    "source/{id}": "source/s0",
    "conference/{id}": "conference/c0",
    "fact/{event}": "fact/cluster-c0@1",
    "search": "search?q=lublin",
    "import/{id}": "import/0123456789abcdef",
    "record/{kind}": "record/organisation",
    "record/{kind}/{draft}": "record/organisation/0123456789abcdef",
}
_LARGE = ("network?show=all", "network?show=all&sel=cluster-c0", "network?c=c0,c1,c2", "changes?show=all")
_HAS_ANSWER = """() => {
    const answer = document.querySelector('main:not([aria-busy]) .answer');
    return answer && answer.textContent !== '…' && !answer.dataset.waiting ? performance.now() : false;
}"""
_DRAWN = """() => !document.querySelector('.skeleton')
    && [...document.querySelectorAll('.picture')].every(picture => picture.dataset.drawn > 0)"""
# Once nothing is left to do: the last frame is there, and the browser has been idle.
_QUIET = """() => new Promise(done => {
    const frames = count => count ? requestAnimationFrame(() => frames(count - 1)) : requestIdleCallback(() => done());
    frames(3);
})"""
_STEPS = 10


async def measure(database: Database, kafka: Broker) -> list[Result]:
    """The lines of this file."""
    processes = Processes(database, kafka, await kafka.make_topic())
    async with (
        processes.run("registry", "upland_registry"),
        processes.run("projections", "upland_projections") as url,
        _browser() as browser,
    ):
        await _laid_out(f"{url}/v1/places")
        results = [await _first_answer(browser, url, path) for path in ("", "network?show=all", "timeline")]
        results += [await _steps(browser, url, path, name) for path, name in _WALKS]
        results.append(await _elements(browser, url))
        results.append(await _ten_thousand(browser, url))
    results.append(_own_code())
    return results


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        await browser.close()


async def _laid_out(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)


@asynccontextmanager
async def _page(browser: Browser, url: str) -> AsyncIterator[Page]:
    """A page of a browser that has nothing of this site."""
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, base_url=url, locale="pl", reduced_motion="reduce"
    )
    context.set_default_timeout(300_000)
    yield await context.new_page()
    await context.close()


async def _first_answer(browser: Browser, url: str, path: str) -> Result:
    """From the navigation to the sentence that answers, with nothing in the browser's cache."""
    seconds = []
    for _ in range(ROUNDS):
        async with _page(browser, url) as page:
            await page.goto(f"/pl/{path}", wait_until="commit")
            milliseconds = await page.wait_for_function(_HAS_ANSWER)
            seconds.append(await milliseconds.json_value() / 1000)
    return absolute(f"first answer of /pl/{path}", "s", seconds, at_most=2)


async def _steps(browser: Browser, url: str, path: str, name: str) -> Result:
    """Main-thread work of each step and click: the 95th percentile of each of several visits, first acts included."""
    visits = []
    for _ in range(ROUNDS):
        async with _page(browser, url) as page:
            await page.goto(f"/pl/{path}")
            await _complete(page)
            tools = await page.context.new_cdp_session(page)
            # Time that the thread computed, not time in which others had the processor.
            await tools.send("Performance.enable", {"timeDomain": "threadTicks"})
            acts = (_earlier, _later, _chosen, _let_go)
            work = [await _work(tools, page, act, at) for at in range(_STEPS) for act in acts]
            visits.append(percentile(work, 0.95))
    return absolute(f"step or click, {name}, main thread, p95", "ms", visits, at_most=50)


async def _work(tools: CDPSession, page: Page, act: Act, at: int) -> float:
    """Milliseconds of the main thread from an act until nothing is left to do."""
    target = await act(page, at)
    await page.evaluate(_QUIET)
    before = await _busy(tools)
    await (page.mouse.click(*target) if target else page.keyboard.press("Escape"))
    await page.evaluate(_QUIET)
    return (await _busy(tools) - before) * 1000


async def _busy(tools: CDPSession) -> float:
    metrics = await tools.send("Performance.getMetrics")
    return float(next(each["value"] for each in metrics["metrics"] if each["name"] == "TaskDuration"))


# Each act's place on the screen, found before the thread is measured; Escape has none.
Target = tuple[float, float] | None
Act = Callable[[Page, int], Awaitable[Target]]


async def _middle(control: Locator) -> Target:
    await control.scroll_into_view_if_needed()
    box = await control.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def _earlier(page: Page, at: int) -> Target:
    return await _middle(page.get_by_role("button", name="poprzednia zmiana"))


async def _later(page: Page, at: int) -> Target:
    return await _middle(page.get_by_role("button", name="następna zmiana"))


async def _chosen(page: Page, at: int) -> Target:
    return await _middle(page.locator("#facts tbody button").nth(at % 10))


async def _let_go(page: Page, at: int) -> Target:
    return None


_WALKS = (
    ("network?show=all&as_of=2019-06-01", "network of 300 clusters"),
    ("timeline?as_of=2019-06-01", "timeline"),
)


async def _complete(page: Page) -> None:
    await page.wait_for_function(_HAS_ANSWER)
    await page.wait_for_function(_DRAWN)
    await page.evaluate(_QUIET)


async def _elements(browser: Browser, url: str) -> Result:
    """Elements of the largest page, at its top and scrolled to its middle."""
    counts: dict[str, int] = {}
    async with _page(browser, url) as page:
        for path in (*pages(_EXAMPLES), *_LARGE):
            await page.goto(f"/pl/{path}")
            await _complete(page)
            for share in (0, 0.5):
                await page.evaluate("share => scrollTo(0, document.body.scrollHeight * share)", share)
                await page.evaluate(_QUIET)
                counts[path] = max(counts.get(path, 0), await page.locator("*").count())
    largest = sorted(counts, key=counts.__getitem__)[-3:]
    print("most elements:", ", ".join(f"{path} {counts[path]:,}" for path in reversed(largest)), flush=True)
    return absolute(
        f"elements of the largest of {len(counts)} pages", "", [max(counts.values())], at_most=20_000
    )


async def _ten_thousand(browser: Browser, url: str) -> Result:
    """From the answers, made here for their size alone, to 10,000 marks on the screen."""
    network = crowd(300, 12_000, 9_700)
    answers = {"network": network, "places": places(network)}
    seconds = []
    for _ in range(ROUNDS):
        async with _page(browser, url) as page:
            for name, data in answers.items():
                meta = {"as_of": None, "known_at": 1, "position": 1, "next": None}
                body = orjson.dumps({"data": data, "meta": meta})
                await page.route(re.compile(rf"/v1/{name}\?"), partial(_fulfilled, body))
            await page.goto("/pl/network?show=all")
            await page.wait_for_function("() => document.querySelector('.picture')?.dataset.drawn > 20000")
            begun = "performance.getEntriesByType('resource').filter(({ name }) => /places|assets.Graph/.test(name))"
            seconds.append(
                await page.evaluate(
                    "() => new Promise(done => requestAnimationFrame(() => setTimeout(() =>"
                    f" done((performance.now() - Math.max(...{begun}.map(each => each.responseEnd))) / 1000))))"
                )
            )
    return absolute("10,000 marks by WebGL, from the data to the screen", "s", seconds, at_most=1)


async def _fulfilled(body: bytes, route: Route) -> None:
    await route.fulfill(body=body, content_type="application/json")


def _own_code() -> Result:
    """kB by gzip of the page, its styles and scripts before the first answer, for the largest page."""
    manifest = orjson.loads((_DIST / ".vite" / "manifest.json").read_bytes())

    def files(key: str, seen: set[str]) -> None:
        entry = manifest[key]
        if entry["file"] in seen:
            return
        seen |= {entry["file"], *entry.get("css", ())}
        for each in entry.get("imports", ()):
            files(each, seen)

    sizes = []
    for view in sorted(set(re.findall(r"import\('\./([^']+)'\)", VIEWS.read_text(encoding="utf-8")))):
        needed = {"index.html"}
        for key in ("index.html", "src/i18n/pl.ts", f"src/{view}"):
            files(key, needed)
        sizes.append(sum(_compressed(_DIST / each) for each in needed) / 1000)
    return absolute("own code to the first answer, gzip", "kB", [max(sizes)], at_most=60)


def _compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


async def _loaded(database: Database) -> None:
    await world.load(database.url(), country.events())
    owner = await asyncpg.connect(database.url())
    # As the consumer would have left them, had it applied the log with no read models.
    await owner.execute(
        "INSERT INTO projections.facts SELECT stream, version, position, type, schema_version, recorded_at, audience, data"
        " FROM registry.events"
    )
    await owner.execute("UPDATE projections.reader SET watermark = (SELECT position FROM registry.head)")
    await owner.execute("VACUUM (ANALYZE) projections.facts")
    await owner.close()
    await rebuild_all(database)


def main() -> None:
    """Start a PostgreSQL and a Kafka, record the country, measure, print."""
    os.environ |= {"UPLAND_ANONYMOUS_READ": "true", "UPLAND_DASHBOARD_DIR": str(_DIST)}
    with servers.postgres() as databases, servers.kafka() as kafka:

        async def run() -> None:
            database = await databases.clone()
            await _loaded(database)
            show(await measure(database, kafka))

        uvloop.run(run())


if __name__ == "__main__":
    main()
