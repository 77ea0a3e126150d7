"""Which media type a request prefers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.http.accept import preferred

BATCH, JSON, LINES = "application/cloudevents-batch+json", "application/json", "application/x-ndjson"
OFFERS = (BATCH, JSON, LINES)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ([], BATCH),
        ([""], BATCH),
        (["*/*"], BATCH),
        (["application/*"], BATCH),
        (["text/html"], BATCH),
        ([LINES], LINES),
        (["Application/X-NDJSON"], LINES),
        ([JSON], JSON),
        ([f"{LINES};q=0, {JSON}"], JSON),
        ([f"{LINES}; Q=0.000 , */*"], BATCH),
        ([f"{LINES};q=0"], BATCH),
        (["*/*;q=0"], BATCH),
        ([f"{BATCH};q=0, */*"], JSON),
        ([f"{BATCH};q=0, {JSON};q=0, */*;q=0.1"], LINES),
        ([f"{LINES}, */*"], LINES),
        ([f"*/*, {LINES}"], LINES),
        ([f"{LINES};q=0.5, */*;q=0.9"], BATCH),
        ([f"{LINES}, {JSON}"], LINES),
        ([f"{JSON}, {LINES}"], JSON),
        ([f"{JSON};q=0.8, {LINES};q=0.9"], LINES),
        ([JSON, LINES], JSON),
        (["text/html", f"{LINES};q=0.2"], LINES),
        ([f"{LINES};q=2, {JSON};q=0.1"], JSON),
        ([f"{LINES};q=, {JSON}"], JSON),
        ([f'{LINES};a="b,c", {JSON}'], JSON),
        (["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], BATCH),
        (["x-ndjson, application/, /json, */json"], BATCH),
    ],
)
def test_the_preferred_type(accept: list[str], wanted: str) -> None:
    assert preferred(accept, OFFERS) == wanted


@given(st.lists(st.text('application/jsonx-*;q=0.1,"\\ ', max_size=60), max_size=3))
def test_any_header_is_read(accept: list[str]) -> None:
    assert preferred(accept, OFFERS) in OFFERS
