"""Where webhooks may go: hostile URLs and addresses are refused, in the URL and when they are connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.channels.webhook.connections import Lookup, open_session
from services.notifications.channels.webhook.destinations import Rules, allowed, check_url
from services.notifications.channels.webhook.sending import Answer, Sender
from services.notifications.deliveries.clock import SystemClock
from tests.servers import free_ports

CLOSED, OPEN = Rules(), Rules(loopback=True)

HOSTILE_URLS = [
    "http://partner.example.com/hook",  # not HTTPS
    "ftp://partner.example.com/",
    "https:///hook",
    "https://",
    "//partner.example.com/",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "gopher://partner.example.com:443/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",  # decimal
    "https://0177.0.0.1/",  # octal
    "https://0x7f.0.0.1/",  # hexadecimal
    "https://0x7f000001/",
    "https://017700000001/",
    "https://0/",
    "https://0.0.0.0/",
    "https://0x/",
    "https://127.0.0.1./",
    "https://2130706433./",
    "https://localhost/",
    "https://localhost./",
    "https://LOCALHOST/",
    "https://foo.localhost/",
    "https://intranet/",
    "https://db.internal/",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://printer.local/",
    "https://router.home.arpa/",
    "https://10.0.0.5/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",  # carrier-grade NAT
    "https://100.100.100.200/",  # metadata of one cloud
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://192.88.99.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",  # IPv4-mapped
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/",  # IPv4-compatible
    "https://[64:ff9b::7f00:1]/",  # NAT64
    "https://[64:ff9b:1::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/",  # 6to4
    "https://[2001:0:7f00:1::]/",  # Teredo
    "https://[2001:db8::1]/",
    "https://[2001:10::1]/",
    "https://[3fff::1]/",
    "https://[5f00::1]/",
    "https://[100::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[2606:4700:4700::1111%251]/",
    "https://[fec0::1]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://user@partner.example.com/",
    "https://user:word@partner.example.com/",
    "https://partner.example.com@127.0.0.1/",
    "https://partner.example.com:443@127.0.0.1/",
    "https://127.0.0.1#@partner.example.com/",
    "https://partner.example.com/#part",
    "https://partner.example.com/hook#",
    "https://partner.example.com\\@127.0.0.1/",
    "https:\\\\127.0.0.1/",
    "https://partner。example。com/",  # ideographic full stops
    "https://１２７.０.０.１/",  # full-width digits
    "https://①②⑦.⓪.⓪.①/",
    "https://pаrtner.example.com/",  # a Cyrillic letter
    "https://partner%2eexample.com/",
    "https://partner.example.com%00.127.0.0.1/",
    "https://partner.example.com./",
    "https://-partner.example.com/",
    "https://partner..example.com/",
    "https://partner_x.example.com:8443:1/",
    "https://partner.example.com:80/",
    "https://partner.example.com:22/",
    "https://partner.example.com:1023/",
    "https://partner.example.com:0/",
    "https://partner.example.com:65536/",
    "https://partner.example.com:-1/",
    "https://partner.example.com:443x/",
    "https://partner.example.com/a b",
    "https://partner.example.com/\r\nX-Injected: 1",
    "https://partner.example.com/\thook",
    " https://partner.example.com/",
    "https://partner.example.com/" + "a" * 2_000,
    "",
]

PUBLIC_URLS = [
    "https://partner.example.com/hook",
    "https://partner.example.com:443/hook?token=a%20b",
    "HTTPS://Partner.Example.COM:8443/",
    "https://xn--klaster-w8a.example.pl:1024/",
    "https://8.8.8.8/hook",
    "https://[2606:4700:4700::1111]:9443/hook",
]


@pytest.mark.parametrize("url", HOSTILE_URLS)
@pytest.mark.parametrize("rules", [CLOSED, OPEN])
def test_a_hostile_url_is_refused(url: str, rules: Rules) -> None:
    if rules.loopback and url in {
        "https://127.0.0.1/", "https://localhost/", "https://LOCALHOST/", "https://[::1]/"
    }:  # fmt: skip
        assert check_url(url, rules) == url
        return
    with pytest.raises(ValueError, match=r".") as error:
        check_url(url, rules)
    assert url == "" or url not in str(error.value)


@pytest.mark.parametrize("url", PUBLIC_URLS)
def test_a_public_url_is_taken(url: str) -> None:
    assert check_url(url, CLOSED) == url


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("http://127.0.0.1:8080/hook", True),
        ("http://localhost:8080/hook", True),
        ("http://[::1]:8080/hook", True),
        ("http://127.0.0.1/hook", False),
        ("http://127.0.0.1:80/hook", False),
        ("http://127.0.0.1:25/hook", False),
        ("http://10.0.0.1:8080/hook", False),
        ("http://partner.example.com:8080/hook", False),
    ],
)
def test_this_machine_only_by_a_setting_and_only_there_plain_http(url: str, taken: bool) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_url(url, CLOSED)
    if taken:
        assert check_url(url, OPEN) == url
    else:
        with pytest.raises(ValueError, match=r"."):
            check_url(url, OPEN)


@given(st.ip_addresses())
def test_no_address_is_allowed_that_is_not_global(address: object) -> None:
    parsed = address
    text = str(parsed)
    if allowed(text, CLOSED):
        assert parsed.is_global  # type: ignore[attr-defined]
        assert not parsed.is_multicast  # type: ignore[attr-defined]
        assert getattr(parsed, "ipv4_mapped", None) is None
        assert getattr(parsed, "sixtofour", None) is None
        assert getattr(parsed, "teredo", None) is None


# ---- the address that is really connected to
class Names:
    """A name server of the test: each question takes the next answer of its host, the last one again and again."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = {name.replace("_", "."): list(each) for name, each in answers.items()}
        self.questions = 0

    async def __call__(self, host: str, port: int) -> list[tuple[int, str]]:
        self.questions += 1
        answers = self._answers[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in addresses]


