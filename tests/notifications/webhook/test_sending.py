"""Hostile receivers, one by one: each costs a bounded time and a few bytes, and is distinguished from faults of ours."""

from __future__ import annotations

import asyncio
import errno
import gzip
import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.notifications.channels.webhook.connections import open_session
from services.notifications.channels.webhook.destinations import Rules
from services.notifications.channels.webhook.schedule import DELAYS, next_attempt, retry_after
from services.notifications.channels.webhook.sending import Answer, Patience, Sender
from services.notifications.deliveries.clock import SystemClock
from tests.notifications.webhook.given import Raw, answers, raw_server, receiver
from tests.servers import free_ports

PATIENCE = Patience(connect=0.5, answer=0.8, body=0.3)
RULES = Rules(loopback=True)


async def post(url: str, body: bytes = b"{}", tls: ssl.SSLContext | None = None) -> Answer:
    """Post to a receiver."""
    async with open_session(RULES, tls=tls) as session:
        return await Sender(session, SystemClock(), PATIENCE).post(url, body, {})


async def post_raw(behaviour: Raw, body: bytes = b"{}") -> Answer:
    """Post to a server that does what it wants."""
    async with raw_server(behaviour) as url:
        return await post(url, body)


def replies(head: str, body: bytes = b"", *, endless: bytes = b"") -> Raw:
    """Reads the request's head, gives an answer, and goes on with `endless` for ever."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.replace("\n", "\r\n").encode() + body)
        await writer.drain()
        while endless:
            writer.write(endless)
            await writer.drain()

    return behave


async def test_an_endless_body_is_cut() -> None:
    answer = await post_raw(
        replies(
            "HTTP/1.1 500 No\nTransfer-Encoding: chunked\n\n", endless=b"1000\r\n" + b"x" * 4096 + b"\r\n"
        )
    )
    assert (answer.code, answer.fault) == (500, "receiver")
    assert answer.text == "x" * 1_000


async def test_a_taken_event_is_taken_even_if_the_body_never_ends() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok")
        await asyncio.sleep(60)

    answer = await post_raw(behave)
    assert answer.ok
    assert answer.text == "ok"


async def test_slow_headers_end_in_time() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(10_000):
            writer.write(b"X-%d: y\r\n" % number)
            await writer.drain()
            await asyncio.sleep(0.1)

    answer = await post_raw(behave)
    assert (answer.code, answer.fault) == (None, "receiver")
    assert answer.error == "no answer within 0.8 s"


async def test_a_receiver_that_never_reads_or_answers_ends_in_time() -> None:
    async def behave(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    answer = await post_raw(behave, b"x" * (16 << 20))
    assert (answer.code, answer.error) == (None, "no answer within 0.8 s")


async def test_provisional_answers_for_ever_end_in_time() -> None:
    answer = await post_raw(replies("", endless=b"HTTP/1.1 103 Early Hints\r\n\r\n"))
    assert (answer.code, answer.fault) == (None, "receiver")


@pytest.mark.parametrize(
    "head",
    [
        "SSH-2.0-OpenSSH_9.9\n",
        "HTTP/1.1 abc OK\n\n",
        "HTTP/1.1 200 OK\nContent-Length: -5\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\n",
        "HTTP/1.1 200 OK\nX: " + "y" * 20_000 + "\n\n",
        "HTTP/1.1 200 OK\n" + "".join(f"X-{n}: y\n" for n in range(2_000)) + "\n",
        "HTTP/1.1 200 " + "y" * 20_000 + "\n\n",
        "",
    ],
)
async def test_what_is_no_http_is_no_answer(head: str) -> None:
    answer = await post_raw(replies(head))
    assert (answer.code, answer.fault) == (None, "receiver")
    assert answer.error


async def test_a_redirect_is_not_followed() -> None:
    async with receiver() as target, receiver(answers(307, Location=target.url)) as there:
        answer = await post(there.url)
        assert (answer.code, answer.fault) == (307, "receiver")
        assert target.got == []


async def test_a_gzip_bomb_is_not_opened() -> None:
    bomb = gzip.compress(b"\0" * (64 << 20))
    head = f"HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {len(bomb)}\n\n"
    answer = await post_raw(replies(head, bomb))
    assert answer.ok
    assert answer.text == "(gzip, not shown)"


async def test_secrets_in_an_answer_are_masked_and_it_is_cut() -> None:
    text = (
        "whsec_c2VjcmV0c2VjcmV0 Bearer abc.def-ghi upl_0a1b2c3d_deadbeefdeadbeef v1,K5oZfzN95Z9UVu1EsfQmfVNQ\0 "
        + "é" * 2_000
    )
    async with receiver(answers(500, text)) as there:
        answer = await post(there.url)
    assert answer.text.startswith("whsec_… Bearer … upl_0a1b2c3d_… v1,…\ufffd é")
    assert len(answer.text) == 1_000


async def test_nobody_listens() -> None:
    [port] = free_ports(1)
    answer = await post(f"http://127.0.0.1:{port}/")
    assert (answer.code, answer.fault, answer.error) == (None, "receiver", "no connection (ECONNREFUSED)")


async def test_a_certificate_that_does_not_verify_is_the_receivers_fault(tmp_path: Path) -> None:
    server, authority = certificates(tmp_path)
    async with receiver() as plain, raw_server(replies("HTTP/1.1 204 No Content\n\n"), server) as url:
        answer = await post(url)
        assert (answer.code, answer.fault) == (None, "receiver")
        assert answer.error == "TLS: self-signed certificate"
        assert (await post(url, tls=authority)).code == 204
        wrong = await post(url.replace("127.0.0.1", "localhost"), tls=authority)
        assert wrong.error is not None
        assert "mismatch" in wrong.error
        answer = await post(plain.url.replace("http:", "https:"))
        assert (answer.code, answer.fault) == (None, "receiver")
        assert str(answer.error).startswith("TLS: ")


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "receiver"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), "ours"),
        (socket.gaierror(socket.EAI_FAIL, "failed"), "ours"),
        (OSError(errno.EMFILE, "no descriptors"), "ours"),
    ],
)
async def test_faults_of_the_dns_are_distinguished(error: OSError, fault: str) -> None:
    async def lookup(_host: str, _port: int) -> list[tuple[int, str]]:
        raise error

    async with open_session(RULES, lookup) as session:
        answer = await Sender(session, SystemClock(), PATIENCE).post(
            "https://partner.example.com/", b"{}", {}
        )
    assert (answer.code, answer.fault) == (None, fault)


@pytest.mark.parametrize(
    "code", [errno.EMFILE, errno.ENETUNREACH, errno.ENOBUFS, errno.ECONNREFUSED, errno.EHOSTUNREACH]
)
async def test_faults_of_this_machine_are_distinguished(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> socket.socket:
        raise OSError(code, "as the test wants it")

    async with open_session(RULES) as session:
        monkeypatch.setattr("services.notifications.channels.webhook.connections.socket.socket", refused)
        answer = await Sender(session, SystemClock(), PATIENCE).post("http://127.0.0.1:2000/", b"{}", {})
        monkeypatch.undo()
    assert answer.fault == ("receiver" if code in {errno.ECONNREFUSED, errno.EHOSTUNREACH} else "ours")


async def test_one_that_hangs_delays_nobody() -> None:
    async def hang(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with raw_server(hang) as hanging, receiver() as there, open_session(RULES) as session:
        sender = Sender(session, SystemClock(), PATIENCE)
        stuck = [asyncio.create_task(sender.post(hanging, b"{}", {})) for _ in range(50)]
        for _ in range(20):
            assert (await sender.post(there.url, b"{}", {})).ok
        assert not any(task.done() for task in stuck)
        assert {(await task).fault for task in stuck} == {"receiver"}


NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def test_the_schedule_is_stretched_and_honours_retry_after_within_bounds() -> None:
    for attempts, delay in enumerate(DELAYS, start=1):
        assert next_attempt(NOW, attempts, None, 0.0) == NOW + timedelta(seconds=delay)
        assert next_attempt(NOW, attempts, None, 1.0) == NOW + timedelta(seconds=delay * 1.2)
    assert next_attempt(NOW, 100, None, 0.0) == NOW + timedelta(hours=10)
    assert next_attempt(NOW, 1, timedelta(minutes=3), 0.0) == NOW + timedelta(minutes=3)
    assert next_attempt(NOW, 1, timedelta(days=900), 0.0) == NOW + timedelta(hours=10)
    assert next_attempt(NOW, 3, timedelta(seconds=1), 0.0) == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        ("Sun, 29 Nov 2026 12:01:00 GMT", 60),
        ("Sun, 29 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("٣", None),
        ("9" * 400, 999_999_999),
        ("Sun, 99 Nov 2026 12:01:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: int | None) -> None:
    assert retry_after(value, NOW) == (None if seconds is None else timedelta(seconds=seconds))


def certificates(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own for 127.0.0.1, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cadata=pem.decode())
