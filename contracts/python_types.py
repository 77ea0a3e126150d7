"""JSON Schemas as `TypedDict`s for the Python client: one for each object, and one for each event. Pure."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Mapping

from contracts.schema import Document

_HEAD = '''"""The types of events, made from contracts/schemas by `make contracts`: change them there."""

from __future__ import annotations

from typing import Any, Final, Literal, NotRequired, TypedDict

from upland_client.envelope import Envelope
'''


def module(shared: Mapping[str, Document], events: Mapping[str, Document]) -> str:
    """The module's text.

    Args:
        shared: objects by name. events: the schemas of `data` by the type's name in CloudEvents.
    """
    names = {type: type.removeprefix("upland.").replace(".v", "V") for type in events}
    parts = [_HEAD, *(_object(name, schema) for name, schema in sorted(shared.items()))]
    for type, schema in events.items():
        parts += [_object(names[type], schema), _event(names[type], type)]
    union = "\n".join(f"    | {name}Event" for name in names.values())
    parts.append(f"KnownEvent = (\n{union.replace('    | ', '    ', 1)}\n)\n")
    listed = "".join(f'        "{type}",\n' for type in events)
    parts.append(f"TYPES: Final = frozenset(\n    (\n{listed}    )\n)\n")
    return "\n\n".join(parts[:-2]) + "\n\n" + parts[-2] + parts[-1]


def _event(name: str, type: str) -> str:
    return f'class {name}Event(Envelope):\n    type: Literal["{type}"]\n    data: {name}\n'


def _object(name: str, schema: Document) -> str:
    members = schema["properties"]
    required = set(schema.get("required", ()))
    types = {
        member: _type(value) if member in required else f"NotRequired[{_type(value)}]"
        for member, value in members.items()
    }
    if any(keyword.iskeyword(member) for member in members):
        lines = "".join(f'        "{member}": {type!r},\n' for member, type in types.items())
        return f'{name} = TypedDict(\n    "{name}",\n    {{\n{lines}    }},\n)\n'
    lines = "".join(f"    {member}: {type}\n" for member, type in types.items())
    gap = "\n" if lines else ""
    return f'class {name}(TypedDict):\n    """{_docstring(schema)}"""\n{gap}{lines}'


def _docstring(schema: Document) -> str:
    text = str(schema.get("description", schema.get("title", ""))).split("\n\n", maxsplit=1)[0]
    return " ".join(text.split())


_PLAIN = {"string": "str", "integer": "int", "boolean": "bool"}


def _type(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return f"Literal[{_listed(schema['enum'])}]"
    kind = schema.get("type", "")
    if kind == "array":
        return f"list[{_type(schema['items'])}]"
    if kind == "object":
        return f"dict[str, {_value(schema)}]"
    return _PLAIN.get(kind, "Any")


def _value(schema: Document) -> str:
    """The values of an object whose members have no names of their own."""
    kinds = set(map(_type, schema.get("patternProperties", {}).values()))
    return kinds.pop() if len(kinds) == 1 else "Any"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f'"{value}"' for value in values)
