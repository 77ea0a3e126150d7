"""`upland up` imports nothing without being asked to, and remembers its options."""

from pathlib import Path

import pytest

from ops.instance import Instance
from ops.supervision import history_import


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    made = Instance(tmp_path)
    made.make_folder()
    return made


def test_a_folder_remembers_how_it_was_started(tmp_path: Path) -> None:
    for instance in (
        Instance(tmp_path, 9700, "broker.example:9092", empty=True),
        Instance(tmp_path, 9700, "memory", requested_broker="apache"),
    ):
        instance.save()
        assert Instance.load(tmp_path) == instance


def test_a_folder_of_the_release_before_is_read(tmp_path: Path) -> None:
    (tmp_path / "instance.json").write_text('{"port_base": 8700, "broker": "apache"}')
    assert Instance.load(tmp_path) == Instance(tmp_path, 8700, "apache")


def test_only_a_new_record_gets_the_history(instance: Instance) -> None:
    assert history_import.is_due(instance, 0, requested=False) == (True, None)
    assert history_import.is_due(instance, 7, requested=False) == (False, None)
    assert history_import.is_due(instance, 7, requested=True) == (True, None)


def test_a_record_that_was_started_empty_stays_so(tmp_path: Path) -> None:
    empty = Instance(tmp_path, empty=True)
    empty.make_folder()
    assert history_import.is_due(empty, 0, requested=False) == (False, None)


def test_an_interrupted_loading_goes_on(instance: Instance) -> None:
    history_import._loading(instance).touch()
    assert history_import.is_due(instance, 100, requested=False) == (True, None)


def test_an_upgrade_with_another_history_appends_nothing_and_names_the_command(instance: Instance) -> None:
    history_import._loaded(instance).write_text("the digest of an older text")
    due, line = history_import.is_due(instance, 600, requested=False)
    assert not due
    assert line is not None
    assert "upland import history" in line
    history_import._loaded(instance).write_text(history_import._digest(history_import.HISTORY))
    assert history_import.is_due(instance, 600, requested=False) == (False, None)
