"""What axe finds on a page.

Almost all of axe's time goes to contrasts, which it computes for each text by itself. They follow from styles, so of
texts with the same styles, from their own up to the page's, the first and the last stand for all; a table of hundreds
of rows has some dozens of such looks. All other rules look at every element.
"""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults  # type: ignore[import-untyped]
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

_CONTRASTS = """
    const numbers = new Map();
    const numberOf = words => numbers.get(words) ?? (numbers.set(words, numbers.size), numbers.size - 1);
    const looks = new Map();
    // A number for all of an element's styles that a contrast follows from, and those of everything around it.
    const lookOf = each => {
        if (!each) return 0;
        if (!looks.has(each)) {
            const style = getComputedStyle(each);
            looks.set(each, numberOf([
                lookOf(each.parentElement), each.localName, each.getAttribute('class'), each.matches(':disabled'),
                ...['aria-disabled', 'aria-hidden', 'role'].map(name => each.getAttribute(name)),
                ...['color', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize', 'fontWeight', 'textShadow',
                    'position', 'filter', 'mixBlendMode', 'visibility', 'clipPath'].map(name => style[name]),
            ].join('|')));
        }
        return looks.get(each);
    };
    const wordsOf = each => each.matches('input, select, textarea') ? each.value || each.placeholder
        : [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join('').trim();
    const alike = new Map();
    for (const each of document.body.querySelectorAll('*')) {
        const words = wordsOf(each);
        if (!words || each.closest('svg[aria-hidden=true]') || !each.checkVisibility({ visibilityProperty: true })) continue;
        // axe leaves a single letter or sign undecided, so it does not stand for words.
        const look = `${lookOf(each)} ${/[\\p{L}\\p{N}]{2}/u.test(words)}`;
        const [first] = alike.get(look) ?? [each];
        alike.set(look, [first, each]);
    }
    const alone = [...alike.values()].flat();
"""
_RUN = (
    "async ([tags, every]) => {"
    + _CONTRASTS
    + """
    axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-look]' }] });
    for (const each of alone) each.dataset.look = '';
    const { violations } = await axe.run({ exclude: ['svg[aria-hidden=true]'] }, {
        resultTypes: ['violations'], runOnly: every ? tags : { type: 'rule', values: ['color-contrast'] },
    });
    for (const each of alone) delete each.dataset.look;
    return violations;
}"""
)


def violations(page: Page, *, contrasts_only: bool = False) -> str:
    """A report of what is not accessible on a page; empty if axe finds nothing."""
    # Colours in the middle of a transition are nobody's.
    page.wait_for_function("() => !document.getAnimations().length")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Pictures are silent: their table is what is read. Their colours are those of the tokens, which have a test.
    results = AxeResults({"violations": page.evaluate(_RUN, [TAGS, not contrasts_only])})
    return str(results.generate_report()) if results.violations_count else ""
