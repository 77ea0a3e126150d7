"""Cursors: readable, ordered as the feed, and refused when they are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import Malformed
from services.notifications.cursor import START, Cursor, check_epoch, parse

PLACES = st.integers(0, 10**18 - 1)


EPOCHS = st.just("") | st.text("0123456789abcdef", min_size=16, max_size=16)


@given(PLACES, PLACES, EPOCHS)
def test_a_cursor_is_read_as_it_was_written(release: int, place: int, epoch: str) -> None:
    assert parse(str(Cursor(release, place, epoch))) == Cursor(release, place, epoch)


OLD, NEW = "9f86d081884c7d65", "60303ae22b998861"


@pytest.mark.parametrize(
    ("text", "epoch", "first"),
    [
        ("214-210", OLD, True),
        (f"214-210-{OLD}", OLD, True),
        (f"214-210-{NEW}", NEW, False),
        ("0-0", NEW, False),
    ],
)
def test_a_cursor_of_the_epoch_is_taken(text: str, epoch: str, first: bool) -> None:
    check_epoch(parse(text), epoch, first=first)


@pytest.mark.parametrize(
    ("text", "epoch", "first"),
    [("214-210", NEW, False), (f"214-210-{OLD}", NEW, False), (f"214-210-{NEW}", OLD, True)],
)
def test_a_cursor_of_another_epoch_is_refused_with_a_way_to_start_again(
    text: str, epoch: str, first: bool
) -> None:
    with pytest.raises(Malformed, match="start again without a cursor") as caught:
        check_epoch(parse(text), epoch, first=first)
    assert caught.value.problem()["epoch"] == epoch


def test_cursors_compare_as_the_feed_is_ordered() -> None:
    assert START < Cursor(7, 7) < Cursor(9, 3) < Cursor(9, 9) < Cursor(9, 10) < Cursor(10, 1)


@pytest.mark.parametrize(
    "text",
    [
        "7",
        "7-",
        "-7",
        "07-7",
        "7-7 ",
        "７-7",
        "x",
        "7-7-7",
        "7-7-9F86D081884C7D65",
        "7-7-9f86d081884c7d6",
        "7-7-9f86d081884c7d65-",
        "1" * 19 + "-1",
        "7--7",
    ],
)
def test_what_is_no_cursor_is_refused_by_name(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert caught.value.errors[0].pointer == "?cursor"
    assert caught.value.problem()["parameter"] == "cursor"
