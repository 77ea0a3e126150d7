"""The registers: clusters with growth and coverage, agreements with their real state, bridges, the worklist."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open, drawn, settle


def test_20_coverage_of_founders_and_no_anonymous_member(walk: Open) -> None:
    page = walk("/pl/clusters?c=lkb")
    expect(page.locator("#answer")).to_have_text("Znamy 8 z 21 założycieli klastra LKB.")
    row = page.locator("tr[data-id=cluster-lkb]")
    expect(row).to_contain_text("8 z 21 (założyciele)")
    row.get_by_text("założyciele: 8").click()
    members = row.locator("td", has_text="założyciele: 8").locator("li")
    assert members.count() == 8, "only those with a name"
    assert all(name.strip() for name in members.all_inner_texts())
    page.goto("/en/clusters?c=lkb")
    settle(page)
    expect(page.locator("#answer")).to_have_text("We know 8 of the 21 founders of LKB.")


def test_21_each_number_has_its_group_and_its_day_and_no_line_joins_two(walk: Open) -> None:
    page = walk("/pl/clusters")
    for cluster, number, group, day in (
        ("lm", "103", "wszyscy", "1 grudnia 2016"),
        ("lkl", "37", "wspierający", "31 sierpnia 2015"),
        ("lkb", "28", "wszyscy", "1 grudnia 2016"),
        ("lkb", "21", "założyciele", "2015"),
        ("dke", "11", "partnerzy", "do końca 2023 roku"),
    ):
        claim = page.locator(f"tr[data-id=cluster-{cluster}] [data-claim]", has_text=f"{number} ({group})")
        expect(claim).to_contain_text(day)
        panel = f"[data-cluster=cluster-{cluster}]"
        marks = [part for part in drawn(page, panel) if part.part == "mark"]
        assert any(f"{number} {group}" in part.words for part in marks), (cluster, marks)
    of_lkb = drawn(page, "[data-cluster=cluster-lkb]")
    numbers = {part.words[0]: part for part in of_lkb if part.part == "mark"}
    assert numbers["28 wszyscy"].middle[1] < numbers["21 założyciele"].middle[1], "higher is more"
    left, right = (numbers[name].box for name in ("21 założyciele", "28 wszyscy"))
    assert not [
        part
        for part in of_lkb
        if part.part not in {"axis", "lane"} and part.box[0] <= left[0] and part.box[2] > right[0]
    ]
    assert [part.id for part in of_lkb if part.part == "lane"] == ["cluster-lkb"], "the band of known members"
    without = page.locator(".growth > .about")
    for name in ("DKM", "PGM", "SA&AM", "ŚKL", "WSM", "WMM"):
        expect(without).to_contain_text(name)


def test_22_eight_task_teams_and_none_is_split_at_its_comma(walk: Open) -> None:
    page = walk("/pl/clusters")
    page.locator("tr[data-id=cluster-lm] th a").first.click()
    teams = page.locator("section", has=page.get_by_role("heading", name="Zespoły zadaniowe (8)")).locator(
        "li"
    )
    expect(teams).to_have_count(8)
    expect(
        teams.filter(has_text="Technologie inżynierii medycznych, w tym biotechnologia medyczna")
    ).to_have_count(1)


def test_clusters_as_of_a_day_are_those_of_that_day(walk: Open) -> None:
    page = walk("/pl/clusters?as_of=2014-02-01")
    rows = page.locator("tbody tr")
    assert "cluster-lm" in {row.get_attribute("data-id") for row in rows.all()}
    expect(page.locator("tr[data-id=cluster-lkl]")).to_have_count(0)
    expect(page.locator("#answer")).to_contain_text("Stan na 1 lutego 2014.")
    page.get_by_role("button", name="następna zmiana").click()
    settle(page)
    assert "as_of=" in page.url


def test_agreements_who_signed_in_which_state_and_why_it_is_not_certain(walk: Open) -> None:
    page = walk("/pl/agreements")
    expect(page.locator("#answer")).to_contain_text("3 umowy.")
    row = page.locator("tr[data-id=agreement-loi-automotive-clusters-2023]")
    expect(row.locator(".progress")).to_contain_text("4/4")
    for party, behind in (("dkm", "LSSE"), ("saam", "KSSE")):
        expect(row.locator(f"[data-party=cluster-{party}]")).to_contain_text(behind)
    assert row.locator("[data-signed=true]").count() >= 4
    expect(row.locator(".reason")).to_contain_text("Wspólne działania czytają tylko strony")
    row.get_by_text("1 źródło").click()
    expect(row.locator(".sources li")).to_have_count(1)
    cities = page.locator("tr[data-id=agreement-loi-lublin-radom-starachowice-2018]")
    expect(cities.locator(".progress")).to_contain_text("3/3")
    expect(cities).to_contain_text("Ma z tego korzystać: Wyżyna Motoryzacyjna i Maszynowa")
    expect(page.locator("tr[data-id=agreement-cooperation-lkl-skl]")).to_contain_text(
        "i być może inne strony"
    )


def test_a_filter_and_an_order_are_in_the_address_and_survive(visit: Open) -> None:
    page = visit("/pl/agreements")
    page.get_by_role("button", name=re.compile("^list intencyjny")).click()
    expect(page.locator("tbody tr")).to_have_count(2)
    assert "kind=letter-of-intent" in page.url
    page.get_by_role("button", name="Umowa", exact=False).first.click()
    assert "sort=name" in page.url
    names = page.locator("tbody th").all_inner_texts()
    page.reload()
    settle(page)
    assert page.locator("tbody th").all_inner_texts() == names
    page.go_back()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.goto("/pl/agreements?q=nikogo-takiego")
    settle(page)
    expect(page.locator(".empty")).to_contain_text("nikogo-takiego")
    page.locator(".empty button").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_24_bridges_write_the_role_in_the_cell(visit: Open) -> None:
    page = visit("/pl/bridges")
    expect(page.locator("#answer")).to_contain_text("Lublin łączy 4 klastry")
    row = page.locator("tr[data-id=party-lublin]")
    expect(row.locator("td[data-cluster=cluster-lm]")).to_contain_text("inicjator")
    expect(row.locator("td[data-cluster=cluster-lm]")).not_to_contain_text("członek")
    expect(row.locator("td[data-cluster=cluster-dkm] span")).to_have_attribute(
        "aria-label", "nic nie odnotowano"
    )
    page.get_by_role("button", name="założyciel", exact=True).click()
    expect(page.locator(".empty")).to_contain_text("założyciel")
    phone = visit("/en/bridges", width=390)
    card = phone.locator("li[data-id=party-lublin]")
    expect(card.locator("[data-cluster=cluster-lm]")).to_contain_text("initiator")


def test_the_worklist_by_lack_with_the_act_that_mends_it(visit: Open) -> None:
    page = visit("/pl/worklist")
    expect(page.locator("#answer")).to_have_text(
        re.compile(
            r"\d+ rzeczy do uzupełnienia: .*data wywnioskowana \d+, niepełne strony 1, nieznani członkowie 5"
        )
    )
    page.get_by_role("button", name="nieznani członkowie").click()
    expect(page.locator("tbody tr")).to_have_count(5)
    assert "kind=thin-claim" in page.url
    lkb = page.locator("tbody tr", has_text="znamy 8 z 21")
    expect(lkb).to_contain_text("Podano więcej członków, niż znamy z nazwy")
    expect(lkb.locator("th")).to_contain_text("LKB")
    act = lkb.get_by_role("link", name=re.compile("Podano więcej"))
    expect(act).to_have_attribute("href", "/pl/record/member?sel=cluster-lkb")
    page.go_back()
    expect(page.locator(".tab[aria-pressed=true]")).to_contain_text("wszystko")


def test_before_the_first_record_registers_are_empty_without_an_error(walk: Open) -> None:
    page = walk("/pl/clusters?known_at=0")
    for slug in ("clusters", "agreements", "visits", "promises", "bridges", "worklist", "disputes", "map"):
        page.goto(f"/pl/{slug}?known_at=0")
        settle(page)
        expect(page.locator(".empty")).to_be_visible()
        expect(page.locator(".problem")).to_have_count(0)


def test_what_is_typed_while_the_list_is_narrowed_stays(walk: Open) -> None:
    page = walk("/pl/agreements")
    words = page.locator("label.words input")
    words.click()
    page.keyboard.type("dkm ")
    expect(page).to_have_url(re.compile(r"[?&]q=dkm$"))
    page.keyboard.type("lkb")
    expect(page).to_have_url(re.compile(r"[?&]q=dkm(\+|%20)lkb$"))
    expect(words).to_have_value("dkm lkb")
    # What comes from elsewhere is shown.
    page.goto("/pl/agreements?q=wsm")
    expect(words).to_have_value("wsm")
