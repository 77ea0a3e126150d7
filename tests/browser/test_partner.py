"""The partner's page: from a key to the first event, what was missed and why, and a key that is revoked meanwhile."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect
from standardwebhooks import Webhook

from ops.keys import api_keys
from tests.browser.accessibility import violations
from tests.browser.conftest import Open, Stack, settle, watch

pytestmark = pytest.mark.records

NEW_CONTEXT = Callable[..., BrowserContext]


class Receiver:
    """A receiver of webhooks on loopback: it echoes challenges, and answers events with its `status`."""

    def __init__(self) -> None:
        self.status = 204
        self.requests: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                word = json.loads(body).get("challenge") if body.startswith(b"{") else None
                if word is None:
                    receiver.requests.append((dict(self.headers.items()), body))
                answer = json.dumps({"challenge": word}).encode() if word else b"the disk is full"
                status = 200 if word else receiver.status
                self.send_response(status)
                self.send_header("content-length", "0" if status == 204 else str(len(answer)))
                self.end_headers()
                if status != 204:
                    self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    @contextmanager
    def listening(self) -> Iterator["Receiver"]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.requests]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


@pytest.fixture(scope="module")
def issue(stack: Stack) -> Callable[..., str]:
    """Issues keys of a partner."""

    def make(
        name: str, subject: str | None = "cluster-dkm", *scopes: str, instance: Any = stack.instance
    ) -> str:
        key: str = api_keys.issue(
            instance, name, list(scopes or ("subscriptions:write", "feed:read")), subject
        )
        return key

    return make


def enter(page: Page, key: str) -> None:
    page.get_by_label("Klucz", exact=True).or_(page.get_by_label("Key", exact=True)).fill(key)
    page.keyboard.press("Enter")


def request(page: Page, purpose: str, type: str | None = None) -> str:
    """Requests a subscription by the form; its id."""
    if type:
        page.get_by_label("Tylko te, które spełniają warunki").check()
        page.get_by_label("Wartość").fill(type)
    page.get_by_label("Po co są potrzebne").fill(purpose)
    with page.expect_response(lambda answer: made(answer, "/v1/subscriptions")) as answer:
        page.get_by_role("button", name="Wyślij prośbę").click()
    expect(page.get_by_text("Wysłano. Subskrypcja czeka na zgodę operatora.").first).to_be_visible()
    id: str = answer.value.json()["id"]
    return id


def made(answer: Response, path: str) -> bool:
    return answer.request.method == "POST" and answer.url.endswith(path) and answer.status == 201


def approve(page: Page, stack: Stack, id: str) -> None:
    answer = page.request.post(
        f"{stack.notifications}/v1/subscriptions/{id}/approve",
        headers={"authorization": f"Bearer {stack.key}"},
    )
    assert answer.status == 200, answer.text()


def record_event(page: Page, stack: Stack, key: str, purpose: str) -> None:
    """Records an event that the partner of the key receives: it requests another subscription."""
    answer = page.request.post(
        f"{stack.notifications}/v1/subscriptions",
        headers={"authorization": f"Bearer {key}"},
        data={"purpose": {"pl": purpose}},
    )
    assert answer.status == 201, answer.text()


def card(page: Page, id: str) -> Locator:
    return page.locator(f"details[data-id='{id}']")


def no_wider_than_the_screen(page: Page) -> bool:
    wide: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide <= 0


def test_from_a_key_to_the_first_event_and_what_was_missed(
    open_context: NEW_CONTEXT, stack: Stack, issue: Callable[..., str], receiver: Receiver
) -> None:
    faults: list[str] = []
    page = open_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    watch(page, faults)
    page.goto("/pl/partner")
    key = issue("page-dkm")
    enter(page, key)
    expect(page.locator("#answer")).to_contain_text("Klucz „page-dkm”: 0 subskrypcji.")
    id = request(page, "Nasz rejestr umów", "SubscriptionRequested")
    subscription = card(page, id)
    expect(subscription).to_contain_text("czeka na zgodę")
    expect(subscription).to_contain_text("rodzaj to SubscriptionRequested")
    approve(page, stack, id)
    subscription.get_by_text("Dodaj kanał", exact=True).click()

    # A channel: an address that is refused names its field; then the secret is shown once.
    address = subscription.get_by_label("Adres odbiorcy")
    address.fill("ftp://partner.example/")
    subscription.get_by_role("button", name="Utwórz kanał").click()
    expect(subscription.get_by_role("alert")).to_contain_text("Nie utworzono kanału")
    expect(address).to_have_attribute("aria-invalid", "true")
    address.fill(receiver.url)
    subscription.get_by_role("button", name="Utwórz kanał").click()
    secret = subscription.get_by_label("Sekret", exact=True).input_value()
    assert secret.startswith("whsec_")
    subscription.get_by_role("button", name="Kopiuj").click()
    expect(page.locator("#voice")).to_have_text("Skopiowano.")
    assert page.evaluate("() => navigator.clipboard.readText()") == secret
    subscription.get_by_role("button", name="Mam go, ukryj").click()
    assert secret not in page.content()
    channel = subscription.locator("article")
    expect(channel.locator("[data-reason=unconfirmed]")).to_be_visible()

    # Challenge, test, and the first event.
    channel.get_by_role("button", name="Wyślij wyzwanie").click()
    expect(channel).to_have_attribute("data-state", "active")
    channel.get_by_role("button", name="Wyślij zdarzenie próbne").click()
    expect(channel.get_by_text("Odbiorca przyjął zdarzenie próbne.")).to_be_visible()
    headers, body = receiver.requests[-1]
    Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})
    record_event(page, stack, key, "pierwsze zdarzenie")
    channel.get_by_text("Doręczenia i odpowiedzi").click()
    expect(channel.locator("[data-delivery=delivered]")).to_have_count(1)
    expect(channel.locator("[data-reason=current]")).to_be_visible()
    assert receiver.types()[-1].startswith("upland.SubscriptionRequested.")

    # The receiver is down: what is missing, and why; paused, mended, resumed.
    receiver.status = 500
    record_event(page, stack, key, "odbiorca nie działa")
    expect(channel.locator("[data-reason=failing]")).to_be_visible()
    expect(channel.locator("[data-reason=pending]")).to_contain_text("1 zdarzenie")
    expect(channel.locator(".missed")).to_contain_text("Ostatnia odpowiedź: 500")
    expect(channel.locator(".missed")).to_contain_text("the disk is full")
    channel.get_by_role("button", name="Wstrzymaj").click()
    expect(channel.locator("[data-reason=paused]")).to_be_visible()
    receiver.status = 204
    channel.get_by_role("button", name="Wznów").click()
    expect(channel.locator("[data-delivery=delivered]")).to_have_count(2)
    channel.get_by_label("Stan").select_option("failed")
    expect(channel.get_by_text("Nie ma doręczeń, które pasują.")).to_be_visible()
    channel.get_by_label("Stan").select_option("delivered")

    # One event is sent again, then all of them; then the secret is rotated.
    before = len(receiver.requests)
    channel.get_by_role("button", name="Wyślij ponownie").first.click()
    expect(channel.get_by_text("Zostanie wysłane ponownie.")).to_be_visible()
    until(page, lambda: len(receiver.requests) > before)
    channel.get_by_text("Wyślij jeszcze raz od…").click()
    channel.get_by_role("button", name="Wyślij jeszcze raz: od początku zapisu").click()
    until(page, lambda: len(receiver.requests) >= before + 4)  # its own request is of the record too
    channel.get_by_role("button", name="Wymień sekret").click()
    other = channel.get_by_label("Sekret", exact=True)
    expect(other).not_to_have_value(secret)
    expect(channel.get_by_text("poprzedni ważny do")).to_be_visible()
    assert violations(page) == ""

    # The key is revoked: a sentence and a way on. What is typed stays, in the other language too.
    page.get_by_label("Po co są potrzebne").fill("jeszcze jedna")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("What they are for")).to_have_value("jeszcze jedna")
    api_keys.revoke(stack.instance, key.split("_")[1])
    expect(page.get_by_role("alert")).to_contain_text("The key is not known or was revoked.")
    assert violations(page) == ""
    enter(page, issue("page-dkm-again"))
    expect(page.locator("#answer")).to_contain_text("Key “page-dkm-again”: 3 subscriptions")
    expect(page.get_by_label("What they are for")).to_have_value("jeszcze jedna")
    expect(page.get_by_role("alert")).to_have_count(0)

    # Deleted for good, after a question.
    card(page, id).get_by_role("button", name="Delete the channel…").click()
    card(page, id).get_by_role("button", name="Yes, do it").click()
    expect(card(page, id).locator("[data-state=closed]")).to_be_visible()
    assert not faults


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Waits for something outside the page, at most a minute."""
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about")


