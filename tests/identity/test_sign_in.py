"""Signing in to the dashboard at a real identity provider, in a browser: the code flow with PKCE, a token of the tab alone."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import async_playwright, expect

from services.projections.app import build
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE
from tests.identity.conftest import AUDIENCE, DASHBOARD, started
from tests.running import KeyRing, served, settings_for
from tests.servers import ROOT, Database


async def test_an_operator_signs_in_and_the_token_ends_with_the_tab(
    database: Database, tmp_path: Path
) -> None:
    keys = KeyRing(tmp_path / "keys.json")
    keys.write()
    plain = settings_for(
        database, "upland_projections", keys, dashboard_dir=ROOT / "dashboard/dist", registry_url="http://127.0.0.1:9",
        kafka_bootstrap="127.0.0.1:9",
    )  # fmt: skip
    url = f"http://127.0.0.1:{plain.port}"
    with contextmanager(started)([f"{url}/signed-in"]) as provider:
        settings = plain.model_copy(
            update={
                "oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE, "oidc_client_id": DASHBOARD,
                "oidc_client_scope": "openid operate views:read",
            }
        )  # fmt: skip
        async with served(settings, build), async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            context = await browser.new_context(locale="pl")
            context.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            page = await context.new_page()
            refused: list[str] = []
            requests: list[str] = []
            page.on(
                "console", lambda text: refused.append(text.text) if "Content Security" in text.text else None
            )
            page.on("request", lambda request: requests.append(request.url))
            await page.goto(f"{url}/pl/operators")
            await page.get_by_role("button", name="Zaloguj się").click()
            await expect(page.locator("[data-part=projections]")).to_be_visible()
            await expect(page.locator("[data-part=notifications]")).to_contain_text("nie odpowiada")
            assert page.url == f"{url}/pl/operators"
            [authorization] = [
                parse_qs(urlsplit(each).query)
                for each in requests
                if each.startswith(f"{provider.issuer}/auth?")
            ]
            assert authorization["code_challenge_method"] == ["S256"]
            token = await page.evaluate("() => sessionStorage.getItem('upland.key')")
            assert token.count(".") == 2
            assert await page.evaluate("() => sessionStorage.length") == 1
            assert await page.evaluate("() => JSON.stringify(localStorage) + document.cookie") == "{}"
            assert not [each for each in requests if token in each]

            # Another tab has no token; an answer that this browser did not request signs nobody in.
            other = await context.new_page()
            await other.goto(f"{url}/signed-in?code=stolen&state=invented")
            await expect(other.get_by_role("button", name="Zaloguj się")).to_be_visible()
            assert await other.evaluate("() => sessionStorage.length") == 0
            # One that does not go with what was requested is refused.
            await other.evaluate(
                "() => sessionStorage.setItem('upland.sign-in', JSON.stringify({ state: 'mine', verifier: 'v', back: '/pl/' }))"
            )
            await other.goto(f"{url}/pl/partner?code=stolen&state=invented")
            await expect(other.get_by_role("alert")).to_contain_text("Logowanie się nie powiodło.")
            assert await other.evaluate("() => sessionStorage.length") == 0
            assert not refused
            await browser.close()
