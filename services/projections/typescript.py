"""TypeScript types of answers for the dashboard, generated from the schemas of the OpenAPI document.

`python -m services.projections.openapi` writes the file and the document; `--check` compares both.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from contracts.schema import Document

FILE = Path(__file__).parents[2] / "dashboard/src/answers.ts"
_HEAD = "// Made from services/projections/openapi.json by `make contracts`: change the types there.\n"


def module(answers: Mapping[str, Document], components: Mapping[str, Document]) -> str:
    """Return the module's text: a declaration for each component, and `Answers`, which maps each path to the type of `data`."""
    declarations = [_declaration(name, schema) for name, schema in sorted(components.items())]
    paths = "".join(f"  {json.dumps(path)}: {_type(schema)};\n" for path, schema in answers.items())
    index = (
        f"/** The type of `data` by the path of the question. */\nexport interface Answers {{\n{paths}}}\n"
    )
    return "\n".join([_HEAD, *declarations, index])


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
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if "enum" in schema or "const" in schema:
        return " | ".join(json.dumps(value) for value in schema.get("enum", [schema.get("const")]))
    make = _OF_KIND.get(schema.get("type", ""))
    return make(schema) if make else "unknown"


def _object(schema: Document) -> str:
    values = schema.get("additionalProperties")
    return f"Record<string, {_type(values) if isinstance(values, dict) else 'unknown'}>"


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


def write_or_compare(text: str, arguments: list[str]) -> int:
    """Write the file, or compare it with `--check`. Returns the exit code."""
    if not arguments:
        FILE.write_text(text, encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
        print(
            f"{FILE.name} of the dashboard does not have today's types: run `make contracts`", file=sys.stderr
        )
        return 1
    return 0
