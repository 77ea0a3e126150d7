"""Changes and disputes, as soon as they are recorded."""

import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Command, Open, settle

pytestmark = pytest.mark.records


def test_changes_say_what_was_and_what_is(visit: Open, command: Command) -> None:
    command(
        "parties/questions-office/register",
        {
            "kind": "organisation",
            "names": {"pl": "Biuro pytań", "en": "Office of questions"},
            "mode": "reported",
        },
    )
    command(
        "clusters/questions/found",
        {
            "names": {"pl": "Klaster pytań", "en": "Cluster of questions"},
            "occurred": "2023",
            "mode": "reported",
        },
    )
    command(
        "clusters/questions/refine",
        {
            "target": "cluster-questions@1",
            "date": "2023-06",
            "reason": "źródło podaje miesiąc",
            "mode": "reported",
        },
    )
    page = visit("/pl/changes?q=pytań")
    change = page.locator(".change[data-change=amended]")
    expect(change).to_contain_text("doprecyzowano")
    expect(change.locator("del")).to_contain_text("2023")
    expect(change.locator("ins")).to_contain_text("czerwiec 2023")
    expect(change).to_contain_text("źródło podaje miesiąc")
    expect(page.locator("#answer")).to_contain_text("1 zmiana")
    page.get_by_role("button", name="cały zapis").click()
    assert "show=all" in page.url
    expect(page.locator("#answer")).to_contain_text("W całym zapisie")
    atom = page.locator(".feeds a").first
    with urllib.request.urlopen(atom.get_attribute("href") or "", timeout=60) as answer:  # noqa: S310 (our own address)
        assert answer.headers["content-type"].startswith("application/atom+xml")


def test_disputes_say_who_why_and_against_what(visit: Open, command: Command) -> None:
    command(
        "parties/questions-critic/register",
        {"kind": "organisation", "names": {"pl": "Krytyk", "en": "Critic"}, "mode": "reported"},
    )
    command(
        "clusters/questions-disputed/found",
        {
            "names": {"pl": "Klaster sporny", "en": "Disputed cluster"},
            "occurred": "2023-08",
            "mode": "reported",
        },
    )
    command(
        "clusters/questions-disputed/dispute",
        {
            "target": "cluster-questions-disputed@1",
            "by": "party-questions-critic",
            "reason": "powstał rok później",
            "sources": [{"id": "source-lsse-iabm"}],
        },
    )
    page = visit("/pl/disputes")
    expect(page.locator("#answer")).to_contain_text("Krytyk")
    row = page.locator("tr[data-id='cluster-questions-disputed@1']")
    expect(row.locator("th")).to_contain_text("sporne")
    for text in ("Krytyk", "powstał rok później", "sierpień 2023", "nierozstrzygnięty"):
        expect(row).to_contain_text(text)
    command(
        "clusters/questions-disputed/report-membership-count",
        {"count": 28, "as_of": "2024-05", "occurred": "2024-05", "mode": "reported"},
    )
    command(
        "clusters/questions-disputed/dispute",
        {
            "target": "cluster-questions-disputed@3",
            "fields": {"count": 31},
            "sources": [{"id": "source-lsse-iabm"}],
        },
    )
    page = visit("/pl/disputes")
    expect(page.locator("#answer")).to_contain_text("a żadnej nie wskazano jako preferowanej")
    row = page.locator("tr[data-id='cluster-questions-disputed@3']")
    for text in ("28", "ta się liczy", "31", "zwykła", "nierozstrzygnięty", "Oceń wartości"):
        expect(row).to_contain_text(text)
    page.goto("/en/worklist?kind=disputed")
    settle(page)
    expect(page.locator("tbody tr", has_text="Disputed cluster")).to_contain_text("Compare the sources")
