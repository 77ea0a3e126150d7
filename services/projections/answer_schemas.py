"""The JSON Schemas of all answers, generated from the return types of the questions' functions."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from contracts.schema import Document
from services.projections.queries.answer_types import Meta
from services.projections.questions import Question

_COMPONENT = "#/components/schemas/{model}"


class _Closed(GenerateJsonSchema):
    """Objects allow no members other than those of their type. Schemas have names, so they need no titles."""

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        made = super().typed_dict_schema(schema) | {"additionalProperties": False}
        made.pop("title", None)
        return made

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        # Many generators of clients know arrays by their items only.
        made = super().tuple_schema(schema)
        kinds = list({repr(kind): kind for kind in made.get("prefixItems", ())}.values())
        return made | {"items": kinds[0] if len(kinds) == 1 else {"anyOf": kinds}} if kinds else made

    def field_title_should_be_set(self, schema: CoreSchema | Any) -> bool:  # noqa: ARG002  the name is pydantic's
        return False


def answer_schemas(
    questions: Iterable[Question[object]], *more: type
) -> tuple[dict[str, Document], dict[str, Document]]:
    """Return the schema of `data` by question path, and the components that these use, including `Meta` and `more`."""
    types = {question.path: TypeAdapter(data_type(question)) for question in questions}
    inputs = [(path, "serialization", adapter) for path, adapter in types.items()]
    inputs += [(each.__name__, "serialization", TypeAdapter(each)) for each in (Meta, *more)]
    made, shared = TypeAdapter.json_schemas(inputs, ref_template=_COMPONENT, schema_generator=_Closed)  # type: ignore[arg-type]
    return {path: made[path, "serialization"] for path in types}, shared["$defs"]


def data_type(question: Question[object]) -> Any:
    """Return the type of a question's `data`: its function's return type without the cursor of the next page."""
    returned = get_type_hints(inspect.unwrap(question.run))["return"]
    return get_args(returned)[0] if get_origin(returned) is tuple else returned
