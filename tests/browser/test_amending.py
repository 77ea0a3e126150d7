"""Facts corrected, refined, disputed, confirmed and retracted by hand; refusals with what the record holds; changes of others."""

import re
from collections.abc import Callable
from hashlib import sha256

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser import forms
from tests.browser.conftest import Stack
from tests.browser.forms import choose, joined, open_form, recorded, types

pytestmark = pytest.mark.records

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def page(open_context: NewContext) -> Page:
    return open_context().new_page()


def test_a_date_is_corrected_in_few_steps_and_only_the_date(page: Page, stack: Stack) -> None:
    fact = joined(stack)
    open_form(page, stack, f"correction?sel={fact}")
    # What the record has is there already: the date in words, and the source that was cited.
    expect(page.locator("#f-when-text")).to_have_value("listopad 2026")
    expect(page.get_by_text("Strona Starachowic o wizycie").first).to_be_visible()
    page.locator("#f-when-text").fill("październik 2026")
    page.locator("#f-reason").fill("Źle przepisany miesiąc.")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    recorded(page)
    correction = forms.events(stack, fact.partition("@")[0])[1]
    assert correction["data"]["fields"] == {
        "occurred": {"edtf": "2026-10", "earliest": "2026-10-01", "latest": "2026-10-31"}
    }
    assert correction["data"]["sources"] == [{"id": "source-starachowice-visit"}]


def test_a_source_gets_its_file_later(page: Page, stack: Stack) -> None:
    id = forms.new_id("pismo").lower()
    body = {"title": {"pl": f"Pismo {id}"}, "language": "pl", "source_type": "letter"}
    forms.visible(stack, forms.command(stack, f"sources/{id}/register", body)["position"])
    open_form(page, stack, f"correction?sel=source-{id}@1")
    expect(page.locator(".sourcefields")).to_contain_text(f"Pismo {id}")
    page.locator("#f-field-hash").set_input_files(
        {"name": "pismo.pdf", "mimeType": "application/pdf", "buffer": id.encode()}
    )
    page.locator("#f-reason").fill("Plik jest w archiwum.")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    recorded(page)
    correction = forms.events(stack, f"source-{id}")[1]
    assert correction["data"]["fields"] == {"hash": sha256(id.encode()).hexdigest()}
    assert correction["data"]["sources"] == [{"id": f"source-{id}"}]


