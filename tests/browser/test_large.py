"""The network of a country: drawn by WebGL, the same after a step and a reload, with zoom, search and neighbourhood."""

import re
import time
from base64 import b64encode
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import drawn, settle
from tests.browser.crowd import crowd, places, serve
from tests.browser.test_drawn import act, blur, unlike

NEW_CONTEXT = Callable[..., BrowserContext]
ALL = "/pl/network?show=all"


def opened(
    open_context: NEW_CONTEXT, path: str = ALL, clusters: int = 45, roles: int = 450, **more: object
) -> Page:
    page = open_context(**more).new_page()
    serve(page, crowd(clusters, roles, 380))
    page.goto(path)
    settle(page)
    return page


def pixels(page: Page) -> bytes:
    """The picture, once the browser has shown it twice without a change."""
    picture = page.locator(".picture")
    picture.scroll_into_view_if_needed()
    before = b""
    for _ in range(40):
        now = picture.screenshot(animations="disabled")
        if now == before:
            return now
        before = now
        page.evaluate("() => new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)))")
    raise AssertionError("the picture does not come to rest")


def comes(page: Page, before: bytes, right: Callable[[int], bool]) -> bytes:
    """The picture, once so many of its pixels are unlike those of an earlier one as is right: the screen may show it late."""
    deadline = time.monotonic() + 60
    while not right(different := unlike(page, before, now := pixels(page))):
        assert time.monotonic() < deadline, f"{different} pixels differ"
    return now


def inked(page: Page, image: bytes) -> int:
    """How many pixels of a picture are not of its most frequent colour."""
    count: int = page.evaluate(
        """async url => {
            const image = new Image();
            image.src = url;
            await image.decode();
            const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(0, 0, image.width, image.height);
            const counts = new Map();
            for (let at = 0; at < data.length; at += 4) {
                const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
                counts.set(colour, (counts.get(colour) ?? 0) + 1);
            }
            return data.length / 4 - Math.max(...counts.values());
        }""",
        f"data:image/png;base64,{b64encode(image).decode()}",
    )
    return count


def test_a_large_picture_is_drawn_and_the_same_after_a_step_a_click_and_a_reload(
    open_context: NEW_CONTEXT,
) -> None:
    page = opened(open_context)
    expect(page.locator(".picture canvas").first).to_be_visible()
    today = pixels(page)
    assert inked(page, today) > 5_000
    for name in ("poprzednia zmiana", "poprzednia zmiana"):
        act(page, page.get_by_role("button", name=name))
    blur(page)
    earlier = comes(page, today, lambda different: different > 100)
    page.reload()
    settle(page)
    comes(page, earlier, lambda different: different == 0)
    act(page, page.get_by_role("button", name="Dziś"))
    blur(page)
    comes(page, today, lambda different: different == 0)
    page.get_by_role("searchbox", name="Szukaj na rysunku").fill("k7")
    page.locator(".found button").first.click()
    expect(page).to_have_url(re.compile("sel=cluster-7"))
    blur(page)
    chosen = comes(page, today, lambda different: different > 1_000)
    page.get_by_role("button", name="Pokaż całość").click()
    reset = comes(page, chosen, lambda different: different > 1_000)
    page.reload()
    settle(page)
    blur(page)
    comes(page, reset, lambda different: different == 0)


def darkest(page: Page, image: bytes, points: list[tuple[float, float]]) -> list[int]:
    """For each place the brightness, from 0 to 255, of the darkest pixel around it."""
    brightness: list[int] = page.evaluate(
        """async ([url, points]) => {
            const image = new Image();
            image.src = url;
            await image.decode();
            const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0);
            return points.map(([x, y]) => {
                const { data } = context.getImageData(Math.round(x) - 2, Math.round(y) - 2, 5, 5);
                return Math.min(...Array.from({ length: 25 }, (_, at) => data[4 * at + 1]));
            });
        }""",
        [f"data:image/png;base64,{b64encode(image).decode()}", points],
    )
    return brightness


def test_the_choice_of_one_cluster_among_three_hundred_is_readable(open_context: NEW_CONTEXT) -> None:
    network = crowd(300, 5_000, 2_400)
    page = open_context().new_page()
    serve(page, network)
    page.goto(ALL + "&sel=cluster-7")
    settle(page)
    picture = page.locator(".picture")
    frame = picture.bounding_box()
    assert frame
    # Where a place of the sheet is on the screen: the sheet is fitted into the picture, with eight pixels around it.
    sheet = places(network)
    width, height = sheet["size"]
    scale = min((frame["width"] - 16) / width, (frame["height"] - 16) / height)

    def spot(id: str) -> tuple[float, float]:
        x, y = sheet["places"][id]
        return (
            frame["width"] / 2 + (x - 0.5) * width * scale,
            frame["height"] / 2 + (y - 0.5) * height * scale,
        )

    picture.focus()
    ring = page.locator(".ring.cursor").bounding_box()
    assert ring
    chosen = spot("cluster-7")
    assert abs(ring["x"] - frame["x"] + ring["width"] / 2 - chosen[0]) < 3
    assert abs(ring["y"] - frame["y"] + ring["height"] / 2 - chosen[1]) < 3
    blur(page)
    image = pixels(page)
    sure = [
        row
        for row in network["roles"]
        if row["cluster"]["id"] == "cluster-7" and row["interval"]["start"][1] < "2027"
    ]
    members = [spot(row["party"]["id"]) for row in sure]
    assert len(members) > 10
    # Each of its members is a point that stands out, and its tie a line from one end to the other.
    assert max(darkest(page, image, members)) < 150
    for x, y in members:
        if ((x - chosen[0]) ** 2 + (y - chosen[1]) ** 2) ** 0.5 < 40:
            continue
        along = [
            (chosen[0] + (x - chosen[0]) * at, chosen[1] + (y - chosen[1]) * at)
            for at in (0.3, 0.45, 0.6, 0.75)
        ]
        assert max(darkest(page, image, along)) < 190
    # What does not belong to it is pale.
    strange = [spot(f"cluster-{at}") for at in range(100, 160)]
    assert sorted(darkest(page, image, strange))[30] > 190


