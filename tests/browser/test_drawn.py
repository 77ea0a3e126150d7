"""What is drawn: the same picture after a step, a click, news or a drag as after a reload of the same address."""

import re
from base64 import b64encode
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Drawn, Join, Open, drawn, every_bar, mark, settle, still

pytestmark = pytest.mark.records

EIGHT = "/pl/compare?c=dkm,saam,pgm,wsm,lm,lkl,lkb,wmm"


@dataclass(frozen=True)
class Seen:
    """A page's pictures: every part with its place and looks, the key, the table's rows, and the pixels."""

    address: str
    parts: tuple[Drawn, ...]
    strip: tuple[Drawn, ...]
    key: str
    rows: tuple[str, ...]
    pixels: bytes = field(compare=False, repr=False)


def seen(page: Page) -> Seen:
    """Reads the pictures of a page once they are complete."""
    settle(page)
    # Neither the ring around what is new nor that of the keyboard is a part of the picture.
    expect(page.locator(".ring")).to_have_count(0)
    still(page)
    picture = page.locator(".picture, .matrix, .empty").first
    picture.scroll_into_view_if_needed()
    key = page.locator(".legend").evaluate_all("all => all.map(each => each.innerHTML).join()")
    rows = page.locator("#facts tbody tr, .matrix tr").evaluate_all("rows => rows.map(row => row.innerText)")
    return Seen(
        page.url,
        tuple(drawn(page)),
        tuple(drawn(page, ".strip")),
        re.sub(r"fade\d+", "fade", key),
        tuple(rows),
        picture.screenshot(animations="disabled"),
    )


def same(page: Page, one: Seen, other: Seen) -> None:
    """Compares two readings part by part, then pixel by pixel."""
    for part in ("address", "parts", "strip", "key", "rows"):
        assert getattr(one, part) == getattr(other, part), part
    assert unlike(page, one.pixels, other.pixels) <= _SPECKS


# A browser that draws a part again may smooth a point where lines cross otherwise than when it draws everything at once.
_SPECKS = 2


def unlike(page: Page, one: bytes, other: bytes) -> int:
    """How many pixels differ visibly: the edges of lines are smoothed a shade otherwise when they are drawn alone."""
    if one == other:
        return 0
    count: int = page.evaluate(
        """async urls => {
            const [one, other] = await Promise.all(urls.map(async url => {
                const image = new Image();
                image.src = url;
                await image.decode();
                const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
                const context = canvas.getContext('2d');
                context.drawImage(image, 0, 0);
                return context.getImageData(0, 0, image.width, image.height);
            }));
            if (one.width !== other.width || one.height !== other.height) return Infinity;
            const pixels = new Set();
            one.data.forEach((value, at) => Math.abs(value - other.data[at]) > 40 && pixels.add(at >> 2));
            return pixels.size;
        }""",
        [f"data:image/png;base64,{b64encode(pixels).decode()}" for pixels in (one, other)],
    )
    return count


def same_after_reload(page: Page) -> Seen:
    """Compares the pictures with those that a reload of the same address gives."""
    blur(page)
    before = seen(page)
    page.reload()
    after = seen(page)
    same(page, before, after)
    return after


def blur(page: Page) -> None:
    page.evaluate("() => document.activeElement?.blur()")
    page.mouse.move(0, 0)


def act(page: Page, control: Locator) -> None:
    """Clicks what changes the address, and waits until it did."""
    before = page.url
    control.click()
    page.wait_for_function("before => location.href !== before", arg=before)
    settle(page)


