"""What leaves the page: files, a frame in another page, a sheet of paper, a citation. Each is what is seen, with its clocks."""

import base64
import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from pyld import jsonld  # type: ignore[import-untyped]

from tests.browser.conftest import EMBEDDING, Open, copied, settle, still

NEW_CONTEXT = Callable[..., BrowserContext]
SVG = "{http://www.w3.org/2000/svg}"
SEEN = (
    "timeline?c=lm,lkl&as_of=2016-06-01",
    "timeline?kind=agreement&cert=yes",
    "network?as_of=2018-03-19",
    "network?cert=yes",
)


def download(page: Page, name: str) -> bytes:
    page.get_by_role("button", name=re.compile("^(Pobierz|Download)$")).click()
    with page.expect_download() as caught:
        page.get_by_role("button", name=name).click()
    return Path(caught.value.path()).read_bytes()


@pytest.mark.parametrize("path", SEEN)
def test_42_csv_and_json_ld_are_what_is_seen(visit: Open, path: str) -> None:
    page = visit(f"/pl/{path}")
    rows = page.locator("#facts tbody tr")
    expect(rows.first).to_be_attached()
    seen = rows.evaluate_all("rows => rows.map(row => row.innerText)")
    assert seen
    sheet = download(page, "Tabela CSV")
    assert sheet.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"))))
    assert len(lines) == len(seen)
    day = page.url.partition("as_of=")[2] or page.evaluate("() => new Date().toLocaleDateString('sv')")
    for line in lines:
        assert line["as_of"] == day
        assert line["known_at"].isdigit()
        assert line["certainty"] in ("yes", "possibly")
    # What other tests have recorded may have no source.
    assert any(line["sources"] for line in lines)
    assert sum(not line["sources"] for line in lines) == sum("bez źródła" in each for each in seen)
    assert sum(line["certainty"] == "possibly" for line in lines) == sum("możliwe" in each for each in seen)
    document = json.loads(download(page, "Dane JSON-LD"))
    events = {line["event"] for line in lines}
    facts = {node["@id"] for node in document["@graph"] if node["@id"].startswith("urn:upland:fact:")}
    assert facts == {f"urn:upland:fact:{event}" for event in events}
    ids = {node["@id"] for node in document["@graph"]}
    sources = {id for node in document["@graph"] for id in node.get("wasDerivedFrom", ())}
    assert sources
    assert sources <= ids
    expanded = jsonld.expand(document)
    assert len(expanded) == len(document["@graph"])


# What a file's picture holds: its size, whether it is the SVG's, and how many dark pixels the lines over the picture have.
PIXELS = """async ([png, svg]) => {
    const pixels = async (url, scale) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = new OffscreenCanvas(image.naturalWidth * scale, image.naturalHeight * scale);
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context.scale(scale, scale);
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, canvas.width, canvas.height);
    };
    const file = await pixels(`data:image/png;base64,${png}`, 1);
    const drawn = await pixels(URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' })), 2);
    let different = 0, dark = 0;
    for (let at = 0; at < file.data.length; at += 4) {
        if (Math.abs(file.data[at] - drawn.data[at]) > 8) different += 1;
        if (at < file.width * 120 * 4 && file.data[at] < 90) dark += 1;
    }
    return [file.width, file.height, drawn.width, drawn.height, different / (file.data.length / 4), dark];
}"""


@pytest.mark.parametrize(
    ("path", "theme"),
    [
        ("network?as_of=2018-03-19", "light"),
        ("timeline?c=dkm", "light"),
        ("network?as_of=2018-03-19", "dark"),
    ],
)
def test_43_svg_and_png_contain_sentence_clocks_and_address(visit: Open, path: str, theme: str) -> None:
    page = visit(f"/pl/{path}", theme=theme)
    svg = download(page, "Rysunek SVG").decode()
    root = ET.fromstring(svg)  # noqa: S314 (our own file)
    lines = [text.text or "" for text in root.findall(f"{SVG}text")]
    written = "".join(lines).replace(" ", "")
    for text in (
        page.locator("h1").inner_text(),
        page.locator("#answer").inner_text(),
        page.locator("[data-sentence]").text_content() or "",
    ):
        assert text.replace(" ", "") in written
    address = page.evaluate("() => location.origin + location.pathname")
    assert re.search(rf"{re.escape(address)}\S*as_of=\d{{4}}-\d\d-\d\d&known_at=\d+$", written)
    parts = root.findall(f".//{SVG}g[@data-part]")
    on_page = page.locator(".picture [data-part]").count()
    assert len(parts) >= on_page > 5
    png = download(page, "Rysunek PNG")
    assert png.startswith(b"\x89PNG")
    width, height, drawn_width, drawn_height, different, dark = page.evaluate(
        PIXELS, [base64.b64encode(png).decode(), svg]
    )
    assert (
        (width, height)
        == (drawn_width, drawn_height)
        == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    )
    assert different < 0.001
    assert dark > 500


