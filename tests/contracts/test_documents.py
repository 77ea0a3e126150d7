"""The generated documents: equal to the committed ones, valid for other validators, and complete."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from jsonschema import Draft7Validator, Draft202012Validator

from contracts import asyncapi, generate, schema, value_schemas
from contracts.catalogue import EVENTS
from contracts.envelope import Recorded
from contracts.statement import attributes, statement
from tests.contracts import strategies

_ASYNCAPI = asyncapi.document()
_HEADERS = Draft202012Validator(
    _ASYNCAPI["components"]["schemas"]["headers"] | {"additionalProperties": False}
)
_STATEMENT = Draft202012Validator(value_schemas.statement())


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(document: Any, reference: str) -> Any:
    for part in reference.removeprefix("#/").split("/"):
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document


def test_what_is_committed_is_what_the_code_generates() -> None:
    assert generate.drift() == []


def test_generating_twice_gives_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate.write(tmp_path)
    assert generate.drift(tmp_path) == []
    first = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    generate.write(tmp_path)
    assert first == {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    assert all(text.endswith(b"}\n") for text in first.values())
    assert generate.main(["--wrong"]) == 2
    assert "usage" in capsys.readouterr().err


def test_drift_is_reported(tmp_path: Path) -> None:
    generate.write(tmp_path)
    (tmp_path / "asyncapi.json").write_text("{}\n")
    (tmp_path / "schemas" / "ClusterFounded" / "1.json").unlink()
    orphan = tmp_path / "schemas" / "Gone" / "1.json"
    orphan.parent.mkdir()
    orphan.write_text("{}")
    assert generate.drift(tmp_path) == [
        "contracts/schemas/ClusterFounded/1.json is missing",
        "contracts/asyncapi.json does not match the code",
        "contracts/schemas/Gone/1.json has no event",
    ]
    generate.write(tmp_path)
    assert generate.drift(tmp_path) == []


@pytest.mark.parametrize("key", sorted(EVENTS), ids=lambda key: f"{key[0]}.v{key[1]}")
def test_a_schema_is_a_schema(key: tuple[str, int]) -> None:
    document = schema.document(*key)
    Draft202012Validator.check_schema(document)
    assert document["$id"] == f"urn:upland:schema:{key[0]}:{key[1]}"
    assert {"actor", "mode", "sources"} <= set(document["required"])
    assert '"null"' not in json.dumps(document["properties"])


def test_asyncapi_is_valid_to_its_published_schema(packages: Path) -> None:
    published = packages / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
    validator = Draft7Validator(json.loads(published.read_text(encoding="utf-8")))
    document = json.loads(schema.to_text(asyncapi.document()))
    assert [
        f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(document)
    ] == []
    document["operations"]["publish"]["action"] = "shout"
    assert not validator.is_valid(document), "the published schema does look at the document"


def test_asyncapi_refers_to_what_is_there() -> None:
    document = asyncapi.document()
    for reference in references(document):
        resolve(document, reference)
    names = {event.__name__ for event in EVENTS.values()}
    assert document["components"]["messages"].keys() == names
    assert names < document["components"]["schemas"].keys()
    assert {channel["address"] for channel in document["channels"].values()} == {
        "upland.events",
        "upland.partner.{partner}",
    }


def test_every_object_and_enumeration_of_an_event_has_a_title_of_its_own() -> None:
    members = asyncapi.document()["components"]["schemas"]["AgreementSigned"]["properties"]
    assert members["mode"]["title"] == "AgreementSignedMode"
    assert members["sources"]["title"] == "AgreementSignedSources"


def test_asyncapi_names_the_addresses_of_an_instance() -> None:
    document = asyncapi.document("a.example:9093, b.example:9093", None)
    assert {name: server["host"] for name, server in document["servers"].items()} == {
        "inside": "a.example:9093",
        "inside2": "b.example:9093",
    }
    assert (document["channels"].keys(), document["operations"].keys()) == ({"events"}, {"publish"})


@settings(max_examples=100)
@given(strategies.recorded())
def test_statements_and_records_follow_the_documents(event: Recorded) -> None:
    _STATEMENT.validate(orjson.loads(statement(event)))
    Draft202012Validator(schema.document(event.type, event.schema_version)).validate(orjson.loads(event.data))
    payload = {"$ref": f"#/components/schemas/{EVENTS[event.type, event.schema_version].__name__}"}
    Draft202012Validator(_ASYNCAPI | payload).validate(orjson.loads(event.data))
    headers = {f"ce_{name}": value for name, value in attributes(event).items() if name != "datacontenttype"}
    headers |= {"content-type": "application/json", "upland_previous": "0"}
    _HEADERS.validate(headers)
