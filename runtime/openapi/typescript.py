"""TypeScript types of answers for the dashboard, generated from the schemas of a service's OpenAPI document.

The service's `openapi` module writes the file together with the document; `--check` compares both.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from contracts.schema import Document

SOURCES = Path(__file__).parents[2] / "dashboard/src"


def module(service: str, components: Mapping[str, Document], *more: str) -> str:
    """Return a module's text: a declaration for each component of the service's document, and `more` declarations."""
    head = f"// Made from services/{service}/openapi.json by `make contracts`: change the types there.\n"
    declarations = [_declaration(name, schema) for name, schema in sorted(components.items())]
    return "\n".join([head, *declarations, *more])


def index(answers: Mapping[str, Document]) -> str:
    """Return the declaration of `Answers`, which maps each path to the type of `data`."""
    paths = "".join(f"  {json.dumps(path)}: {_type(schema)};\n" for path, schema in answers.items())
    return f"/** The type of `data` by the path of the question. */\nexport interface Answers {{\n{paths}}}\n"


def _declaration(name: str, schema: Document) -> str:
    if "properties" not in schema:
        return f"export type {name} = {_type(schema)};\n"
    comment = f"/** {' '.join(schema['description'].split())} */\n" if "description" in schema else ""
    return f"{comment}export interface {name} {{\n{''.join(_members(schema))}}}\n"


def _members(schema: Document) -> Iterable[str]:
    required = set(schema.get("required", ()))
    for name, member in schema["properties"].items():
        if description := member.get("description"):
            yield f"  /** {description} */\n"
        yield f"  {name}{'' if name in required else '?'}: {_type(member)};\n"


def _type(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(map(_type, choices)))
    if "enum" in schema or "const" in schema:
        return " | ".join(json.dumps(value) for value in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "")
    if isinstance(kind, list):
        return " | ".join(_type({**schema, "type": each}) for each in kind)
    make = _OF_KIND.get(kind)
    return make(schema) if make else "unknown"


def _object(schema: Document) -> str:
    if "properties" in schema:
        members = " ".join(line.strip() for line in _members(schema) if "/**" not in line)
        return f"{{ {members} }}"
    named = schema.get("patternProperties", {}).values()
    values = [*named] or [schema.get("additionalProperties")]
    types = {_type(each) if isinstance(each, dict) else "unknown" for each in values}
    return f"Record<string, {types.pop() if len(types) == 1 else 'unknown'}>"


def _list(schema: Document) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(map(_type, schema['prefixItems']))}]"
    item = _type(schema.get("items", {}))
    return f"({item})[]" if " | " in item else f"{item}[]"


_OF_KIND: dict[str, Callable[[Document], str]] = {
    "array": _list,
    "object": _object,
    "string": lambda _: "string",
    "integer": lambda _: "number",
    "number": lambda _: "number",
    "boolean": lambda _: "boolean",
    "null": lambda _: "null",
}


def write_or_compare(file: Path, text: str, arguments: list[str]) -> int:
    """Write the file, or compare it with `--check`. Returns the exit code."""
    if not arguments:
        file.write_text(text, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != text:
        print(
            f"{file.name} of the dashboard does not have today's types: run `make contracts`", file=sys.stderr
        )
        return 1
    return 0
