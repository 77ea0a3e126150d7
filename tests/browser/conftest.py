"""Fixtures of the browser tests: `dashboard_url`, a browser, pages that watch themselves, and a way to record a fact."""

import json
import shutil
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from ops.instance import Instance
from tests.instance import logs, placed

# Without windows a page opens in half the time.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
# The browser sends no requests to its maker's services: the tests may run without any network.
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # The dashboard under test is on loopback, where pages of other sites reach nothing by themselves.
    "--disable-features=LocalNetworkAccessChecks",
)

# An origin whose pages may show views in a frame.
EMBEDDING = "http://city.example"


@dataclass(frozen=True)
class Stack:
    """Running services with the seeds loaded: addresses without a slash at the end, and a key that may record."""

    dashboard: str
    registry: str
    notifications: str
    key: str
    instance: Instance


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """An instance of its own, with the seeds' history, as `upland up` starts it."""
    with placed() as upland:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("UPLAND_EMBED_ORIGINS", EMBEDDING)
            started = upland.up(empty=False)
        assert started.returncode == 0, started.stdout + started.stderr + logs(upland.folder)
        instance = upland.instance
        yield Stack(
            instance.url("projections"),
            instance.url("registry"),
            instance.url("notifications"),
            instance.operator_key(),
            instance,
        )


@pytest.fixture(scope="package")
def dashboard_url(stack: Stack) -> str:
    """Where the dashboard answers."""
    return stack.dashboard


Command = Callable[[str, Mapping[str, object]], int]
Join = Callable[[str, str], int]


