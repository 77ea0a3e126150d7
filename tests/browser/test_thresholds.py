"""Which clusters meet a threshold, and whose recognitions end soon: the numbers are in the address."""

from playwright.sync_api import expect

from tests.browser.conftest import Open


def test_numbers_are_asked_by_hand_and_kept_in_the_address(visit: Open) -> None:
    page = visit("/pl/thresholds")
    answer = page.locator("main .answer").first
    expect(answer).to_contain_text("Progi spełnia na pewno")
    expect(answer).to_contain_text("W ciągu 365 dni")
    members = page.get_by_label("Członkowie, co najmniej")
    expect(members).to_have_value("20")
    members.fill("1")
    expect(page.locator("tbody tr").filter(has_text="próg 1").first).to_be_visible()
    page.get_by_label("Założyciele, co najmniej").fill("8")
    page.wait_for_function(
        "() => location.search.includes('founder:8') || location.search.includes('founder%3A8')"
    )
    page.get_by_role("button", name="na pewno").click()
    expect(page.locator("tbody tr").first).to_contain_text("Lubelski Klaster Biotechnologiczny")
    page.reload()
    expect(page.get_by_label("Założyciele, co najmniej")).to_have_value("8")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_page_is_reached_from_the_first_page_and_the_menu(walk: Open) -> None:
    page = walk("/en/")
    page.locator("ul.doors").get_by_role("link", name="Thresholds").click()
    expect(page.locator("main .answer").first).to_contain_text("certainly meet")
    assert page.url.partition("?")[0].endswith("/en/thresholds")