async def _post(url: str, lookup: Lookup | None = None, rules: Rules = CLOSED) -> Answer:
    async with open_session(rules, lookup) as session:
        return await Sender(session, SystemClock()).post(url, b"{}", {})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where a server listens on loopback that must never be reached."""
    [port] = free_ports(1)

    async def reached(_: web.Request) -> web.Response:
        raise AssertionError("it was reached")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", reached)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield port
    await runner.cleanup()


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["fe80::1%1"],
        ["fd00:ec2::254"],
        ["0.0.0.0"],  # noqa: S104  as an answer of the DNS
        ["93.184.216.34", "127.0.0.1"],  # one of several
        [],
    ],
)
async def test_a_name_that_leads_to_such_an_address_is_not_connected_to(
    port: int, addresses: list[str]
) -> None:
    answer = await _post(f"https://partner.example.com:{port}/", Names(partner_example_com=[addresses]))
    assert answer.code is None
    assert answer.fault == "receiver"
    assert answer.error == "the host leads to an address that is not public"


async def test_the_address_is_resolved_once_and_judged_again_when_it_is_connected_to(port: int) -> None:
    """Rebinding between the check and the connection: the name server changes its answer after the first question."""
    names = Names(rebinding_example_com=[["93.184.216.34"], ["127.0.0.1"]])
    async with open_session(CLOSED, names) as session:
        connector = session.connector
        assert connector is not None
        resolver = connector._resolver  # type: ignore[attr-defined]
        [first] = await resolver.resolve("rebinding.example.com", port)
        assert first["host"] == "93.184.216.34"
        # What the connector does with an address that slipped through, by whatever way: the socket refuses it.
        info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        with pytest.raises(OSError, match="not public"):
            connector._socket_factory(info)  # type: ignore[attr-defined]
        scoped = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700:4700::1111", port, 0, 2))
        with pytest.raises(OSError, match="not public"):
            connector._socket_factory(scoped)  # type: ignore[attr-defined]
        answer = await Sender(session, SystemClock()).post(
            f"https://rebinding.example.com:{port}/", b"{}", {}
        )
    assert answer.error == "the host leads to an address that is not public"
    assert names.questions == 2


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "10.0.0.1", "[::]", "[::ffff:127.0.0.1]", "2130706433"]
)
async def test_an_address_in_the_url_is_judged_at_the_connection_too(port: int, host: str) -> None:
    """A URL that was stored under other rules, or past the check, goes nowhere."""
    answer = await _post(f"http://{host}:{port}/")
    assert answer.code is None
    assert answer.fault == "receiver"


async def test_lookups_of_one_name_at_the_same_time_are_one() -> None:
    gate = asyncio.Event()
    count = 0

    async def slow(_host: str, _port: int) -> list[tuple[int, str]]:
        nonlocal count
        count += 1
        await gate.wait()
        return [(socket.AF_INET, "10.0.0.1")]

    async with open_session(CLOSED, slow) as session:
        sender = Sender(session, SystemClock())
        posts = [asyncio.create_task(sender.post("https://slow.example.com/", b"{}", {})) for _ in range(20)]
        while count == 0:
            await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
        gate.set()
        assert {(await post).fault for post in posts} == {"receiver"}
    assert count == 1
