"""Faults of the address, the network or the data: the page reports them, executes nothing, and offers a way on."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Open, drawn, settle, watch

NEW_CONTEXT = Callable[..., BrowserContext]
HTML = "<img src=/nowhere onerror=\"window.ran='html'\"><script>window.ran='script'</script><b>Klaster</b>"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
BIDI = "Firma \u202etxt.exe\u202c \u2066ukryta\u2069 \u200b"
ADDRESSES = (
    "javascript:window.ran='link'",
    "JaVaScRiPt:window.ran='link'",
    "java\nscript:window.ran='link'",
    "data:text/html,<script>parent.ran='data'</script>",
    "vbscript:msgbox(1)",
    "//elsewhere.example/x",
    "/pl/network",
    "file:///etc/passwd",
    "https://lublin.eu@elsewhere.example/",
    "https://",
)


# ---- the address ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page_name", ["network", "timeline", "compare"])
def test_a_clock_that_cannot_be_read_shows_no_picture(open_context: NEW_CONTEXT, page_name: str) -> None:
    page = open_context().new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "as_of" in request.url else None)
    for query in ("as_of=bogus", "as_of=2018-02-31", "known_at=bogus"):
        for lang, button in (
            ("pl", re.compile("Pokaż stan na dziś|Wróć")),
            ("en", re.compile("Show today|Back")),
        ):
            requests.clear()
            page.goto(f"/{lang}/{page_name}?{query}")
            settle(page)
            expect(page.locator("#answer")).to_contain_text(query.partition("=")[2])
            expect(page.get_by_role("alert")).to_be_visible()
            assert page.locator(".picture, .matrix, .lanes, table, .strip").count() == 0
            assert [url for url in requests if "/v1/" in url] == []
            page.get_by_role("button", name=button).click()
            expect(page).not_to_have_url(re.compile("bogus|2018-02-31"))
            expect(page.locator("#facts, .matrix").first).to_be_visible()


def test_what_the_page_passes_over_is_named(walk: Open) -> None:
    page = walk("/pl/network?cert=bogus&kind=visit&c=nobody,lm&sel=party-nobody&asof=2018&as_of=2018-03-19")
    note = page.locator("[data-note=address]")
    for text in ("cert=bogus", "„kind”", "„asof”", "nobody", "„party-nobody”"):
        expect(note).to_contain_text(text)
    page.get_by_role("link", name="English").click()
    expect(note).to_contain_text("cert=bogus. This value is not known")
    note.get_by_role("link").click()
    expect(note).to_have_count(0)
    assert page.url.endswith("/en/network?c=lm&as_of=2018-03-19")
    for path in (
        "timeline?gaps=bogus&sel=nothing@1",
        "compare?c=dkm,nobody&sel=x,y",
        "timeline?as_of=2018&c=nobody",
    ):
        page.goto(f"/pl/{path}")
        settle(page)
        expect(note).to_be_visible()


def test_a_record_that_is_still_to_come_is_named(walk: Open) -> None:
    page = walk("/pl/network?known_at=99999999")
    expect(page.locator("[data-note=later]")).to_contain_text("Zapisu nr 99999999 jeszcze nie ma")
    page.goto("/pl/timeline?known_at=2999-01-01T00:00:00Z")
    expect(page.locator("[data-note=later]")).to_be_visible()


# ---- the register -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "as_of", ["2016-06-01", "2018-03-19", "2019-03-25", "2023-05-09", "2024-05-09", "2018", ""]
)
def test_ongoing_agreements_are_those_that_are_living_in_the_register(walk: Open, as_of: str) -> None:
    page = walk(f"/pl/network?as_of={as_of}")
    day = as_of or page.evaluate("() => new Date().toLocaleDateString('sv')")
    rows = page.request.get(f"/v1/agreements?as_of={day}").json()["data"]

    def living(certainty: str) -> int:
        states = [(each["state"], each["certainty"]) for row in rows for each in row["states"]]
        return states.count(("living", certainty))

    sure, maybe = living("yes"), living("possibly")
    words = (
        f"{sure}{f' i być może {maybe}' if maybe else ''}" if sure else f"być może {maybe}" if maybe else "0"
    )
    expect(page.locator("#answer")).to_contain_text(re.compile(f"umowy trwające: {words}[;.]"))


# ---- parts that do not load, or break ---------------------------------------------------------------------------


def test_a_page_that_cannot_be_loaded_says_so_and_recovers(open_context: NEW_CONTEXT) -> None:
    context = open_context()
    page = context.new_page()
    page.goto("/pl/network")
    settle(page)
    block(context, "Timeline")
    page.get_by_role("link", name="Oś czasu").click()
    note = page.locator("[data-note=unloaded]")
    expect(note).to_be_visible()
    expect(page.locator("header")).to_be_visible()
    assert violations(page) == ""
    allow(context)
    note.get_by_role("button", name="Spróbuj ponownie").click()
    settle(page)
    expect(note).to_have_count(0)
    expect(page.locator("#facts tbody tr").first).to_be_visible()
    assert "/pl/timeline" in page.url


@pytest.mark.parametrize("name", ["pl", "Network", "places"])
def test_a_first_load_without_a_part_says_so_and_recovers(open_context: NEW_CONTEXT, name: str) -> None:
    context = open_context()
    if name == "places":
        context.route(re.compile("/v1/places"), lambda route: route.abort("internetdisconnected"))
    else:
        block(context, name)
    page = context.new_page()
    page.goto("/pl/network")
    note = page.locator("[data-note=unloaded]")
    expect(note).to_be_visible()
    if name == "places":
        # Without places there is no picture; sentence, slider and table are there.
        expect(page.locator("#facts tbody tr").first).to_be_visible()
    allow(context)
    note.get_by_role("button", name="Spróbuj ponownie").click()
    settle(page)
    expect(page.locator(".picture [data-part=mark]").first).to_be_visible()
    expect(note).to_have_count(0)


def test_without_its_program_the_document_says_so(open_context: NEW_CONTEXT) -> None:
    context = open_context()
    block(context, "index", r"js")
    page = context.new_page()
    page.goto("/pl/network")
    expect(page.get_by_text("Strona jeszcze się nie wczytała.")).to_be_visible()
    allow(context)
    page.get_by_role("link", name="Wczytaj ponownie").click()
    settle(page)
    expect(page.locator(".boot")).to_have_count(0)


def test_a_release_with_other_file_names_is_loaded_on_request(open_context: NEW_CONTEXT) -> None:
    """After a redeploy the server has no file of the old names: the page says so, and "try again" loads the new release."""
    context = open_context()
    page = context.new_page()
    page.goto("/pl/network?as_of=2018-03-19")
    settle(page)
    old: list[str] = []

    def renamed(route: Route) -> None:
        old.append(route.request.url)
        route.fulfill(status=404, content_type="application/problem+json", body="{}")

    context.route(re.compile(r"/assets/Timeline-[^/]+\.js$"), renamed)
    page.get_by_role("link", name="Oś czasu").click()
    note = page.locator("[data-note=unloaded]")
    expect(note).to_contain_text("strona ma już nowszą wersję")
    assert old
    document = page.evaluate("() => performance.timeOrigin")
    context.unroute_all()
    note.get_by_role("button", name="Spróbuj ponownie").click()
    settle(page)
    expect(page.locator("#facts tbody tr").first).to_be_visible()
    assert "/pl/timeline?as_of=2018-03-19" in page.url
    assert page.evaluate("() => performance.timeOrigin") >= document


def test_a_slow_network_says_that_it_is_loading(open_context: NEW_CONTEXT) -> None:
    page = open_context().new_page()
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    page.route(re.compile(r"/v1/timeline\?"), wait)
    page.goto("/pl/timeline")
    expect(page.locator(".skeleton p")).to_have_text("Wczytuję…")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_function("() => document.querySelector('#answer')?.textContent === '…'")
    waiting[0].continue_()
    settle(page)
    expect(page.locator("#facts tbody tr").first).to_be_visible()
    # What was read once is there at once: another day needs no request.
    page.get_by_role("button", name="poprzednia zmiana").click()
    expect(page.locator(".skeleton")).to_have_count(0)
    assert len(waiting) == 1


@pytest.mark.parametrize(
    ("path", "lang", "leads"),
    [
        ("/de/network?as_of=2018-03-19", "de", "/pl/network?as_of=2018-03-19"),
        ("/de/", "en-GB", "/en/"),
        ("/timeline", "en-GB", "/en/timeline"),
    ],
)
def test_an_address_in_another_language_leads_to_the_page(
    open_context: NEW_CONTEXT, path: str, lang: str, leads: str
) -> None:
    page = open_context(locale=lang).new_page()
    page.goto(path)
    page.wait_for_function("path => location.pathname + location.search === path", arg=leads)
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("path", ["nothing", "network/more", "v1/nothing", "cluster/dkm/more/parts"])
def test_what_is_no_page_says_so_and_leads_on(walk: Open, path: str) -> None:
    for lang, words in (("pl", "Nie ma takiej strony"), ("en", "There is no such page")):
        page = walk(f"/{lang}/{path}?as_of=2018-03-19")
        expect(page.locator("h1")).to_have_text(words)
        # It is the same page for all of them.
        assert path != "nothing" or violations(page) == ""
        page.locator("main a[href*=network]").first.click()
        expect(page.locator("#facts, .matrix").first).to_be_visible()


def block(context: BrowserContext, name: str, ending: str = r"js") -> None:
    context.route(
        re.compile(rf"/assets/{name}-[^/]+\.{ending}$"), lambda route: route.abort("internetdisconnected")
    )


def allow(context: BrowserContext) -> None:
    context.unroute_all()


def test_a_view_that_breaks_says_so_and_recovers(open_context: NEW_CONTEXT) -> None:
    page = open_context().new_page()
    meta = {"as_of": None, "known_at": 1, "position": 1, "next": None}
    page.route(
        re.compile(r"/v1/network\?"),
        lambda route: route.fulfill(json={"data": {"clusters": 7, "agreements": None}, "meta": meta}),
    )
    page.goto("/pl/network")
    note = page.locator("[data-note=broken]")
    expect(note).to_be_visible()
    expect(page.get_by_role("link", name="Oś czasu")).to_be_visible()
    page.unroute_all()
    note.get_by_role("button", name="Spróbuj ponownie").click()
    settle(page)
    expect(page.locator("#facts tbody tr").first).to_be_visible()


@pytest.mark.parametrize(
    ("width", "theme", "forced"), [(1440, "light", "none"), (390, "dark", "none"), (1440, "dark", "active")]
)
def test_axe_finds_nothing_where_something_is_wrong(
    open_context: NEW_CONTEXT, width: int, theme: str, forced: str
) -> None:
    page = open_context(width, theme, forced_colors=forced).new_page()
    for path in (
        "network?as_of=bogus",
        "network?cert=bogus&c=nobody&sel=nothing",
        "compare?sel=cluster-dkm,cluster-wsm",
    ):
        page.goto(f"/pl/{path}")
        settle(page)
        assert violations(page) == "", path
    page.route("**/v1/timeline**", lambda route: route.fulfill(status=500, json={"title": "Zapis odpoczywa"}))
    page.goto("/pl/timeline")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == ""


# ---- where the focus goes ---------------------------------------------------------------------------------------


def test_the_focus_goes_back_to_where_the_choice_was_made(walk: Open) -> None:
    page = walk("/pl/network?as_of=2023-05-09")
    heading = page.locator("aside.panel h2")
    button = page.locator("#facts tbody button").nth(3)
    button.press("Enter")
    expect(heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(heading).to_be_focused()
    page.get_by_role("button", name="Zamknij").click()
    expect(button).to_be_focused()
    picture = page.locator(".picture")
    picture.focus()
    picture.press("ArrowRight")
    picture.press("Enter")
    expect(heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(picture).to_be_focused()
    page.goto("/pl/network?sel=cluster-lm")
    settle(page)
    page.get_by_role("button", name="Zamknij").click()
    expect(picture).to_be_focused()
    page.goto("/pl/compare?c=dkm,saam,wsm")
    settle(page)
    cell = page.locator("[data-pair='cluster-dkm,cluster-wsm']")
    cell.focus()
    cell.press("Enter")
    expect(heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()
    page.goto("/pl/timeline")
    settle(page)
    row = page.locator("#facts tbody button").first
    row.press("Enter")
    expect(heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(row).to_be_focused()


# ---- paper ------------------------------------------------------------------------------------------------------


PLACE = "https://example.org/"


def address_sources(route: Route) -> None:
    """The seeds' sources are documents without an address: here each has one."""
    text = route.fetch().text()
    # A source of a fact begins with its id, and is the only thing that has a locator.
    body = json.loads(
        text,
        object_hook=lambda value: value | {"url": PLACE + value["id"]} if "locator" in value else value,
    )
    route.fulfill(json=body)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_printout_contains_the_picture_the_table_and_every_address(visit: Open, theme: str) -> None:
    page = visit("/pl/", theme=theme)
    page.route(re.compile(r"/v1/network\?"), address_sources)
    page.goto("/pl/network?as_of=2018-03-19")
    settle(page)
    before = drawn(page)
    sheet = page.pdf(format="A4")
    network = page.request.get("/v1/network?as_of=2018-03-19").json()["data"]
    facts = [*network["clusters"], *network["agreements"], *network["visits"], *network["roles"]]
    sources = {source["id"] for fact in facts for source in fact["sources"]}
    assert sources
    for source in sources:
        assert f"/URI ({PLACE}{source})".encode() in sheet, source
    # And back: nothing of the sheet is left.
    page.wait_for_function("() => !document.querySelector('.printed')")
    assert drawn(page) == before
    page.set_viewport_size({"width": 700, "height": 1000})
    page.wait_for_function(
        "() => document.querySelector('.picture .drawing').getBoundingClientRect().width < 701"
    )
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    picture = page.locator(".picture .drawing").bounding_box()
    assert picture
    assert picture["x"] >= 0
    assert picture["x"] + picture["width"] <= 700
    assert picture["height"] <= 1000
    assert page.locator(".picture circle").first.get_attribute("fill") == "#ffffff"
    for each in ("#facts", "#parties", ".printed"):
        expect(page.locator(each)).to_be_visible()


