"""The operators' page: a poisoned record is seen and replayed, another discarded with a reason, rebuilds cancelled and undone."""

import asyncio
import json
import threading
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import pytest
from playwright.sync_api import Page, expect

from ops.keys import api_keys
from tests.browser.accessibility import violations
from tests.browser.conftest import Open, Stack

pytestmark = pytest.mark.records

# What a fault of our code does to one stream: its events cannot be applied.
FAULT = """
    CREATE OR REPLACE FUNCTION projections.fail() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a fault in the fold'; END $$;
    CREATE TRIGGER fault BEFORE INSERT ON projections.facts FOR EACH ROW WHEN (NEW.stream = '{stream}')
        EXECUTE FUNCTION projections.fail();
"""
MENDED = "DROP TRIGGER IF EXISTS fault ON projections.facts; DROP FUNCTION IF EXISTS projections.fail()"


def as_owner(stack: Stack, script: str) -> None:
    """Runs a script next to the browser, whose own event loop is busy."""

    async def run() -> None:
        connection = await asyncpg.connect(stack.instance.database_url())
        try:
            await connection.execute(script)
        finally:
            await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join()


@contextmanager
def locked(stack: Stack) -> Iterator[None]:
    """Holds the lock that a rebuild needs before it switches, so that it stays under way."""
    taken, release = threading.Event(), threading.Event()

    async def hold() -> None:
        connection = await asyncpg.connect(stack.instance.database_url())
        try:
            async with connection.transaction():
                await connection.execute("SELECT FROM projections.reader FOR UPDATE")
                taken.set()
                await asyncio.to_thread(release.wait)
        finally:
            await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(hold()))
    thread.start()
    assert taken.wait(60)
    try:
        yield
    finally:
        release.set()
        thread.join()


@contextmanager
def poisoned(stack: Stack, party: str) -> Iterator[None]:
    """A party is registered that the views cannot take in, and renamed after that."""
    as_owner(stack, FAULT.format(stream=f"party-{party}"))
    try:
        for verb, body in (
            ("register", {"kind": "organisation", "names": {"pl": f"Odłożona {party}"}}),
            ("rename", {"names": {"pl": f"Nazwana {party}"}}),
        ):
            request = urllib.request.Request(  # noqa: S310 (our own address)
                f"{stack.registry}/v1/parties/{party}/{verb}",
                data=json.dumps(body).encode(),
                headers={
                    "content-type": "application/json",
                    "authorization": f"Bearer {stack.key}",
                    "idempotency-key": f"operators-{uuid.uuid4()}",
                },
            )
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                assert answer.status == 201
        yield
    finally:
        as_owner(stack, MENDED)


def enter(page: Page, key: str) -> None:
    page.get_by_label("Klucz", exact=True).fill(key)
    page.keyboard.press("Enter")


def test_an_operator_replays_discards_and_cancels(visit: Open, stack: Stack) -> None:
    page = visit("/pl/operators")
    reader = api_keys.issue(stack.instance, "no-operator", ["views:read"], None)
    enter(page, reader)
    expect(page.get_by_role("alert")).to_contain_text("operate")
    page.get_by_role("button", name="Zapomnij klucz").click()
    enter(page, stack.key)
    for part in ("registry", "relay", "projections", "notifications"):
        expect(page.locator(f"[data-part={part}]")).to_be_visible()

    # A record that the views cannot take in is set aside; after the fix it is applied, with what waits behind it.
    with poisoned(stack, "odlozona"):
        failure = page.locator("[data-failure^='projections:'][data-failure*=PartyRegistered]")
        expect(failure).to_contain_text("a fault in the fold")
        expect(failure).to_contain_text("czeka za nimi: 1 zdarzenie")
        expect(page.locator("#answer")).to_contain_text("odłożone")
        failure.get_by_text("Pokaż zdarzenia").click()
        failure.get_by_role("button", name="Pokaż treść").click()
        expect(failure.locator(".receiver")).to_contain_text("Odłożona odlozona")
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == "", width
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), width
    failure.get_by_role("button", name="Zastosuj ponownie", exact=True).first.click()
    expect(failure).to_have_count(0)
    expect(page.locator("[data-action=replay]").first).to_be_visible()

    # Another one is given up, for a reason.
    with poisoned(stack, "odrzucona"):
        expect(failure).to_be_visible()
        failure.get_by_role("button", name="Odrzuć…").click()
        failure.get_by_role("button", name="Odrzuć na stałe").click()
        expect(failure.get_by_role("alert")).to_contain_text("Podaj powód.")
        failure.get_by_label("Powód odrzucenia").fill("to była próba")
        failure.get_by_role("button", name="Odrzuć na stałe").click()
        expect(page.locator("[data-action=discard]").first).to_contain_text("to była próba")
    # What waited behind it is refused as long as the fault is there; now it is applied.
    expect(page.locator("[data-failure]")).to_have_count(0)

    # A rebuild is requested, followed and cancelled; another one ends, and is undone.
    page.get_by_label("Co przebudować").select_option("bridges")
    latest = page.locator("[data-rebuild]").first
    with locked(stack):
        page.get_by_role("button", name="Przebuduj", exact=True).click()
        expect(latest).to_have_attribute("data-state", "running")
        latest.get_by_role("button", name="Przerwij").click()
        expect(latest).to_have_attribute("data-state", "cancelled")
    page.get_by_role("button", name="Przebuduj", exact=True).click()
    expect(page.locator("[data-rebuild][data-state=done]")).to_have_count(1)
    page.get_by_role("button", name="Przywróć poprzedni").click()
    expect(page.locator("[data-rebuild][data-state=done]")).to_have_count(2)
    assert [page.locator("[data-action]").nth(at).get_attribute("data-action") for at in range(4)] == [
        "undo",
        "rebuild",
        "cancel",
        "rebuild",
    ]
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="What operators did")).to_be_visible()
    assert violations(page) == ""
