"""A body that breaks off stores nothing, however it breaks off."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import TooLarge
from services.registry.http.request import Lines
from tests.registry import raw
from tests.registry.test_http import Client

_PARTY = json.dumps({"kind": "organisation", "names": {"pl": "Firma"}}).encode()
_PATH = "/v1/parties/firma/register"


def _line(id: str) -> bytes:
    line = {"collection": "parties", "id": id, "verb": "register", "key": id, "body": json.loads(_PARTY)}
    return json.dumps(line).encode() + b"\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


async def _stores_nothing(client: Client, sent: bytes) -> None:
    """Send, leave, and see that the record is empty still and the key unused."""
    await raw.send_and_leave(client.running, sent)
    for _ in range(20):  # the server sees the end of a connection no later than that of a later one
        assert await client.head() == 0
    status, body, headers = await client.post(_PATH, raw=_PARTY, Idempotency_Key="raw")
    assert (status, body["position"], headers.get("Idempotent-Replayed")) == (201, 1, None)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([f"Content-Length: {len(_PARTY) + 1000}"], _PARTY),
        ([f"Content-Length: {len(_PARTY) + 1}"], _PARTY),
        ([f"Content-Length: {len(_PARTY)}"], _PARTY[:-1]),
        ([f"Content-Length: {len(_PARTY)}", "Expect: 100-continue"], b""),
        (["Transfer-Encoding: chunked"], _chunk(_PARTY)),
        (["Transfer-Encoding: chunked"], _chunk(_PARTY)[:-2]),
        (["Transfer-Encoding: chunked"], _chunk(_PARTY) + b"0\r\n"),
        (["Transfer-Encoding: chunked"], _chunk(_PARTY[:20]) + _chunk(_PARTY[20:]) + b"5\r\nab"),
    ],
    ids=["1000 short", "1 short", "cut", "only promised", "no last chunk", "chunk cut", "last chunk cut", "next chunk cut"],
)  # fmt: skip
async def test_a_command_that_breaks_off_is_not_stored(
    client: Client, operator: str, headers: list[str], body: bytes
) -> None:
    await _stores_nothing(client, raw.command(operator, _PATH, *headers) + body)


@pytest.mark.parametrize("last", [_line("firma")[:-1], _line("firma"), _line("firma")[:-9]])
async def test_lines_that_wait_for_a_body_that_breaks_off_are_not_stored(
    client: Client, operator: str, last: bytes
) -> None:
    lines = _line("a") + _line("b") + last
    sent = raw.head(
        "POST", "/v1/commands", f"Authorization: Bearer {operator}", "Content-Type: application/x-ndjson",
        "Transfer-Encoding: chunked",
    ) + _chunk(lines)  # fmt: skip
    await _stores_nothing(client, sent)


async def test_a_length_that_is_given_twice_is_refused(client: Client, operator: str) -> None:
    body = _PARTY.ljust(80)
    for headers in (
        ["Content-Length: 80", "Content-Length: 81"],
        ["Content-Length: 80", "Content-Length: 80"],
        ["Content-Length: 80", "Transfer-Encoding: chunked"],
        ["Content-Length: 80, 81"],
        ["Content-Length: +80"],
        ["Content-Length: -1"],
    ):
        status, _, _ = await raw.exchange(client.running, raw.command(operator, _PATH, *headers) + body)
        assert (headers, status) == (headers, 400)
    assert await client.head() == 0


@given(
    st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=8),
    st.lists(st.integers(0, 200), max_size=6),
)
def test_lines_are_the_same_however_they_arrive(lines: list[bytes], cuts: list[int]) -> None:
    body = b"\n".join(lines)
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    splitter = Lines(20)
    split: list[bytes | TooLarge] = []
    for start, end in itertools.pairwise(places):
        split += splitter.feed(body[start:end])
        assert len(splitter._rest) <= 20
    split += splitter.end()
    assert [item if isinstance(item, bytes) else len(lines) for item in split if item != b""] == [
        line if len(line) <= 20 else len(lines) for line in lines if line.strip() or len(line) > 20
    ]
