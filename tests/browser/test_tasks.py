"""What people come for: each task from the first page, with the most clicks that it may take.

A choice by Enter counts as a click; words that are typed into a search count with the choice that follows them. The
form of a new member is counted in test_forms.py, fields included.
"""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import forms
from tests.browser.conftest import Stack, settle

pytestmark = pytest.mark.records


class Visitor:
    """Somebody at the first page: counts what they do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0
        page.goto("/pl/")
        settle(page)

    def click(self, target: Locator) -> None:
        target.click()
        self.steps += 1

    def fill(self, target: Locator, text: str) -> None:
        """A field of a form: counts, unlike the words of a search."""
        target.fill(text)
        self.steps += 1

    def find(self, words: str, name: str) -> None:
        """Types into the search and chooses a hit."""
        self.page.get_by_role("combobox", name="Szukaj").fill(words)
        self.click(self.page.get_by_role("option").filter(has_text=name).first)
        settle(self.page)

    def door(self, slug: str) -> None:
        """Chooses one of the questions on the first page."""
        self.click(self.page.locator(f"main a[href='/pl/{slug}']").first)
        settle(self.page)


@pytest.fixture
def context(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    return open_context(permissions=["clipboard-read", "clipboard-write"])


@pytest.fixture
def visitor(context: BrowserContext) -> Visitor:
    return Visitor(context.new_page())


def test_who_signed_with_dkm_and_when_and_the_source_opens(visitor: Visitor) -> None:
    page = visitor.page
    visitor.find("DKM", "Dolnośląski Klaster Motoryzacyjny")
    visitor.click(page.locator("main a[href^='/pl/agreement/loi-automotive-clusters-2023']").first)
    page.wait_for_url("**/pl/agreement/**")
    settle(page)
    main = page.locator("main")
    for name in ("DKM", "SA&AM", "PGM", "WSM"):
        expect(main).to_contain_text(name)
    expect(main).to_contain_text("9 maja 2023")
    visitor.click(page.locator("main a[href^='/pl/source/']").first)
    page.wait_for_url("**/pl/source/**")
    settle(page)
    expect(page.locator("h1")).to_contain_text("Wiadomość LSSE o liście intencyjnym")
    assert visitor.steps <= 4


def test_how_lkb_has_grown_and_how_sure_that_is(visitor: Visitor) -> None:
    visitor.find("LKB", "Lubelski Klaster Biotechnologiczny")
    main = visitor.page.locator("main")
    expect(main).to_contain_text("8 / 21")
    for text in ("założyciele", "1 grudnia 2016", "28", "2015"):
        expect(main).to_contain_text(text)
    assert visitor.steps <= 3


def test_what_lublin_and_starachowice_did_together_and_what_came_of_it(visitor: Visitor) -> None:
    page = visitor.page
    visitor.door("together")
    for label, name in (("Kto", "Lublin"), ("z kim", "Starachowice")):
        page.get_by_role("combobox", name=label, exact=True).fill(name.lower())
        visitor.click(page.get_by_role("option").filter(has_text=re.compile(f"^{name} ")).first)
    expect(page.locator("#answer")).to_contain_text("co najmniej 66 dni po wizycie")
    expect(page.locator("#answer")).to_contain_text("List intencyjny Lublina, Radomia i Starachowic")
    assert visitor.steps <= 4


def test_what_changed_since_last_week(visitor: Visitor) -> None:
    page = visitor.page
    visitor.door("changes")
    expect(page.get_by_role("button", name="od tygodnia")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("main")).to_contain_text("dodano")
    expect(page.locator("main a[href*='/fact/']").first).to_be_visible()
    assert visitor.steps <= 2


def test_what_is_disputed_by_whom_and_why(context: BrowserContext, stack: Stack) -> None:
    fact = forms.joined(stack, "Huta sporna")
    stream = fact.partition("@")[0]
    cluster, member = stream.removeprefix("membership-").split(".")
    reason = "Nigdy nie złożono deklaracji."
    body = {"target": fact, "by": f"party-{member}", "reason": reason}
    answer = forms.command(stack, f"memberships/{cluster}.{member}/dispute", body)
    forms.visible(stack, answer["position"])
    visitor = Visitor(context.new_page())
    visitor.door("disputes")
    row = visitor.page.locator("main tr, main li").filter(has_text=reason).first
    expect(row).to_contain_text("Huta sporna")
    assert visitor.steps <= 2


def test_lubelska_medycyna_is_found_by_medycyna(visitor: Visitor) -> None:
    visitor.find("medycyna", "Lubelska Medycyna")
    expect(visitor.page.locator("h1")).to_contain_text("Lubelska Medycyna")
    assert visitor.steps <= 2


def test_what_is_seen_is_exported(visitor: Visitor) -> None:
    page = visitor.page
    visitor.door("agreements")
    seen = page.locator("main table tbody tr").count()
    visitor.steps = 0  # Counted from the view that is wanted.
    visitor.click(page.get_by_role("button", name="Pobierz"))
    with page.expect_download() as download:
        visitor.click(page.get_by_role("button", name="CSV"))
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert len(rows) - 1 == seen > 0
    assert visitor.steps <= 2


def test_exactly_this_is_shared(visitor: Visitor, context: BrowserContext) -> None:
    page = visitor.page
    visitor.door("timeline")
    seen = page.locator("#answer").text_content() or ""
    visitor.steps = 0  # Counted from the view that is wanted.
    visitor.click(page.get_by_role("button", name="Kopiuj odnośnik"))
    visitor.click(page.get_by_role("button", name="dokładnie ten obraz"))
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('known_at=')")
    assert visitor.steps <= 2
    again = context.new_page()
    again.goto(page.evaluate("navigator.clipboard.readText()"))
    settle(again)
    # The sentence names the day, which is pinned now.
    expect(again.locator("#answer")).to_contain_text(seen)


def test_a_date_is_corrected(context: BrowserContext, stack: Stack) -> None:
    name = forms.new_id("Stocznia Zmian")
    fact = forms.joined(stack, name)
    member = fact.partition(".")[2].partition("@")[0]
    visitor = Visitor(context.new_page())
    page = visitor.page
    visitor.find(name, "Stocznia Zmian")
    page.wait_for_url(f"**/party/{member}*")
    visitor.click(page.locator(f"main a[href*='/fact/{fact.replace('@', '%40')}']").first)
    visitor.click(page.locator("main a[href*='/record/correction']").first)
    visitor.fill(page.locator("#api-key"), stack.key)
    page.keyboard.press("Enter")
    visitor.steps += 1
    visitor.fill(page.locator("#f-when-text"), "październik 2026")
    visitor.fill(page.locator("#f-reason"), "Źle przepisany miesiąc.")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    visitor.click(page.get_by_role("button", name="Zapisz", exact=True))
    forms.recorded(page)
    assert visitor.steps <= 10
    [_, correction] = forms.events(stack, fact.partition("@")[0])
    assert correction["data"]["fields"]["occurred"]["edtf"] == "2026-10"
