"""The timeline and the comparison."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open, drawn

EIGHT = "/pl/compare?c=dkm,saam,pgm,wsm,lm,lkl,lkb,wmm"


def test_17_and_27_each_fact_once_in_the_table_with_its_own_form_of_bar(visit: Open) -> None:
    page = visit("/pl/timeline")
    rows = page.locator("#facts tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    bars = [each for each in drawn(page) if each.part == "bar"]
    assert sorted(rows) == [each.id for each in bars]
    assert len(rows) == len(set(rows)) >= 20
    assert any('fill="url(#' in element for each in bars for element in each.elements)  # "by" fades
    forms = page.locator(".legend li")
    for name in ("dzień", "miesiąc", "w tym przedziale", "najpóźniej wtedy", "data wywnioskowana"):
        expect(forms.filter(has_text=name)).to_have_count(1)
    shapes = forms.locator("svg").evaluate_all("all => all.map(svg => svg.innerHTML)")
    assert len(set(shapes)) == len(shapes)


def test_27_inferred_dates_are_hollow_and_named(visit: Open) -> None:
    page = visit("/pl/timeline")
    row = page.locator("#facts tr", has_text="19 marca 2018").first
    expect(row).to_contain_text("wywnioskowane")
    hollow = row.locator("svg polygon").last
    assert hollow.get_attribute("fill") == "#ffffff"
    exact = page.locator("#facts tr", has_text="31 sierpnia 2015").locator("svg polygon").last
    assert exact.get_attribute("fill") != "#ffffff"


def test_28_empty_years_are_counted_and_can_be_shown(visit: Open) -> None:
    page = visit("/pl/timeline")
    texts = [text for each in drawn(page) for text in each.words]
    assert any(re.fullmatch(r"\d+ (lata|lat) bez faktów", text) for text in texts)
    page.get_by_role("button", name="Skróć puste lata").click()
    expect(page).to_have_url(re.compile("gaps=full"))
    expect(page.locator(".picture text").get_by_text("2021", exact=True)).to_have_count(1)
    texts = [text for each in drawn(page) for text in each.words]
    assert not any("bez faktów" in text for text in texts)


def test_the_phone_has_the_same_facts_as_a_list(visit: Open) -> None:
    page = visit("/pl/timeline", width=390)
    rows = page.locator("#facts tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    listed = page.locator(".lanes li").evaluate_all("items => items.map(item => item.dataset.id)")
    assert rows == listed
    page.locator(".lanes .row").first.click()
    expect(page.locator("aside.panel h2")).to_be_focused()


def test_23_the_matrix_of_eight(visit: Open) -> None:
    page = visit(EIGHT)
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


def test_23_on_a_phone_one_row_is_read(visit: Open) -> None:
    page = visit(EIGHT, width=390)
    page.get_by_label("Klaster, którego wiersz czytam").select_option("cluster-lkl")
    expect(page).to_have_url(re.compile("sel=cluster-lkl"))
    expect(page.locator(".pairs tr")).to_have_count(7)
    expect(page.locator("[data-pair='cluster-lkl,cluster-saam']")).to_have_text("nic nie odnotowano")


def test_48_an_empty_filter_names_itself_and_goes_by_one_button(visit: Open) -> None:
    page = visit("/pl/network?cert=yes&as_of=2010-01-01")
    expect(page.locator(".empty")).to_contain_text("Tylko pewne")
    page.get_by_role("button", name="Usuń filtr „Tylko pewne”").click()
    expect(page).not_to_have_url(re.compile("cert="))
    page.goto("/pl/timeline?c=nobody")
    page.get_by_role("button", name="Usuń filtr „Klastry”").click()
    expect(page.locator("#facts tbody tr").first).to_be_visible()