@pytest.fixture(scope="package")
def command(stack: Stack) -> Command:
    """Sends a command to the registry, such as `memberships/lm.radom/join`, and gives the record's position."""

    def send(path: str, body: Mapping[str, object]) -> int:
        request = urllib.request.Request(  # noqa: S310 (our own address)
            f"{stack.registry}/v1/{path}",
            data=json.dumps(body).encode(),
            headers={
                "content-type": "application/json",
                "authorization": f"Bearer {stack.key}",
                "idempotency-key": f"browser-test-{uuid.uuid4()}",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            position: int = json.load(answer)["position"]
            return position

    return send


@pytest.fixture(scope="package")
def join(command: Command) -> Join:
    """Records that a party joined a cluster today, and gives the record's position."""

    def record(cluster: str, party: str) -> int:
        body = {"class": "partner", "occurred": date.today().isoformat(), "sources": [], "mode": "reported"}  # noqa: DTZ011 (the reader's day)
        return command(f"memberships/{cluster}.{party}/join", body)

    return record


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


Open = Callable[..., Page]

# In milliseconds. Never how fast the page is, only when to give up on it: other tests may fill the machine.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def open_context(browser: Browser, dashboard_url: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts of a given width, theme and language; they are closed after the test."""
    opened: list[BrowserContext] = []

    def make(width: int = 1440, theme: str = "light", **more: object) -> BrowserContext:
        settings = {
            "viewport": {"width": width, "height": 900},
            "color_scheme": theme,
            "base_url": dashboard_url,
            "locale": "pl",
        }
        context = browser.new_context(**{**settings, **more})  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def visit(open_context: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Opens a path and waits for its answer. A page error or a refusal by the content policy fails the test."""
    faults: list[str] = []

    def open_page(path: str, width: int = 1440, theme: str = "light", **more: object) -> Page:
        page = open_context(width, theme, **more).new_page()
        watch(page, faults)
        page.goto(path)
        settle(page)
        return page

    yield open_page
    assert not faults


@pytest.fixture(scope="module")
def walking(browser: Browser, dashboard_url: str) -> Iterator[Page]:
    """One page for a whole file; its process and its programs are there already."""
    context = browser.new_context(base_url=dashboard_url, locale="pl")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def walk(walking: Page) -> Iterator[Open]:
    """As `visit`, for half of the work: in the page of the file, for tests that leave nothing in the browser's storage."""
    faults: list[str] = []

    def open_path(path: str, width: int = 1440, theme: str = "light") -> Page:
        walking.set_viewport_size({"width": width, "height": 900})
        walking.emulate_media(media="screen", color_scheme=theme, forced_colors="none")  # type: ignore[arg-type]
        walking.mouse.move(0, 0)
        walking.goto(path)
        settle(walking)
        return walking

    stop = watch(walking, faults)
    yield open_path
    stop()
    assert not faults


def watch(page: Page, faults: list[str]) -> Callable[[], None]:
    """Notes page errors and refusals by the content policy, until what it gives is called."""

    def refused(message: ConsoleMessage) -> None:
        if "Content Security" in message.text:
            faults.append(message.text)

    def broken(error: Error) -> None:
        faults.append(str(error))

    def stop() -> None:
        page.remove_listener("pageerror", broken)
        page.remove_listener("console", refused)

    page.on("pageerror", broken)
    page.on("console", refused)
    return stop


def still(page: Page) -> None:
    """Waits until the picture has not been redrawn and the page has not changed its size for ten frames and half a second."""
    page.evaluate(
        """async () => {
            const now = () => `${document.querySelector('.picture')?.innerHTML} ${document.body.scrollHeight}`;
            const frame = () => new Promise(next => requestAnimationFrame(next));
            let [seen, frames, since] = [now(), 0, performance.now()];
            while (frames < 10 || performance.now() - since < 500) {
                await frame();
                if (now() === seen) frames += 1;
                else [seen, frames, since] = [now(), 0, performance.now()];
            }
        }"""
    )


def copied(page: Page, button: Locator) -> str:
    """What a button has copied, once the browser has it: copying goes on behind the page."""
    page.evaluate("() => navigator.clipboard.writeText('')")
    button.click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    text: str = page.evaluate("() => navigator.clipboard.readText()")
    return text


def scrolled(page: Page, y: int) -> None:
    """Scrolls, and waits until the history's entry holds where to."""
    page.evaluate("y => scrollTo(0, y)", y)
    scrolled_to(page, y)


def scrolled_to(page: Page, y: int) -> None:
    """Waits until the page is at a place, and the history's entry holds it."""
    page.wait_for_function("y => [scrollY, history.state?.y ?? -1].every(at => Math.abs(at - y) < 3)", arg=y)


def settle(page: Page) -> None:
    """Waits until the page of the address is there, and its sentence, and its picture if it has one, are complete."""
    page.wait_for_function(
        """() => {
            const answer = document.querySelector('main:not([aria-busy]) .answer');
            return answer && answer.textContent !== '…' && !answer.dataset.waiting && !document.querySelector('.skeleton');
        }"""
    )
    page.wait_for_function(
        "() => [...document.querySelectorAll('.picture')].every(picture => picture.dataset.drawn > 0)"
    )


@dataclass(frozen=True)
class Drawn:
    """One part of a picture as the browser has drawn it: its box on the page, its words, and its elements."""

    part: str
    id: str
    box: tuple[float, float, float, float]
    words: tuple[str, ...]
    elements: tuple[str, ...]

    @property
    def middle(self) -> tuple[float, float]:
        x, y, width, height = self.box
        return x + width / 2, y + height / 2


def drawn(page: Page, picture: str = ".picture") -> list[Drawn]:
    """Every part of a picture, by kind and id. Read from the page: never from what was handed to the drawing."""
    parts = page.evaluate(
        """picture => [...document.querySelectorAll(`${picture} [data-part]`)].map(group => {
            const frame = document.querySelector(picture).getBoundingClientRect();
            const { x, y, width, height } = group.getBoundingClientRect();
            return [
                group.dataset.part, group.dataset.id, [x - frame.x, y - frame.y, width, height],
                [...group.querySelectorAll('text')].map(text => text.textContent),
                [...group.children].map(child => [child.tagName, ...[...child.attributes]
                    .map(({ name, value }) => `${name}="${value.replace(/#fade\\d+-/, '#')}"`).sort()].join(' ')),
            ];
        })""",
        picture,
    )
    return sorted(
        (
            Drawn(part, id, tuple(round(number, 2) for number in box), tuple(words), tuple(elements))
            for part, id, box, words, elements in parts
        ),
        key=lambda each: (each.part, each.id),
    )


def every_bar(page: Page) -> dict[str, Drawn]:
    """Every bar of the timeline: those near the screen are drawn, so the page is scrolled from its top to its end."""
    bars: dict[str, Drawn] = {}
    end = page.evaluate("() => document.body.scrollHeight")
    for y in range(0, end, 400):
        page.evaluate(
            "y => new Promise(next => { scrollTo(0, y); requestAnimationFrame(() => requestAnimationFrame(next)); })",
            y,
        )
        bars |= {each.id: each for each in drawn(page) if each.part == "bar"}
    page.evaluate("() => scrollTo(0, 0)")
    return bars


def mark(page: Page, id: str) -> Drawn:
    """The one mark of the picture that belongs to an id."""
    [part] = [each for each in drawn(page) if each.part == "mark" and each.id == id]
    return part
