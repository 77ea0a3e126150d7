"""The network page: its sentence, its marks, their sources, the slider."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Open, drawn, mark, scrolled, scrolled_to, settle, still

THREE_CITIES = "/pl/network?as_of=2018-03-19"


def letter(page: Page, name: str) -> str:
    """The id of the agreement whose row of the table holds a text."""
    row = page.locator("#facts tr[data-id^=agreement-]", has_text=name)
    assert row.count() == 1
    return row.get_attribute("data-id") or ""


def test_1_the_root_follows_the_readers_language(open_context: Any) -> None:
    for requested, given in (("pl", "pl"), ("en", "en"), ("de", "pl")):
        answer = open_context(extra_http_headers={"accept-language": requested}).request.get(
            "/", max_redirects=0
        )
        assert answer.status == 302
        assert answer.headers["location"] == f"/{given}/"


def test_2_and_3_the_sentence_counts_certain_and_possible(walk: Open) -> None:
    page = walk(THREE_CITIES)
    expect(page.locator("#answer")).to_have_text(
        re.compile(r"19 marca 2018: 5 klastrów na pewno i 5 być może; umowy trwające: ")
    )
    page.goto("/en/network?as_of=2018-03-19")
    settle(page)
    expect(page.locator("#answer")).to_have_text(
        re.compile(r"19 March 2018: 5 clusters for certain and 5 possibly; \d agreements? ongoing")
    )
    page.goto("/pl/network?as_of=2016-06-01")
    settle(page)
    expect(page.locator("#answer")).to_contain_text("3 klastry na pewno i 6 być może")
    row = page.locator("#facts tr[data-id^=agreement-]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("LKL")
    expect(row).to_contain_text("ŚKL")
    expect(row).to_contain_text("możliwe")


def test_4_6_and_7_the_letter_of_three_cities(walk: Open) -> None:
    page = walk(THREE_CITIES)
    chosen = letter(page, "Radom")
    spokes = [each for each in drawn(page) if each.part == "tie" and chosen in each.id.split("~")]
    assert sorted(each.id.split("~")[2] for each in spokes) == ["benefit", "party", "party", "party"]
    neighbours = page.locator(f"[id='row-{chosen}'] td:last-child li")
    expect(neighbours).to_have_text(["WMM", "Lublin", "Radom", "Starachowice"], use_inner_text=True)
    [dotted] = [each for each in spokes if 'stroke-dasharray="1.5 4"' in each.elements[0]]
    assert dotted.id.endswith("~benefit")
    page.goto(f"{THREE_CITIES}&sel={chosen}")
    settle(page)
    panel = page.locator("aside.panel")
    expect(panel).to_contain_text("3/3")
    expect(panel).to_contain_text("wywnioskowane")
    expect(panel).to_contain_text("„19 marca”")
    expect(panel.locator("dt", has_text="Podstawa")).to_have_count(1)
    expect(panel.locator("h3")).to_have_text("Źródła (2)")
    expect(panel.locator(".sources li")).to_have_count(2)
    expect(panel.locator(".sources li", has_text="tłumaczenie tego samego zdarzenia")).to_have_count(1)


def test_5_the_letter_of_four_clusters(walk: Open) -> None:
    page = walk("/pl/network?as_of=2023-05-09")
    chosen = page.locator("#facts tr[data-id^=agreement-]", has_text="PGM").get_attribute("data-id")
    page.goto(f"/pl/network?as_of=2023-05-09&sel={chosen}")
    settle(page)
    panel = page.locator("aside.panel")
    expect(panel).to_contain_text("4/4")
    expect(panel.locator("li", has_text="reprezentuje")).to_have_count(4)
    for name in ("Legnicka", "Katowicka", "Polska Grupa", "Wschodni Sojusz", "IABM"):
        expect(panel).to_contain_text(name)


def test_6_a_mark_is_one_click_from_its_sources(walk: Open) -> None:
    page = walk(THREE_CITIES)
    chosen = letter(page, "Radom")
    x, y = mark(page, chosen).middle
    page.locator(".picture").click(position={"x": x, "y": y})
    expect(page).to_have_url(re.compile(f"sel={chosen}"))
    expect(page.locator("aside.panel .sources li").first).to_be_visible()


def test_8_arrow_keys_step_to_the_next_change(walk: Open) -> None:
    page = walk(THREE_CITIES)
    strip = page.get_by_role("slider")
    strip.press("ArrowRight")
    expect(page).not_to_have_url(re.compile("2018-03-19"))
    after = strip.get_attribute("data-day") or ""
    assert after > "2018-03-20"
    assert re.fullmatch(r"\d{1,2} [a-ząćęłńóśźż]+ \d{4}", strip.get_attribute("aria-valuetext") or "")
    strip.press("ArrowLeft")
    expect(page).to_have_url(re.compile("as_of=2018-03-19"))
    strip.press("PageUp")
    expect(page).to_have_url(re.compile("as_of=2019-03-19"))


def test_9_no_day_moves_a_point(walk: Open) -> None:
    page = walk("/pl/network?as_of=2015-01-01")
    places: dict[str, set[tuple[float, float]]] = {}
    for _ in range(10):
        for each in drawn(page):
            if each.part == "mark":
                # A mark that has just become certain has no dashes left, but its middle is the same.
                places.setdefault(each.id, set()).add(each.middle)
        following = page.get_by_role("button", name="następna zmiana")
        if following.is_disabled():
            break
        before = page.url
        following.click()
        page.wait_for_function("before => location.href !== before", arg=before)
    assert len(places) > 20
    for middles in places.values():
        for axis in (0, 1):
            assert max(middle[axis] for middle in middles) - min(middle[axis] for middle in middles) < 1.5


def test_10_a_drag_redraws_only_at_changes(walk: Open) -> None:
    page = walk("/pl/network?as_of=2020-01-01")
    strip = page.get_by_role("slider")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box
    first, last = (int(strip.get_attribute(name) or 0) for name in ("aria-valuemin", "aria-valuemax"))

    def x_of(year: int) -> float:
        days = (year - 1970) * 365.25
        return box["x"] + 24 + (days - first) / (last - first) * (box["width"] - 48)

    y = box["y"] + box["height"] / 2
    page.mouse.move(x_of(2020), y)
    page.mouse.down()
    page.mouse.move(x_of(2020) + 3, y)
    still(page)
    watch_drawing(page)
    for step in range(40):
        page.mouse.move(x_of(2020) + 3 + step * 2, y)
    page.mouse.up()
    expect(page).not_to_have_url(re.compile("as_of=2020-01-0"))
    assert changes_drawn(page) == 0
    page.mouse.move(x_of(2020), y)
    page.mouse.down()
    page.mouse.move(x_of(2015), y, steps=20)
    page.mouse.up()
    page.wait_for_function("() => window.drawn > 0")


def watch_drawing(page: Page) -> None:
    """Counts from now on whatever changes in the picture."""
    page.evaluate(
        """() => {
            window.drawn = 0;
            new MutationObserver(changes => { window.drawn += changes.length; }).observe(
                document.querySelector('.picture'), { subtree: true, childList: true, attributes: true, characterData: true });
        }"""
    )


def changes_drawn(page: Page) -> int:
    count: int = page.evaluate("() => window.drawn")
    return count


def test_11_reload_back_and_forward_give_the_same_page(visit: Open) -> None:
    page = visit(THREE_CITIES)
    chosen = letter(page, "Radom")
    page.locator(f"#facts tr[data-id='{chosen}'] button").click()
    # The panel comes by a request of its own.
    title = page.locator("aside.panel h2")
    expect(title).to_contain_text("Radom")
    scrolled(page, 420)
    shown = (page.url, page.locator("main").inner_text(), drawn(page))
    page.reload()
    settle(page)
    expect(title).to_contain_text("Radom")
    assert (page.url, page.locator("main").inner_text(), drawn(page)) == shown
    scrolled_to(page, 420)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "/v1/network" in request.url else None)
    # Not by the mouse: that would scroll the header into view first.
    page.get_by_role("link", name="Oś czasu").evaluate("link => link.click()")
    settle(page)
    page.go_back()
    settle(page)
    expect(title).to_contain_text("Radom")
    scrolled_to(page, 420)
    assert (page.url, page.locator("main").inner_text(), drawn(page)) == shown
    assert requests == []
    page.go_forward()
    settle(page)
    assert "/pl/timeline" in page.url


def test_back_right_after_a_scroll_keeps_the_place(visit: Open) -> None:
    page = visit(THREE_CITIES)
    page.get_by_role("link", name="Oś czasu").evaluate("link => link.click()")
    settle(page)
    # In one task: nothing that waits a while has written the place down.
    page.evaluate("() => { scrollTo(0, 300); history.back(); }")
    page.wait_for_url("**/network*")
    settle(page)
    page.go_forward()
    settle(page)
    scrolled_to(page, 300)


_SCROLL_WITH_PANEL = """() => new MutationObserver((_, observer) => {
    if (!document.querySelector('aside.panel h2')?.textContent.includes('Radom')) return;
    observer.disconnect();
    scrollTo(0, 420);
}).observe(document.body, { childList: true, subtree: true, characterData: true })"""


def test_a_scroll_as_soon_as_the_panel_is_there_stays(walk: Open) -> None:
    page = walk(THREE_CITIES)
    chosen = letter(page, "Radom")
    page.evaluate(_SCROLL_WITH_PANEL)
    page.locator(f"#facts tr[data-id='{chosen}'] button").click()
    expect(page.locator("aside.panel h2")).to_be_focused()
    still(page)
    scrolled_to(page, 420)


def test_a_panel_that_comes_late_leaves_the_reader_where_she_went(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context().new_page()
    waiting: list[Route] = []

    def delayed(route: Route) -> None:
        waiting.append(route)

    page.route(re.compile("/assets/NetworkPanel-.*js"), delayed)
    page.goto(THREE_CITIES)
    settle(page)
    row = page.locator(f"#facts tr[data-id='{letter(page, 'Radom')}']")
    row.get_by_role("button").click()
    expect(row).to_have_attribute("aria-current", "true")
    page.evaluate("() => scrollTo(0, 0)")
    page.mouse.wheel(0, 420)
    scrolled_to(page, 420)
    assert waiting
    for each in waiting:
        each.continue_()
    expect(page.locator("aside.panel h2")).to_contain_text("Radom")
    still(page)
    scrolled_to(page, 420)


def test_12_the_address_contains_unusual_settings_and_unknown_parameters(walk: Open) -> None:
    page = walk("/pl/network?zz=7&as_of=2018-03-19&cert=all")
    page.get_by_role("button", name="Tylko pewne").click()
    expect(page).to_have_url(re.compile(r"/pl/network\?cert=yes&as_of=2018-03-19&zz=7$"))
    page.get_by_role("button", name="Tylko pewne").click()
    page.get_by_role("button", name="Dziś").click()
    expect(page).to_have_url(re.compile(r"/pl/network\?zz=7$"))


def test_17_the_table_has_the_pictures_facts(walk: Open) -> None:
    page = walk(THREE_CITIES)
    rows = page.locator("#facts tbody tr").evaluate_all(
        "rows => rows.map(row => [row.dataset.id, row.dataset.mark])"
    )
    parts = drawn(page)
    marks = {each.id for each in parts if each.part == "mark"}
    assert len({id for id, _ in rows}) == len(rows)
    assert {of for _, of in rows} <= marks
    # A role's row is named by its event, cluster, party and role; its tie by cluster and party.
    roles = {tuple(id.split("~")[1:3]) for id, _ in rows if "~" in id}
    assert roles == {tuple(each.id.split("~")[:2]) for each in parts if each.id.endswith("~role")}
    assert (
        set(page.locator("#parties tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)"))
        == marks
    )
    links = page.locator("#parties tbody a").evaluate_all(
        "links => links.map(link => link.getAttribute('href').slice(1))"
    )
    assert links
    assert all(page.evaluate("id => !!document.getElementById(id)", link) for link in set(links))
    page.locator("#parties tbody a").first.click()
    assert page.evaluate("() => document.activeElement.id") == links[0]


def test_18_certain_and_possible_differ_without_colour(walk: Open) -> None:
    page = walk(THREE_CITIES)
    for id, possible in (("cluster-lm", False), ("cluster-dkm", True)):
        place = mark(page, id)
        assert ("stroke-dasharray" in place.elements[0]) == possible
        assert ("?" in place.words) == possible


def test_20_no_anonymous_members(walk: Open) -> None:
    page = walk("/pl/network?as_of=2017-01-01")
    members = page.locator("#facts tr[data-id^='membership-lkb.']")
    assert members.count() == 8
    assert "21" not in json.dumps([row.inner_text() for row in members.all()])


def test_31_by_keyboard_only(walk: Open) -> None:
    page = walk("/pl/network?as_of=2023-05-09")
    picture = page.locator(".picture")
    picture.focus()
    voice = page.locator("#voice")
    goal = re.compile(r"^DKM, Dolnośląski Klaster Motoryzacyjny, klaster\b")
    seen: list[str] = []
    # A reader with a screen reader presses arrows until the wanted name is announced: every arrow, from every mark.
    for _ in range(6):
        for arrow in ("ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"):
            for _ in range(12):
                if goal.match(voice.inner_text()):
                    break
                before = voice.inner_text()
                picture.press(arrow)
                seen.append(voice.inner_text())
                if voice.inner_text() == before:
                    break
    if not goal.match(voice.inner_text()):
        look_for(page, goal)
    assert goal.match(voice.inner_text()), seen
    picture.press("Enter")
    expect(page).to_have_url(re.compile("sel=cluster-dkm"))
    expect(page.locator("aside.panel h2")).to_be_focused()
    picture.focus()
    picture.press("Escape")
    expect(page).not_to_have_url(re.compile("sel="))


def look_for(page: Page, goal: re.Pattern[str]) -> None:
    """Finds the keys that lead to a mark: a breadth-first search over the announced names."""
    picture, voice = page.locator(".picture"), page.locator("#voice")
    paths: list[list[str]] = [[]]
    known: set[str] = set()
    for path in paths:
        picture.press("Escape")
        for key in path:
            picture.press(key)
        if path and goal.match(voice.inner_text()):
            return
        if path and voice.inner_text() in known:
            continue
        known.add(voice.inner_text() if path else "")
        paths.extend([*path, key] for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"))
