"""Two entries of one organisation: named on its page, joined with evidence, and two again when that is undone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import forms
from tests.browser.conftest import Open, Stack
from tests.browser.forms import give_key, party, recorded, types

pytestmark = pytest.mark.records


def _decide(page: Page, stack: Stack, words: str, decision: str) -> None:
    page.get_by_role("link", name=words, exact=True).click()
    # The key stays in the tab, so it is asked for once.
    expect(page.locator("#api-key, form.fields").first).to_be_visible()
    if page.locator("#api-key").count():
        give_key(page, stack.key)
    expect(page.locator("form.fields")).to_be_visible()
    page.locator("#f-decision").select_option(decision)
    page.locator("#f-evidence").fill("Ten sam numer KRS.")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()


def test_a_key_holder_joins_two_entries_and_undoes_it(visit: Open, stack: Stack) -> None:
    name = forms.new_id("Kuźnia Bliźnięta")
    one, other = sorted(party(stack, f"{name} {form}") for form in ("S.A.", "Sp. z o.o."))
    page = visit(f"/pl/party/{other.removeprefix('party-')}")
    similar = page.locator("section.part").filter(has=page.get_by_role("heading", name="Podobne wpisy (1)"))
    expect(similar).to_contain_text("ta sama nazwa")
    _decide(page, stack, "rozstrzygnij", "certain")
    assert recorded(page).partition("@")[0] == other
    assert types(stack, other) == ["PartyRegistered", "IdentityLinked"]

    page.goto(f"/pl/party/{one.removeprefix('party-')}")
    same = page.get_by_text("Ten sam podmiot", exact=True).first
    expect(same).to_be_visible()
    expect(page.get_by_role("heading", name="Podobne wpisy (1)")).to_have_count(0)
    _decide(page, stack, "cofnij", "unlink")
    assert recorded(page).partition("@")[0] == other
    assert types(stack, other)[-1] == "IdentityUnlinked"
    page.goto(f"/en/party/{one.removeprefix('party-')}")
    expect(page.locator("main .answer").first).to_be_visible()
    expect(page.get_by_text("The same party", exact=True)).to_have_count(0)
