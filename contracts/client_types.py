"""`python -m contracts.client_types` writes the types of the clients, made from the JSON Schemas; `--check` compares them."""

from __future__ import annotations

import sys
from pathlib import Path

from contracts import python_types, typescript_types
from contracts.catalogue import EVENTS
from contracts.schema import Document, document
from contracts.statement import type_name

CLIENTS = Path(__file__).parent.parent / "clients"


class Types:
    """What both languages are written from.

    Attributes:
        shared: schemas that several events refer to, by name; events: schemas of `data`, by the type's name in CloudEvents.
    """

    def __init__(self) -> None:
        self.shared: dict[str, Document] = {}
        self.events: dict[str, Document] = {}
        for name, version in sorted(EVENTS):
            schema = document(name, version)
            for title, definition in schema.pop("$defs", {}).items():
                if self.shared.setdefault(title, definition) != definition:
                    raise ValueError(f"two schemas have the name {title}")
            self.events[type_name(name, version)] = schema


def documents() -> dict[str, str]:
    """Every generated file: its path inside `clients/` and its text."""
    types = Types()
    return {
        "python/upland_client/schemas.py": python_types.module(types.shared, types.events),
        "javascript/src/schemas.d.ts": typescript_types.module(types.shared, types.events),
        "javascript/src/types.js": typescript_types.types(types.events),
    }


def main(arguments: list[str], folder: Path = CLIENTS) -> int:
    """Exit code: 0 done, 1 something differs, 2 wrong usage."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m contracts.client_types [--check]", file=sys.stderr)
        return 2
    differing = [
        name
        for name, content in documents().items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != content
    ]
    for name in differing:
        if arguments:
            print(f"clients/{name} does not match the schemas: run `make contracts`", file=sys.stderr)
        else:
            (folder / name).write_text(documents()[name], encoding="utf-8")
    return 1 if differing and arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
