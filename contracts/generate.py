"""`python -m contracts.generate` writes the published documents; `--check` compares them and what was released."""

from __future__ import annotations

import sys
from pathlib import Path

from contracts import asyncapi, compatibility, schema
from contracts.catalogue import EVENTS

HERE = Path(__file__).parent


def documents() -> dict[str, str]:
    """Every generated file: its path inside `contracts/` and its text."""
    schemas = {
        f"schemas/{name}/{version}.json": schema.to_text(schema.document(name, version))
        for name, version in EVENTS
    }
    return schemas | {"asyncapi.json": schema.to_text(asyncapi.document())}


def _orphans(folder: Path, expected: dict[str, str]) -> list[Path]:
    return [
        path
        for path in folder.glob("schemas/*/*.json")
        if path.relative_to(folder).as_posix() not in expected
    ]


def write(folder: Path = HERE) -> None:
    """Write what is not there yet or reads otherwise, and remove schemas of events that are gone."""
    expected = documents()
    for name, content in expected.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    for path in _orphans(folder, expected):
        path.unlink()


def drift(folder: Path = HERE) -> list[str]:
    """Committed documents that do not match the code; a sentence each."""
    expected = documents()
    differences = []
    for name, content in expected.items():
        path = folder / name
        if not path.exists():
            differences.append(f"contracts/{name} is missing")
        elif path.read_text(encoding="utf-8") != content:
            differences.append(f"contracts/{name} does not match the code")
    differences += [
        f"contracts/{path.relative_to(folder).as_posix()} has no event" for path in _orphans(folder, expected)
    ]
    return differences


def main(arguments: list[str]) -> int:
    """Exit code: 0 done, 1 something differs, 2 wrong usage."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m contracts.generate [--check]", file=sys.stderr)
        return 2
    if not arguments:
        write()
        print(f"contracts: {len(documents())} documents written")
        return compatibility.main([])
    differences = drift()
    for line in differences:
        print(line, file=sys.stderr)
    if differences:
        print("run `make contracts` and commit what it writes", file=sys.stderr)
    return max(compatibility.main([]), 1 if differences else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
