"""A released event never changes: its schema is compared with the one that was frozen when it was released.

`python -m contracts.compatibility` compares; `--release` freezes the events that are new. To change a released event,
write a new version of it, with an upcaster and a sample; only its documentation (titles, descriptions, examples) may
change its wording.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from contracts import schema
from contracts.catalogue import EVENTS

RELEASED = Path(__file__).parent / "released"

Schemas = Mapping[tuple[str, int], schema.Document]

_DOCUMENTATION = frozenset({"title", "description", "examples"})
# Members whose own members are named by us, not by JSON Schema.
_NAMES = frozenset({"properties", "patternProperties", "$defs"})


def generated() -> dict[tuple[str, int], schema.Document]:
    """The schemas of the catalogue as it is."""
    return {key: schema.document(*key) for key in EVENTS}


def freeze(event_type: str, version: int, document: schema.Document) -> schema.Document:
    """What is kept of a release."""
    frozen: schema.Document = {
        "type": event_type,
        "version": version,
        "sha256": _digest(document),
        "schema": document,
    }
    return {**frozen, **declared(event_type, version)}


def declared(event_type: str, version: int) -> Mapping[str, str]:
    """What a class declares of its events besides their schema."""
    event = EVENTS[event_type, version]
    return {"aggregate": event.aggregate, "audience": event.audience}


def problems(
    released: list[schema.Document],
    now: Schemas,
    declarations: Callable[[str, int], Mapping[str, str]] = declared,
) -> list[str]:
    """What is forbidden in the difference between what was released and what is now; a sentence each."""
    sentences = []
    for frozen in released:
        key = (frozen["type"], frozen["version"])
        name = f"{key[0]} v{key[1]}"
        if _digest(frozen["schema"]) != frozen["sha256"]:
            sentences.append(f"{name}: the frozen schema itself was edited; restore it")
        elif key not in now:
            sentences.append(f"{name}: a released event is never taken out of the catalogue")
        else:
            old, new = _substance(frozen["schema"]), _substance(now[key])
            sentences += [f"{name}: {difference}" for difference in _differences(old, new, "")]
            sentences += [f"{name}: {difference}" for difference in _moved(frozen, declarations(*key))]
    return sentences


def _moved(frozen: schema.Document, now: Mapping[str, str]) -> Iterator[str]:
    """Changes that no schema shows: who reads an event by itself, and on whose stream it is recorded."""
    for name, value in now.items():
        if frozen[name] != value:
            yield f"`{name}` was {_short(frozen[name])} and is {_short(value)}; readers rely on it"


def _digest(document: schema.Document) -> str:
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _substance(document: schema.Document) -> schema.Document:
    """The schema without its documentation, with references replaced by what they refer to.

    A reference to a definition that it is itself inside of is replaced by the number of definitions between.
    """
    definitions = document.get("$defs", {})

    def stripped(node: Any, inside: tuple[str, ...] = (), *, names: bool = False) -> Any:
        if isinstance(node, list):
            return [stripped(item, inside) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node and not names:
            definition = node["$ref"].removeprefix("#/$defs/")
            if definition in inside:
                return {"$ref": inside[::-1].index(definition)}
            inside, target = (*inside, definition), definitions[definition]
            node = target | {name: value for name, value in node.items() if name != "$ref"}
        return {
            name: stripped(value, inside, names=name in _NAMES and not names)
            for name, value in node.items()
            if names or name not in _DOCUMENTATION
        }

    result: schema.Document = stripped({name: value for name, value in document.items() if name != "$defs"})
    return result


def _differences(old: Any, new: Any, field: str) -> Iterator[str]:
    """The differences between two schemas of one field; the event itself is the field without a name."""
    if old == new:
        return
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield f"{_as_pointer(field)} was {_short(old)} and is {_short(new)}; a released schema never changes"
        return
    yield from _fields(old, new, field)
    if "items" in old and "items" in new:
        yield from _differences(old["items"], new["items"], f"{field}[]")
    for keyword in sorted((old.keys() | new.keys()) - {"properties", "required", "items"}):
        yield from _keyword(keyword, old.get(keyword), new.get(keyword), field)
    if ("items" in old) != ("items" in new):
        yield from _keyword("items", old.get("items"), new.get("items"), field)


def _fields(old: schema.Document, new: schema.Document, field: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in sorted(before.keys() - after.keys()):
        yield f"field `{_join(field, name)}` is gone; a field is never removed"
    for name in sorted(after.keys() - before.keys()):
        yield f"field `{_join(field, name)}` is new; a field is added in a new version only"
    for name in sorted(before.keys() & after.keys()):
        yield from _differences(before[name], after[name], _join(field, name))
    must, musts = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted((musts - must) & before.keys()):
        yield f"field `{_join(field, name)}` is required now; an optional field never becomes required"
    for name in sorted((must - musts) & after.keys()):
        yield f"field `{_join(field, name)}` is optional now; readers rely on it"


def _keyword(keyword: str, old: Any, new: Any, field: str) -> Iterator[str]:
    if old == new:
        return
    if keyword == "enum" and old is not None and new is not None:
        if gone := [value for value in old if value not in new]:
            yield f"{_as_pointer(field)} no longer allows {_short(gone)}; an enumeration is never narrowed"
        if added := [value for value in new if value not in old]:
            yield f"{_as_pointer(field)} allows {_short(added)} now; readers of this version do not know it"
    elif keyword == "type":
        yield f"{_as_pointer(field)} was of type {_short(old)} and is of type {_short(new)}; a type never changes"
    else:
        yield f"{_as_pointer(field)}: `{keyword}` was {_short(old)} and is {_short(new)}; a released schema never changes"


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _as_pointer(field: str) -> str:
    return f"field `{field}`" if field else "the event"


def _short(value: Any) -> str:
    if value is None:
        return "absent"
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 80 else text[:77] + "…"


def read(folder: Path = RELEASED) -> list[schema.Document]:
    """The frozen schemas."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def release(folder: Path = RELEASED) -> list[str]:
    """Freeze the events that have not been released; their names."""
    known = {(frozen["type"], frozen["version"]) for frozen in read(folder)}
    folder.mkdir(exist_ok=True)
    names = []
    for key, document in generated().items():
        if key not in known:
            frozen = json.dumps(freeze(*key, document), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
            (folder / f"{key[0]}.{key[1]}.json").write_text(frozen, encoding="utf-8")
            names.append(f"{key[0]} v{key[1]}")
    return names


def main(arguments: list[str]) -> int:
    """Exit code: 0 compatible, 1 a released event has changed, 2 wrong usage."""
    if arguments not in ([], ["--release"]):
        print("usage: python -m contracts.compatibility [--release]", file=sys.stderr)
        return 2
    released = read()
    sentences = problems(released, generated())
    for line in sentences:
        print(line, file=sys.stderr)
    if sentences:
        print("write a new version of the event instead, with an upcaster and a sample", file=sys.stderr)
        return 1
    if arguments:
        names = release()
        print(f"contracts: released {', '.join(names)}" if names else "contracts: nothing new to release")
    else:
        unreleased = len(EVENTS) - len(released)
        print(f"contracts: {len(released)} released events unchanged, {unreleased} not released yet")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
