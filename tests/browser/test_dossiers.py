"""Dossiers and pages of facts: what they say, where each value leads, and what happened to a fact."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, drawn, settle
from tests.browser.test_access import EXAMPLES

DOSSIERS = [path for slug, path in EXAMPLES.items() if slug.endswith("/{id}") and slug != "import/{id}"]
CATEGORIES = {"promise": "commitment"}


def stream_of(path: str) -> str:
    name, _, id = path.partition("/")
    return f"{CATEGORIES.get(name, name)}-{id}"


def shown_facts(page: Page) -> set[str]:
    events = page.locator(".factlist li[data-id]").evaluate_all("all => all.map(each => each.dataset.id)")
    return set(events)


@pytest.mark.parametrize("path", DOSSIERS)
def test_a_dossier_has_every_fact_with_its_sources_one_click_away(walk: Open, path: str) -> None:
    page = walk(f"/pl/{path}")
    data = page.request.get(f"/v1/dossiers/{stream_of(path)}?limit=500").json()["data"]
    assert shown_facts(page) == {fact["event"] for fact in data["facts"]}
    assert len(data["facts"]) > 0
    for fact in data["facts"]:
        item = page.locator(f".factlist li[data-id='{fact['event']}']")
        assert item.locator("a", has_text=fact["what"]["pl"]).first.get_attribute("href") == (
            f"/pl/fact/{fact['event'].replace('@', '%40')}"
        )
        for source in fact["sources"]:
            place = source["url"] or f"/pl/source/{source['id'].removeprefix('source-')}"
            assert item.locator(f".sources a[href='{place}']").count() == 1, (fact["event"], source["id"])
            for locator in (source["locator"] or "").split("; "):
                expect(item.locator(".sources")).to_contain_text(locator)
    assert (
        page.title()
        == f"{data['ref']['short'] if data['ref']['abbreviation'] else data['ref']['label']} · Upland"
    )


def test_a_cluster_says_its_stage_and_how_many_of_its_founders_are_known(walk: Open) -> None:
    page = walk("/pl/cluster/lkb")
    expect(page.locator("#answer")).to_have_text("Powołany w 2015 roku; z nazwy znamy 8 z 21 (założyciele).")
    rows = page.locator("table.facts tbody tr")
    expect(rows.nth(0)).to_contain_text("8 / 21")
    expect(rows.nth(1)).to_contain_text("8 / 28")
    page.get_by_role("link", name="English").click()
    expect(page.locator("#answer")).to_have_text("Founded in 2015; 8 of 21 known by name (founders).")
    page.goto("/en/cluster/dkm")
    settle(page)
    expect(page.locator("#answer")).to_contain_text("Founded by 9 May 2023")


def test_the_small_network_has_the_neighbours_that_stand_below_it(walk: Open) -> None:
    page = walk("/pl/agreement/loi-automotive-clusters-2023")
    # It comes after the page's own answer.
    expect(page.locator(".star [data-part=mark][data-id=cluster-dkm]")).to_be_attached()
    marks = {part.id for part in drawn(page, ".star") if part.part == "mark"}
    links = page.locator(".neighbourhood .inline a").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    assert {f"/pl/cluster/{id}" for id in ("dkm", "saam", "pgm", "wsm")} == set(links)
    assert {"cluster-dkm", "cluster-saam", "cluster-pgm", "cluster-wsm"} < marks
    part = next(each for each in drawn(page, ".star") if each.part == "mark" and each.id == "cluster-dkm")
    page.locator(".star").click(position={"x": part.middle[0], "y": part.middle[1]})
    page.wait_for_url("**/pl/cluster/dkm")


def test_both_clocks_come_along_from_dossier_to_dossier_and_back_needs_no_request(visit: Open) -> None:
    page = visit("/pl/agreement/loi-automotive-clusters-2023?as_of=2023-06-01&known_at=116")
    page.locator(".lines").get_by_role("link", name="Dolnośląski Klaster Motoryzacyjny").first.click()
    page.wait_for_url("**/pl/cluster/dkm?as_of=2023-06-01&known_at=116")
    settle(page)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "/v1/" in request.url else None)
    page.go_back()
    expect(page.locator("h1")).to_contain_text("List intencyjny czterech klastrów")
    settle(page)
    assert [url for url in requests if "/v1/live" not in url] == []


def test_what_is_not_in_the_record_gets_a_sentence_and_a_search(walk: Open) -> None:
    for path in ("cluster/nobody", "source/nothing", "fact/cluster-dkm@999", "fact/nonsense", "party/%C5%82"):
        page = walk(f"/pl/{path}")
        expect(page.locator("[data-note=unknown]")).to_be_visible()
        expect(page.locator("main").get_by_role("combobox")).to_be_visible()


def test_before_a_thing_was_recorded_its_dossier_says_so(walk: Open) -> None:
    page = walk("/en/cluster/dkm?known_at=1")
    expect(page.locator("h1")).to_have_text("This is not in the record")


def test_the_first_page_shows_a_finding_with_its_sources_and_what_was_recorded_last(walk: Open) -> None:
    page = walk("/pl/")
    finding = page.locator(".finding")
    expect(finding).to_contain_text("Lublin, Radom i Starachowice: podpis 19 marca 2018.")
    expect(finding).to_contain_text("Co najmniej 66 dni wcześniej")
    expect(finding.locator(".sources li")).to_have_count(2)
    expect(page.locator(".latest li").first).to_be_visible()
    finding.get_by_role("link", name="List intencyjny Lublina, Radomia i Starachowic").first.click()
    page.wait_for_url("**/pl/agreement/**")
    settle(page)
    expect(page.locator("#answer")).to_contain_text("podpisy: 3/3")


def test_about_and_declaration_show_what_the_operator_has_set(visit: Open) -> None:
    page = visit("/pl/about")
    expect(page.locator(".instance")).to_contain_text("Prowadzący nie podał swojej nazwy.")
    page.goto("/pl/accessibility")
    settle(page)
    expect(page.locator("#answer")).to_contain_text("nie podał jeszcze danych do deklaracji")
    settings = {
        "operator_name": "Miasto Lublin",
        "operator_email": "klastry@lublin.example",
        "data_licence": "CC BY 4.0",
        "data_licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "accessibility_status": "partial",
        "accessibility_checked": "2026-11-20",
        "published": "2026-11-01",
    }

    def with_settings(route: Any) -> None:
        body = route.fetch().text()
        content = json.dumps(settings).replace('"', "&quot;")
        route.fulfill(
            body=re.sub(
                r'<meta name="instance" content="[^"]*">', f'<meta name="instance" content="{content}">', body
            ),
            content_type="text/html",
        )

    page.route(re.compile(r"/pl/(about|accessibility)$"), with_settings)
    page.goto("/pl/accessibility")
    settle(page)
    for id, text in (
        ("podmiot", "Miasto Lublin"),
        ("url", ""),
        ("data-publikacja", "1 listopada 2026"),
        ("data-aktualizacja", ""),
        ("status", "częściowo zgodna"),
        ("data-sporzadzenie", "20 listopada 2026"),
        ("kontakt", "kontaktowe"),
        ("osoba", "Miasto Lublin"),
        ("email", "klastry@lublin.example"),
        ("telefon", ""),
        ("procedura", "7 dni"),
        ("architektura", ""),
    ):
        expect(page.locator(f"#a11y-{id}")).to_have_count(1)
        expect(page.locator(f"#a11y-{id}")).to_contain_text(text)
    assert page.locator("#a11y-data-sporzadzenie").get_attribute("datetime") == "2026-11-20"
    expect(page.locator("footer")).to_contain_text("Prowadzi: Miasto Lublin. Licencja danych: CC BY 4.0.")
