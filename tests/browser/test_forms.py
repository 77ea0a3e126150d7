"""Forms: facts recorded by hand, dates as they are understood, the key, and what keyboards and readers get."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ops.keys import api_keys
from tests.browser import forms
from tests.browser.accessibility import violations
from tests.browser.conftest import Open, Stack
from tests.browser.forms import Keyboard, choose, give_key, open_form, party, recorded, types
from tests.browser.test_partner import no_wider_than_the_screen

pytestmark = pytest.mark.records

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def page(open_context: NewContext) -> Page:
    return open_context().new_page()


def sentence(page: Page, lang: str) -> str:
    return page.locator(f"[data-sentence={lang}]").inner_text()


def test_a_new_member_takes_twelve_fields_and_clicks_from_the_start(page: Page, stack: Stack) -> None:
    name = forms.new_id("Zakłady Łąkowe")
    page.goto("/pl/")
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    page.locator("main a[href='/pl/record']").first.click()
    count()
    page.get_by_role("link", name="Nowy członek klastra").click()
    count()
    give_key(page, stack.key)  # a field and Enter
    count()
    count()
    for control, typed, option in (
        ("sources", "Starachowic", "Strona Starachowic"),
        ("cluster", "LKB", "Biotechnologiczny"),
        ("party", name, f"{name} (organizacja)"),
    ):
        choose(page, control, typed, option)  # a field and a click
        count()
        count()
    page.locator("#f-when-text").fill("listopad 2026")
    count()
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    assert sentence(page, "pl") == (
        f"W listopadzie 2026: nowy członek klastra Lubelski Klaster Biotechnologiczny to {name}."
    )
    assert sentence(page, "en") == f"In November 2026: a new member of Lublin Biotechnology Cluster: {name}."
    page.get_by_role("button", name="Zapisz", exact=True).click()
    count()
    event = recorded(page)
    assert steps <= 12
    [joined] = forms.events(stack, event.partition("@")[0])
    assert joined["data"]["occurred"]["edtf"] == "2026-11"
    assert joined["data"]["sources"] == [{"id": "source-starachowice-visit"}]
    assert joined["data"]["mode"] == "reported"
    assert types(stack, f"party-{event.partition('.')[2].partition('@')[0]}") == ["PartyRegistered"]


def test_a_cluster_registers_whom_it_admits_with_its_own_key(page: Page, stack: Stack) -> None:
    key = api_keys.issue(stack.instance, forms.new_id("forms"), ["record:write"], "cluster-lkb")
    name = forms.new_id("Młyny Parowe")
    page.goto("/pl/record/member")
    give_key(page, key)
    choose(page, "sources", "Starachowic", "Strona Starachowic")
    choose(page, "cluster", "LKB", "Biotechnologiczny")
    choose(page, "party", name, f"{name} (organizacja)")
    page.locator("#f-when-text").fill("listopad 2026")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    event = recorded(page)
    [joined] = forms.events(stack, event.partition("@")[0])
    [registered] = forms.events(stack, f"party-{event.partition('.')[2].partition('@')[0]}")
    assert [each["type"].split(".")[1] for each in (registered, joined)] == [
        "PartyRegistered",
        "MemberJoined",
    ]
    # One unit: nothing is recorded between the two.
    assert int(joined["sequence"]) == int(registered["sequence"]) + 1


def test_an_agreement_from_proposal_to_conclusion_by_keyboard_alone(page: Page, stack: Stack) -> None:
    one, two = party(stack, forms.new_id("Huta Północ")), party(stack, forms.new_id("Miasto Źródła"))
    subject = forms.new_id("Wspólne badania")
    page.goto("/pl/record")
    keys = Keyboard(page)
    keys.act(page.get_by_role("link", name="Propozycja umowy"))
    keys.type("#api-key", stack.key)
    keys.press("Enter")
    keys.choose("#f-sources", "Starachowic", "Strona Starachowic")
    keys.type("#f-source-0-locator", "akapit 1")
    for stream in (one, two):
        keys.choose("#f-parties", stream, stream)
    keys.type("#f-subject", subject)
    keys.type("#f-when-text", forms.TODAY)
    keys.act(page.get_by_role("button", name="Zapisz", exact=True))
    agreement = recorded(page).partition("@")[0]
    assert types(stack, agreement) == ["AgreementProposed"]

    page.goto(f"/pl/record/signature?sel={agreement}")
    keys = Keyboard(page)
    keys.choose("#f-sources", "Starachowic", "Strona Starachowic")
    keys.act(page.get_by_role("button", name="Zaznacz wszystkich"))
    keys.check(page.get_by_label("Podpisały już wszystkie strony"))
    keys.type("#f-when-text", forms.TODAY)
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    with page.expect_request(lambda sent: sent.url.endswith("/v1/commands")):
        keys.act(page.get_by_role("button", name="Zapisz", exact=True))
    recorded(page)
    assert types(stack, agreement) == [
        "AgreementProposed", "AgreementSigned", "AgreementSigned", "AgreementConcluded",
    ]  # fmt: skip
    keys.act(page.get_by_role("link", name="Gotowe"))
    page.wait_for_url("**/pl/network?*")
    expect(page.get_by_text(subject).first).to_be_attached()


def test_a_visit_with_delegates_and_its_outcome_by_keyboard_alone_in_english(
    page: Page, stack: Stack
) -> None:
    host, guest = party(stack, forms.new_id("Host Works")), party(stack, forms.new_id("Guest Works"))
    page.goto("/en/record/visit")
    keys = Keyboard(page)
    keys.type("#api-key", stack.key)
    keys.press("Enter")
    keys.choose("#f-host", host, host)
    keys.choose("#f-visitors", guest, guest)
    keys.act(page.get_by_role("button", name="Add a delegate"))
    keys.type("#f-delegates-0-function", "head of strategy")
    keys.choose("#f-delegates-0-organisation", guest, guest)
    keys.type("#f-outcome", "a joint team")
    keys.type("#f-when-text", forms.TODAY)
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    keys.act(page.get_by_role("button", name="Record", exact=True))
    visit = recorded(page).partition("@")[0]
    recording, outcome = forms.events(stack, visit)
    assert recording["data"]["delegates"] == [
        {"side": "visitor", "function": {"en": "head of strategy"}, "organisation": guest}
    ]
    assert outcome["data"]["text"] == {"en": "a joint team"}
    assert recording["data"]["mode"] == "performed"  # nobody else has reported it


def test_a_count_a_promise_and_an_organisation(page: Page, stack: Stack) -> None:
    open_form(page, stack, "count?sel=cluster-lkb", "en")
    page.locator("#f-comparator").select_option("over")
    page.locator("#f-count").fill("41")
    page.locator("#f-class").select_option("partners")
    page.locator("#f-when-text").fill(forms.TODAY)
    page.get_by_role("button", name="Record", exact=True).click()
    event = recorded(page)
    stored = next(each for each in forms.events(stack, "cluster-lkb") if each["id"] == event)
    assert {name: stored["data"][name] for name in ("count", "comparator", "class")} == {
        "count": 41, "comparator": "over", "class": "partners",
    }  # fmt: skip

    page.goto("/pl/record/promise?sel=party-lublin")
    words = forms.new_id("Zbudujemy laboratorium")
    page.locator("#f-text").fill(words)
    choose(page, "submitter", "party-lublin", "Lublin")
    title = forms.new_id("Uchwała")
    choose(page, "sources", title, title)  # a source that is new, with what is known of it
    page.locator("#f-source-0-url").fill("https://example.org/uchwala")
    page.locator("#f-source-0-published").fill("27 listopada 2026")
    page.locator("#f-source-0-file").set_input_files(
        {"name": "u.txt", "mimeType": "text/plain", "buffer": title.encode()}
    )
    expect(page.get_by_text("Odcisk obliczony.").first).to_be_visible()
    page.locator("#f-when-text").fill("26 listopada 2026")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    made, evidence = forms.events(stack, recorded(page).partition("@")[0])
    [source] = forms.events(stack, evidence["data"]["document"])
    assert made["data"]["text"] == {"pl": words}
    assert source["data"]["url"] == "https://example.org/uchwala"
    assert source["data"]["published"] == "2026-11-27"
    assert len(source["data"]["hash"]) == 64

    page.goto("/pl/record/organisation")
    name = forms.new_id("Ośrodek Żeglugi")
    page.locator("#f-names").fill(name)
    page.locator("#f-abbreviation").fill("OŻ")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    [registered] = forms.events(stack, recorded(page).partition("@")[0])
    assert registered["data"]["names"] == {"pl": name}


def test_a_choice_takes_the_focus_from_nobody_who_has_gone_on(page: Page, stack: Stack) -> None:
    open_form(page, stack, "promise")
    page.locator("#f-submitter").fill("party-lublin")
    option = page.locator("#f-submitter-list [role=option]").first
    expect(option).to_be_visible()
    # In one go: the next field has the focus before the page draws what was chosen.
    option.evaluate("option => { option.click(); document.getElementById('f-sources').focus(); }")
    expect(page.locator("#f-submitter")).to_be_visible()  # by now a button that changes the choice
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator("#f-sources")).to_be_focused()


def test_a_cluster_registers_the_organisation_that_it_admits(page: Page, stack: Stack) -> None:
    key = api_keys.issue(stack.instance, forms.new_id("forms"), ["record:write"], "cluster-lkb")
    name = forms.new_id("Zakład Zielarski")
    page.goto("/pl/record/member?sel=cluster-lkb")
    give_key(page, key)
    choose(page, "sources", "Starachowic", "Strona Starachowic")
    choose(page, "party", name, f"{name} (organizacja)")
    page.locator("#f-when-text").fill(forms.TODAY)
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    event = recorded(page)
    [registered] = forms.events(stack, f"party-{event.partition('.')[2].partition('@')[0]}")
    [joined] = forms.events(stack, event.partition("@")[0])
    assert registered["data"]["names"] == {"pl": name}
    assert joined["type"].split(".")[1] == "MemberJoined"


def test_dates_are_understood_or_asked_about(page: Page, stack: Stack) -> None:
    open_form(page, stack, "member")
    text, means = page.locator("#f-when-text"), page.locator(".means")
    text.fill("marzec 2018")
    expect(means).to_have_text("Zapiszemy: marzec 2018, czyli między 1 a 31 marca 2018")
    text.fill("31 lutego 2018")
    expect(means).to_have_text("Takiego dnia nie ma w kalendarzu.")
    text.fill("03/04/2018")
    expect(page.get_by_role("group", name="Co jest dniem?")).to_be_visible()
    page.get_by_label("4 marca 2018").check()
    expect(means).to_have_text("Zapiszemy: 4 marca 2018")
    text.fill("ostatnio")
    page.get_by_label("Najwcześniej").fill("2017")
    page.get_by_label("Najpóźniej").fill("marzec 2018")
    expect(means).to_contain_text(
        "Zapiszemy: między 2017 a marzec 2018, czyli między 1 stycznia 2017 a 31 marca 2018"
    )
    expect(means).to_contain_text("Napisz, skąd to wiemy.")
    text.fill("19 marca")
    page.get_by_label("Najwcześniej").fill("")
    page.get_by_label("Najpóźniej").fill("")
    page.get_by_label("Rok", exact=True).fill("2018")
    # It cannot pass without the basis: the summary leads to the field.
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.locator(".summary")).to_be_focused()
    page.locator(".summary a", has_text="Napisz, skąd to wiemy.").click()
    expect(page.locator("#f-when-basis")).to_be_focused()
    page.keyboard.type("rok podaje nagłówek")
    expect(means).to_have_text("Zapiszemy: 19 marca 2018")


def test_an_organisation_that_looks_alike_is_named_and_kept_apart(
    open_context: NewContext, stack: Stack
) -> None:
    word = forms.new_id("x").partition("-")[2].translate(str.maketrans("0123456789", "ghijklmnop"))
    other = forms.party(stack, f"Młyn {word} S.A.")
    page = open_context().new_page()
    open_form(page, stack, "organisation")
    page.locator("#f-names").fill(f"{word.upper()} MLYN Sp. z o.o.")
    note = page.locator("[data-similar='1']")
    expect(note.get_by_role("link", name=f"Młyn {word} S.A.")).to_have_attribute(
        "href", f"/pl/party/{other.removeprefix('party-')}"
    )
    expect(note).to_contain_text("ta sama nazwa")
    note.get_by_label("To inna organizacja").check()
    expect(page.locator("[data-check='accepted']")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    fresh = recorded(page).partition("@")[0]
    assert forms.types(stack, fresh) == ["PartyRegistered", "IdentityRejected"]
    assert forms.events(stack, fresh)[1]["data"]["other"] == other


def test_the_key_is_nowhere_but_in_this_tab(open_context: NewContext, stack: Stack) -> None:
    context = open_context()
    page = context.new_page()
    seen: list[str] = []
    page.on("request", lambda sent: seen.append(sent.url))
    page.on("console", lambda message: seen.append(message.text))
    page.goto("/pl/record/organisation")
    expect(page.locator("#api-key")).to_be_visible()
    expect(page.locator("form.fields")).to_have_count(0)  # no form without a key
    give_key(page, stack.key)
    page.locator("#f-names").fill(forms.new_id("Młyn"))
    forms.saved(page)
    page.goto("/pl/drafts")
    page.go_back()
    expect(page.locator("form.fields")).to_be_visible()  # once for the tab
    stored = page.evaluate(
        """async () => {
            const db = await new Promise((done, failed) => {
                const opening = indexedDB.open('upland-drafts');
                [opening.onsuccess, opening.onerror] = [() => done(opening.result), failed];
            });
            const all = await new Promise(done => {
                const reading = db.transaction('drafts').objectStore('drafts').getAll();
                reading.onsuccess = () => done(reading.result);
            });
            return JSON.stringify([all, { ...localStorage }, document.cookie, location.href, document.body.innerHTML]);
        }"""
    )
    assert "Młyn" in stored
    assert stack.key not in stored
    assert not [each for each in seen if stack.key in each]
    other = context.new_page()
    other.goto("/pl/record/organisation")
    expect(other.locator("#api-key")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_forms_can_be_read_and_used_by_everybody(visit: Open, stack: Stack, theme: str) -> None:
    fact = forms.joined(stack)
    page = visit("/pl/record", 390, theme)
    assert violations(page) == ""
    assert no_wider_than_the_screen(page)
    page.goto("/pl/record/visit")
    give_key(page, stack.key)
    for path in (
        "visit",
        "signature?sel=agreement-loi-lublin-radom-starachowice-2018",
        f"correction?sel={fact}",
        "promise",
    ):
        page.goto(f"/pl/record/{path}")
        expect(page.locator("form.fields")).to_be_visible()
        page.get_by_role("button", name="Zapisz", exact=True).click()
        expect(page.locator(".summary")).to_be_focused()
        assert violations(page) == "", path
        assert no_wider_than_the_screen(page), path
        page.set_viewport_size({"width": 1440, "height": 900})
        assert no_wider_than_the_screen(page), path
        page.set_viewport_size({"width": 390, "height": 900})
