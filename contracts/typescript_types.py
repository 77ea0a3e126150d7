"""JSON Schemas as TypeScript for the JavaScript client: an interface for each object, and one for each event. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from contracts.schema import Document

_HEAD = """// Made from contracts/schemas by `make contracts`: change the types there.

/** The members that every event has: CloudEvents 1.0 and the extensions of Upland. `id` is `subject@streamversion`. */
export interface Envelope {
  specversion: "1.0";
  id: string;
  source: string;
  subject: string;
  /** When it was recorded, in UTC with six decimals. */
  time: string;
  datacontenttype: "application/json";
  dataschema: string;
  /** The position in the log, in 20 digits. */
  sequence: string;
  streamversion: string;
  correlationid: string;
  causationid?: string;
  /** Only where it is not for everybody. */
  audience?: "partners" | "participants";
  salt?: string;
}

/** An event of any type, also of one that came after this package. */
export interface AnyEvent extends Envelope {
  type: string;
  data: Record<string, unknown>;
}
"""


def module(shared: Mapping[str, Document], events: Mapping[str, Document]) -> str:
    """The module's text.

    Args:
        shared: objects by name. events: the schemas of `data` by the type's name in CloudEvents.
    """
    names = {type: type.removeprefix("upland.").replace(".v", "V") for type in events}
    parts = [_HEAD, *(_interface(name, schema) for name, schema in sorted(shared.items()))]
    parts += [_interface(names[type], schema) for type, schema in events.items()]
    members = "".join(f"  {json.dumps(type)}: {name};\n" for type, name in names.items())
    parts.append(
        f"/** The type of `data` by the type of the event. */\nexport interface Data {{\n{members}}}\n"
    )
    parts.append(
        "/** An event of a type that this package knows. */\n"
        "export type KnownEvent = { [T in keyof Data]: Envelope & { type: T; data: Data[T] } }[keyof Data];\n"
    )
    return "\n".join(parts)


def types(events: Iterable[str]) -> str:
    """The text of the module that lists the types' names."""
    lines = "".join(f"  {json.dumps(type)},\n" for type in events)
    return f"// Made from contracts/schemas by `make contracts`.\n\nexport const TYPES = [\n{lines}];\n"


def _interface(name: str, schema: Document) -> str:
    comment = f"/** {' '.join(schema['description'].split())} */\n" if "description" in schema else ""
    return f"{comment}export interface {name} {{\n{''.join(_members(schema))}}}\n"


def _members(schema: Document) -> Iterable[str]:
    required = set(schema.get("required", ()))
    for name, member in schema["properties"].items():
        if description := member.get("description"):
            yield f"  /** {' '.join(description.split())} */\n"
        yield f"  {name}{'' if name in required else '?'}: {_type(member)};\n"


_PLAIN = {"string": "string", "integer": "number", "boolean": "boolean"}


def _type(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    kind = schema.get("type", "")
    if kind == "array":
        item = _type(schema["items"])
        return f"({item})[]" if " | " in item else f"{item}[]"
    if kind == "object":
        kinds = set(map(_type, schema.get("patternProperties", {}).values()))
        return f"Record<string, {kinds.pop() if len(kinds) == 1 else 'unknown'}>"
    return _PLAIN.get(kind, "unknown")
