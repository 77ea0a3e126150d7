"""Forms for what an organisation and a cluster are, and what becomes of a cluster: each sent, then read on the dossier."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import forms
from tests.browser.conftest import Open, Stack
from tests.browser.forms import choose, command, give_key, party, recorded, types, visible

pytestmark = pytest.mark.records


@pytest.fixture
def page(visit: Open) -> Page:
    return visit("/pl/about")


def _cluster(stack: Stack, name: str) -> str:
    """Founds a cluster and waits until the views know it; its stream."""
    id = forms.new_id("described")
    visible(stack, command(stack, f"clusters/{id}/found", {"names": {"pl": name}})["position"])
    return f"cluster-{id}"


def _record(page: Page, stack: Stack, kind: str, of: str, **fields: str) -> None:
    """Fills a form about a stream and sends it; `when` is the date's phrase."""
    page.goto(f"/pl/record/{kind}?sel={of}")
    expect(page.locator("#api-key, form.fields").first).to_be_visible()
    if page.locator("#api-key").count():
        give_key(page, stack.key)
    expect(page.locator("form.fields")).to_be_visible()
    for name, value in fields.items():
        control = page.locator(f"#f-{name}")
        if control.evaluate("each => each.matches('select')"):
            control.select_option(value)
        elif control.get_attribute("role") == "combobox":
            for each in value.split(";"):
                choose(page, name, each, each)
        else:
            control.fill(value)
    page.locator("#f-when-text").fill("maj 2024")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    assert recorded(page).partition("@")[0] == of


def _dossier(page: Page, stream: str) -> None:
    kind, _, id = stream.partition("-")
    page.goto(f"/pl/{kind}/{id}")
    expect(page.locator("main .answer").first).to_be_visible()


def test_what_an_organisation_is(page: Page, stack: Stack) -> None:
    of = party(stack, forms.new_id("Huta Opisana"))
    renamed = forms.new_id("Huta Nazwana")
    _record(page, stack, "type", of, organisation_type="large-enterprise")
    _record(
        page, stack, "seat", of, country="pl", region="PL814", place="Świdnik", coordinates="51.2197, 22.6967"
    )
    _record(page, stack, "sectors", of, classification="PKD", edition="2007", sectors="24.10.Z; 72.19.Z")
    _record(page, stack, "number", of, scheme="website", value="https://huta.example.org")
    _record(page, stack, "alias", of, names="Huta Potoczna")
    _record(page, stack, "called", of, names=renamed)
    assert types(stack, of) == [
        "PartyRegistered", "OrganisationTypeDeclared", "SeatDeclared", "SectorsDeclared",
        "PartyIdentified", "PartyAliasAdded", "PartyRenamed",
    ]  # fmt: skip
    _dossier(page, of)
    content = page.locator("#content")
    expect(page.locator("h1")).to_contain_text(renamed)
    expect(content).to_contain_text("duże przedsiębiorstwo")
    expect(content).to_contain_text(re.compile(r"Świdnik.*PL814|PL814.*Świdnik"))
    expect(content).to_contain_text("51.2197, 22.6967")
    expect(content).to_contain_text("PKD 2007: 24.10.Z")
    website = content.get_by_role("definition").get_by_role("link", name="huta.example.org")
    expect(website).to_have_attribute("href", "https://huta.example.org")
    expect(content.get_by_role("term").filter(has_text="Strona internetowa")).to_be_visible()
    expect(content).to_contain_text("Huta Potoczna")


def test_what_a_cluster_is_called_and_linked_to(page: Page, stack: Stack) -> None:
    larger = forms.new_id("Klaster Większy")
    one, _ = (_cluster(stack, name) for name in (forms.new_id("Klaster Opisany"), larger))
    renamed, alias = forms.new_id("Klaster Nazwany"), forms.new_id("Klaster Potoczny")
    _record(page, stack, "rename", one, names=renamed)
    _record(page, stack, "alias", one, names=alias)
    _record(page, stack, "number", one, scheme="website", value="https://klaster.example.org")
    _record(page, stack, "relation", one, relation="part-of", related=larger, linked="certain")
    assert types(stack, one) == [
        "ClusterFounded",
        "ClusterRenamed",
        "ClusterAliasAdded",
        "ClusterIdentified",
        "ClusterLinked",
    ]
    _dossier(page, one)
    content = page.locator("#content")
    expect(page.locator("h1")).to_contain_text(renamed)
    expect(content).to_contain_text(alias)
    expect(content).to_contain_text("klaster.example.org")
    expect(content.get_by_role("link", name=larger).first).to_be_visible()
    page.goto(f"/pl/network?show=near&sel={one}")
    row = page.locator("#facts tbody tr").filter(has_text="część")
    expect(row).to_contain_text(larger)
    expect(page.locator(".legend")).to_contain_text("powiązane klastry")
    _record(page, stack, "relation", one, relation="part-of", related=larger, linked="ended")
    assert types(stack, one)[-1] == "ClusterUnlinked"


