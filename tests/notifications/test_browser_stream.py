"""The stream in the `EventSource` of a real browser, on a page of another origin, which a ticket lets in."""

from __future__ import annotations

import aiohttp
from aiohttp import web
from playwright.async_api import async_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE
from tests.notifications.conftest import Service
from tests.notifications.given import DKM, PGM, SAAM, Log
from tests.notifications.proxy import Proxy
from tests.servers import free_ports

_OPEN = """
async ([address, key]) => {
  const headers = { Authorization: `Bearer ${key}` };
  const { ticket } = await (await fetch(`${address}/v1/tickets`, { method: "POST", headers })).json();
  const source = new EventSource(`${address}/v1/stream?cursor=latest&ticket=${ticket}`);
  Object.assign(window, { messages: [], cursors: [], errors: 0 });
  source.onmessage = (event) => window.messages.push(JSON.parse(event.data).id);
  source.onerror = () => (window.errors += 1);
  source.addEventListener("cursor", (event) => window.cursors.push(event.lastEventId));
}
"""


async def test_a_page_of_another_origin_goes_on_after_a_cut_before_its_first_event(
    service: Service, log: Log
) -> None:
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    [port] = free_ports(1)
    origin = f"http://127.0.0.1:{port}"
    key = service.keys.issue(PGM, "feed:read", subject=PGM, origins=[origin])
    app = web.Application()
    app.router.add_get("/", _page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        async with Proxy().running() as proxy, async_playwright() as playwright:
            proxy.upstream = service.running.settings.port
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
            page = await browser.new_page()
            page.set_default_timeout(PATIENCE)
            await page.goto(origin)
            await page.evaluate(_OPEN, [f"http://127.0.0.1:{proxy.port}", key])
            await page.wait_for_function("window.cursors.length > 0")
            assert await page.evaluate("window.messages") == []
            proxy.cut()
            await page.wait_for_function("window.errors > 0")
            await service.applier.apply(log.append(SAAM, "ClusterFounded"))
            await page.wait_for_function("window.messages.length > 0")
            await service.applier.apply(log.append(PGM, "ClusterFounded"))
            await page.wait_for_function("window.messages.length > 1")
            assert await page.evaluate("window.messages") == [f"{SAAM}@1", f"{PGM}@1"]
            await browser.close()
        assert proxy.faults == []
    finally:
        await runner.cleanup()


async def test_a_page_of_an_origin_that_no_key_names_reads_nothing(service: Service, log: Log) -> None:
    """The browser keeps the answer from it, though the ticket is a right one."""
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    key = service.keys.issue(PGM, "feed:read", subject=PGM, origins=["https://pgm.example"])
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{service.running.url}/v1/tickets", headers=headers) as answer,
    ):
        ticket = (await answer.json())["ticket"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        page = await browser.new_page()
        page.set_default_timeout(PATIENCE)
        await page.set_content("<title>elsewhere</title>")
        outcome = await page.evaluate(
            "url => new Promise((resolve) => { const source = new EventSource(url);"
            " source.onopen = () => resolve('open'); source.onerror = () => resolve(source.readyState); })",
            f"{service.running.url}/v1/stream?ticket={ticket}",
        )
        assert outcome == 2  # closed: a refusal, after which it does not come again
        await browser.close()


async def _page(_: web.Request) -> web.Response:
    return web.Response(text="<!doctype html><title>a partner's page</title>", content_type="text/html")
