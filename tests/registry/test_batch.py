"""Many commands in one request: any client can send them, and a bad line is refused by itself."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.http.batch_lines import parse_line
from services.registry.http.spool import Spool
from tests.registry import raw
from tests.registry.test_http import Client
from tests.running import KeyRing


def _line(id: str, /, **more: Any) -> bytes:
    body = {"kind": "organisation", "names": {"pl": f"Firma {id}"}}
    return json.dumps(
        {"collection": "parties", "id": id, "verb": "register", "key": id, "body": body} | more
    ).encode()


async def send(client: Client, lines: list[bytes], *, dry_run: bool = False, **headers: str) -> list[Any]:
    """The answers to these lines."""
    query = "?dry_run=true" if dry_run else ""
    sent = {"Authorization": f"Bearer {client.key}", "Content-Type": "application/x-ndjson"} | headers
    async with client.running.session.post(
        f"{client.running.url}/v1/commands{query}", data=b"\n".join(lines), headers=sent
    ) as answer:
        assert answer.status == 200
        return [json.loads(line) for line in (await answer.read()).splitlines()]


_BAD: list[tuple[str, bytes, int, str]] = [
    ("NUL in the key", _line("x").replace(b'"key": "x"', b'"key": "x\\u0000y"'), 400, "/key"),
    ("raw NUL", _line("x").replace(b'"key": "x"', b'"key": "x\x00y"'), 400, ""),
    ("NUL in the id", _line("x").replace(b'"id": "x"', b'"id": "x\\u0000"'), 400, ""),
    ("NUL in the collection", _line("x").replace(b"parties", b"parties\\u0000"), 404, ""),
    ("NUL in a text", _line("x").replace(b"Firma", b"Fir\\u0000ma"), 400, "/names/pl"),
    ("nested deep", _line("x").replace(b'"organisation"', b"[" * 9_000 + b"]" * 9_000), 400, ""),
    ("nested objects", _line("x").replace(b'"organisation"', b'{"a":' * 3_000 + b"1" + b"}" * 3_000), 400, ""),
    ("nested 300", _line("x").replace(b'"organisation"', b"[" * 300 + b"]" * 300), 400, ""),
    ("never closed", b"[" * 19_000, 400, ""),
    ("not UTF-8", _line("x").replace(b"Firma", b"Firm\xff"), 400, ""),
    ("UTF-16", _line("x").decode().encode("utf-16"), 400, ""),
    ("overlong UTF-8", _line("x").replace(b"Firma", b"Fir\xc0\x80ma"), 400, ""),
    ("lone surrogate in a text", _line("x").replace(b"Firma", b"\\ud800"), 400, ""),
    ("lone surrogate in the key", _line("x").replace(b'"key": "x"', b'"key": "\\udc00x"'), 400, ""),
    ("too long", _line("x").replace(b"Firma", b"F" * 25_000), 413, ""),
    ("a number of 9,000 digits", _line("x").replace(b'"organisation"', b"1" * 9_000), 400, ""),
    ("a number outside the profile", _line("x").replace(b'"organisation"', b"1e999"), 400, "/kind"),
    ("NaN", _line("x").replace(b'"organisation"', b"NaN"), 400, ""),
    ("unknown verb", _line("x", verb="burn"), 404, ""),
    ("a long verb", _line("x", verb="b" * 9_000), 404, ""),
    ("unknown collection", _line("x", collection="treaties"), 404, ""),
    ("an object for a text", _line("x", id={"a": 1}), 400, "/id"),
    ("null for a text", _line("x", key=None), 400, "/key"),
    ("an empty key", _line("x", key=""), 400, "/key"),
    ("a key that is no ASCII", _line("x", key="klucz-ż"), 400, "/key"),
    ("a list for the body", _line("x", body=[]), 400, ""),
    ("a text for the body", _line("x", body="a"), 400, ""),
    ("another member", _line("x", extra=1), 400, "/extra"),
    ("a missing member", b'{"collection": "parties", "id": "x", "verb": "register"}', 400, "/key"),
    ("a member twice", _line("x")[:-1] + b', "key": "y"}', 400, "/key"),
    ("a member of the body twice", _line("x").replace(b'"kind"', b'"kind": "city", "kind"'), 400, "/kind"),
    ("a language twice", _line("x").replace(b'"pl"', b'"pl": "A", "pl"'), 400, "/names/pl"),
    ("a comment", b"// nothing", 400, ""),
    ("two values", _line("x") + b" " + _line("y"), 400, ""),
    ("a byte order mark", b"\xef\xbb\xbf" + _line("x"), 400, ""),
]  # fmt: skip


async def test_a_bad_line_is_refused_by_itself(client: Client) -> None:
    lines: list[bytes] = []
    for number, (_, line, _, _) in enumerate(_BAD):
        lines += [line, _line(f"good-{number}")]
    answers = await send(client, lines)
    assert [answer["line"] for answer in answers] == [*range(1, len(lines) + 1)]
    for (name, _, status, pointer), answer in zip(_BAD, answers[::2], strict=True):
        assert (name, answer["status"]) == (name, status)
        named = [error["pointer"] for error in answer["body"].get("errors", ())]
        assert (name, pointer or named) == (name, named[0] if pointer else named)
        assert len(json.dumps(answer)) < 2_000
    assert {answer["status"] for answer in answers[1::2]} == {201}
    # The head that a service shows follows its log.
    while await client.head() < len(_BAD):
        await asyncio.sleep(0.02)
    assert await client.head() == len(_BAD)


# ---- units --------------------------------------------------------------------------------------------------------
def _number(party: str, value: str, /, **more: Any) -> bytes:
    body = {"scheme": "krs", "value": value}
    return _line(party, **{"verb": "identify", "key": f"{party}-{value}", "body": body} | more)


async def _length(client: Client, events: int) -> None:
    """Wait until readiness gives this length of the log."""
    async with asyncio.timeout(60):
        while await client.head() != events:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_unit_is_stored_with_all_its_lines_or_not_at_all(client: Client, dry_run: bool) -> None:
    lines = [
        *(_line("a", unit=2), _number("a", "0000000001", unit=0)),
        *(_line("b", unit=2), _number("b", "0000000001", unit=0)),  # the number of `a`
        *(_line("c", unit=3), _number("c", "0000000002", unit=0), _number("nobody", "0000000003", unit=0)),
        *(_line("d", unit=2), _number("d", "0000000002", unit=0)),  # free: `c` is not there
        _line("b", key="alone"),
    ]
    answers = await send(client, lines, dry_run=dry_run)
    good = 200 if dry_run else 201
    assert [answer["status"] for answer in answers] == [good, good, *[422] * 5, good, good, good]
    rules = [answer["body"].get("rule") for answer in answers]
    assert rules == [None, None, "unit", "unique-value", "unit", "unit", rules[6], None, None, None]
    assert rules[6] != "unit"
    await _length(client, 0 if dry_run else 5)
    again = await send(client, lines, dry_run=dry_run)
    assert [answer["replayed"] for answer in again] == [answer["status"] == 201 for answer in answers]


async def test_a_line_that_is_not_where_its_unit_has_it_is_refused(client: Client) -> None:
    lines = [_line("a", unit=0), _line("b", unit=2), _line("c"), _line("d"), b"{", _line("e", unit=0)]
    answers = await send(client, [*lines, _line("f", unit=3), _line("g", unit=0)])
    assert [answer["status"] for answer in answers] == [400, 422, 400, 201, 400, 400, 400, 400]
    await _length(client, 1)


async def test_a_unit_may_begin_in_one_window_and_end_in_the_next(client: Client) -> None:
    units = [(_line(f"p{n}", unit=2), _number(f"p{n}", f"{n + 1:010}", unit=0)) for n in range(300)]
    answers = await send(client, [_line("first"), *(line for unit in units for line in unit)])
    assert {answer["status"] for answer in answers} == {201}
    assert len(answers) == 601
    await _length(client, 601)


async def test_a_window_rests_on_the_one_before(client: Client) -> None:
    """An empty line ends a window; the next one is decided while this one is stored."""

    def named(name: str) -> dict[str, Any]:
        return {"names": {"pl": name}, "occurred": "2020", "mode": "reported"}

    renames = [[_line("a", verb="rename", key=f"a-{n}", body=named(f"A {n}")), b""] for n in range(20)]
    visit = {"host": "party-a", "visitors": ["party-b"], "occurred": "2020", "mode": "reported"}
    outcome = {"text": {"pl": "Umowa"}, "leads_to": "cluster-k", "mode": "reported"}
    cluster = {"names": {"pl": "Klaster"}, "mode": "reported"}
    lines = [
        *(_line("a"), b""),
        *(line for rename in renames for line in rename),
        _line("v", collection="visits", verb="hold", key="v", body=visit),
        *(_line("k", collection="clusters", verb="found", body=cluster), b""),
        *(_line("v", collection="visits", verb="record-outcome", key="outcome", body=outcome), b""),
        *(_line("c"), b"", _number("c", "0000000001", unit=2)),
        *(_line("c", verb="rename", key="c-1", body=named("C"), unit=0), b""),
        _line("c", key="again"),
    ]
    answers = await send(client, lines)
    assert [answer["line"] for answer in answers] == [*range(1, len(answers) + 1)]
    assert [answer["status"] for answer in answers] == [201] * 27 + [422]
    versions = [answer["body"]["version"] for answer in answers if answer["body"].get("stream") == "party-a"]
    assert versions == [*range(1, 22)]


async def test_an_empty_line_requests_the_answers(client: Client) -> None:
    first_read = asyncio.Event()

    async def lines() -> AsyncIterator[bytes]:
        yield _line("a") + b"\n\n"
        await first_read.wait()
        yield _line("b") + b"\n"

    headers = {"Authorization": f"Bearer {client.key}", "Content-Type": "application/x-ndjson"}
    async with client.running.session.post(
        f"{client.running.url}/v1/commands", data=lines(), headers=headers
    ) as response:
        first = json.loads(await response.content.readline())
        first_read.set()
        second = json.loads(await response.content.readline())
    assert [(answer["line"], answer["status"]) for answer in (first, second)] == [(1, 201), (2, 201)]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(("collection", "id", "verb", "key", "body")), inner, max_size=5
                )
            ),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_any_line_is_a_command_or_a_refusal(line: bytes) -> None:
    parsed = parse_line(line)
    if isinstance(parsed, Exception):
        assert json.dumps(parsed.problem())


async def test_a_client_that_sends_everything_before_it_reads(client: Client, operator: str) -> None:
    many = 60_000
    lines = [b'{"collection": "parties", "id": "%05d", "pad": "%b"}' % (n, b"x" * 120) for n in range(many)]
    for number in range(0, many, 2_000):
        lines[number] = _line(f"good-{number}")
    body = b"\n".join(lines)
    parts = urlsplit(client.running.url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
    connection.connect((parts.hostname, parts.port))
    reader, writer = await asyncio.open_connection(sock=connection, limit=8_192)
    writer.write(
        raw.head("POST", "/v1/commands", f"Authorization: Bearer {operator}", "Content-Type: application/x-ndjson",
                 f"Content-Length: {len(body)}", "Connection: close") + body
    )  # fmt: skip
    await asyncio.wait_for(writer.drain(), 300)  # everything is sent, and nothing read
    answer_bytes = await asyncio.wait_for(reader.read(), 300)
    assert answer_bytes.startswith(b"HTTP/1.1 200")
    answer_bytes = raw.unchunked(answer_bytes.partition(b"\r\n\r\n")[2])
    assert answer_bytes.count(b'{"line":') == many
    assert answer_bytes.count(b'"status":201') == many // 2_000 == await client.head()
    assert answer_bytes.index(b'{"line":59999,') < answer_bytes.index(b'{"line":60000,')
    writer.close()


async def test_a_key_that_is_revoked_meanwhile_ends_the_lines(client: Client, keys: KeyRing) -> None:
    client.key = keys.issue("short", "record:write", "record:admin")
    await asyncio.sleep(1.1)  # a service looks at the file of keys at most once a second

    async def lines() -> Any:
        yield b"\n".join(_line(f"a-{number}") for number in range(512)) + b"\n"
        while await client.head() < 512:
            await asyncio.sleep(0.02)
        keys.revoke("short")
        await asyncio.sleep(1.1)
        yield _line("late")

    headers = {"Authorization": f"Bearer {client.key}", "Content-Type": "application/x-ndjson"}
    async with client.running.session.post(
        f"{client.running.url}/v1/commands", data=lines(), headers=headers
    ) as answer:
        answers = [json.loads(line) for line in (await answer.read()).splitlines()]
    assert [answers[0]["status"], answers[511]["status"], answers[512]["status"]] == [201, 201, 401]
    client.key = None
    assert await client.head() == 512


@pytest.mark.parametrize("limit", [200_000, 50_000_000])
async def test_the_spool_gives_what_was_put_in_order(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.registry.http.spool._MEMORY", 10_000)
    pieces = [bytes([number % 251]) * (number * 37 % 9_000 + 1) for number in range(600)]
    async with Spool(limit) as spool:

        async def write() -> None:
            for piece in pieces:
                await spool.put(piece)
            await spool.close()

        writing = asyncio.create_task(write())
        if limit > sum(map(len, pieces)):
            await asyncio.wait_for(writing, 60)  # nobody reads yet
        got = bytearray()
        while data := await asyncio.wait_for(spool.get(), 60):
            got += data
        await writing
    assert bytes(got) == b"".join(pieces)


async def test_where_no_file_can_be_written_the_spool_waits_for_its_reader(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.registry.http.spool._MEMORY", 100)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    async with Spool(1 << 20) as spool:

        async def write() -> None:
            for number in range(50):
                await spool.put(b"%02d" % number * 40)
            await spool.close()

        writing = asyncio.create_task(write())
        got = b""
        while data := await asyncio.wait_for(spool.get(), 60):
            got += data
        await writing
    assert got == b"".join(b"%02d" % number * 40 for number in range(50))


async def test_a_key_of_a_cluster_enters_the_organisations_that_it_admits_and_no_others(
    client: Client, keys: KeyRing
) -> None:
    for cluster in ("dkm", "saam"):
        assert (await client.post(f"/v1/clusters/{cluster}/found", {"names": {"pl": cluster}}))[0] == 201
    client.key = keys.issue("DKM", "record:write", subject="cluster-dkm")
    await asyncio.sleep(1.1)  # a service looks at the file of keys at most once a second

    def admitted(word: str, cluster: str, *between: dict[str, Any]) -> list[bytes]:
        lines = [
            json.loads(_line(f"firma-{word}")),
            *({"collection": "parties", "id": f"firma-{word}", "key": f"number-{word}"} | each for each in between),
            {"collection": "memberships", "id": f"{cluster}.firma-{word}", "verb": "join", "key": f"join-{word}", "body": {}},
        ]  # fmt: skip
        return [
            json.dumps(each | {"unit": 0 if at else len(lines)}).encode() for at, each in enumerate(lines)
        ]

    async def statuses(lines: list[bytes]) -> list[int]:
        return [answer["status"] for answer in await send(client, lines)]

    number: dict[str, Any] = {
        "verb": "identify",
        "body": {"scheme": "website", "value": "https://firma.example"},
    }
    assert await statuses(admitted("one", "dkm", number)) == [201, 201, 201]
    assert set(await statuses(admitted("two", "saam"))) <= {403, 422}
    # Alone it enters nobody, nor does it change an entry that is there already.
    assert await statuses([_line("firma-three")]) == [403]
    other = number["body"] | {"value": "https://other.example"}
    lines = admitted("one", "dkm", number | {"body": other, "key": "another"})[1:]
    again = [
        json.dumps(json.loads(line) | {"unit": 0 if at else 2}).encode() for at, line in enumerate(lines)
    ]
    assert 403 in await statuses(again)