def test_who_leads_a_cluster_together(page: Page, stack: Stack) -> None:
    names = [forms.new_id(name) for name in ("Koordynator Pierwszy", "Koordynator Drugi")]
    cluster = _cluster(stack, forms.new_id("Klaster Wspólny"))

    def either(words: str) -> re.Pattern[str]:
        return re.compile("|".join(words.format(*order) for order in (names, names[::-1])))

    address = f"clusters/{cluster.removeprefix('cluster-')}/appoint-coordinator"
    bodies = [{"organisation": party(stack, name), "role": "co", "mode": "reported"} for name in names]
    visible(stack, max(command(stack, address, body)["position"] for body in bodies))
    _dossier(page, cluster)
    expect(page.locator("#content")).to_contain_text("Prowadzą razem")
    for name in names:
        expect(page.locator("#content").get_by_role("link", name=name).first).to_be_visible()
    expect(page.locator("#content")).not_to_contain_text("współkoordynator")
    expect(page.locator(".answer").first).to_contain_text(either("prowadzą go razem {} i {}"))
    page.goto(f"/pl/clusters?c={cluster.removeprefix('cluster-')}")
    expect(page.locator("tbody tr").first).to_contain_text(either("prowadzą razem: {}, {}"))
    page.goto(f"/pl/network?sel={cluster}&show=near")
    expect(page.locator("aside.panel")).to_contain_text("Prowadzą razem")
    expect(page.locator("aside.panel")).to_contain_text("współkoordynator")


def test_what_became_of_clusters(page: Page, stack: Stack) -> None:
    names = [
        forms.new_id(name) for name in ("Klaster Łączony", "Klaster Dzielony", "Następca A", "Następca B")
    ]
    merged, split, *_ = (_cluster(stack, name) for name in names)
    _record(page, stack, "merger", merged, into=names[2], members_pass="yes", agreements_pass="no")
    _record(page, stack, "split", split, into=";".join(names[2:]), members_pass="no")
    assert types(stack, merged)[-1] == "ClusterMerged"
    assert types(stack, split)[-1] == "ClusterSplit"
    _dossier(page, merged)
    expect(page.locator("#content")).to_contain_text("przechodzą na następcę")
    expect(page.locator("#content").get_by_role("link", name=names[2]).first).to_be_visible()
    _dossier(page, split)
    for name in names[2:]:
        expect(page.locator("#content").get_by_role("link", name=name).first).to_be_visible()
    page.goto("/pl/clusters")
    row = page.locator("tbody tr").filter(has_text=names[2])
    expect(row).to_contain_text(re.compile(f"poprzednicy: .*{names[0]}"))
    expect(row.get_by_role("link", name=names[1])).to_be_visible()
    page.goto(f"/pl/network?sel={merged}&show=near")
    panel = page.locator("aside.panel")
    expect(panel).to_contain_text("nie ma w stanie na ten dzień")
    expect(panel).to_contain_text(re.compile(f"Połączenie w.*{names[2]}"))
    panel.get_by_role("button", name="Pokaż stan na dzień").click()
    expect(page).to_have_url(re.compile(r"as_of=2024-05-\d\d"))
    expect(panel).not_to_contain_text("nie ma w stanie na ten dzień")
    successor = panel.get_by_role("link", name=names[2]).first.get_attribute("href")
    assert successor
    page.goto(f"/pl/network?sel=cluster-{successor.partition('?')[0].rpartition('/')[2]}&show=near")
    expect(panel).to_contain_text(re.compile(f"Poprzednik.*{names[0]}"))
    panel.locator("div", has_text=names[0]).get_by_role("button", name="Pokaż stan na dzień").first.click()
    expect(panel.get_by_role("heading", name=names[0])).to_be_visible()


def test_a_project_of_an_agreement_and_its_money(page: Page, stack: Stack) -> None:
    names = [forms.new_id(name) for name in ("Partner Projektu", "Lider Projektu")]
    of = forms.new_id("umowa").lower()
    proposal = {"kind": "cooperation-agreement", "parties": [party(stack, name) for name in names]}
    subject = {"subject": {"pl": f"Umowa {of}"}, "mode": "reported"}
    command(stack, f"agreements/{of}/propose", proposal | subject)
    for each in proposal["parties"]:
        command(stack, f"agreements/{of}/sign", {"party": each, "mode": "reported"})
    visible(stack, command(stack, f"agreements/{of}/conclude", {"mode": "reported"})["position"])
    title = forms.new_id("Projekt Testowy")
    page.goto(f"/pl/record/project?sel=agreement-{of}")
    expect(page.locator("#api-key, form.fields").first).to_be_visible()
    give_key(page, stack.key)
    page.locator("#f-title").fill(title)
    page.locator("#f-amount").fill("1 500 000,50")
    choose(page, "shares", names[0], names[0])
    page.get_by_label(f"Kwota, {names[0]}").fill("dużo")
    page.locator("#f-when-text").fill("maj 2024")
    page.get_by_role(
        "button", name="Zapisz", exact=True
    ).click()  # only then does the page name what is missing
    expect(page.locator("form.fields")).to_contain_text("Podaj walutę trzema literami")
    expect(page.locator("form.fields")).to_contain_text("Podaj kwotę, na przykład")
    page.get_by_label(f"Kwota, {names[0]}").fill("250000")
    page.locator("#f-currency").fill("pln")
    form = page.locator("main")
    expect(form).to_contain_text("kwota: 1 500 000,50 zł")
    expect(form).to_contain_text("money: PLN 1,500,000.50")
    expect(form).to_contain_text(f"{names[0]}: 250 000 zł")
    expect(page.locator("[data-check=accepted]")).to_be_visible()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("heading", name="Zapisano")).to_be_visible()
    assert types(stack, f"agreement-{of}")[-2:] == ["AgreementConcluded", "AgreementProjectRecorded"]
