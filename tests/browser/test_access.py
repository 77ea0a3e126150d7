"""Every page of the table of pages: axe, titles, widths, spacing of text, in both languages and all colours.

A new page is walked as soon as it is in `dashboard/src/pages.ts`; one whose path has a part that varies needs an example here.
"""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, TimeoutError  # noqa: A004

from tests.browser.conftest import Open, settle, still

TABLE = Path(__file__).parents[2] / "dashboard/src/pages.ts"
EXAMPLES = {
    "cluster/{id}": "cluster/lkb",
    "party/{id}": "party/lublin",
    "agreement/{id}": "agreement/loi-automotive-clusters-2023",
    "visit/{id}": "visit/lublin-starachowice-2018",
    "promise/{id}": "promise/develop-clusters",
    "source/{id}": "source/lublin-letter-pl",
    "conference/{id}": "conference/iabm-2023",
    "fact/{event}": "fact/agreement-loi-automotive-clusters-2023@2",
    "search": "search?q=lublin",
    "import/{id}": "import/0123456789abcdef",
    "record/{kind}": "record/organisation",
    "record/{kind}/{draft}": "record/organisation/0123456789abcdef",
}
# States of pages that have more than their first sight, and pages that are none.
STATES = (
    "network?as_of=2018-03-19",
    "network?as_of=2023-05-09&sel=cluster-dkm",
    "compare?c=dkm,saam,pgm,wsm,lm,lkl,lkb,wmm&sel=cluster-dkm,cluster-wsm",
    "cluster/nobody",
    "fact/cluster-dkm@999",
    "search",
    "search?q=qqqqqq",
    "no-such-page",
)
# Pages that are also read with text of twice the size and by thumbs.
LARGE = (
    "network",
    "timeline",
    "agreements",
    "agreement/loi-automotive-clusters-2023",
    "promise/develop-clusters",
    "fact/agreement-loi-automotive-clusters-2023@2",
    "import",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pages() -> list[str]:
    """The paths of the table of pages, with an example for each part that varies."""
    table = TABLE.read_text(encoding="utf-8").split("export const PAGES = {", 1)[1].split("} satisfies", 1)[0]
    slugs = re.findall(r"^  (?:'([^']*)'|(\w+)): \{$", table, re.MULTILINE)
    return [EXAMPLES.get(slug, slug) for slug in (quoted or bare for quoted, bare in slugs)]


PATHS = (*pages(), *STATES)


def test_the_table_of_pages_is_read_whole() -> None:
    assert len(PATHS) - len(STATES) == TABLE.read_text(encoding="utf-8").count("load: () =>") - 1  # `MISSING`
    assert [path for path in PATHS if "{" in path] == [], "give an example of the page's path in EXAMPLES"


def faults(page: Page, rules: dict[str, object]) -> str:
    # Colours in the middle of a transition are nobody's.
    page.wait_for_function("() => !document.getAnimations().length")
    # Pictures are silent: their table is what is read. Their colours are those of the tokens, which have a test.
    results = Axe().run(
        page, {"exclude": [["svg[aria-hidden=true]"]]}, rules | {"resultTypes": ["violations"]}
    )
    return str(results.generate_report()) if results.violations_count else ""


@pytest.mark.parametrize("path", PATHS)
def test_32_axe_finds_nothing_on_a_phone_in_english(visit: Open, path: str) -> None:
    page = visit(f"/en/{path}", width=390)
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert page.title().endswith("Upland")
    assert page.locator("h1").count() == 1
    assert page.locator("#answer").inner_text().endswith((".", "?"))
    assert faults(page, {"runOnly": RULES}) == ""


@pytest.mark.parametrize("path", PATHS)
def test_32_and_33_axe_in_all_colours_and_every_width_has_room(visit: Open, path: str) -> None:
    page = visit(f"/pl/{path}", width=1440)
    assert page.evaluate("() => document.documentElement.lang") == "pl"
    assert faults(page, {"runOnly": RULES}) == ""
    # Other colours change nothing but contrasts.
    for theme, forced in (("dark", "none"), ("light", "active")):
        page.emulate_media(color_scheme=theme, forced_colors=forced)  # type: ignore[arg-type]
        settle(page)
        assert faults(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}) == "", theme
    for width in (1440, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        has_room(page)


@pytest.mark.parametrize("path", LARGE)
def test_33_and_34_targets_are_large_and_large_text_has_room(visit: Open, path: str) -> None:
    page = visit(f"/pl/{path}", width=1440)
    for width, least in ((1440, 24), (390, 44), (320, 44)):
        page.set_viewport_size({"width": width, "height": 900})
        still(page)
        assert small_targets(page, least) == [], width
    page.set_viewport_size({"width": 1280, "height": 900})
    still(page)
    before = page.locator("main").inner_text()
    # Through the style object: the page's policy refuses style sheets from elsewhere.
    page.evaluate(
        """() => {
            document.documentElement.style.fontSize = '32px';
            for (const each of document.querySelectorAll('main *, header *, footer *')) {
                each.style.lineHeight = '1.5'; each.style.letterSpacing = '.12em'; each.style.wordSpacing = '.16em';
            }
        }"""
    )
    still(page)
    assert overflow(page) <= 0, widest(page)
    assert words(page.locator("main").inner_text()) == words(before)
    assert clipped(page) == []


def small_targets(page: Page, least: int) -> list[object]:
    """What can be pressed and is too small. Links in running text are as large as it is (WCAG 2.5.8, inline)."""
    results: list[object] = page.evaluate(
        """least => [...document.querySelectorAll('a, button, select, input, summary, [role=slider]')]
            .filter(each => each.checkVisibility() && !each.matches('.skip, .about a, p a, dd a'))
            .map(each => [each.closest('label') ?? each, each]).map(([box, each]) => [box.getBoundingClientRect(), each])
            .filter(([box]) => box.width && (box.height < least - .5 || box.width < least - .5))
            .map(([box, each]) => [each.outerHTML.slice(0, 120), box.width, box.height])""",
        least,
    )
    return results


def has_room(page: Page) -> None:
    """Waits until nothing reaches beyond the screen: a picture is drawn again, a little later than the screen changes."""
    try:
        page.wait_for_function(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth",
            timeout=20_000,
        )
    except TimeoutError as error:
        raise AssertionError(page.viewport_size, widest(page)) from error


def words(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", text))


def overflow(page: Page) -> int:
    results: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return results


def widest(page: Page) -> list[str]:
    results: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
            .map(each => `${each.tagName} ${each.getAttribute('class')} ${(each.textContent ?? '').slice(0, 30)}`).slice(0, 5)"""
    )
    return results


def clipped(page: Page) -> list[str]:
    results: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main button, main td, main th, main p, main dd, header a')].filter(each =>
            !each.closest('.unseen, thead') && getComputedStyle(each).overflow !== 'visible'
            && each.scrollWidth > each.clientWidth + 1)
            .map(each => each.textContent)"""
    )
    return results
