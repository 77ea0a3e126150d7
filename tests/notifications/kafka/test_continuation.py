"""Where a channel goes on, by its row, its note and its topic; names; records."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.statement import attributes, split_statement, statement
from ops.embedded.kafka import ACCOUNTS, USERNAME
from services.notifications.channels.kafka.continuation import Note, TopicContent, continuation
from services.notifications.channels.kafka.names import RESERVED, Partner, partner_name
from services.notifications.channels.kafka.records import Mark, mark_of, record_of
from services.notifications.cursor import Cursor
from services.notifications.pages import Delivered
from tests.notifications.given import Log

EPOCH = "0123456789abcdef"


def at(place: int, epoch: str = EPOCH) -> Cursor:
    return Cursor(place, place, epoch)


def mark(offset: int, place: int, previous: int | None = None) -> Mark:
    return Mark(offset, at(place), None if previous is None else at(previous))


NOTE = Note("dkm", "one", 11, at(10), at(2))
COMPLETE = TopicContent("one", 0, 11, mark(0, 3), mark(9, 10, 9))


@pytest.mark.parametrize(
    ("cursor", "note", "topic", "expected", "previous"),
    [
        (at(2), Note.first("dkm", at(2)), TopicContent("one", 0, 0, None, None), at(2), None),
        (at(2), Note.first("dkm", at(2)), TopicContent("x", 0, 5, mark(0, 1), mark(3, 9, 8)), at(2), None),
        (at(10), NOTE, COMPLETE, at(10), at(10)),
        (at(12), NOTE._replace(cursor=at(12)), COMPLETE, at(12), at(10)),
        (at(10), NOTE, COMPLETE._replace(end=14, last=mark(12, 13, 10)), at(13), at(13)),
        (at(5), NOTE, COMPLETE, at(5), at(10)),
        (at(5), NOTE, COMPLETE._replace(end=14, last=mark(12, 13, 10)), at(5), at(13)),
        (at(10), NOTE, TopicContent("two", 0, 0, None, None), at(2), None),
        (at(10), NOTE, TopicContent("two", 0, 6, mark(0, 3), mark(4, 7, 6)), at(7), at(7)),
        (at(10), NOTE, TopicContent("two", 0, 20, mark(0, 9, 8), mark(18, 12, 11)), at(2), None),
        (at(10), NOTE, COMPLETE._replace(end=6, last=mark(4, 7, 6)), at(7), at(7)),
        (at(1), NOTE, TopicContent("two", 0, 0, None, None), at(1), None),
        (at(10), NOTE, TopicContent("one", 11, 11, None, None), at(2), None),
        (at(10), NOTE, TopicContent("one", 11, 11, None, None, unlimited=False), at(10), None),
        (at(0, "f" * 16), NOTE, COMPLETE, at(0, "f" * 16), at(10)),
    ],
)
def test_a_writer_goes_on_where_the_topic_ends(
    cursor: Cursor, note: Note, topic: TopicContent, expected: Cursor, previous: Cursor | None
) -> None:
    decided = continuation(cursor, note, topic)
    assert (decided.note.cursor, decided.previous) == (expected, previous), decided.why
    assert (decided.note.topic, decided.note.offset) == (topic.id, topic.end)
    assert Note.read(decided.note.progress()) == decided.note
    if topic.end >= note.offset:
        # What is decided and noted is decided again when nothing was written since.
        again = continuation(decided.note.cursor, decided.note, topic)
        assert again.note.cursor == (expected if not topic.is_emptied else decided.note.start)


def test_no_two_subscribers_have_one_name_and_none_has_one_of_ours() -> None:
    ids = ["dkm", "party", "cluster", "party-dkm", "cluster-dkm", *RESERVED]
    subscribers = [f"{category}-{id}" for category in ("cluster", "party") for id in ids]
    partners = [
        Partner(partner_name(subscriber, suffix), "upland.partner.")
        for subscriber in subscribers
        for suffix in (None, "dkm", "visits")
    ]
    assert partner_name("cluster-dkm") == "dkm"
    assert partner_name("party-lublin") == "party-lublin"
    assert {USERNAME, *ACCOUNTS} <= RESERVED
    assert not RESERVED & {partner.name for partner in partners}
    # Kafka takes a dot and an underscore for the same in names of topics.
    assert len({partner.topic.replace(".", "_") for partner in partners}) == len(partners)
    assert all(re.fullmatch(r"[a-z0-9.-]{1,249}", partner.topic) for partner in partners)
    for one, other in combinations(partners, 2):
        same = one.name.partition(".")[0] == other.name.partition(".")[0]
        assert same or not (one.groups.startswith(other.groups) or other.groups.startswith(one.groups))


@given(
    st.dictionaries(st.text(max_size=20), st.text() | st.lists(st.text())),
    st.text().filter(lambda text: "\0" not in text),
    st.sampled_from([None, "public", "participants"]),
)
def test_a_statement_is_split_into_its_attributes_and_its_very_data(
    data: dict[str, object], correlation: str, audience: None
) -> None:
    event = (
        Log()
        .append("cluster-dkm", "ClusterFounded", audience, odd=data)
        ._replace(correlation_id=correlation, causation_id="cluster-dkm@1")
    )
    assert split_statement(statement(event)) == (attributes(event), event.data)


def test_what_is_not_a_statement_is_refused() -> None:
    for text in (b"", b"{}", b',"data":', b'{"data":{}}'):
        with pytest.raises(ValueError, match="no statement"):
            split_statement(text)


def test_a_record_gives_its_mark_back() -> None:
    event = Log().append("cluster-dkm", "ClusterFounded")
    entry = Delivered(at(7), "upland.ClusterFounded.v1", statement(event))
    for previous in (None, at(6)):
        assert mark_of(5, record_of(entry, previous).headers) == Mark(5, at(7), previous)
    for headers in (
        None,
        [],
        [("upland_cursor", b"odd")],
        [("upland_cursor", b"\xff")],
        [("upland_cursor", None)],
    ):
        assert mark_of(5, headers) is None
