"""News, lost connections, refusals: the last good picture stays, and the page reports its state."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Join, Open, copied, settle, watch

pytestmark = pytest.mark.records

NETWORK = re.compile(r"/v1/network\?")
STREAM = re.compile(r"/v1/live$")


def test_44_a_fact_recorded_elsewhere_appears(visit: Open, join: Join) -> None:
    page = visit("/pl/network")
    wait_for_stream(page)
    before = page.locator("#facts tbody tr").count()
    join("lkb", "radom")
    expect(page.locator("#facts tbody tr")).to_have_count(before + 1)
    expect(page.locator("#facts tr[data-id^='membership-lkb.radom']")).to_have_count(1)
    expect(page.locator(".ring.fresh").first).to_be_attached()
    expect(page.locator(".ring.fresh")).to_have_count(0)


def test_44_with_a_choice_only_the_quiet_line_appears(visit: Open, join: Join) -> None:
    page = visit("/pl/network?sel=cluster-lm")
    wait_for_stream(page)
    before = page.locator("main").inner_text()
    join("lkl", "radom")
    line = page.locator("[data-note=pending]")
    expect(line).to_contain_text("1 nowy fakt")
    assert page.locator("#facts tr[data-id^='membership-lkl.radom']").count() == 0
    assert page.locator("main").inner_text().replace(line.inner_text(), "").split() == before.split()
    line.get_by_role("button", name="Pokaż").click()
    expect(page.locator("#facts tr[data-id^='membership-lkl.radom']")).to_have_count(1)
    expect(line).to_have_count(0)


def wait_for_stream(page: Page) -> None:
    page.wait_for_function("() => document.documentElement.dataset.stream === 'open'")


def test_45_seven_tabs_share_one_stream(open_context: Callable[..., BrowserContext], join: Join) -> None:
    context = open_context()
    streams: list[str] = []
    context.on(
        "request", lambda request: streams.append(request.url) if request.url.endswith("/v1/live") else None
    )
    faults: list[str] = []
    tabs = [context.new_page() for _ in range(7)]
    for tab in tabs:
        watch(tab, faults)
        tab.goto("/pl/network")
        settle(tab)
    wait_for_stream(tabs[0])
    assert len(streams) == 1
    before = tabs[-1].locator("#facts tbody tr").count()
    join("lm", "radom")
    for tab in tabs:
        expect(tab.locator("#facts tbody tr")).to_have_count(before + 1)
    tabs[0].close()
    join("lm", "starachowice")
    expect(tabs[3].locator("#facts tbody tr")).to_have_count(before + 2)
    assert len(streams) == 2
    assert faults == []


def test_46_a_cut_stream_is_shown_and_forgotten(
    open_context: Callable[..., BrowserContext], join: Join
) -> None:
    page = open_context().new_page()
    cut = {"now": True}

    def stream(route: Route) -> None:
        if cut["now"]:
            route.fulfill(status=200, content_type="text/event-stream", body="retry: 300\n\n: hello\n\n")
        else:
            route.continue_()

    page.route("**/v1/live", stream)
    page.goto("/pl/network")
    settle(page)
    note = page.locator("[data-note=cut]")
    expect(note).to_have_text(re.compile(r"Połączenie przerwane\. Dane z \d\d:\d\d, zapis nr \d+\."))
    before = page.locator("#facts tbody tr").count()
    cut["now"] = False
    expect(note).to_have_count(0)
    wait_for_stream(page)
    join("lkl", "starachowice")
    expect(page.locator("#facts tbody tr")).to_have_count(before + 1)
    expect(page.locator("#facts tr[data-id^='membership-lkl.starachowice']")).to_have_count(1)


@pytest.mark.parametrize("status", [500, 404, 422, 504, 0])
def test_47_a_refusal_is_shown_and_can_be_tried_again(
    open_context: Callable[..., BrowserContext], status: int
) -> None:
    page = open_context().new_page()
    broken = {"now": True}
    problem = {
        "title": "Zapis odpoczywa",
        "status": status,
        "detail": "Spróbuj za chwilę.",
        "correlation_id": "c0ffee",
    }

    def refuse(route: Route) -> None:
        if not broken["now"]:
            route.continue_()
        elif status:
            route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(problem))
        else:
            route.abort("internetdisconnected")

    page.route(NETWORK, refuse)
    if not status:
        # A stream that opened would ask again by itself, and the button would be gone before the click.
        page.route(STREAM, lambda route: route.abort("internetdisconnected"))
    page.goto("/pl/network")
    box = page.get_by_role("alert")
    expect(box).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    if status:
        for text in ("Zapis odpoczywa", "Spróbuj za chwilę.", "c0ffee"):
            expect(box).to_contain_text(text)
    else:
        expect(box).to_contain_text("Brak połączenia")
    broken["now"] = False
    box.get_by_role("button", name="Spróbuj ponownie").click()
    settle(page)
    expect(box).to_have_count(0)
    expect(page.locator("#facts tbody tr").first).to_be_visible()


def test_47_a_connection_that_came_back_is_used_without_a_click(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context().new_page()
    broken = {"now": True}

    def break_off(route: Route) -> None:
        if broken["now"]:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route(NETWORK, break_off)
    page.route(STREAM, break_off)
    page.goto("/pl/network")
    box = page.get_by_role("alert")
    expect(box).to_contain_text("Brak połączenia")
    broken["now"] = False
    expect(box).to_have_count(0)
    expect(page.locator("#facts tbody tr").first).to_be_visible()


def test_47_the_earlier_picture_stays(visit: Open, join: Join) -> None:
    page = visit("/pl/network")
    wait_for_stream(page)
    rows = page.locator("#facts tbody tr").count()
    late = '{"title": "Jeszcze nie", "status": 504, "detail": "Za chwilę.", "position": 1}'
    page.route(
        NETWORK, lambda route: route.fulfill(status=504, content_type="application/problem+json", body=late)
    )
    join("lkb", "starachowice")
    expect(page.get_by_role("alert")).to_contain_text("Jeszcze nie")
    expect(page.locator(".picture svg")).to_be_visible()
    expect(page.locator("#facts tbody tr")).to_have_count(rows)


def test_56_nothing_leaves_the_origin_and_the_policy_is_strict(
    open_context: Callable[..., BrowserContext], dashboard_url: str
) -> None:
    page = open_context().new_page()
    requests: list[str] = []
    faults: list[str] = []
    watch(page, faults)
    page.on("request", lambda request: requests.append(request.url))
    policy: Any = None
    for path in ("", "network", "timeline", "compare"):
        answer = page.goto(f"/pl/{path}")
        assert answer
        policy = answer.headers.get("content-security-policy", "")
        settle(page)
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert [url for url in requests if not url.startswith(dashboard_url + "/")] == []
    assert faults == []
    assert page.context.cookies() == []


def test_copy_link_offers_the_current_and_the_exact(visit: Open) -> None:
    page = visit("/pl/network?as_of=2018-03-19&sel=cluster-lm")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiuj odnośnik").click()
    always = copied(page, page.get_by_role("button", name="zawsze aktualny"))
    assert always.endswith("/pl/network?sel=cluster-lm")
    page.get_by_role("button", name="Kopiuj odnośnik").click()
    exact = copied(page, page.get_by_role("button", name="dokładnie ten obraz"))
    assert re.search(r"as_of=2018-03-19&known_at=\d+$", exact)
    page.goto(exact)
    settle(page)
    expect(page.locator("#answer")).to_contain_text("5 klastrów na pewno")
    expect(page.get_by_role("note")).to_contain_text("Oglądasz zapis nr")
    page.get_by_role("button", name="Wróć do dzisiejszego zapisu").click()
    expect(page).not_to_have_url(re.compile("known_at"))


def test_the_date_field_shows_what_it_understood(visit: Open) -> None:
    page = visit("/pl/network")
    page.get_by_role("button", name=re.compile("Zmień datę")).click()
    field = page.get_by_label("Data", exact=True)
    expect(field).to_be_focused()
    for typed, phrase in (
        ("marzec 2018", "między 1 marca 2018 a 31 marca 2018"),
        ("31 lutego 2018", "Takiego dnia nie ma"),
        ("03/04/2018", "Nie wiadomo"),
        ("19 marca", "Brakuje roku"),
        ("ostatnio", "Nie rozpoznaję"),
    ):
        field.fill(typed)
        expect(page.locator("#daymeans")).to_contain_text(phrase)
    field.fill("19 marca 2018")
    field.press("Enter")
    expect(page).to_have_url(re.compile("as_of=2018-03-19"))
    expect(page.get_by_role("button", name=re.compile("Zmień datę"))).to_be_focused()
