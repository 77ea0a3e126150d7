"""Drafts: no letter is lost and nothing is recorded twice, whatever dies, is refused, or is away meanwhile."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from ops.keys import api_keys
from tests.browser import forms
from tests.browser.conftest import Stack
from tests.browser.forms import choose, give_key, open_form, party, recorded, saved, types

pytestmark = pytest.mark.records

NewContext = Callable[..., BrowserContext]
RECORD = "Zapisz"


@pytest.fixture
def context(open_context: NewContext) -> BrowserContext:
    return open_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def record(page: Page) -> None:
    page.get_by_role("button", name=RECORD, exact=True).click()


def fill(page: Page, stack: Stack, name: str) -> str:
    """Fills the form of a new member, all but the button; the stream that it will make."""
    member = party(stack, forms.new_id(name))
    choose(page, "cluster", "LKB", "Biotechnologiczny")
    choose(page, "party", member, member)
    page.locator("#f-when-text").fill(forms.TODAY)
    saved(page)
    return f"membership-lkb.{member.removeprefix('party-')}"


def test_every_letter_survives_reloads_and_a_tab_that_dies(
    context: BrowserContext, page: Page, stack: Stack
) -> None:
    open_form(page, stack, "agreement")
    page.locator("#f-subject").fill("Zażółć gęślą jaźń")
    page.locator("#f-when-text").fill("marz")
    page.reload()  # at once: what was typed is stored as the page is left
    expect(page.locator("#f-subject")).to_have_value("Zażółć gęślą jaźń")
    expect(page.locator("#f-when-text")).to_have_value("marz")
    choose(page, "parties", "Lublin", "Lublin")
    saved(page)
    address = page.url
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")  # the tab's process is gone, as when memory runs out
    again = context.new_page()
    again.goto("/pl/drafts")
    again.get_by_role("link", name="Propozycja umowy").click()
    give_key(again, stack.key)
    assert again.url == address
    expect(again.locator("#f-subject")).to_have_value("Zażółć gęślą jaźń")
    expect(again.locator(".chosen")).to_contain_text("Lublin")


def test_a_press_too_many_records_once(page: Page, stack: Stack) -> None:
    open_form(page, stack, "member")
    stream = fill(page, stack, "Kopalnia")
    page.get_by_role("button", name=RECORD, exact=True).dblclick()
    recorded(page)
    assert types(stack, stream) == ["MemberJoined"]


def test_a_key_revoked_in_the_middle_asks_for_another_over_the_form(page: Page, stack: Stack) -> None:
    key = api_keys.issue(stack.instance, forms.new_id("forms"), ["record:write"], None)
    page.goto("/pl/record/member")
    give_key(page, key)
    stream = fill(page, stack, "Elektrownia")
    api_keys.revoke(stack.instance, key)
    forms.refused(stack, key)
    record(page)
    expect(page.get_by_role("heading", name="Ten klucz nie działa")).to_be_visible()
    expect(page.locator("#api-key")).to_be_focused()
    expect(page.locator("#f-when-text")).to_have_value(forms.TODAY)
    assert types(stack, stream) == []
    give_key(page, stack.key)
    record(page)
    recorded(page)
    assert types(stack, stream) == ["MemberJoined"]


def test_a_key_that_may_not_do_this_says_what_it_lacks(page: Page, stack: Stack) -> None:
    key = api_keys.issue(stack.instance, forms.new_id("forms"), ["feed:read"], None)
    page.goto("/pl/record/member")
    give_key(page, key)
    stream = fill(page, stack, "Gazownia")
    record(page)
    expect(page.locator(".summary")).to_contain_text("Kluczowi brakuje uprawnienia record:write.")
    give_key(page, stack.key)
    record(page)
    recorded(page)
    assert types(stack, stream) == ["MemberJoined"]


def test_without_a_connection_it_waits_and_records_once(
    context: BrowserContext, page: Page, stack: Stack
) -> None:
    open_form(page, stack, "member")
    stream = fill(page, stack, "Rafineria")
    context.set_offline(True)
    record(page)
    expect(page.locator(".summary")).to_contain_text("Brak połączenia. Zapiszemy, gdy rejestr wróci.")
    expect(page.locator("#f-when-text")).to_have_value(forms.TODAY)
    context.set_offline(False)  # nobody presses anything
    recorded(page)
    assert types(stack, stream) == ["MemberJoined"]


def test_a_registry_that_is_away_is_asked_again(page: Page, stack: Stack) -> None:
    open_form(page, stack, "member")
    stream = fill(page, stack, "Cukrownia")
    refused: list[str] = []

    def away(route: Route) -> None:
        if len(refused) < 2:
            refused.append(route.request.headers["idempotency-key"])
            headers = {"access-control-allow-origin": stack.dashboard, "content-type": "text/html"}
            route.fulfill(status=503, body="<h1>Bad gateway</h1>", headers=headers)
        else:
            route.continue_()

    page.route(re.compile(r"/join$"), away)
    record(page)
    expect(page.locator(".summary")).to_contain_text("Rejestr chwilowo nie odpowiada.")
    page.get_by_role("button", name="Spróbuj teraz").click()
    recorded(page)
    assert len(set(refused)) == 1  # the same key each time
    assert types(stack, stream) == ["MemberJoined"]


def test_when_the_answer_is_lost_a_changed_draft_shows_what_is_recorded(page: Page, stack: Stack) -> None:
    open_form(page, stack, "member")
    stream = fill(page, stack, "Papiernia")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)  # it arrives and is stored; only the answer does not
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(r"/join$"), lose)
    record(page)
    expect(page.locator(".summary")).to_contain_text("Brak połączenia.")
    page.get_by_role("button", name="Nie czekaj").click()
    assert lost == [201]
    page.locator("#f-class").select_option("partner")
    record(page)
    recorded(page)
    expect(page.locator(".recorded")).to_contain_text("Ten szkic został już zapisany, zanim go zmieniono.")
    [joined] = forms.events(stack, stream)
    assert "class" not in joined["data"]


def test_the_draft_stays_until_the_fact_is_visible(context: BrowserContext, page: Page, stack: Stack) -> None:
    open_form(page, stack, "member")
    stream = fill(page, stack, "Mleczarnia")
    page.route("**/v1/facts/**", lambda route: route.abort())
    record(page)
    expect(page.locator(".recorded[data-state=late]")).to_be_visible()
    other = context.new_page()
    other.goto("/pl/drafts")
    expect(other.locator(".drafts li", has_text="Mleczarnia")).to_contain_text("zapisany, czeka na widoki")
    page.unroute("**/v1/facts/**")
    recorded(page)
    other.reload()
    expect(other.locator(".answer")).not_to_have_attribute("data-waiting", "true")
    expect(other.locator(".drafts li", has_text="Mleczarnia")).to_have_count(0)
    assert types(stack, stream) == ["MemberJoined"]
    page.reload()
    expect(page.get_by_role("heading", name="Nie ma takiego szkicu")).to_be_visible()


def test_a_second_tab_is_told_and_can_take_over(context: BrowserContext, page: Page, stack: Stack) -> None:
    open_form(page, stack, "organisation")
    name = forms.new_id("Łuszczarnia")
    page.locator("#f-names").fill(name)
    saved(page)
    second = context.new_page()
    second.goto(page.url)
    give_key(second, stack.key)
    expect(second.get_by_role("alert")).to_contain_text("Ten szkic jest otwarty w innej karcie.")
    expect(second.locator("#f-names")).to_be_disabled()
    expect(second.locator("#f-names")).to_have_value(name)
    page.locator("#f-abbreviation").fill("ŁU")  # the first tab goes on
    second.get_by_role("button", name="Przejmij szkic tutaj").click()
    expect(page.locator("#f-names")).to_be_disabled()
    expect(second.locator("#f-names")).to_be_enabled()
    expect(second.locator("#f-abbreviation")).to_have_value("ŁU")
    record(second)
    recorded(second)


def test_on_a_shared_computer_nothing_is_stored(page: Page, stack: Stack) -> None:
    open_form(page, stack, "organisation")
    page.locator("#f-names").fill("Tajna Sp. z o.o.")
    saved(page)
    page.get_by_label("Nie zapisuj na tym urządzeniu").check()
    expect(page.locator("[data-saved=tab]")).to_be_attached()
    page.locator("#f-abbreviation").fill("TS")
    expect(page.locator("[data-saved=tab]")).to_be_attached()
    page.reload()
    expect(page.get_by_role("heading", name="Nie ma takiego szkicu")).to_be_visible()


def test_drafts_are_listed_deleted_and_forgotten_after_a_month(page: Page, stack: Stack) -> None:
    names = [forms.new_id(name) for name in ("Stara Huta", "Nowa Huta")]
    open_form(page, stack, "organisation")
    for name in names:
        page.goto("/pl/record/organisation")
        page.locator("#f-names").fill(name)
        saved(page)
    page.evaluate(
        """async name => {
            const db = await new Promise(done => {
                const opening = indexedDB.open('upland-drafts');
                opening.onsuccess = () => done(opening.result);
            });
            const drafts = db.transaction('drafts', 'readwrite').objectStore('drafts');
            const all = await new Promise(done => (drafts.getAll().onsuccess = event => done(event.target.result)));
            const old = all.find(draft => draft.values.names?.pl === name);
            await new Promise(done => (drafts.put({ ...old, changed: Date.now() - 31 * 86400000 }).onsuccess = done));
        }""",
        names[0],
    )
    page.goto("/pl/drafts")
    expect(page.locator(".answer")).to_have_text("1 szkic na tym urządzeniu.")
    expect(page.locator(".drafts")).to_contain_text(names[1])
    page.get_by_role("button", name="Usuń szkic…").click()
    page.get_by_role("button", name="Usuń", exact=True).click()
    expect(page.locator(".answer")).to_have_text(re.compile("Nie ma żadnego szkicu"))