def test_an_operator_approves_and_revokes(visit: Open, stack: Stack, issue: Callable[..., str]) -> None:
    page = visit("/pl/partner")
    enter(page, issue("page-saam", "cluster-saam"))
    id = request(page, "Dla operatora")
    assert page.get_by_role("button", name="Zatwierdź").count() == 0
    page.get_by_role("button", name="Zapomnij klucz").click()
    enter(page, stack.key)
    subscription = card(page, id)
    expect(page.get_by_role("heading", name="Subskrypcje wszystkich partnerów")).to_be_visible()
    if subscription.get_attribute("open") is None:
        subscription.locator("> summary").click()
    expect(subscription).to_contain_text("cluster-saam")
    subscription.get_by_role("button", name="Zatwierdź").click()
    expect(subscription).to_have_attribute("data-stage", "approved")
    subscription.get_by_role("button", name="Cofnij subskrypcję…").press("Enter")
    expect(subscription.get_by_role("button", name="Nie", exact=True)).to_be_focused()
    subscription.get_by_role("button", name="Tak, na pewno").press("Enter")
    expect(subscription).to_have_attribute("data-stage", "revoked")


def test_a_key_is_of_its_tab_only(open_context: NEW_CONTEXT, stack: Stack, issue: Callable[..., str]) -> None:
    context = open_context()
    page = context.new_page()
    page.goto("/pl/partner")
    enter(page, "upl_nobody_nothing")
    expect(page.get_by_role("alert")).to_contain_text("Klucz nie jest znany albo został unieważniony.")
    key = issue("page-reader", "cluster-dkm", "feed:read")
    enter(page, key)
    expect(page.get_by_text("brakuje mu uprawnienia subscriptions:write")).to_be_visible()
    page.reload()
    expect(page.locator("#answer")).to_contain_text("page-reader")
    assert key not in page.url
    assert page.evaluate("() => JSON.stringify(localStorage) + document.cookie") == "{}"
    other = context.new_page()
    other.goto("/pl/partner")
    expect(other.get_by_label("Klucz", exact=True)).to_be_visible()
    page.get_by_role("button", name="Zapomnij klucz").click()
    expect(page.get_by_label("Klucz", exact=True)).to_be_visible()
    assert page.evaluate("() => sessionStorage.length") == 0


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "pl"), (1440, "light", "en"), (320, "light", "en")]
)
def test_every_reader_can_use_the_form(
    visit: Open, stack: Stack, issue: Callable[..., str], width: int, theme: str, language: str
) -> None:
    page = visit(f"/{language}/partner", width=width, theme=theme)
    assert violations(page) == ""
    enter(page, issue(f"page-{width}-{theme}"))
    expect(
        page.get_by_role("heading", name="Subskrypcje").or_(page.get_by_role("heading", name="Subscriptions"))
    ).to_be_visible()
    settle(page)
    page.get_by_label("Tylko te, które spełniają warunki").or_(
        page.get_by_label("Only those that meet conditions")
    ).check()
    page.locator("#ask-add").press("Enter")
    page.locator("form button[type=submit]").last.press("Enter")
    expect(page.locator("section.problem")).to_be_focused()
    page.locator("section.problem a").first.press("Enter")
    expect(page.locator("#ask-value-0")).to_be_focused()
    assert violations(page) == ""
    assert no_wider_than_the_screen(page)