def test_the_form_waits_for_the_fact_so_that_nothing_changes_under_the_hands(
    page: Page, stack: Stack
) -> None:
    fact = joined(stack)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/v1/facts/**", hold)
    with page.expect_request("**/v1/facts/**"):
        open_form(page, stack, f"correction?sel={fact}")
    expect(page.get_by_text("Wczytuję fakt…").first).to_be_visible()
    expect(page.locator("#f-when-text")).to_be_disabled()
    expect(page.locator("#f-reason")).to_be_disabled()
    waiting[0].continue_()
    expect(page.locator("#f-when-text")).to_be_enabled()
    expect(page.locator("#f-when-text")).to_have_value("listopad 2026")
    expect(page.get_by_text("Strona Starachowic o wizycie").first).to_be_visible()
    # A fact that cannot be had keeps nobody from writing.
    page.unroute("**/v1/facts/**")
    page.route("**/v1/facts/**", lambda route: route.abort())
    page.goto(f"/pl/record/correction?sel={fact}&again=1")
    page.locator("#f-reason").fill("Pomyłka.")


def test_refine_dispute_confirm_and_retract(page: Page, stack: Stack) -> None:
    fact = joined(stack)
    stream, member = fact.partition("@")[0], f"party-{fact.partition('.')[2].partition('@')[0]}"
    open_form(page, stack, f"refinement?sel={fact}", "en")
    page.locator("#f-when-text").fill("14 November 2026")
    page.get_by_role("button", name="Record", exact=True).click()
    recorded(page)
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url))
    for kind in ("dispute", "confirmation"):
        page.goto(f"/en/record/{kind}?sel={fact}")
        page.locator("#f-by").fill(member)
        option = page.locator("#f-by-list [role=option]").filter(has_text=member)
        expect(option).to_be_visible()
        # Nothing is asked for after the choice: it is one at once, by its name, however slow the answers are.
        requests.clear()
        option.click()
        expect(page.locator(".chosen")).to_contain_text("Stocznia")
        assert not [url for url in requests if "/v1/parties/" in url]
        page.locator("#f-reason").fill("We keep the register ourselves.")
        page.get_by_role("button", name="Record", exact=True).click()
        recorded(page)
    page.goto(f"/en/record/retraction?sel={fact}")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".summary")).to_contain_text("Why: This field is needed.")
    page.locator(".summary a").click()
    expect(page.locator("#f-reason")).to_be_focused()
    page.keyboard.type("It was another firm.")
    expect(page.locator(".summary")).to_have_count(0)  # nothing is missing any more
    page.get_by_role("button", name="Record", exact=True).click()
    recorded(page)
    assert types(stack, stream) == [
        "MemberJoined", "FactRefined", "FactDisputed", "FactConfirmed", "FactRetracted",
    ]  # fmt: skip


def test_the_year_of_a_letter_is_settled_in_one_form(page: Page, stack: Stack) -> None:
    """Its proposal, signature and conclusion follow from one guess: their boxes are ticked, and one is taken out."""
    id = forms.new_id("forms")
    guessed = {
        "occurred": {"edtf": "2023-05", "phrase": "wtorek 9 maja", "inferred_from": f"the weekday ({id})"},
        "mode": "reported",
        "sources": [{"id": "source-starachowice-visit"}],
    }
    parties = ["cluster-lkb", "cluster-dkm"]
    proposal = {"kind": "letter-of-intent", "parties": parties, "subject": {"pl": f"Razem {id}"}}
    forms.command(stack, f"agreements/{id}/propose", proposal | guessed)
    for party in parties:
        forms.command(stack, f"agreements/{id}/sign", {"party": party, **guessed})
    forms.visible(stack, forms.command(stack, f"agreements/{id}/conclude", guessed)["position"])
    open_form(page, stack, f"refinement?sel=agreement-{id}@1")
    boxes = page.get_by_role("group", name="Zmień datę także tych faktów").get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    for box in boxes.all():
        expect(box).to_be_checked()
    page.locator("#f-when-text").fill("9 maja 2023")
    boxes.first.uncheck()
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    recorded(page)
    last = forms.events(stack, f"agreement-{id}")[-1]
    assert last["data"]["target"] == f"agreement-{id}@1"
    assert last["data"]["also"] == [f"agreement-{id}@3", f"agreement-{id}@4"]


def test_a_source_gives_another_date_and_one_of_them_is_preferred(page: Page, stack: Stack) -> None:
    fact = joined(stack)
    stream = fact.partition("@")[0]
    open_form(page, stack, f"dispute?sel={fact}")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.locator(".summary")).to_contain_text("Podaj, kto zgłasza sprzeciw")
    page.locator("#f-when-text").fill("październik 2026")
    choose(page, "sources", "promise", "promise")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    recorded(page)
    page.goto(f"/pl/fact/{fact}")
    values = page.get_by_role("table", name="Wartości tego faktu")
    expect(values.get_by_role("row")).to_have_count(3)
    for text in ("listopad 2026", "październik 2026", "ta się liczy", "zwykła"):
        expect(values).to_contain_text(text)
    expect(page.locator(".certainty").first).to_contain_text("są inne wartości")
    page.get_by_role("link", name="Oceń wartości").click()
    page.get_by_role("radio", name=re.compile("październik")).check()
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    recorded(page)
    page.goto(f"/en/fact/{fact}")
    decided = (
        page.get_by_role("table", name="Values of this fact")
        .get_by_role("row")
        .filter(has_text=re.compile(r"October\s2026"))
    )
    expect(decided).to_contain_text("preferred")
    expect(decided).to_contain_text("this one counts")
    assert types(stack, stream) == ["MemberJoined", "FactDisputed", "ValueRanked"]


def test_what_a_rule_refuses_is_a_sentence_with_the_earlier_fact(page: Page, stack: Stack) -> None:
    fact = joined(stack, "Walcownia")
    member = f"party-{fact.partition('.')[2].partition('@')[0]}"
    open_form(page, stack, "member?sel=cluster-lkb")
    choose(page, "party", member, member)
    page.locator("#f-when-text").fill(forms.TODAY)
    # The registry says so before anything is sent, and when it is sent.
    expect(page.locator("[data-check=refused]")).to_contain_text("Ta organizacja jest już członkiem.")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Ta organizacja jest już członkiem.")
    expect(summary.get_by_role("link", name=re.compile(r"fakt nr \d+, listopad 2026"))).to_have_attribute(
        "href", f"/pl/fact/{fact.replace('@', '%40')}"
    )
    expect(page.locator("#f-when-text")).to_have_value(forms.TODAY)
    expect(page.locator(".chosen").last).to_contain_text("Walcownia")
    assert types(stack, fact.partition("@")[0]) == ["MemberJoined"]


def test_a_change_of_others_meanwhile_is_shown_first(page: Page, stack: Stack) -> None:
    fact = joined(stack)
    stream, member = fact.partition("@")[0], f"party-{fact.partition('.')[2].partition('@')[0]}"
    open_form(page, stack, f"correction?sel={fact}")
    page.locator("#f-when-text").fill("wrzesień 2026")
    page.locator("#f-reason").fill("Pomyłka.")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    dispute = {"target": fact, "by": member, "reason": "Nie wtedy."}
    forms.command(stack, f"memberships/{stream.removeprefix('membership-')}/dispute", dispute)
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.locator(".summary")).to_contain_text("Ktoś zapisał tu coś w międzyczasie")
    expect(page.locator(".summary").get_by_role("link", name=re.compile("^sprzeciw "))).to_be_visible()
    expect(page.locator("#f-when-text")).to_have_value("wrzesień 2026")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    recorded(page)
    assert types(stack, stream) == ["MemberJoined", "FactDisputed", "FactCorrected"]
