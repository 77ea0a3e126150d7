"""JSON Schemas (2020-12) of events and commands, made from the catalogue's classes."""

from __future__ import annotations

import json
from collections.abc import Collection
from inspect import cleandoc
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from contracts.catalogue import EVENTS
from contracts.envelope import Command
from contracts.statement import data_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Document = dict[str, Any]


def to_text(document: Document) -> str:
    """The document as the one text that is committed and served."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


class _Generator(GenerateJsonSchema):
    """Members without a value are left out, so nothing is ever null; what has a default is always stored."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if self.mode == "serialization" or schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        inner = field["schema"]
        if self.mode == "serialization" and inner["type"] == "default":
            return inner.get("default") is not None
        return super().field_is_required(field, total)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        return made | {"additionalProperties": False} if "patternProperties" in made else made


def for_generators(node: Any) -> Any:
    """The same schemas in the form that generators of clients understand.

    They pass over `patternProperties`, and take an object that names no properties for an empty one: a map with one pattern
    becomes `propertyNames` and `additionalProperties`, and an object that may have any members says so.
    """
    if isinstance(node, list):
        return [for_generators(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: for_generators(each) for name, each in node.items()}
    patterns = made.get("patternProperties")
    if isinstance(patterns, dict) and len(patterns) == 1 and made.get("additionalProperties") is False:
        ((pattern, value),) = patterns.items()
        del made["patternProperties"]
        return made | {"propertyNames": {"pattern": pattern}, "additionalProperties": value}
    if made.get("type") == "object" and not made.keys() & {"properties", "additionalProperties"}:
        made["additionalProperties"] = True
    return made


def summary(described: type[BaseModel]) -> str:
    """The sentences of the class's docstring."""
    return cleandoc(described.__doc__ or "")


def document(event_type: str, version: int) -> Document:
    """The schema of the `data` of a stored event.

    Raises:
        KeyError: the catalogue has no such event.
    """
    event = EVENTS[event_type, version]
    schema = event.model_json_schema(by_alias=True, mode="serialization", schema_generator=_Generator)
    schema["required"] = sorted({*schema["required"], "actor"})
    return {"$schema": DIALECT, "$id": data_schema(event_type, version)} | schema


def event_components(keys: Collection[tuple[str, int]]) -> Document:
    """The schemas of these events' data by class name, with what they refer to, for `#/components/schemas`."""
    events = [EVENTS[key] for key in keys]
    requested: list[tuple[type[BaseModel], JsonSchemaMode]] = [(event, "serialization") for event in events]
    _, made = models_json_schema(
        requested, by_alias=True, schema_generator=_Generator, ref_template="#/components/schemas/{model}"
    )
    schemas: Document = made.get("$defs", {})
    for event in events:
        described = schemas[event.__name__]
        described["required"] = sorted({*described["required"], "actor"})
    result: Document = for_generators(schemas)
    return result


def components(commands: list[type[Command]]) -> Document:
    """The schemas of commands' bodies by class name, with what they refer to, for `#/components/schemas`."""
    requested: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (command, "validation") for command in commands
    ]
    _, made = models_json_schema(
        requested, schema_generator=_Generator, ref_template="#/components/schemas/{model}"
    )
    schemas: Document = made["$defs"]
    names, text = {command.__name__ for command in commands}, repr(schemas)
    # What a validator returns is listed too, though nothing that is sent refers to it.
    return {name: schema for name, schema in schemas.items() if name in names or f"/{name}'" in text}
