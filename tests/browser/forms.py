"""What the tests of forms share: keys, the record as it is after a form was sent, and a form filled by keyboard alone."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Stack

TODAY = date.today().isoformat()  # noqa: DTZ011 (the reader's day)


def new_id(name: str) -> str:
    """An id that no other run of the tests has used."""
    return f"{name}-{uuid4().hex[:8]}"


def command(stack: Stack, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Sends a command to the registry as another client would; its answer."""
    request = urllib.request.Request(  # noqa: S310 (our own address)
        f"{stack.registry}/v1/{path}",
        data=json.dumps(body).encode(),
        headers={
            "content-type": "application/json",
            "authorization": f"Bearer {stack.key}",
            "idempotency-key": uuid4().hex,
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        result: dict[str, Any] = json.load(answer)
        return result


def party(stack: Stack, name: str) -> str:
    """Registers an organisation and waits until the views know it; its stream."""
    id = new_id("forms")
    answer = command(stack, f"parties/{id}/register", {"kind": "organisation", "names": {"pl": name}})
    visible(stack, answer["position"])
    return f"party-{id}"


def visible(stack: Stack, position: int) -> None:
    """Waits until the views have come to a position of the record."""
    address = f"{stack.dashboard}/v1/changes?limit=1&wait_for={position}"
    urllib.request.urlopen(address, timeout=60).close()  # noqa: S310


def events(stack: Stack, stream: str) -> list[dict[str, Any]]:
    """A stream's events; none when there is no such stream."""
    request = urllib.request.Request(  # noqa: S310
        f"{stack.registry}/v1/streams/{stream}", headers={"authorization": f"Bearer {stack.key}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            stored: list[dict[str, Any]] = json.load(answer)
            return stored
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return []
        raise


def types(stack: Stack, stream: str) -> list[str]:
    return [event["type"].split(".")[1] for event in events(stack, stream)]


def joined(stack: Stack, name: str = "Stocznia") -> str:
    """A membership, recorded for this month; its event."""
    member = party(stack, new_id(name))
    stream = f"lkb.{member.removeprefix('party-')}"
    body = {"occurred": "2026-11", "sources": [{"id": "source-starachowice-visit"}], "mode": "reported"}
    answer = command(stack, f"memberships/{stream}/join", body)
    return f"{answer['stream']}@1"


def give_key(page: Page, key: str) -> None:
    """Enters a key in the field that stands in place of the form, or over it."""
    page.locator("#api-key").fill(key)
    page.keyboard.press("Enter")
    expect(page.locator("#api-key")).to_have_count(0)


def open_form(page: Page, stack: Stack, path: str, lang: str = "pl") -> None:
    """Opens a form as a person with a key does."""
    page.goto(f"/{lang}/record/{path}")
    give_key(page, stack.key)
    expect(page.locator("form.fields")).to_be_visible()


def choose(page: Page, control: str, typed: str, option: str | None = None) -> None:
    """Types into a type-ahead and chooses what is offered."""
    page.locator(f"#f-{control}").fill(typed)
    page.locator(f"#f-{control}-list [role=option]").filter(has_text=option or typed).first.click()


def saved(page: Page) -> None:
    expect(page.locator("[data-saved=saved]")).to_be_attached()


def recorded(page: Page) -> str:
    """Waits until the page says that the fact is recorded and visible; the fact's event."""
    expect(page.locator(".recorded[data-state=visible]")).to_be_visible()
    link = page.locator(".recorded a").first.get_attribute("href") or ""
    return link.rpartition("/")[2].replace("%40", "@")


def refused(stack: Stack, key: str) -> None:
    """Waits until the registry knows that a key is revoked."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        request = urllib.request.Request(  # noqa: S310
            f"{stack.registry}/v1/history?limit=1", headers={"authorization": f"Bearer {key}"}
        )
        try:
            urllib.request.urlopen(request, timeout=30).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            if error.code == 401:
                return
        time.sleep(0.1)
    raise AssertionError("the key still works")


@dataclass
class Keyboard:
    """A person without a mouse: every step is a key."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.pressed.append(key)
        self.page.keyboard.press(key)

    def reach(self, control: Locator) -> None:
        """Goes on with Tab until the control has the focus."""
        expect(control).to_be_visible()
        for _ in range(150):
            if control.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never reaches {control}")

    def type(self, control: str, text: str) -> None:
        self.reach(self.page.locator(control))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, control: str, typed: str, option: str | None = None) -> None:
        """Types into a type-ahead, goes down to what is wanted, and takes it with Enter."""
        self.type(control, typed)
        options = self.page.locator(f"{control}-list [role=option]")
        expect(options.filter(has_text=option or typed).first).to_be_visible()
        texts = options.all_inner_texts()
        for _ in range(next(at for at, text in enumerate(texts) if (option or typed) in text)):
            self.press("ArrowDown")
        self.press("Enter")

    def act(self, control: Locator) -> None:
        """Presses a button or follows a link."""
        self.reach(control)
        self.press("Enter")

    def check(self, control: Locator) -> None:
        self.reach(control)
        self.press("Space")