def test_it_is_gone_through_by_keyboard_zoomed_and_left(open_context: NEW_CONTEXT) -> None:
    page = opened(open_context)
    picture, voice = page.locator(".picture"), page.locator("#voice")
    still = pixels(page)
    picture.focus()
    spoken = set()
    for arrow in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        picture.press(arrow)
        spoken.add(voice.inner_text())
    assert len(spoken) > 1
    assert any("klaster" in text or "organizacja" in text for text in spoken)
    expect(page.locator(".ring.cursor")).to_be_visible()
    picture.press("Enter")
    expect(page).to_have_url(re.compile("sel="))
    expect(page.locator("aside.panel h2")).to_be_focused()
    picture.focus()
    picture.press("Escape")
    expect(page).not_to_have_url(re.compile("sel="))
    picture.press("+")
    blur(page)
    comes(page, still, lambda different: different > 1_000)
    page.get_by_role("button", name="Oddal").click()
    blur(page)
    comes(page, still, lambda different: different < 200)


def test_a_mark_is_chosen_by_a_click_and_its_neighbourhood_is_a_small_picture(
    open_context: NEW_CONTEXT,
) -> None:
    page = opened(open_context, ALL + "&sel=cluster-7")
    page.get_by_role("button", name="Pokaż tylko sąsiedztwo").click()
    expect(page).to_have_url(re.compile("show=near"))
    settle(page)
    parts = {each.id for each in drawn(page) if each.part == "mark"}
    assert "cluster-7" in parts
    assert len(parts) == 11  # the cluster and the ten organisations that have a role in it
    frame = page.locator(".picture").bounding_box()
    assert frame
    for each in drawn(page):
        if each.part == "mark":
            assert each.box[0] >= 0
            assert each.box[0] + each.box[2] <= frame["width"]
    names = {each.id for each in drawn(page) if each.part == "label"}
    assert len(names) >= 10


def test_the_page_scrolls_under_the_wheel_and_ctrl_zooms(open_context: NEW_CONTEXT) -> None:
    page = opened(open_context)
    still = pixels(page)
    box = page.locator(".picture").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    before = page.evaluate("() => scrollY")
    page.mouse.wheel(0, 240)
    page.wait_for_function("before => scrollY > before", arg=before)
    page.evaluate("() => scrollTo(0, 0)")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    page.wait_for_function("() => scrollY === 0")
    comes(page, still, lambda different: different > 1_000)


def test_without_webgl_the_picture_says_so_and_the_table_is_there(open_context: NEW_CONTEXT) -> None:
    context = open_context()
    context.add_init_script("HTMLCanvasElement.prototype.getContext = function () { return null; };")
    page = context.new_page()
    serve(page, crowd(45, 450, 380))
    page.goto(ALL)
    expect(page.locator("[data-note=webgl]")).to_be_visible()
    expect(page.locator("#facts tbody tr[data-id]").first).to_be_visible()


def test_a_drawing_that_does_not_come_is_tried_again(open_context: NEW_CONTEXT) -> None:
    context = open_context()
    context.route(
        re.compile(r"/assets/GraphPicture-[^/]+\.js$"), lambda route: route.abort("internetdisconnected")
    )
    page = context.new_page()
    serve(context, crowd(45, 450, 380))
    page.goto(ALL)
    note = page.locator("[data-note=unloaded]")
    expect(note).to_be_visible()
    expect(page.locator("#facts tbody tr[data-id]").first).to_be_visible()
    context.unroute(re.compile(r"/assets/GraphPicture-[^/]+\.js$"))
    note.get_by_role("button", name="Spróbuj ponownie").click()
    settle(page)
    expect(note).to_have_count(0)
    assert inked(page, pixels(page)) > 5_000


def test_no_page_holds_more_than_twenty_thousand_elements(open_context: NEW_CONTEXT) -> None:
    page = open_context().new_page()
    serve(page, crowd(300, 5_000, 2_400))
    for path in (ALL, "/pl/network?c=7", "/pl/network"):
        page.goto(path)
        if path != "/pl/network":
            settle(page)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("() => document.querySelectorAll('*').length") < 20_000


def test_rows_of_a_long_table_are_reached_by_keyboard_search_and_print(open_context: NEW_CONTEXT) -> None:
    page = opened(open_context, clusters=100, roles=1_500)
    rows = page.locator("#facts tbody tr[data-id]")
    expect(page.locator("#facts")).to_have_attribute("aria-rowcount", "1601")
    assert rows.count() < 300
    last = int(rows.last.get_attribute("aria-rowindex") or 0)
    rows.last.locator("button").last.focus()
    # A row has two stops at most: this many lead beyond those that were there.
    for _ in range(30):
        page.keyboard.press("Tab")
    reached = page.evaluate("() => document.activeElement.closest('tr').getAttribute('aria-rowindex')")
    assert int(reached) > last + 10
    assert page.evaluate(
        "() => { const { top, bottom } = document.activeElement.getBoundingClientRect();"
        " return top >= 0 && bottom <= innerHeight; }"
    )
    page.get_by_role("searchbox", name="Szukaj w tabeli").first.fill("organizacja 378")
    expect(rows).to_have_count(3)
    page.get_by_role("searchbox", name="Szukaj w tabeli").first.fill("")
    page.emulate_media(media="print")
    expect(rows).to_have_count(1_600)
