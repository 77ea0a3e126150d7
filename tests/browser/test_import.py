"""The page that brings a table into the record: tried row by row, confirmed, followed to its facts, undone."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Stack
from tests.browser.forms import events, give_key
from tests.browser.test_partner import no_wider_than_the_screen
from tests.ops.workbooks import Cell, xlsx

pytestmark = pytest.mark.records

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def page(open_context: NewContext) -> Page:
    return open_context().new_page()


@pytest.fixture
def table(tmp_path: Path) -> tuple[Path, str]:
    """A table as a Polish spreadsheet saves it, and the stream of its first member; the last row's date is none."""
    word = uuid4().hex[:8]
    file = tmp_path / "członkowie.csv"
    rows = [
        "nazwa;data przystąpienia;klasa;opiekun",
        f"Zakład Żółty {word};marzec 2018;pełny;biuro",
        f"Huta Świętokrzyska {word};2019-04-01;wspierający;",
        f"Odlewnia {word};32.13.2018;pełny;",
    ]
    file.write_bytes("\r\n".join([*rows, ""]).encode("cp1250"))
    return file, f"membership-lkb.zaklad-zolty-{word}"


def test_a_table_is_tried_stored_and_undone(page: Page, stack: Stack, table: tuple[Path, str]) -> None:
    file, stream = table
    page.goto("/pl/import")
    give_key(page, stack.key)
    page.get_by_role("button", name="Sprawdź tabelę").click()
    expect(page.get_by_text("Wybierz najpierw plik.")).to_be_visible()
    page.get_by_label("Tabela", exact=True).set_input_files(file)
    expect(page.locator(".import .chosen")).to_have_text("członkowie.csv")
    page.get_by_label("Klaster", exact=True).fill("lkb")
    assert violations(page) == ""
    page.get_by_role("button", name="Sprawdź tabelę").click()

    expect(page.locator("#answer")).to_have_text(
        "2 wiersze do zapisania, 1 odrzucony. Nic jeszcze nie zapisano."
    )
    first = page.locator("table.facts tbody tr").first
    expect(first).to_contain_text("odrzucone")
    expect(first).to_contain_text("is not a date")
    expect(page.get_by_role("heading", name="Na co zwrócić uwagę")).to_be_visible()
    # In the reader's language what is wrong; the report's own words, which are English, name the details.
    expect(first).to_contain_text("To nie jest data, którą umiemy odczytać.")
    warning = page.locator("section[aria-labelledby=warnings] li").first
    expect(warning).to_contain_text("opiekun: Tej kolumny albo tego pola nie wczytano")
    expect(warning.locator("[lang=en]").first).to_contain_text("'opiekun' is not read")
    expect(page.locator("table.facts tbody tr").nth(1)).to_contain_text("nowa organizacja zaklad-zolty-")
    assert events(stack, stream) == []
    assert violations(page) == ""

    # The address holds it: another language and a reload show the same.
    page.goto(page.url.replace("/pl/", "/en/"))
    expect(page.locator("#answer")).to_have_text("2 rows to be stored, 1 refused. Nothing is stored yet.")
    assert violations(page) == ""
    page.get_by_role("button", name="Store these rows").click()
    expect(page.locator("#answer")).to_have_text("2 rows stored, 1 refused.")
    assert [event["type"].split(".")[1] for event in events(stack, stream)] == ["MemberJoined"]
    link = page.locator(f"table.facts a[href*='{stream}']").first
    assert link.get_attribute("href") == f"/en/fact/{stream}%401"

    page.get_by_role("button", name="Undo this import…").click()
    page.get_by_role("button", name="Yes, retract").click()
    expect(page.locator("#answer")).to_contain_text("4 facts retracted")
    assert [event["type"].split(".")[1] for event in events(stack, stream)][-1] == "FactRetracted"
    assert violations(page) == ""


def test_the_columns_of_a_workbook_are_changed_before_anything_is_stored(
    open_context: NewContext, stack: Stack, tmp_path: Path
) -> None:
    """The proposal stands in selects; what is chosen there is tried again, and stored as it was tried."""
    word = uuid4().hex[:8]
    rows: list[list[Cell]] = [
        ["Nasi ludzie", "wejście", "poziom", "uwagi"],
        [f"Zakład Żółty {word}", (43160, 2), "srebrny", "nowy"],
    ]
    (tmp_path / "lista.xlsx").write_bytes(xlsx({"Arkusz1": rows}))
    page = open_context(width=390).new_page()
    page.goto("/pl/import")
    give_key(page, stack.key)
    page.get_by_label("Tabela", exact=True).set_input_files(tmp_path / "lista.xlsx")
    page.get_by_label("Klaster", exact=True).fill("lkb")
    page.get_by_role("button", name="Sprawdź tabelę").click()
    expect(page.locator("#answer")).to_contain_text("1 odrzucony")
    expect(page.get_by_text("Jak odczytano tabelę", exact=True)).to_be_visible()
    assert violations(page) == ""
    page.get_by_label("Co jest w wierszach").select_option(label="członkowie klastra")
    expect(page.get_by_text(f"na przykład: Zakład Żółty {word}")).to_be_visible()
    page.get_by_label("Nasi ludzie").select_option(label="nazwa")
    page.get_by_label("wejście").select_option(label="członek od")
    page.get_by_label("poziom").select_option(label="klasa członkostwa")
    assert no_wider_than_the_screen(page)
    page.get_by_role("button", name="Sprawdź jeszcze raz").click()
    expect(page.locator("#answer")).to_have_text(
        "1 wiersz do zapisania, 0 odrzuconych. Nic jeszcze nie zapisano."
    )
    # What was chosen is what the selects show now; the word for the class is asked about.
    expect(page.get_by_label("wejście")).to_have_value("joined")
    page.get_by_label("srebrny").select_option(label="partnerski")
    page.get_by_role("button", name="Sprawdź jeszcze raz").click()
    expect(page.get_by_label("srebrny")).to_have_value("partner")
    assert violations(page) == ""
    assert no_wider_than_the_screen(page)
    page.get_by_role("button", name="Zapisz te wiersze").click()
    expect(page.locator("#answer")).to_contain_text("Zapisano 1 wiersz")
    [joined] = events(stack, f"membership-lkb.zaklad-zolty-{word}")
    assert (joined["data"]["class"], joined["data"]["class_label"]) == ("partner", "srebrny")
    assert joined["data"]["occurred"]["edtf"] == "2018-03"


@pytest.mark.parametrize("lang", ["pl", "en"])
def test_a_phone_a_wrong_key_and_an_unknown_import(open_context: NewContext, stack: Stack, lang: str) -> None:
    page = open_context(width=390).new_page()
    page.goto(f"/{lang}/import")
    give_key(page, "upl_wrong_key")
    page.goto(f"/{lang}/import/{'0' * 32}")
    expect(page.locator("#keyhead")).to_have_text(
        {"pl": "Ten klucz nie działa", "en": "This key does not work"}[lang]
    )
    give_key(page, stack.key)
    gone = {"pl": "Nie ma takiego importu", "en": "There is no such import"}[lang]
    expect(page.get_by_role("alert")).to_contain_text(gone)
    assert no_wider_than_the_screen(page)
    assert violations(page) == ""
    assert stack.key not in page.url
