"""The bytes of events and statements are RFC 8785, as two other implementations spell it."""

import json
from collections.abc import Callable

import orjson
import rfc8785
from hypothesis import given, settings

from contracts.catalogue import EVENTS
from contracts.envelope import Recorded
from contracts.statement import attributes, split_type, statement, type_name
from tests.contracts import strategies

Canonicalize = Callable[[list[bytes]], list[bytes]]


def backwards(value: object) -> object:
    """The same value with its members in another order."""
    if isinstance(value, dict):
        return {name: backwards(value[name]) for name in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=100)
@given(strategies.recorded())
def test_a_statement_is_rfc8785_to_python(event: Recorded) -> None:
    made = statement(event)
    assert rfc8785.dumps(backwards(json.loads(made))) == made  # type: ignore[arg-type]


@settings(max_examples=100)
@given(strategies.recorded())
def test_a_statement_contains_the_attributes_and_the_stored_bytes(event: Recorded) -> None:
    made = statement(event)
    members = orjson.loads(made)
    assert orjson.dumps(members.pop("data")) == event.data
    assert members == attributes(event)
    assert list(attributes(event)) == sorted(attributes(event))
    assert b'"data":' + event.data in made
    assert ("salt" in members) is ("audience" in members) is (event.audience != "public")
    assert split_type(members["type"]) == (event.type, event.schema_version)


def test_statements_are_rfc8785_to_javascript(canonicalize: Canonicalize) -> None:
    made: list[bytes] = []

    @settings(max_examples=100, database=None)
    @given(strategies.recorded())
    def collect(event: Recorded) -> None:
        made.append(statement(event))

    collect()
    reversed_members = [json.dumps(backwards(json.loads(one))).encode() for one in made]
    assert len(made) >= 100
    assert canonicalize(reversed_members) == made


def test_delicate_values_are_rfc8785_to_javascript(canonicalize: Canonicalize) -> None:
    values = {
        "big": [2**53 - 1, -(2**53) + 1, 0, 10**15, 123456789012345],
        "text": ["zażółć gęślą jaźń", "😀 𝒳 🚗", "\u2028\u2029", '"\\/\t\n', "é", "\ufeffx"],
        "Z": True, "_": None, "a": {"b-1": [], "B": {}, "a_": ""}, "aa": False,
    }  # fmt: skip
    made = orjson.dumps(values, option=orjson.OPT_SORT_KEYS)
    assert canonicalize([json.dumps(backwards(values)).encode()]) == [made]
    assert rfc8785.dumps(values) == made  # type: ignore[arg-type]


@settings(max_examples=100)
@given(strategies.stored())
def test_an_event_encodes_to_rfc8785(made: tuple[tuple[str, int], dict[str, object]]) -> None:
    key, data = made
    event = EVENTS[key].model_validate_json(orjson.dumps(data), by_alias=True, by_name=False)
    encoded = event.encode(str(data["actor"]))
    assert encoded == rfc8785.dumps(json.loads(encoded))
    assert encoded == orjson.dumps(data, option=orjson.OPT_SORT_KEYS), "what is stored reads back as it was"


def test_names_of_types_split_again() -> None:
    assert split_type(type_name("AgreementSigned", 12)) == ("AgreementSigned", 12)
    for foreign in (
        "",
        "upland",
        "upland.X",
        "upland..v1",
        "upland.X.v",
        "upland.X.v²",
        "other.X.v1",
        "upland.v1",
    ):
        assert split_type(foreign) is None
