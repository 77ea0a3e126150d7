"""The search: type-ahead in every header, by keyboard and by pointer, and its page."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Open, settle

WORDS = [
    ("swidnik", "party/pzl-swidnik"),
    ("Świdnik", "party/pzl-swidnik"),
    ("slaski", "cluster/skl"),
    ("medycyna", "cluster/lm"),
    ("upland", "cluster/wmm"),
]


def box(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("combobox")


@pytest.mark.parametrize(("words", "path"), WORDS)
def test_29_words_without_marks_find_their_thing_by_keyboard(walk: Open, words: str, path: str) -> None:
    page = walk("/pl/timeline")
    box(page).click()
    page.keyboard.type(words)
    first = page.get_by_role("option").first
    expect(first).to_be_visible()
    expect(page.locator("#voice")).to_contain_text("Podpowiedzi:")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    assert box(page).get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/pl/{path}")
    settle(page)
    assert page.evaluate("() => document.activeElement.id") == "content"


def test_a_hit_is_two_clicks_away_from_the_first_page_and_the_clocks_come_along(walk: Open) -> None:
    page = walk("/pl/")
    box(page).fill("medycyna")
    page.get_by_role("option", name=re.compile("Lubelska Medycyna")).click()
    page.wait_for_url("**/pl/cluster/lm")
    page.goto("/pl/network?as_of=2018-03-19&c=lm")
    settle(page)
    box(page).fill("lublin")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/pl/party/lublin?as_of=2018-03-19")


def test_escape_closes_and_empties_arrows_go_round_and_a_click_elsewhere_closes(walk: Open) -> None:
    page = walk("/en/timeline")
    field = box(page)
    field.fill("lublin")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    field.press("Escape")
    expect(options.first).to_be_hidden()
    assert field.input_value() == "lublin"
    field.press("Escape")
    expect(field).to_have_value("")
    field.fill("lublin")
    expect(options.first).to_be_visible()
    page.locator("h1").click()
    expect(options.first).to_be_hidden()


def test_enter_without_a_choice_opens_the_page_of_the_search(visit: Open) -> None:
    page = visit("/pl/timeline")
    box(page).fill("lublin")
    box(page).press("Enter")
    page.wait_for_url("**/pl/search?q=lublin")
    settle(page)
    expect(page.locator("#answer")).to_contain_text(re.compile(r"„lublin”: \d+ wynik"))
    hits = page.request.get("/v1/search?q=lublin&as_of=../..&limit=100").json()["data"]
    shown = page.locator("table.facts tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    assert shown == [hit["ref"]["id"] for hit in hits]
    page.get_by_role("button", name=re.compile("^miasto")).click()
    cities = [hit["ref"]["id"] for hit in hits if hit["kind"] == "city"]
    expect(page.locator("table.facts tbody tr")).to_have_count(len(cities))
    assert "kind=city" in page.url
    page.get_by_role("row", name=re.compile("Lublin")).first.get_by_role(
        "link", name="Lublin", exact=True
    ).click()
    page.wait_for_url("**/pl/party/lublin")
    page.go_back()
    expect(page.locator("table.facts tbody tr")).to_have_count(len(cities))


def test_nothing_found_says_so_and_what_to_do(walk: Open) -> None:
    page = walk("/en/search?q=qqqqqq")
    expect(page.locator("#answer")).to_have_text("“qqqqqq”: nothing found.")
    expect(page.locator(".empty")).to_contain_text("Check the spelling")
    page.get_by_label("Search", exact=True).last.fill("dkm")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("table.facts tbody tr").first).to_contain_text("Lower Silesian Automotive Cluster")


def test_a_slow_answer_never_replaces_that_of_what_is_typed(visit: Open) -> None:
    page = visit("/pl/timeline")
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    page.route(re.compile(r"/v1/search\?q=slaski"), hold)
    with page.expect_request(re.compile(r"/v1/search\?q=slaski")):
        box(page).fill("slaski")
    box(page).fill("medycyna")
    expect(page.get_by_role("option").first).to_contain_text("Lubelska Medycyna")
    with page.expect_response(re.compile(r"/v1/search\?q=slaski")):
        routes[0].continue_()
    page.evaluate("() => new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)))")
    expect(page.get_by_role("option").first).to_contain_text("Lubelska Medycyna")


def test_suggestions_that_do_not_come_are_reported_and_requested_again(visit: Open) -> None:
    page = visit("/pl/timeline")
    questions = re.compile(r"/v1/search\?q=medycyna")
    page.route(questions, lambda route: route.abort())
    box(page).fill("medycyna")
    expect(page.get_by_role("search")).to_contain_text("Pytam ponownie", timeout=60_000)
    expect(page.locator("#voice")).to_contain_text("Pytam ponownie")
    page.unroute(questions)
    expect(page.get_by_role("option").first).to_contain_text("Lubelska Medycyna", timeout=60_000)
    expect(page.get_by_role("search")).not_to_contain_text("Pytam ponownie")