# ---- texts of strangers -----------------------------------------------------------------------------------------


def poisoned(value: Any, at: list[int]) -> Any:
    """An answer's data with hostile texts in the place of the record's."""
    if isinstance(value, list):
        return [poisoned(each, at) for each in value]
    if not isinstance(value, dict):
        return value
    at[0] += 1
    bad = (HTML, LONG, BIDI)[at[0] % 3]
    changed = {name: poisoned(each, at) for name, each in value.items()}
    if "names" in changed and "kind" in changed:
        changed |= {"names": {"pl": bad, "en": bad}, "label": bad, "abbreviation": bad if at[0] % 2 else None}
    if "title" in changed:
        changed |= {"title": {"pl": bad}, "url": ADDRESSES[at[0] % len(ADDRESSES)], "locator": bad}
    changed |= {name: bad for name in ("phrase", "inferred_from") if name in changed}
    texts = ("what", "function", "purpose", "subject")
    return changed | {name: {"pl": bad} for name in texts if isinstance(changed.get(name), dict)}


def poison(page: Page) -> None:
    def answer(route: Route) -> None:
        body = route.fetch().json()
        route.fulfill(json=body | {"data": poisoned(body["data"], [0])})

    page.route(re.compile(r"/v1/(network|timeline|clusters|matrix|agreements)"), answer)


