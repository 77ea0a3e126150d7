"""The map: outlines of our own, and marks where the record says that something is."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, drawn, mark, settle, still
from tests.browser.test_output import download

LUBLIN, JAWORZNO, RADOM = "Lublin PL", "Jaworzno PL", "Radom PL"


def colours(page: Page) -> int:
    """How many colours the outlines have, as they are painted."""
    painted: int = page.evaluate(
        """() => {
            const canvas = document.querySelector('.ground canvas');
            const copy = document.createElement('canvas');
            [copy.width, copy.height] = [canvas.width, canvas.height];
            const context = copy.getContext('2d');
            context.drawImage(canvas, 0, 0);
            const { data } = context.getImageData(0, 0, copy.width, copy.height);
            const seen = new Set();
            for (let at = 0; at < data.length; at += 4) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
            return seen.size;
        }"""
    )
    return painted


def test_places_are_where_they_are_over_painted_outlines(visit: Open) -> None:
    requests: list[str] = []
    page = visit("/pl/map")
    page.on("request", lambda request: requests.append(request.url))
    page.reload()
    settle(page)
    assert colours(page) > 2, "land, borders and what lies between"
    lublin, jaworzno, radom = (mark(page, id).middle for id in (LUBLIN, JAWORZNO, RADOM))
    assert jaworzno[0] < radom[0] < lublin[0], "west to east"
    assert radom[1] < lublin[1] < jaworzno[1], "north to south"
    names = {part.id: part.words for part in drawn(page) if part.part == "label"}
    assert names[LUBLIN][0] == "Lublin"
    assert "○ 4" in names[LUBLIN][1]
    ties = {part.id.split()[0] for part in drawn(page) if part.part == "tie"}
    assert ties == {"visit-lublin-starachowice-2018", "agreement-loi-lublin-radom-starachowice-2018"}
    origin = page.url.split("/pl/")[0]
    assert not [url for url in requests if not url.startswith((origin, "data:", "blob:"))]


def test_the_table_says_the_same_and_how_it_is_known(walk: Open) -> None:
    page = walk("/en/map")
    spots = {part.id for part in drawn(page) if part.part == "mark"}
    assert {row.get_attribute("data-id") for row in page.locator("tbody tr").all()} == spots
    lublin = page.locator(f"tr[data-id='{LUBLIN}']")
    for cluster in ("lm", "lkl", "lkb", "wmm"):
        expect(lublin.locator(f"[data-thing=cluster-{cluster}]")).to_contain_text("initiated it: Lublin")
    nowhere = page.locator(".nowhere li")
    assert {item.get_attribute("data-id") for item in nowhere.all()} >= {"cluster-dkm", "cluster-saam"}
    expect(page.locator(".nowhere")).to_contain_text("We guess no place from a name.")


def test_by_keyboard_and_click_to_what_is_there_and_its_sources(visit: Open) -> None:
    page = visit("/pl/map")
    page.locator(".map .picture").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#voice")).to_contain_text(":")
    page.keyboard.press("Enter")
    expect(page.locator(".panel h2")).to_be_focused()
    page.keyboard.press("Escape")
    assert "sel=" not in page.url
    x, y = mark(page, JAWORZNO).middle
    page.locator(".map .picture").click(position={"x": x, "y": y})
    expect(page.locator(".panel h2")).to_have_text("Jaworzno")
    expect(page.locator(".panel")).to_contain_text("List intencyjny czterech klastrów motoryzacyjnych")
    page.reload()
    settle(page)
    expect(page.locator(".panel h2")).to_have_text("Jaworzno")


def test_zoom_moves_marks_with_the_outlines_and_back(walk: Open) -> None:
    page = walk("/pl/map")
    still(page)
    near = ("Starachowice PL", RADOM)
    before = [mark(page, id).middle for id in near]
    page.get_by_role("button", name="Oddal").click()
    still(page)
    apart = [abs(one[1] - other[1]) for one, other in (before, [mark(page, id).middle for id in near])]
    assert apart[1] < apart[0] * 0.75
    page.get_by_role("button", name="Pokaż całość").click()
    still(page)
    for was, now in zip(before, [mark(page, id).middle for id in near], strict=True):
        assert max(abs(was[0] - now[0]), abs(was[1] - now[1])) < 1


@pytest.mark.parametrize("width", [390, 1440])
def test_no_name_lies_under_a_button(walk: Open, width: int) -> None:
    page = walk("/pl/map", width=width)
    still(page)
    picture = page.locator(".map .picture").bounding_box()
    buttons = page.locator(".zoom button")
    expect(buttons).to_have_count(3)
    for button in buttons.all():
        box = button.bounding_box()
        assert picture is not None
        assert box is not None
        assert box["y"] + box["height"] <= picture["y"]


def test_an_earlier_day_says_what_was_only_possible(walk: Open) -> None:
    page = walk("/pl/map?as_of=2014-02-01")
    lublin = page.locator(f"tr[data-id='{LUBLIN}']")
    expect(lublin.locator("[data-thing=cluster-lm]")).not_to_contain_text("możliwe")
    expect(lublin.locator("[data-thing=cluster-wmm]")).to_contain_text("możliwe")
    expect(lublin.locator("[data-thing=cluster-lkl]")).to_have_count(0)
    [visit_tie] = [part for part in drawn(page) if part.part == "tie"]
    assert "stroke-dasharray" in visit_tie.elements[0], "possible: dashed"


def test_a_phone_has_names_that_do_not_overprint(visit: Open) -> None:
    page = visit("/pl/map", width=390)
    names = [part for part in drawn(page) if part.part == "label" and not part.id.startswith("waymark")]
    assert len(names) == 4
    frame = page.locator(".map .picture").bounding_box()
    assert frame is not None
    for at, one in enumerate(names):
        x, y, width, height = one.box
        assert min(x, y) >= 0, one.id
        assert x + width <= frame["width"], one.id
        assert y + height <= frame["height"], one.id
        for other in names[at + 1 :]:
            apart = (
                x + width <= other.box[0]
                or other.box[0] + other.box[2] <= x
                or y + height <= other.box[1]
                or other.box[1] + other.box[3] <= y
            )
            assert apart, (one.id, other.id)


def test_what_cannot_be_loaded_says_so_and_leaves_the_table(visit: Open) -> None:
    page = visit("/pl/compare")
    page.route("**/assets/base-*.js", lambda route: route.abort())
    page.goto("/pl/map")
    expect(page.locator("[data-note=unloaded]")).to_be_visible()
    expect(page.locator("tbody tr").first).to_be_visible()
    page.unroute("**/assets/base-*.js")
    page.locator("[data-note=unloaded] button").click()
    expect(page.locator(".map [data-part=mark]").first).to_be_visible()


def test_the_map_is_downloaded_as_geojson(visit: Open) -> None:
    page = visit("/en/map")
    document = json.loads(download(page, "Map as GeoJSON"))
    places = {feature["id"]: feature["geometry"] for feature in document["features"]}
    longitude, latitude = places["party-lublin"]["coordinates"]
    assert (round(longitude), round(latitude)) == (23, 51)
    assert places["cluster-dkm"] is None, "the record ties it to no city"
    assert document["upland"]["known_at"] == document["upland"]["position"]
