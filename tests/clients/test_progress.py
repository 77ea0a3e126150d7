"""What a reader has handled, against a plain set of ids; the file that stores it, cut off anywhere."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upland_client import Entry, Event, FileStore, Journal, Progress, UplandError


def event(stream: str, version: int, time: int = 0) -> Event:
    return Event(
        specversion="1.0",
        id=f"{stream}@{version}",
        source="urn:upland:registry",
        subject=stream,
        time=f"2026-01-01T00:00:00.{time:06d}Z",
        datacontenttype="application/json",
        dataschema="urn:upland:schema:ClusterFounded:1",
        sequence=f"{version:020d}",
        streamversion=str(version),
        correlationid="0",
        type="upland.ClusterFounded.v1",
        data={},
    )


def step(made: Event, cursor: str | None = None) -> Entry:
    return Entry(id=made["id"], time=made["time"]) | (Entry(cursor=cursor) if cursor else Entry())


PLACES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 30)), max_size=60)


@given(PLACES)
def test_it_has_what_was_handled_and_nothing_else(places: list[tuple[str, int]]) -> None:
    progress = Progress()
    for stream, version in places:
        progress.apply(step(event(stream, version)))
        progress = Progress.of(progress.snapshot())
    for stream in "abc":
        versions = {version for name, version in places if name == stream}
        assert {version for version in range(40) if progress.has(event(stream, version))} == versions
        holes = [version for hole in progress.unseen().get(stream, []) for version in hole]
        assert holes == [version for version in range(1, max(versions, default=0)) if version not in versions]


@given(PLACES, PLACES)
def test_after_a_restore_an_id_is_new_when_it_was_recorded_later(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    progress = Progress()
    for stream, version in before:
        progress.apply(step(event(stream, version, 5)))
    progress.apply({"restart": True})
    assert progress.cursor is None
    for stream, version in set(after):
        assert progress.has(event(stream, version, 5)) == ((stream, version) in before)
        assert not progress.has(event(stream, version, 6))
        progress.apply(step(event(stream, version, 6)))
        assert progress.has(event(stream, version, 6))


def test_ids_of_another_form_are_remembered_for_a_while() -> None:
    progress = Progress()
    for number in range(1001):
        progress.apply({"id": f"test-{number}"})
    test = event("a", 1)
    assert [progress.has(test | {"id": f"test-{number}"}) for number in (0, 1, 1000)] == [False, True, True]


def test_a_file_that_is_cut_off_anywhere_keeps_what_was_before(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    journal = Journal(file)
    for version in range(1, 6):
        journal.add(event("a", version), f"{version}-{version}-00")
    content = file.read_bytes()
    lengths = [len(b"\n".join(content.split(b"\n")[: 2 + number])) + 1 for number in range(5)]
    for cut in range(content.index(b"\n") + 1, len(content) + 1):
        file.write_bytes(content[:cut])
        again = Journal(file)
        handled = sum(length <= cut for length in lengths)
        assert again.cursor == (f"{handled}-{handled}-00" if handled else None)
        assert [again.has(event("a", version)) for version in range(1, 6)] == [
            version <= handled for version in range(1, 6)
        ]
        # It goes on in the file that was cut off.
        again.add(event("b", 1))
        assert Journal(file).has(event("b", 1))


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    file.write_text("milk\nbread\n")
    with pytest.raises(UplandError, match="notes is not a file of a FileStore"):
        Journal(file)
    assert file.read_text() == "milk\nbread\n"


def test_the_file_is_written_again_in_its_short_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upland_client.journal._LINES", 10)
    journal = Journal(FileStore(tmp_path / "journal"))
    versions = list(range(1, 101))
    random.Random(1).shuffle(versions)
    for version in versions:
        journal.add(event("a", version))
        assert len((tmp_path / "journal").read_bytes().splitlines()) <= 11
    assert Journal(tmp_path / "journal").progress.snapshot() == journal.progress.snapshot()
    assert Journal(tmp_path / "journal").progress.unseen() == {}
