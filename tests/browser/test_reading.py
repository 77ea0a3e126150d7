"""Who reads how: keyboard, screen reader, print, the other language. `test_access` walks every page for the rest."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Open, scrolled, settle, still

SOURCES = Path(__file__).parents[2] / "dashboard/src"
PATHS = ("", "network?as_of=2018-03-19", "timeline", "compare?c=dkm,saam,pgm,wsm,lm,lkl,lkb,wmm")


def test_30_tab_reaches_everything_in_reading_order(walk: Open) -> None:
    page = walk("/pl/network?as_of=2018-03-19")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    reached = 1
    count = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button:not(:disabled), input, select, summary, [tabindex="0"]')]
            .filter(each => each.checkVisibility()).length"""
    )
    page.evaluate("() => { globalThis.before = document.activeElement; }")
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        state: dict[str, Any] = page.evaluate(
            """() => { const each = document.activeElement; const previous = globalThis.before; globalThis.before = each;
                const style = getComputedStyle(each);
                const after = previous.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING;
                return { body: each === document.body, inOrder: !!after, outline: parseFloat(style.outlineWidth),
                    line: style.outlineStyle, what: each.outerHTML.slice(0, 80) }; }"""
        )
        if state["body"]:
            break
        reached += 1
        assert state["inOrder"], state
        assert state["outline"] >= 3, state
        assert state["line"] != "none", state
    assert reached == count


def test_35_the_page_scrolls_over_a_picture(walk: Open) -> None:
    page = walk("/pl/network")
    page.locator(".picture").hover()
    page.mouse.wheel(0, 300)
    page.wait_for_function("() => scrollY > 100")
    touch = page.locator(".picture, .picture *").evaluate_all(
        "all => all.map(each => getComputedStyle(each).touchAction)"
    )
    assert set(touch) <= {"auto", "manipulation", "pan-y"}


def test_36_no_motion_on_request_and_print_has_the_picture(visit: Open) -> None:
    page = visit("/pl/network?as_of=2018-03-19", reduced_motion="reduce")
    assert page.evaluate("() => document.getAnimations().length") == 0
    moving = page.locator("*").evaluate_all(
        "all => all.filter(each => parseFloat(getComputedStyle(each).transitionDuration) > 0).length"
    )
    assert moving == 0
    chosen = page.locator("#facts tr[data-id^=agreement-]", has_text="Radom").get_attribute("data-id")
    page.goto(f"/pl/network?as_of=2018-03-19&sel={chosen}")
    settle(page)
    page.set_viewport_size({"width": 700, "height": 1000})
    still(page)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    picture = page.locator(".picture svg").bounding_box()
    assert picture
    assert picture["x"] >= 0
    assert picture["x"] + picture["width"] <= 700
    expect(page.locator("#facts")).to_be_visible()
    expect(page.locator(".sources li").first).to_be_visible()
    # Not every source has an address; those that have one print it.
    printed = page.locator(".sources a.out").evaluate_all(
        "links => links.map(link => [link.getAttribute('href'), getComputedStyle(link, '::after').content])"
    )
    assert all(address in text or "attr(" in text for address, text in printed)
    assert len(page.pdf(format="A4")) > 10_000


def test_37_the_other_language_keeps_the_place(walk: Open) -> None:
    page = walk("/pl/network?as_of=2018-03-19&sel=cluster-wmm&zz=1")
    scrolled(page, 300)
    # The lines above the picture may be fewer in the other language: what is read stays where it was.
    place = "() => Math.round(document.querySelector('.picture').getBoundingClientRect().top)"
    before = page.evaluate(place)
    page.evaluate("() => document.querySelector('a.language').click()")
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert page.url.endswith("/en/network?sel=cluster-wmm&as_of=2018-03-19&zz=1")
    expect(page.locator("#answer")).to_contain_text("clusters for certain")
    assert abs(page.evaluate(place) - before) < 30
    alternates = page.locator("link[rel=alternate]").evaluate_all(
        "links => links.map(link => [link.hreflang, link.getAttribute('href')])"
    )
    assert ["pl", "/pl/network?sel=cluster-wmm&as_of=2018-03-19&zz=1"] in alternates


def test_37_a_title_in_another_language_says_so(walk: Open) -> None:
    page = walk("/en/network?as_of=2018-03-19&sel=party-starachowice")
    titles = page.locator("aside.panel .sources [lang=pl]")
    named = page.locator("aside.panel .sources li")
    assert named.count() >= 1
    network = page.request.get("/v1/network?as_of=../..").json()["data"]
    translated = all("en" in source["title"] for fact in network["visits"] for source in fact["sources"])
    assert (titles.count() >= 1) != translated


PSEUDO = """
const mark = value => typeof value === 'string' ? '⟦' + value + '⟧'
  : typeof value === 'function' ? (...given) => mark(value(...given))
  : Array.isArray(value) ? value.map(mark)
  : value && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mark(each)])) : value;
"""


def test_38_no_text_is_outside_the_dictionary(open_context: Any) -> None:
    page = open_context().new_page()

    def swap(route: Any) -> None:
        source = route.fetch().text()
        export = re.search(r"export\{(\w+) as default\};?", source)
        assert export
        body = source.replace(
            export[0], f"{PSEUDO};const marked=mark({export[1]});export{{marked as default}};"
        )
        route.fulfill(body=body, content_type="text/javascript")

    page.route(re.compile(r"/assets/en-[^/]+\.js"), swap)
    # Texts that come with a page, which `test/texts.test.ts` compares; the names of pages, `test/pages.test.ts`.
    own = " ".join(
        file.read_text(encoding="utf-8") for file in (SOURCES / "pages.ts", *SOURCES.rglob("texts.ts"))
    )
    for path in PATHS:
        page.goto(f"/en/{path}")
        settle(page)
        # Excluded: texts of the record itself, numbers, dates, signs and the name of the page.
        bare = page.evaluate(
            """async own => {
                const ask = async name => JSON.stringify(await (await fetch(`/v1/${name}?as_of=../..`)).json());
                const told = own + (await Promise.all(['network', 'timeline', 'clusters'].map(ask))).join();
                const months = /^(January|February|March|April|May|June|July|August|September|October|November|December|Upland)$/;
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                const found = [];
                while (walker.nextNode()) {
                    const text = walker.currentNode.textContent;
                    if (text.includes('⟦') || walker.currentNode.parentElement.closest('svg, .panel .about, .date')) continue;
                    const words = text.match(/[\\p{L}]{3,}/gu) ?? [];
                    if (words.some(word => !told.includes(word) && !months.test(word))) found.push(text.trim());
                }
                return found;
            }""",
            own,
        )
        assert bare == [], path