def named(page: Page) -> None:
    """Each cluster's circle has its name inside, each city's square its name at its side, and no name is alone."""
    parts = drawn(page)
    marks = {each.id: each for each in parts if each.part == "mark"}
    labels = {each.id: each for each in parts if each.part == "label"}
    assert marks
    assert labels.keys() <= marks.keys()
    for id, each in marks.items():
        shape = each.elements[0]
        if id.startswith("cluster-") or id in labels:
            assert each.words or id in labels, id
        if id.startswith("cluster-"):
            x, y, width, height = page.locator(
                f".picture [data-part=mark][data-id='{id}'] text"
            ).first.evaluate(
                "text => { const [a, b] = [text, text.closest('.picture')].map(e => e.getBoundingClientRect());"
                " return [a.x - b.x, a.y - b.y, a.width, a.height]; }"
            )
            assert abs(x + width / 2 - each.middle[0]) < 2, id
            assert each.box[1] <= y
            assert y + height <= each.box[1] + each.box[3], id
        elif shape.startswith("rect "):
            assert distance(labels[id].box, each.box) < 16, id


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Between the nearest edges of two boxes."""
    across = max(one[0] - other[0] - other[2], other[0] - one[0] - one[2], 0)
    down = max(one[1] - other[1] - other[3], other[1] - one[1] - one[3], 0)
    return float((across**2 + down**2) ** 0.5)


def test_every_step_leaves_the_picture_of_its_address(visit: Open) -> None:
    page = visit("/pl/network")
    walked: list[Seen] = []
    for name in ("poprzednia zmiana",) * 5 + ("następna zmiana",):
        act(page, page.get_by_role("button", name=name))
        blur(page)
        walked.append(seen(page))
        named(page)
    assert len({each.parts for each in walked}) > 3
    for stepped in walked:
        page.goto(stepped.address)
        same(page, seen(page), stepped)


@pytest.mark.parametrize("width", [390, 700, 1440])
def test_names_are_at_their_marks_and_marks_apart_at_any_width(visit: Open, width: int) -> None:
    page = visit("/pl/network", width=width)
    named(page)
    act(page, page.get_by_role("button", name="poprzednia zmiana"))
    named(page)
    circles = [each for each in drawn(page) if each.part == "mark" and each.id.startswith("cluster-")]
    for at, one in enumerate(circles):
        for other in circles[:at]:
            (x1, y1), (x2, y2) = one.middle, other.middle
            apart = ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5
            assert apart >= (one.box[2] + other.box[2]) / 2 - 4, (one.id, other.id)
    frame = page.locator(".picture").bounding_box()
    assert frame
    for each in circles:
        assert each.box[0] >= 0
        assert each.box[0] + each.box[2] <= frame["width"]


def test_a_click_esc_filters_and_history_leave_the_picture_of_the_address(visit: Open) -> None:
    page = visit("/pl/network?as_of=2023-05-09")
    first = seen(page)
    x, y = mark(page, "cluster-dkm").middle
    page.locator(".picture").click(position={"x": x, "y": y})
    expect(page).to_have_url(re.compile("sel=cluster-dkm"))
    chosen = same_after_reload(page)
    assert chosen.parts != first.parts
    page.locator(".picture").focus()
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("sel="))
    blur(page)
    same(page, seen(page), first)
    act(page, page.get_by_role("button", name="Tylko pewne"))
    certain = same_after_reload(page)
    act(page, page.get_by_role("button", name="Tylko pewne"))
    blur(page)
    assert seen(page).parts == first.parts
    page.go_back()
    same(page, seen(page), certain)
    page.go_forward()
    assert seen(page).parts == first.parts


def test_a_drag_a_key_a_resize_and_the_language_leave_the_picture_of_the_address(visit: Open) -> None:
    page = visit("/pl/network?as_of=2023-05-09")
    strip = page.get_by_role("slider")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.7, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, y, steps=25)
    page.mouse.up()
    expect(page).not_to_have_url(re.compile("as_of=2023-05-09"))
    same_after_reload(page)
    for key in ("ArrowRight", "ArrowRight", "PageUp", "ArrowLeft"):
        before = page.url
        page.get_by_role("slider").press(key)
        page.wait_for_function("before => location.href !== before", arg=before)
    polish = same_after_reload(page)
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(
        "() => document.querySelector('.picture .drawing').getBoundingClientRect().width < 800"
    )
    same_after_reload(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function(
        "() => document.querySelector('.picture .drawing').getBoundingClientRect().width > 800"
    )
    assert seen(page).parts == polish.parts
    page.get_by_role("link", name="English").click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    english = same_after_reload(page)
    assert [(each.part, each.id) for each in english.parts] == [(each.part, each.id) for each in polish.parts]


def test_another_theme_leaves_the_picture_of_the_address(visit: Open) -> None:
    page = visit("/pl/network?as_of=2018-03-19")
    light = seen(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "() => document.querySelector('.picture circle').getAttribute('fill') !== '#ffffff'"
    )
    dark = same_after_reload(page)
    assert [(each.id, each.box) for each in dark.parts] == [(each.id, each.box) for each in light.parts]
    page.emulate_media(color_scheme="light")
    page.wait_for_function(
        "() => document.querySelector('.picture circle').getAttribute('fill') === '#ffffff'"
    )
    same(page, seen(page), light)


def test_news_leave_the_picture_of_the_address(visit: Open, join: Join) -> None:
    page = visit("/pl/network")
    page.wait_for_function("() => document.documentElement.dataset.stream === 'open'")
    before = {each.id for each in drawn(page)}
    join("wmm", "radom")
    expect(page.locator("#facts tr[data-id^='membership-wmm.radom']")).to_have_count(1)
    expect(page.locator(".ring.fresh").first).to_be_attached()
    assert before - {each.id for each in drawn(page)} == set()
    named(page)
    same_after_reload(page)


def test_the_timeline_after_steps_and_filters(visit: Open) -> None:
    page = visit("/pl/timeline")
    bars = every_bar(page)
    for _ in range(3):
        act(page, page.get_by_role("button", name="poprzednia zmiana"))
    same_after_reload(page)
    earlier = every_bar(page)
    assert earlier
    for id, each in earlier.items():
        # No day moves a bar along the axis; a doubted fact has one word more.
        left = re.search(r'(?:points="|x="|x1=")([-\d.]+)', each.elements[0])
        assert left
        assert left[1] in bars[id].elements[0]
    for name in ("Skróć puste lata", "Tylko pewne"):
        act(page, page.get_by_role("button", name=name))
        same_after_reload(page)
    page.locator("#facts tbody button").first.click()
    expect(page).to_have_url(re.compile("sel="))
    same_after_reload(page)
    assert all(each.words for each in drawn(page) if each.part == "bar")


def test_the_matrix_after_steps_and_choices(visit: Open) -> None:
    page = visit(EIGHT)
    for _ in range(2):
        act(page, page.get_by_role("button", name="poprzednia zmiana"))
    same_after_reload(page)
    act(page, page.locator("[data-pair='cluster-dkm,cluster-wsm']"))
    same_after_reload(page)
