"""Every page of the table of pages: axe, titles, widths, spacing of text, in both languages and all colours.

A new page is walked as soon as it is in `dashboard/src/pages.ts`; one whose path has a part that varies needs an example here.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, TimeoutError  # noqa: A004

from tests.browser.accessibility import violations
from tests.browser.conftest import Open, settle, still

SOURCES = Path(__file__).parents[2] / "dashboard/src"
TABLE = SOURCES / "pages.ts"
# The code of each page.
VIEWS = SOURCES / "views.ts"
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


def pages(examples: Mapping[str, str] = EXAMPLES) -> list[str]:
    """The paths of the table of pages, with an example for each part that varies."""
    table = TABLE.read_text(encoding="utf-8").split("export const PAGES = {", 1)[1].split("} satisfies", 1)[0]
    slugs = re.findall(r"^  (?:'([^']*)'|(\w+)): \{$", table, re.MULTILINE)
    return [examples.get(slug, slug) for slug in (quoted or bare for quoted, bare in slugs)]


PATHS = (*pages(), *STATES)


def test_the_table_of_pages_is_read_whole() -> None:
    assert (
        len(PATHS) - len(STATES) == VIEWS.read_text(encoding="utf-8").count("() => import(") - 1
    )  # `MISSING_VIEW`
    assert [path for path in PATHS if "{" in path] == [], "give an example of the page's path in EXAMPLES"


ROWS = "".join(
    f"<tr><td>{number}</td><td>a name <a href='#'>with a link</a></td></tr>" for number in range(40)
)
PAGE = f"<html lang='en'><title>A table</title><main><h1>A table</h1><table>{ROWS}</table></main></html>"
PALE = (
    "td.style.color = '#ccc'",
    "td.lastElementChild.style.color = '#ccc'",
    "td.parentElement.style.background = '#777'",
    "td.style.opacity = '.3'",
    "td.className = 'pale'",
)


def test_one_pale_cell_among_many_is_found(browser: Browser) -> None:
    page = browser.new_page()
    for change in PALE:
        page.set_content(PAGE)
        page.add_style_tag(content=".pale { color: #ccc } table { background: #fff }")
        assert violations(page) == ""
        page.evaluate(f"() => {{ const td = document.querySelectorAll('td')[51]; {change}; }}")
        assert "color-contrast" in violations(page, contrasts_only=True), change
        assert page.locator("[data-look]").count() == 0
    page.close()


@pytest.mark.parametrize("path", PATHS)
def test_32_33_and_34_axe_in_all_colours_room_at_every_width_targets_large_text_and_a_phone_in_english(
    walk: Open, path: str
) -> None:
    page = walk(f"/pl/{path}")
    assert page.evaluate("() => document.documentElement.lang") == "pl"
    assert violations(page) == ""
    # Other colours change nothing but contrasts.
    for theme, forced in (("dark", "none"), ("light", "active")):
        page.emulate_media(color_scheme=theme, forced_colors=forced)  # type: ignore[arg-type]
        settle(page)
        assert violations(page, contrasts_only=True) == "", theme
    page.emulate_media(color_scheme="light", forced_colors="none")
    for width, least in ((1440, 24), (1024, 24), (768, 24), (390, 44), (320, 44)):
        page.set_viewport_size({"width": width, "height": 900})
        # A picture is drawn again, a little later than the screen changes.
        assert eventually(page, WIDER) == [], width
        assert eventually(page, SMALL, least) == [], width
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
    assert eventually(page, WIDER) == []
    assert words(page.locator("main").inner_text()) == words(before)
    assert eventually(page, CLIPPED) == []
    walk(f"/en/{path}", width=390)
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert page.title().endswith("Upland")
    assert page.locator("h1").count() == 1
    assert page.locator("main .answer").first.inner_text().endswith((".", "?", ":"))
    assert violations(page) == ""


# What reaches beyond the screen, where the page does.
WIDER = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
    [...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
        .map(each => `${each.tagName} ${each.getAttribute('class')} ${(each.textContent ?? '').slice(0, 30)}`).slice(0, 5)"""
# What can be pressed and is too small. Links in running text are as large as it is (WCAG 2.5.8, inline).
SMALL = """least => [...document.querySelectorAll('a, button, select, input, summary, [role=slider]')]
    .filter(each => each.checkVisibility() && !each.matches('.skip, .about a, p a, dd a'))
    .map(each => [each.closest('label') ?? each, each]).map(([box, each]) => [box.getBoundingClientRect(), each])
    .filter(([box]) => box.width && (box.height < least - .5 || box.width < least - .5))
    .map(([box, each]) => [each.outerHTML.slice(0, 120), box.width, box.height])"""
CLIPPED = """() => [...document.querySelectorAll('main button, main td, main th, main p, main dd, header a')].filter(each =>
    !each.closest('.unseen, thead') && getComputedStyle(each).overflow !== 'visible'
    && each.scrollWidth > each.clientWidth + 1)
    .map(each => each.textContent)"""


def eventually(page: Page, script: str, argument: object = None) -> list[object]:
    """What a script still lists once the page has had its time; as soon as it lists nothing, that is the answer."""
    with suppress(TimeoutError):
        page.wait_for_function(f"given => ({script})(given).length === 0", arg=argument, timeout=20_000)
    results: list[object] = page.evaluate(script, argument)
    return results


def words(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", text))
