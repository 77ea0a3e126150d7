"""A released event never changes: what the check refuses, and what it lets pass."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from contracts import compatibility, schema

KEY = ("MembershipCountReported", 1)

Change = Callable[[Any], object]


def after(change: Change, key: tuple[str, int] = KEY) -> list[str]:
    """What is wrong with a change of a released event's schema."""
    released = compatibility.freeze(*key, schema.document(*key))
    changed = deepcopy(schema.document(*key))
    change(changed)
    return compatibility.problems([released], {key: changed})


def test_what_was_released_is_as_it_was() -> None:
    assert compatibility.problems(compatibility.read(), compatibility.generated()) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda s: s["properties"].pop("as_of"), "field `as_of` is gone; a field is never removed"),
        (
            lambda s: s["required"].append("as_of"),
            "field `as_of` is required now; an optional field never becomes required",
        ),
        (lambda s: s["required"].remove("count"), "field `count` is optional now; readers rely on it"),
        (
            lambda s: s["properties"]["count"].update(type="string"),
            'field `count` was of type "integer" and is of type "string"; a type never changes',
        ),
        (
            lambda s: s["properties"]["class"]["enum"].remove("partners"),
            'field `class` no longer allows ["partners"]; an enumeration is never narrowed',
        ),
        (
            lambda s: s["properties"]["class"]["enum"].append("guests"),
            'field `class` allows ["guests"] now; readers of this version do not know it',
        ),
        (
            lambda s: s["properties"].update(note={"type": "string"}),
            "field `note` is new; a field is added in a new version only",
        ),
        (
            lambda s: s["properties"]["count"].update(minimum=1),
            "field `count`: `minimum` was 0 and is 1; a released schema never changes",
        ),
        (
            lambda s: s["$defs"]["Citation"]["properties"].pop("locator"),
            "field `sources[].locator` is gone; a field is never removed",
        ),
        (
            lambda s: s["$defs"]["Occurred"]["required"].append("earliest"),
            "field `occurred.earliest` is required now; an optional field never becomes required",
        ),
        (
            lambda s: s.update(additionalProperties=True),
            "the event: `additionalProperties` was false and is true; a released schema never changes",
        ),
        (
            lambda s: s.update({"$id": "urn:x"}),
            'the event: `$id` was "urn:upland:schema:MembershipCountReported:1" and is "urn:x"; a released schema never changes',
        ),
    ],
)
def test_a_forbidden_change_is_named(change: Change, sentence: str) -> None:
    assert f"MembershipCountReported v1: {sentence}" in after(change)


def test_one_change_is_one_sentence() -> None:
    assert len(after(lambda s: s["properties"]["count"].update(minimum=1))) == 1
    assert len(after(lambda s: s["required"].remove("count"))) == 1


def reworded(node: Any) -> None:
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        reworded(inner)
    if (
        isinstance(node, dict)
        and ("type" in node or "$ref" in node)
        and "properties" not in node.get("type", "")
    ):
        node |= {"description": "Reworded.", "examples": ["x"]}


@pytest.mark.parametrize("key", [KEY, ("AgreementProposed", 1), ("VisitHeld", 1)])
def test_documentation_may_change(key: tuple[str, int]) -> None:
    assert after(reworded, key) == []
    assert after(lambda s: s.update(title="Another", description="Other words"), key) == []


def test_a_field_called_title_is_no_documentation() -> None:
    key = ("SourceRegistered", 1)
    assert after(lambda s: s["properties"].pop("title"), key) == [
        "SourceRegistered v1: field `title` is gone; a field is never removed"
    ]
    assert after(lambda s: s["properties"]["title"].update(maxProperties=2), key) == [
        "SourceRegistered v1: field `title`: `maxProperties` was 40 and is 2; a released schema never changes"
    ]


def test_another_name_for_a_part_is_no_change() -> None:
    def rename(document: Any) -> None:
        document["$defs"]["Cited"] = document["$defs"].pop("Citation")
        document["properties"]["sources"]["items"]["$ref"] = "#/$defs/Cited"

    assert after(rename) == []


def test_new_events_and_new_versions_pass() -> None:
    released = [compatibility.freeze(*KEY, schema.document(*KEY))]
    now = compatibility.generated() | {(KEY[0], 2): {"type": "object"}, ("Quite", 1): {"type": "object"}}
    assert compatibility.problems(released, now) == []


def test_a_released_event_stays_in_the_catalogue() -> None:
    released = compatibility.freeze(*KEY, schema.document(*KEY))
    assert compatibility.problems([released], {}) == [
        "MembershipCountReported v1: a released event is never taken out of the catalogue"
    ]


def test_what_was_frozen_is_not_edited() -> None:
    released = compatibility.freeze(*KEY, deepcopy(schema.document(*KEY)))
    released["schema"]["required"].remove("count")
    now = {KEY: deepcopy(released["schema"])}
    assert compatibility.problems([released], now) == [
        "MembershipCountReported v1: the frozen schema itself was edited; restore it"
    ]


@pytest.mark.parametrize(
    ("name", "value", "was"), [("audience", "public", "participants"), ("aggregate", "visit", "agreement")]
)
def test_audience_and_stream_of_a_released_event_are_frozen(name: str, value: str, was: str) -> None:
    key = ("AgreementSigned", 1)
    released = compatibility.freeze(*key, schema.document(*key))

    def changed(event_type: str, version: int) -> dict[str, str]:
        return {**compatibility.declared(event_type, version), name: value}

    assert compatibility.problems([released], {key: schema.document(*key)}, changed) == [
        f'AgreementSigned v1: `{name}` was "{was}" and is "{value}"; readers rely on it'
    ]


def test_release_freezes_what_is_new_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "released"
    names = compatibility.release(folder)
    assert len(names) == len(compatibility.generated())
    frozen = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "PartyRegistered.1.json").unlink()
    assert compatibility.release(folder) == ["PartyRegistered v1"]
    assert frozen == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert json.loads(frozen["PartyRegistered.1.json"]).keys() == {
        "type", "version", "sha256", "schema", "aggregate", "audience",
    }  # fmt: skip
    assert compatibility.problems(compatibility.read(folder), compatibility.generated()) == []


def test_the_command_answers_by_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compatibility, "read", list)
    assert compatibility.main([]) == 0
    assert "0 released events unchanged" in capsys.readouterr().out
    changed = deepcopy(schema.document(*KEY))
    changed["properties"]["count"]["type"] = "string"
    monkeypatch.setattr(compatibility, "read", lambda: [compatibility.freeze(*KEY, changed)])
    assert compatibility.main([]) == 1
    assert compatibility.main(["--release"]) == 1, "nothing is released while something is wrong"
    assert "MembershipCountReported v1: field `count` was of type" in capsys.readouterr().err
    assert compatibility.main(["--anything"]) == 2
