"""Visits and what followed, promises, my city, and what two did together."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, drawn, settle


def test_25_from_the_visit_to_the_letter_at_least_66_days(walk: Open) -> None:
    page = walk("/pl/visits")
    expect(page.locator("#answer")).to_contain_text("co najmniej 66 dni")
    expect(page.locator("#answer")).to_contain_text("żadne źródło nie mówi, że to z niej wynikło")
    path = page.locator("[data-path=agreement-loi-lublin-radom-starachowice-2018]")
    expect(path.locator(".lag")).to_have_text("co najmniej 66 dni")
    expect(path).to_contain_text("wnioskowane z dat i stron")
    parts = {
        part.part: part for part in drawn(page, "[data-path=agreement-loi-lublin-radom-starachowice-2018]")
    }
    assert any("stroke-dasharray" in element for element in parts["axis"].elements), (
        "dotted: no source links them"
    )
    visit_mark, bar = parts["axis"], parts["bar"]
    assert visit_mark.box[0] < bar.box[0], "the visit is before what followed"
    row = page.locator("tr[data-id=visit-lublin-starachowice-2018]")
    for text in ("gospodarz: Starachowice", "goście: Lublin", "zwiedzono: "):
        expect(row).to_contain_text(text)
    page.goto("/en/visits?as_of=2018-02-01")
    settle(page)
    expect(page.locator("#answer")).to_contain_text("nothing is recorded to have come of them")


def test_26_a_promise_card_flags_evidence_of_the_promisor(walk: Open) -> None:
    page = walk("/pl/promises")
    expect(page.locator("#answer")).to_have_text("Ocena opiera się na piśmie samego obiecującego.")
    card = page.locator("[data-id=commitment-develop-clusters]")
    expect(card.locator(".evidence .flag")).to_have_text(re.compile("Dowód pochodzi od obiecującego"))
    expect(card.locator(".evidence")).to_contain_text("Wydział Strategii Urzędu Miasta Lublin")
    expect(card.locator(".verdict")).to_contain_text("spełniona")
    expect(card.locator(".verdict .flag")).to_contain_text("Opiera się wyłącznie na dowodach obiecującego")
    expect(card.locator(".verdict")).to_contain_text("trudno sprawdzić")


def pick(page: Page, label: str, words: str, name: str) -> None:
    """Types into a type-ahead, and chooses what has the name."""
    page.get_by_role("combobox", name=label, exact=True).fill(words)
    page.get_by_role("option").filter(has_text=re.compile(f"^{name} ")).first.click()


def test_what_two_cities_did_together_and_what_came_of_it(visit: Open) -> None:
    page = visit("/pl/together")
    expect(page.locator("#answer")).to_have_text("Wybierz dwa klastry albo podmioty.")
    pick(page, "Kto", "lublin", "Lublin")
    # By keyboard alone; what is chosen already is not offered.
    field = page.get_by_role("combobox", name="z kim", exact=True)
    field.fill("starachowice")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    expect(page.locator("#answer")).to_have_text(
        "Lublin i Starachowice: 1 umowa i 1 wizyta; co najmniej 66 dni po wizycie: "
        "List intencyjny Lublina, Radomia i Starachowic."
    )
    assert "sel=party-lublin,party-starachowice" in page.url
    expect(page.locator(".story li")).to_have_count(2)
    kinds = [step.get_attribute("data-kind") for step in page.locator(".story li").all()]
    assert kinds == ["visit", "agreement"]
    pick(page, "i z kim", "radom", "Radom")
    expect(page.locator("#answer")).to_contain_text("Lublin, Starachowice i Radom: 1 umowa.")
    page.go_back()
    expect(page.locator("#answer")).to_contain_text("1 umowa i 1 wizyta")
    page.goto("/en/together?sel=party-lublin,party-nobody")
    expect(page.locator(".problem")).to_contain_text("party-nobody")


def test_my_city_has_its_agreements_visits_promises_and_roles(visit: Open) -> None:
    page = visit("/en/my-city?sel=party-lublin")
    expect(page.locator("#answer")).to_contain_text(
        "Lublin: 1 agreement, 1 visit, a part in 4 clusters and 1 promise"
    )
    for heading in (
        "Agreements (1)",
        "Visits and what came of them (1)",
        "Roles in clusters (4)",
        "Promises (1)",
        "Units (",
    ):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    roles = page.locator("tr", has_text="initiator")
    assert roles.count() == 4
    page.goto("/en/my-city?sel=party-radom&as_of=2017")
    settle(page)
    expect(page.locator("#answer")).to_contain_text("Radom: nothing recorded.")
