"""The timeline and the comparison."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import Open, drawn, every_bar, settle

EIGHT = "/pl/compare?c=dkm,saam,pgm,wsm,lm,lkl,lkb,wmm"


def test_17_and_27_each_fact_once_in_the_table_with_its_own_form_of_bar(walk: Open) -> None:
    page = walk("/pl/timeline")
    rows = page.locator("#facts tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    bars = every_bar(page)
    assert sorted(rows) == sorted(bars)
    assert len(rows) == len(set(rows)) >= 20
    assert any('fill="url(#' in element for each in bars.values() for element in each.elements)  # "by" fades
    forms = page.locator(".legend li")
    for name in ("dzień", "miesiąc", "w tym przedziale", "najpóźniej wtedy", "data wywnioskowana"):
        expect(forms.filter(has_text=name)).to_have_count(1)
    shapes = forms.locator("svg").evaluate_all("all => all.map(svg => svg.innerHTML)")
    assert len(set(shapes)) == len(shapes)


# The boxes of all texts as they are on the screen, in pixels, with what they say.
BOXES = """selector => [...document.querySelectorAll(selector)].map(text => {
    const { x, y, width, height } = text.getBoundingClientRect();
    return [text.textContent, x, y, x + width, y + height, text.closest('[data-part]')?.dataset.part ?? ''];
})"""


@pytest.mark.parametrize("width", [390, 640, 768, 1024, 1440, 1920])
def test_no_text_overprints_another_or_leaves_the_sheet(walk: Open, width: int) -> None:
    for language in ("pl", "en"):
        page = walk(f"/{language}/timeline{'?gaps=full' if width > 1000 else ''}", width)
        sheet = page.locator(".timeline .picture, .lanes").evaluate(
            "each => { const { left, right } = each.getBoundingClientRect(); return [left, right]; }"
        )
        texts = page.evaluate(BOXES, ".timeline .picture text, .lanesaxis text, .lanes .what, .lanes .date")
        assert len(texts) > 40
        names = max((right for _, _, _, right, _, part in texts if part == "lane"), default=0)
        for text, left, _, right, _, part in texts:
            assert sheet[0] <= left, text
            assert right <= sheet[1] + 0.5, text
            assert part in ("lane", "") or left > names, text
        # A line is higher than its letters: what is a pixel into the next line covers nothing.
        boxes = sorted(((y + 2, end - 2, left, right, text) for text, left, y, right, end, _ in texts))
        for at, (_, end, left, right, text) in enumerate(boxes):
            for other_top, _, other_left, other_right, other in boxes[at + 1 :]:
                if other_top >= end:
                    break
                assert right <= other_left or other_right <= left, (text, other)


def test_a_comparison_of_one_cluster_says_what_to_do(walk: Open) -> None:
    page = walk("/en/compare?c=dkm")
    expect(page.locator(".answer")).to_contain_text("Choose at least two clusters")
    expect(page.locator(".skeleton")).to_have_count(0)


def test_kinds_and_clusters_filter_in_the_address(visit: Open) -> None:
    page = visit("/pl/timeline")
    every = page.locator("#facts tbody tr").count()
    page.get_by_text("Rodzaje (wszystkie)").click()
    page.get_by_label("umowy", exact=True).check()
    expect(page).to_have_url(re.compile(r"kind=agreement$"))
    expect(page.locator("#facts tbody tr")).to_have_count(3)
    expect(page.locator("#answer")).to_contain_text("3 fakty")
    page.get_by_label("wizyty", exact=True).check()
    expect(page).to_have_url(re.compile(r"kind=agreement,visit$"))
    expect(page.locator("#facts tbody tr")).to_have_count(4)
    page.get_by_text("Klastry (wszystkie)").click()
    page.get_by_label("DKM", exact=True).check()
    expect(page).to_have_url(re.compile(r"kind=agreement,visit&c=dkm$"))
    expect(page.locator("#facts tbody tr")).to_have_count(1)
    page.reload()
    expect(page.locator("#facts tbody tr")).to_have_count(1)
    page.goto("/pl/timeline?kind=nothing")
    expect(page.locator("[data-note=kinds]")).to_contain_text("nothing")
    page.get_by_role("button", name="Usuń filtr „Rodzaje”").click()
    expect(page.locator("#facts tbody tr")).to_have_count(every)


def test_two_thousand_facts(open_context: Callable[..., BrowserContext]) -> None:
    """What is in the document follows from the screen, not from the record; and every fact is reached."""

    def many(route: Route) -> None:
        answer = route.fetch().json()
        rows = [row for row in answer["data"] if row["date"]["latest"]]
        copies = [
            {**row, "event": f"{row['event']}{at}", "what": {"pl": f"Fakt {at}", "en": f"Fact {at}"}}
            for at in range(2000 // len(rows) + 1)
            for row in rows
        ]
        route.fulfill(json={**answer, "data": copies[:2000]})

    for width in (1440, 390):
        page = open_context(width).new_page()
        page.route(re.compile(r"/v1/timeline\?"), many)
        page.goto("/pl/timeline")
        settle(page)
        expect(page.locator("#answer")).to_contain_text("2000 faktów")
        assert page.locator("*").count() < 8_000
        if width == 390:
            expect(page.locator(".lanes li").first).to_be_visible()
            before = page.locator(".lanes li").count()
            page.locator(".lanes").get_by_role("button", name="Pokaż następne").click()
            expect(page.locator(".lanes li")).to_have_count(2 * before)
            continue
        picture = page.locator(".picture")
        height = picture.evaluate("each => each.clientHeight")
        assert height > 16_000
        for share in (0.3, 0.6, 0.95):
            picture.evaluate(
                "(each, y) => scrollTo(0, scrollY + each.getBoundingClientRect().y + y)", height * share
            )
            page.wait_for_function(
                """() => {
                    const bars = [...document.querySelectorAll('.picture [data-part=bar]')];
                    const tops = bars.map(each => each.getBoundingClientRect().y);
                    return tops.filter(y => y > 0 && y < innerHeight).length > 15;
                }"""
            )
            # The years stay in sight.
            years = page.locator(".timeline .years")
            assert years.evaluate("each => each.getBoundingClientRect().top") == 0
            expect(years.locator("text").first).to_be_visible()
            assert page.locator(".timeline *").count() < 4_000
        picture.focus()
        for _ in range(3):
            picture.press("ArrowDown")
        page.wait_for_function(
            """() => {
                const { top, bottom } = document.querySelector('.ring.cursor').getBoundingClientRect();
                return top >= 0 && bottom <= innerHeight;
            }"""
        )


def test_27_inferred_dates_are_hollow_and_named(walk: Open) -> None:
    page = walk("/pl/timeline")
    row = page.locator("#facts tr", has_text="19 marca 2018").first
    expect(row).to_contain_text("wywnioskowane")
    hollow = row.locator("svg polygon").last
    assert hollow.get_attribute("fill") == "#ffffff"
    exact = page.locator("#facts tr", has_text="31 sierpnia 2015").locator("svg polygon").last
    assert exact.get_attribute("fill") != "#ffffff"


def test_28_empty_years_are_counted_and_can_be_shown(walk: Open) -> None:
    page = walk("/pl/timeline")
    texts = [text for each in drawn(page) for text in each.words]
    assert any(re.fullmatch(r"\d+ (lata|lat) bez faktów", text) for text in texts)
    page.get_by_role("button", name="Skróć puste lata").click()
    expect(page).to_have_url(re.compile("gaps=full"))
    expect(page.locator(".picture text").get_by_text("2021", exact=True)).to_have_count(1)
    texts = [text for each in drawn(page) for text in each.words]
    assert not any("bez faktów" in text for text in texts)


def test_the_phone_has_the_same_facts_as_a_list(walk: Open) -> None:
    page = walk("/pl/timeline", width=390)
    rows = page.locator("#facts tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    expect(page.locator(".lanes li").first).to_be_visible()
    listed = page.locator(".lanes li").evaluate_all("items => items.map(item => item.dataset.id)")
    assert rows == listed
    page.locator(".lanes .row").first.click()
    expect(page.locator("aside.panel h2")).to_be_focused()


def test_23_the_matrix_of_eight(walk: Open) -> None:
    page = walk(EIGHT)
    expect(page.locator(".matrix tbody tr")).to_have_count(8)
    cell = page.locator("[data-pair='cluster-saam,cluster-lkl']")
    expect(cell).to_contain_text("nic nie odnotowano")
    expect(cell).to_have_attribute("aria-label", "SA&AM i LKL: nic nie odnotowano.")
    together = page.locator("[data-pair='cluster-dkm,cluster-saam']")
    expect(together).to_contain_text("◆ 1")
    together.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("() => document.activeElement.dataset.pair") == "cluster-saam,cluster-lkl"
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_have_text("SA&AM i LKL: nic nie odnotowano.")
    page.locator("[data-pair='cluster-dkm,cluster-wsm']").click()
    expect(page.locator("aside.panel .sources li").first).to_be_visible()


def test_23_on_a_phone_one_row_is_read(walk: Open) -> None:
    page = walk(EIGHT, width=390)
    page.get_by_label("Klaster, którego wiersz czytam").select_option("cluster-lkl")
    expect(page).to_have_url(re.compile("sel=cluster-lkl"))
    expect(page.locator(".pairs tr")).to_have_count(7)
    expect(page.locator("[data-pair='cluster-lkl,cluster-saam']")).to_have_text("nic nie odnotowano")


def test_48_an_empty_filter_names_itself_and_goes_by_one_button(walk: Open) -> None:
    page = walk("/pl/network?cert=yes&as_of=2010-01-01")
    expect(page.locator(".empty")).to_contain_text("Tylko pewne")
    page.get_by_role("button", name="Usuń filtr „Tylko pewne”").click()
    expect(page).not_to_have_url(re.compile("cert="))
    page.goto("/pl/timeline?c=nobody")
    page.get_by_role("button", name="Usuń filtr „Klastry”").click()
    expect(page.locator("#facts tbody tr").first).to_be_visible()
