"""The second clock: what the record knew when, and how two records differ."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Command, Join, Open, copied, drawn, settle

pytestmark = pytest.mark.records


@pytest.fixture(scope="module")
def history(command: Command, join: Join) -> dict[str, int]:
    """A member of PGM whose date is corrected, disputed and who is retracted: the position before, and of each of these."""
    at = {"joined": join("pgm", "starachowice")}
    target = {"target": "membership-pgm.starachowice@1"}
    at["before"] = at["joined"] - 1
    at["corrected"] = command(
        "memberships/pgm.starachowice/correct",
        {
            **target,
            "fields": {"occurred": "2018-03-20"},
            "reason": "misread",
            "sources": [{"id": "source-lsse-iabm"}],
        },
    )
    at["disputed"] = command(
        "memberships/pgm.starachowice/dispute",
        {**target, "by": "party-radom", "reason": "nie tak", "sources": [{"id": "source-lsse-iabm"}]},
    )
    at["retracted"] = command("memberships/pgm.starachowice/retract", {**target, "reason": "pomyłka"})
    return at


EVENT = "membership-pgm.starachowice@1"


def of_fact(page: Page) -> tuple[str, str]:
    """What the picture and the table say of the fact."""
    [bar] = [each for each in drawn(page) if each.part == "bar" and each.id == EVENT]
    return " ".join(bar.words), page.locator(f"#facts tr[data-id='{EVENT}']").inner_text()


@pytest.mark.parametrize(
    ("known_at", "cmp", "sign", "word", "old", "new"),
    [
        ("before", "joined", "+", "dodano później", None, None),
        ("joined", "corrected", "↺", "sprostowano później", r"\d+ \w+ 2026|\d+ \w+ 20\d\d", "20 marca 2018"),
        ("corrected", "disputed", "≠", "oceniono później", "brak wartości", "Radom"),
        ("disputed", "retracted", "✕", "wycofano później", None, None),
    ],
)
def test_15_differences_have_sign_word_and_both_values(
    visit: Open,
    history: dict[str, int],
    known_at: str,
    cmp: str,
    sign: str,
    word: str,
    old: str | None,
    new: str | None,
) -> None:
    page = visit(f"/pl/timeline?kind=membership&c=pgm&known_at={history[known_at]}&cmp={history[cmp]}")
    expect(page.get_by_role("note")).to_contain_text(f"Zaznaczono różnice wobec zapisu nr {history[cmp]} z ")
    row = page.locator(f"#facts tr[data-id='{EVENT}']")
    expect(row.locator("[data-change]")).to_be_visible()
    picture, table = of_fact(page)
    for text in (picture, table):
        assert f"{sign} {word}" in text
    if old and new:
        expect(row.locator("del").first).to_have_text(re.compile(old))
        expect(row.locator("ins").first).to_contain_text(new)
    row.locator("button").last.click()
    panel = page.locator("aside.panel .changed")
    expect(panel).to_contain_text(word)
    # The same two records the other way round have the same differences.
    page.goto(f"/pl/timeline?kind=membership&c=pgm&known_at={history[cmp]}&cmp={history[known_at]}")
    expect(row.locator("[data-change]")).to_contain_text(word)
    page.get_by_role("button", name="Ukryj różnice").click()
    expect(page).not_to_have_url(re.compile("cmp="))
    expect(page.locator("[data-change]")).to_have_count(0)


def test_14_an_earlier_record_has_its_stripe_its_sentence_and_a_way_back(
    visit: Open, history: dict[str, int]
) -> None:
    day = datetime.now(UTC).day
    page = visit(f"/pl/timeline?kind=membership&c=pgm&known_at={history['before']}")
    banner = page.get_by_role("note")
    expect(banner).to_contain_text(
        re.compile(rf"Oglądasz zapis nr {history['before']} z {day} \w+ 20\d\d\. Nic z tego")
    )
    assert banner.evaluate("each => parseFloat(getComputedStyle(each).borderTopWidth)") == 4
    expect(page.locator("[data-sentence]")).to_have_text(
        re.compile(rf"Stan na .+, według zapisu nr {history['before']} z {day} \w+ 20\d\d\.")
    )
    expect(page.locator(f"#facts tr[data-id='{EVENT}']")).to_have_count(0)
    page.goto(f"/pl/timeline?kind=membership&c=pgm&known_at={history['joined']}")
    expect(banner).to_contain_text("Później zapisano 1 fakt, który zmienia ten obraz.")
    expect(page.locator(f"#facts tr[data-id='{EVENT}']")).to_have_count(1)
    banner.get_by_role("button", name="Pokaż różnice").click()
    expect(page).to_have_url(re.compile(r"cmp=\d+$"))
    expect(page.locator(f"#facts tr[data-id='{EVENT}'] [data-change=retracted]")).to_be_visible()
    banner.get_by_role("button", name="Wróć do dzisiejszego zapisu").click()
    expect(page).to_have_url(re.compile(r"/pl/timeline\?kind=membership&c=pgm$"))
    expect(page.get_by_role("note")).to_have_count(0)


def test_the_days_of_the_record_and_their_steps(visit: Open, history: dict[str, int]) -> None:
    page = visit("/pl/timeline")
    question = page.get_by_role("button", name="Co wiedziano wcześniej?")
    question.click()
    days = page.get_by_role("list", name="Dni zapisu")
    expect(days.locator("> li").first).to_contain_text(
        re.compile(r"dodano \d+ · zmieniono \d+ · wycofano \d+")
    )
    days.get_by_role("button", name="po kolei").first.click()
    expect(days.locator("ol li").first).to_contain_text("dodano")
    days.get_by_role("button", name="nr 20", exact=True).click()
    expect(page).to_have_url(re.compile(r"known_at=20$"))
    expect(question).to_be_focused()
    expect(page.get_by_role("note")).to_contain_text("Oglądasz zapis nr 20 z")
    question.click()
    page.keyboard.press("Escape")
    expect(days).to_have_count(0)
    expect(question).to_be_focused()
    question.click()
    days.locator("> li > button").first.click()
    expect(page).to_have_url(re.compile(r"known_at=\d{2,}$"))


def test_three_ready_questions(visit: Open) -> None:
    page = visit("/en/timeline")
    question = page.get_by_role("button", name="What was known earlier?")
    question.click()
    page.get_by_role("button", name="What did we know on…?").click()
    page.get_by_label("What did we know on…?").fill("19 March 2018")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"as_of=2018-03-19&known_at=2018-03-19$"))
    # Before the first record: said so, and nothing looks like an error.
    today = datetime.now(UTC)
    expect(page.get_by_role("note")).to_contain_text(
        f"The record was still empty: the first fact was recorded on {today.day} {today:%B} {today.year}."
    )
    expect(page.locator("[data-sentence]")).to_have_text("As of 19 March 2018, by record of 19 March 2018.")
    expect(page.get_by_role("alert")).to_have_count(0)
    question.click()
    page.get_by_role("button", name="What is there now?").click()
    expect(page).to_have_url(re.compile(r"/en/timeline$"))
    question.click()
    page.get_by_role("button", name="How was it on…?").click()
    page.get_by_label("Date", exact=True).fill("2015")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"as_of=2015$"))


def test_16_before_the_first_record(visit: Open) -> None:
    for path in ("network", "timeline"):
        page = visit(f"/pl/{path}?known_at=0")
        expect(page.get_by_role("note")).to_contain_text("Zapis był jeszcze pusty: pierwszy fakt zapisano")
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.locator(".empty")).to_be_visible()


def test_13_exactly_this_stays_and_always_current_moves_on(visit: Open, join: Join) -> None:
    page = visit("/pl/timeline?kind=membership&c=wmm")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    before = page.locator("#answer").inner_text()
    links = {}
    for name in ("zawsze aktualny", "dokładnie ten obraz"):
        page.get_by_role("button", name="Kopiuj odnośnik").click()
        links[name] = copied(page, page.get_by_role("button", name=name))
    event = "membership-wmm.starachowice@1"
    join("wmm", "starachowice")
    page.goto(links["dokładnie ten obraz"])
    settle(page)
    expect(page.locator("#answer")).to_contain_text(before.split(":")[0])
    expect(page.locator(f"#facts tr[data-id='{event}']")).to_have_count(0)
    page.goto(links["zawsze aktualny"])
    expect(page.locator(f"#facts tr[data-id='{event}']")).to_have_count(1)


def test_19_doubts_have_sign_and_word_in_picture_table_and_panel(
    visit: Open, history: dict[str, int]
) -> None:
    page = visit(f"/pl/timeline?kind=membership&c=pgm&known_at={history['disputed']}")
    picture, table = of_fact(page)
    for text in (picture, table):
        assert "≠ sporne" in text
        assert "∅ bez źródła" in text or "sporne" in table
    row = page.locator(f"#facts tr[data-id='{EVENT}']")
    row.locator("button").last.click()
    panel = page.locator("aside.panel")
    expect(panel).to_contain_text("≠ sporne")
    page = visit("/pl/timeline?kind=agreement")
    inferred = page.locator("#facts tr", has_text="19 marca 2018").first
    expect(inferred).to_contain_text("≈ wywnioskowane")
    event = inferred.get_attribute("data-id")
    [bar] = [each for each in drawn(page) if each.part == "bar" and each.id == event]
    assert "≈ wywnioskowane" in " ".join(bar.words)
    inferred.locator("button").last.click()
    expect(page.locator("aside.panel")).to_contain_text("≈ wywnioskowane")
    # The network's own grammar: a disputed tie is a double line with its sign at its middle.
    page = visit(f"/pl/network?known_at={history['disputed']}&sel=party-starachowice")
    tie = page.locator(".picture [data-part=tie][data-id='cluster-pgm~party-starachowice~role']")
    expect(tie.locator("line")).to_have_count(2)
    expect(tie.locator("text")).to_have_text("≠")
    expect(
        page.locator("#facts tr", has_text="Starachowice").filter(has_text="≠ sporne").first
    ).to_be_visible()


def test_15_the_network_marks_what_differs(visit: Open, history: dict[str, int]) -> None:
    page = visit(f"/pl/network?known_at={history['before']}&cmp={history['joined']}")
    tie = "cluster-pgm~party-starachowice~role"
    expect(page.locator(f".picture [data-part=label][data-id='{tie} change'] text")).to_have_text("+")
    row = page.locator("#facts tr[data-id*='starachowice'][data-id^='membership']")
    expect(row.locator("[data-change=added]")).to_contain_text("+ dodano później")
    # The sentence is about the record of the address; the compared one has no part in it.
    alone = visit(f"/pl/network?known_at={history['before']}")
    expect(page.locator("#answer")).to_have_text(alone.locator("#answer").inner_text())
    # An agreement that was only proposed then and is concluded now has not been retracted.
    page = visit("/pl/network?known_at=100&cmp=116")
    agreements = page.locator("#facts tr[data-id^=agreement-]")
    expect(agreements.locator("[data-change=changed]").first).to_be_visible()
    expect(agreements.locator("[data-change=retracted]")).to_have_count(0)
    mark = agreements.first.get_attribute("data-id")
    label = page.locator(f".picture [data-part=label][data-id='{mark} change'] text")
    expect(label).to_have_text("→ zmieniono później")


def test_15_a_register_marks_what_differs(visit: Open, history: dict[str, int]) -> None:
    # An agreement that was only proposed at 100 was concluded by 116; at 40 it was not recorded at all.
    page = visit("/pl/agreements?known_at=100&cmp=116")
    expect(page.get_by_role("note")).to_contain_text("Zaznaczono różnice wobec zapisu nr 116 z ")
    rows = page.locator(".register tbody tr")
    expect(rows.locator("[data-change=changed]").first).to_contain_text("→ zmieniono później")
    expect(rows.locator("[data-change=changed] ins").first).to_be_visible()
    before = visit("/pl/agreements?known_at=20&cmp=116")
    others = before.get_by_role("region", name="Tylko w porównywanym zapisie")
    expect(others.locator("[data-change=added]").first).to_contain_text("+ dodano później")
    before.get_by_role("button", name="Ukryj różnice").click()
    expect(others).to_have_count(0)
    expect(before.get_by_role("note")).to_contain_text("Później zapisano")


@pytest.mark.parametrize(
    ("page_and_clocks", "word"),
    [
        ("promises?known_at=20&cmp=116", "+ dodano później"),
        ("bridges?known_at=60&cmp=116", "+ dodano później"),
        ("map?known_at=60&cmp=116", "+ dodano później"),
        ("together?sel=party-lublin,party-starachowice&known_at=60&cmp=116", "+ dodano później"),
        ("my-city?sel=party-lublin&known_at=60&cmp=116", "+ dodano później"),
        ("party/lublin?known_at=60&cmp=116", "+ dodano później"),
    ],
)
def test_15_other_questions_mark_what_differs(visit: Open, page_and_clocks: str, word: str) -> None:
    page = visit(f"/pl/{page_and_clocks}")
    expect(page.locator("main [data-change]").filter(has_text=word).first).to_be_visible()


def test_15_the_comparison_of_clusters_marks_what_differs(visit: Open) -> None:
    page = visit("/pl/compare?c=dkm,saam,pgm,wsm&known_at=100&cmp=116")
    cell = page.locator("td[data-pair='cluster-dkm,cluster-saam']")
    expect(cell.locator("[data-change]")).to_contain_text("później")
    expect(cell).to_have_attribute("aria-label", re.compile("później"))
    cell.click()
    expect(page.locator("aside.panel li [data-change]").first).to_contain_text("później")
    own = page.locator("td[data-pair='cluster-dkm,cluster-dkm']")
    expect(own.locator("[data-change]")).to_have_text("→ zmieniono później")
    # The place of the map says it in the picture, too.
    page = visit("/pl/map?known_at=60&cmp=116")
    label = page.locator(".picture [data-part=label][data-id^=Jaworzno] text").last
    expect(label).to_have_text("+ dodano później")
    # A dossier of what the other record does not know yet: all of it came later.
    page = visit("/pl/cluster/dkm?cmp=10")
    expect(page.locator(".factlist li [data-change=added]").first).to_contain_text("+ dodano później")
    expect(page.locator(".parts li [data-change=added]").first).to_contain_text("+ dodano później")
    expect(page.locator(".problem")).to_have_count(0)
    # An agreement that was concluded in the meantime is marked in the list of agreements, too.
    page = visit("/pl/cluster/dkm?known_at=100&cmp=116")
    expect(page.locator(".parts li [data-change]").first).to_contain_text("później")


def test_15_a_dispute_that_came_later_is_marked(visit: Open, history: dict[str, int]) -> None:
    page = visit(f"/pl/disputes?known_at={history['corrected']}&cmp={history['disputed']}")
    others = page.get_by_role("region", name="Tylko w porównywanym zapisie")
    added = others.locator(f"li[data-id='{EVENT}']")
    expect(added).to_contain_text("Starachowice")
    expect(added.locator("[data-change=added]")).to_contain_text("+ dodano później")
