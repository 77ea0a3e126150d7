"""JSON as I-JSON: a member that is given twice is refused with its pointer, wherever it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.errors import Malformed
from services.registry.http import request
from tests.registry.test_http import PROPOSAL, Client

_REPEATED = [
    (b'{"kind":"organisation","kind":"city","names":{"pl":"Dup A","pl":"Dup B"}}', "/kind"),
    (b'{"kind":"organisation","names":{"pl":"Dup A","pl":"Dup B"}}', "/names/pl"),
    (b'{"kind":"organisation","names":{"pl":"Same","pl":"Same"}}', "/names/pl"),
    (b'{"kind":"organisation","n\\u0061mes":{"pl":"A"},"names":{"pl":"B"}}', "/names"),
    (b'{"kind":"city","names":{"pl":"A"},"sources":[{"id":"source-a"},{"id":"source-b","id":"source-c"}]}',
     "/sources/1/id"),
    (b'{"kind":"city","names":{"pl":"A"},"occurred":{"edtf":"2018","edtf":"2019"}}', "/occurred/edtf"),
    (b'{"kind":"city","names":{"pl":"A"},"kind":' + b"1" * 5_000 + b"}", None),
    (b'{"a/b~c":1,"a/b~c":2}', "/a~1b~0c"),
]  # fmt: skip


async def test_a_member_given_twice_is_refused_with_its_pointer(client: Client) -> None:
    for body, pointer in _REPEATED:
        status, problem, _ = await client.post("/v1/parties/dup/register", raw=body)
        assert (body, status, problem["type"]) == (body, 400, "/problems/malformed")
        if pointer:
            assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert await client.head() == 0


async def test_a_correction_has_no_member_twice(client: Client) -> None:
    assert (await client.post("/v1/agreements/loi/propose", PROPOSAL))[0] == 201
    fields = (
        b'{"target":"agreement-loi@1","fields":{"subject":{"pl":"a","pl":"b"}},"sources":[{"id":"source-a"}]}'
    )
    status, problem, _ = await client.post("/v1/agreements/loi/correct", raw=fields)
    assert (status, problem["errors"][0]["pointer"]) == (400, "/fields/subject/pl")


async def test_what_is_no_json_is_refused_in_plain_words(client: Client) -> None:
    for value, words in (
        (b"[" * 100_000 + b"]" * 100_000, "over 20000 bytes"),
        (b"[" * 5_000 + b"]" * 5_000, "nested too deep"),
        (b"[" * 300 + b"]" * 300, "nested too deep"),
        (b'"city\xff"', "UTF-8"),
        (b"NaN", "NaN"),
        (b"", "not JSON"),
    ):
        status, problem, _ = await client.post("/v1/parties/odd/register", raw=b'{"kind":%b}' % value)
        assert status in {400, 413}
        assert words in problem["detail"]


_NAMES = st.text(st.characters(codec="utf-8"), max_size=3)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.recursive(
        st.none() | st.integers(-9, 9) | _NAMES,
        lambda inner: (
            st.lists(inner, max_size=3) | st.lists(st.tuples(_NAMES, inner), max_size=4).map(request._Members)
        ),
        max_leaves=12,
    )
)
def test_exactly_what_has_no_member_twice_is_let_through(value: Any) -> None:
    repeated = next(request._repeated(value, ""), None)
    text = _written(value).encode()
    if repeated is None:
        request.check_ijson(text)
        return
    with pytest.raises(Malformed) as refused:
        request.check_ijson(text)
    assert refused.value.errors[0].pointer == repeated


def _written(value: Any) -> str:
    if isinstance(value, request._Members):
        return "{" + ",".join(f"{json.dumps(name)}:{_written(item)}" for name, item in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value)
