"""Pages of facts that are recorded meanwhile: the whole history of one, and a document with an address."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Stack, settle
from tests.browser.forms import command

pytestmark = pytest.mark.records


def test_the_whole_history_of_a_fact_is_on_its_page(visit: Open, stack: Stack) -> None:
    declared = command(
        stack,
        "clusters/lkb/declare-specialisation",
        {
            "label": {"pl": "enzymy", "en": "enzymes"},
            "occurred": "2019",
            "sources": [{"id": "source-promise-tracker", "locator": "letter"}],
            "mode": "reported",
        },
    )
    event = declared["events"][0]["id"]
    target = {"target": event, "sources": [], "mode": "reported"}
    command(stack, "clusters/lkb/refine", {**target, "date": "2019-04"})
    cited = {
        "sources": [{"id": "source-starachowice-visit"}]
    }  # another than the correction, which would settle it
    command(stack, "clusters/lkb/dispute", {**target, **cited, "by": "party-radom", "reason": "Nie ta nazwa"})
    last = command(
        stack,
        "clusters/lkb/correct",
        {
            **target,
            "sources": [{"id": "source-promise-tracker", "locator": "letter"}],
            "fields": {"label": {"pl": "enzymologia", "en": "enzymology"}},
            "reason": "Literówka",
        },
    )
    page = visit(f"/pl/fact/{event}")
    page.request.get(f"/v1/facts/{event}?wait_for={last['position']}&timeout=60")
    page.reload()
    settle(page)
    steps = page.locator(".history li[data-step]")
    expect(steps).to_have_count(4)
    kinds = steps.evaluate_all("all => all.map(each => each.dataset.step)")
    assert kinds == ["recorded", "FactRefined", "FactDisputed", "FactCorrected"]
    expect(steps.nth(1)).to_contain_text(re.compile("było: 2019.* → jest: kwiecień 2019"))
    expect(steps.nth(2)).to_contain_text("Radom")
    expect(steps.nth(2)).to_contain_text("Nie ta nazwa")
    expect(steps.nth(3)).to_contain_text("enzymy → jest: enzymologia")
    expect(page.locator("h1")).to_contain_text("enzymologia")
    expect(page.locator(".lines").first).to_contain_text("sporne")
    expect(page.locator(".sourcebox")).to_contain_text("letter")
    steps.nth(0).get_by_role("link").last.click()
    expect(page.locator("h1")).to_contain_text("enzymy")
    expect(steps).to_have_count(1)
    command(
        stack,
        "clusters/lkb/retract",
        {"target": event, "reason": "Pomyłka", "sources": [], "mode": "reported"},
    )
    page.goto(f"/pl/fact/{event}")
    expect(page.locator("#answer")).to_contain_text("wycofano", timeout=60_000)
    expect(page.locator(".history li[data-step=FactRetracted]")).to_contain_text("Pomyłka")


def test_a_document_with_an_address_opens_in_one_click(visit: Open, stack: Stack) -> None:
    made = command(
        stack,
        "sources/browser-doc/register",
        {
            "title": {"pl": "Dokument z adresem"},
            "language": "pl",
            "url": "https://example.org/doc",
            "hash": "ab" * 32,
            "sources": [],
            "mode": "reported",
        },
    )
    declared = command(
        stack,
        "clusters/lkb/declare-specialisation",
        {
            "label": {"pl": "drożdże"},
            "occurred": "2020",
            "sources": [{"id": "source-browser-doc", "locator": "s. 7"}],
            "mode": "reported",
        },
    )
    assert made["position"] < declared["position"]
    page = visit("/pl/")
    page.request.get(f"/v1/clusters?wait_for={declared['position']}&timeout=60")
    page.goto(f"/pl/fact/{declared['events'][0]['id']}")
    settle(page)
    out = page.locator(".sourcebox a.out")
    assert out.get_attribute("href") == "https://example.org/doc"
    expect(page.locator(".sourcebox")).to_contain_text("s. 7")
    page.get_by_role("link", name=re.compile("^o źródle: Dokument z adresem")).first.click()
    page.wait_for_url("**/pl/source/browser-doc")
    settle(page)
    expect(page.locator("#answer")).to_have_text("Z tego dokumentu: 1 fakt.")
    expect(page.locator(".lines")).to_contain_text("ab" * 32)