def test_a_picture_that_is_longer_than_the_screen_is_complete_in_its_file(visit: Open) -> None:
    page = visit("/pl/timeline?gaps=full", width=700)
    rows = page.locator("#facts tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    root = ET.fromstring(download(page, "Rysunek SVG").decode())  # noqa: S314 (our own file)
    bars = {group.attrib["data-id"] for group in root.findall(f".//{SVG}g[@data-part='bar']")}
    assert bars == set(rows)


def test_the_citation_has_both_clocks_and_leads_to_exactly_this(visit: Open) -> None:
    page = visit("/en/timeline?c=dkm&as_of=2023-05-09")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    text = copied(page, page.get_by_role("button", name=re.compile("^Cite")))
    words, _, address = text.rpartition(" ")
    assert re.fullmatch(r"Upland, Timeline, as of 9 May 2023, record no\. \d+ of \d+ \w+ \d{4}\.", words)
    assert re.search(r"/en/timeline\?c=dkm&as_of=2023-05-09&known_at=\d+$", address)
    answer = page.locator("#answer").inner_text()
    page.goto(address)
    settle(page)
    expect(page.locator("#answer")).to_have_text(answer)


@pytest.mark.parametrize(
    "path", ["network?as_of=2018-03-19", "timeline?c=dkm", "timeline", "network?known_at=100&cmp=110"]
)
def test_36_a_brief_is_one_page_with_sentence_clocks_picture_table_and_sources(
    visit: Open, path: str
) -> None:
    page = visit(f"/pl/{path}")
    page.get_by_role("button", name="Pobierz").click()
    page.get_by_role("link", name="Jedna strona do druku").click()
    expect(page.get_by_role("button", name="Drukuj")).to_be_visible()
    settle(page)
    expect(page.locator(".briefed tbody tr").first).to_be_visible()
    expect(page.locator(".briefed .sources li").first).to_be_visible()
    expect(page.locator(".briefed")).to_contain_text(
        re.compile(r"Adres dokładnie tego: http\S+as_of=\S+known_at=\d+")
    )
    still(page)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for hidden in ("header.top", ".clock .world", ".tables", ".brief .tools"):
        expect(page.locator(hidden)).to_be_hidden() if page.locator(hidden).count() else None
    expect(page.locator("[data-sentence]")).to_be_visible()
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    picture = page.locator(".picture")
    if picture.is_visible():
        box, sheet = picture.bounding_box(), page.locator(".sheet").bounding_box()
        assert box
        assert sheet
        assert sheet["x"] <= box["x"]
        assert box["x"] + box["width"] <= sheet["x"] + sheet["width"] + 1
    else:
        expect(page.locator(".briefed")).to_contain_text("Rysunek jest większy niż kartka")
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Zwykły widok").click()
    expect(page.locator("header.top")).to_be_visible()
    expect(page).not_to_have_url(re.compile("brief"))


def framed(context: BrowserContext, origin: str, src: str) -> Page:
    """A page of another origin that shows an address in a frame."""
    page = context.new_page()

    def host(route: Route) -> None:
        route.fulfill(
            content_type="text/html",
            body=f'<!doctype html><iframe src="{src}" width="900" height="700"></iframe>',
        )

    page.route(f"{origin}/", host)
    page.goto(f"{origin}/")
    return page


def test_a_view_in_a_frame_has_no_header_and_leads_out(
    visit: Open, open_context: NEW_CONTEXT, dashboard_url: str
) -> None:
    page = visit("/pl/network?as_of=2018-03-19")
    page.get_by_role("button", name="Pobierz").click()
    snippet = page.get_by_label("Osadź na innej stronie").input_value()
    src = re.search(r'src="([^"]+)"', snippet)
    assert src
    address = src[1].replace("&amp;", "&")
    assert address.startswith(f"{dashboard_url}/pl/network?as_of=2018-03-19&embed=1")
    context = open_context()
    frame = framed(context, EMBEDDING, address).frame_locator("iframe")
    expect(frame.locator("#answer")).to_contain_text("5 klastrów na pewno")
    expect(frame.locator(".picture [data-part=mark]").first).to_be_visible()
    expect(frame.locator("[data-sentence]")).to_contain_text("Stan na 19 marca 2018")
    expect(frame.locator("header.top")).to_have_count(0)
    frame.get_by_role("button", name="następna zmiana").click()
    expect(frame.locator("#answer")).to_contain_text("9 maja 2023")
    with context.expect_page() as opened:
        frame.get_by_role("link", name="Otwórz w Upland").click()
    opened.value.wait_for_load_state()
    expect(opened.value.locator("header.top")).to_be_visible()
    assert "embed" not in opened.value.url


@pytest.mark.parametrize(
    ("origin", "path"),
    [("http://other.example", "network?embed=1"), (EMBEDDING, "network"), (EMBEDDING, "network?embed=0")],
)
def test_no_other_page_and_no_other_view_is_in_a_frame(
    open_context: NEW_CONTEXT, dashboard_url: str, origin: str, path: str
) -> None:
    page = framed(open_context(), origin, f"{dashboard_url}/pl/{path}")
    page.wait_for_load_state()
    inside: Any = page.frames[1]
    assert inside.evaluate("() => document.querySelector('#page')") is None