@pytest.mark.parametrize("width", [390, 1440])
def test_hostile_texts_are_texts(open_context: NEW_CONTEXT, dashboard_url: str, width: int) -> None:
    page = open_context(width).new_page()
    faults: list[str] = []
    requests: list[str] = []
    watch(page, faults)
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on("request", lambda request: requests.append(request.url))
    poison(page)
    for path in (
        "network?sel=agreement-loi-lublin-radom-starachowice-2018",
        "network?sel=cluster-dkm",
        "timeline?sel=cluster-dkm@1",
        "compare?c=dkm,saam,wsm&sel=cluster-dkm,cluster-wsm",
    ):
        page.goto(f"/pl/{path}")
        settle(page)
        panel = page.locator("aside.panel")
        expect(panel.locator(".sources li").first).to_be_visible()
        expect(page.locator("main").get_by_text("<script>", exact=False).first).to_be_attached()
        hrefs = page.locator("main a[href]").evaluate_all(
            "links => links.map(link => [link.getAttribute('href'), link.protocol, link.rel, link.origin])"
        )
        for href, protocol, rel, origin in hrefs:
            assert protocol in {"http:", "https:"}, href
            assert origin == dashboard_url or rel == "noopener noreferrer", href
        assert page.locator("aside.panel .sources a:not([href*='/source/'])").count() == 0
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, path
        assert (
            page.evaluate("() => document.body.innerText.search(/[\\u202a-\\u202e\\u2066-\\u2069\\u200b]/)")
            == -1
        )
        frame = page.locator(".picture").bounding_box() if page.locator(".picture").count() else None
        for each in drawn(page) if frame else ():
            if each.part == "label":
                assert each.box[2] <= 180, each
    assert page.evaluate("() => window.ran") is None
    assert [url for url in requests if not url.startswith(dashboard_url)] == []
    assert [url for url in requests if "nowhere" in url] == []
    assert faults == []


