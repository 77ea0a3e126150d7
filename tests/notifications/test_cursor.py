"""Cursors: readable, ordered as the feed, and refused when they are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import Malformed
from services.notifications.cursor import START, Cursor, parse

PLACES = st.integers(0, 10**18 - 1)


@given(PLACES, PLACES)
def test_a_cursor_is_read_as_it_was_written(release: int, place: int) -> None:
    assert parse(str(Cursor(release, place))) == Cursor(release, place)


def test_cursors_compare_as_the_feed_is_ordered() -> None:
    assert START < Cursor(7, 7) < Cursor(9, 3) < Cursor(9, 9) < Cursor(9, 10) < Cursor(10, 1)


@pytest.mark.parametrize(
    "text", ["7", "7-", "-7", "07-7", "7-7 ", "７-7", "x", "7-7-7", "1" * 19 + "-1", "7--7"]
)
def test_what_is_no_cursor_is_refused_by_name(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert caught.value.errors[0].pointer == "?cursor"
    assert caught.value.problem()["parameter"] == "cursor"
