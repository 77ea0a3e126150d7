"""One frozen sample for each version of each event. Once an event is released, its sample stays as it is for ever."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
import rfc8785
from jsonschema import Draft202012Validator

import contracts
from contracts import compatibility, dates, schema
from contracts.catalogue import EVENTS, LATEST
from contracts.upcasters import upcast

FOLDER = Path(contracts.__file__).parent / "samples"
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.json"))


def sample(name: str) -> tuple[tuple[str, int], dict[str, Any]]:
    """The event that a sample is of, and its data."""
    event_type, _, version = name.rpartition(".v")
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return (event_type, int(version)), data


def test_every_event_ever_has_a_sample() -> None:
    released = {f"{frozen['type']}.v{frozen['version']}" for frozen in compatibility.read()}
    assert set(SAMPLES) == {f"{name}.v{version}" for name, version in EVENTS} | released


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_reads_and_encodes_to_the_same_bytes(name: str) -> None:
    key, data = sample(name)
    event = EVENTS[key].model_validate_json(orjson.dumps(data), by_alias=True, by_name=False)
    encoded = event.encode(data["actor"])
    assert encoded == rfc8785.dumps(data)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_follows_its_schema_and_has_every_field(name: str) -> None:
    key, data = sample(name)
    document = schema.document(*key)
    Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    assert set(data) == set(document["properties"])


@pytest.mark.parametrize("name", SAMPLES)
def test_the_bounds_of_a_sample_are_those_of_its_date(name: str) -> None:
    _, data = sample(name)
    bounds = dates.parse(data["occurred"]["edtf"])
    expected = {"earliest": bounds.earliest, "latest": bounds.latest}
    assert {key: str(day) for key, day in expected.items() if day} == {
        key: value for key, value in data["occurred"].items() if key in expected
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_lifted_to_the_latest_version(name: str) -> None:
    key, data = sample(name)
    event_type, lifted = upcast(*key, data)
    EVENTS[event_type, LATEST[event_type]].model_validate(lifted, by_alias=True, by_name=False)