def test_names_that_two_share_are_written_out(open_context: NEW_CONTEXT) -> None:
    page = open_context().new_page()

    def answer(route: Route) -> None:
        text = route.fetch().text()
        route.fulfill(
            body=text.replace('"abbreviation":"PGM"', '"abbreviation":"dkm"'), content_type="application/json"
        )

    page.route(re.compile(r"/v1/(network|timeline|clusters|matrix|agreements)"), answer)
    page.goto("/pl/network?as_of=2023-05-09")
    settle(page)
    labels = {each.id: " ".join(each.words) for each in drawn(page) if each.part == "label"}
    assert labels["cluster-pgm"].startswith("dkm (Polska")
    assert labels["cluster-dkm"].startswith("DKM (Dolno")
    assert "cluster-wsm" not in labels
    expect(page.locator("#facts tr[data-id^=agreement-]").last).to_contain_text(
        "dkm (Polska Grupa Motoryzacyjna)"
    )
    page.goto("/pl/compare?c=dkm,pgm,wsm")
    settle(page)
    expect(page.locator(".matrix thead th")).to_contain_text(
        ["Klaster", "DKM (Dolnośląski Klaster Motoryzacyjny)", "dkm (Polska Grupa Motoryzacyjna)", "WSM"]
    )
    page.goto("/pl/timeline")
    settle(page)
    expect(
        page.locator("#facts tbody td:first-child").get_by_text("dkm (Polska", exact=False).first
    ).to_be_visible()
