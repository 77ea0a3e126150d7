"""YAML with line numbers: the values of a file, and the line on which each of them stands.

Plain scalars follow JSON, not YAML 1.1: `null`, `true`, `false` and integers, everything else is text. So a language
may be `no`, and dates are the text that was written (`2015` too, where a date belongs).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ops.import_report import Fault, ImportFaults

# Fields that hold an EDTF string: a year alone is text there, not a number.
DATES = frozenset({"occurred", "edtf", "as_of", "published", "date"})
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in (["str", "int", "bool", "null", "float", "timestamp", "merge", "value", "map", "seq"])
}
_MAX_DEPTH = 40
_MAX_VALUES = 2_000_000
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Lined:
    """A value and the lines of everything in it, by JSON pointer from it (`""` is the value itself)."""

    value: Any
    lines: dict[str, int] = field(default_factory=dict)

    def line(self, pointer: str = "") -> int:
        """The line of the field at `pointer`, or of the nearest thing around it that has one."""
        while pointer not in self.lines and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.lines[pointer]

    def below(self, pointer: str) -> dict[str, int]:
        """The lines of what is inside the value at `pointer`, with pointers from there."""
        inside = {p.removeprefix(pointer): n for p, n in self.lines.items() if p.startswith(pointer + "/")}
        return {"": self.line(pointer), **inside}

    def items(self, pointer: str) -> list[dict[str, int]]:
        """`below` for every item of the list at `pointer`, in one pass over the file."""
        found: list[dict[str, int]] = []
        start = len(pointer) + 1
        for place, line in self.lines.items():
            if place.startswith(pointer + "/"):
                number, slash, rest = place[start:].partition("/")
                if int(number) == len(found):
                    found.append({})
                found[int(number)][slash + rest] = line
        return found


def read_yaml(path: Path) -> Lined:
    """The one document of a YAML file.

    Raises:
        ImportFaults: the file is not UTF-8, begins with a byte order mark, is no YAML, or repeats a key.
    """
    text = _text(path)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        told = " ".join(part for part in (error.context, error.problem) if part)
        raise ImportFaults([Fault(str(path), line, f"this is not YAML: {told}")]) from None
    except yaml.YAMLError as error:
        raise ImportFaults([Fault(str(path), 1, f"this is not YAML: {error}")]) from None
    if root is None:
        raise ImportFaults([Fault(str(path), 1, "there is nothing in this file")])
    reader = _Reader(str(path))
    value = reader.value(root, "", "", 0)
    if reader.faults:
        raise ImportFaults(reader.faults)
    return Lined(value, reader.lines)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise ImportFaults(
            [Fault(str(path), 1, "the file begins with a byte order mark: save it as UTF-8 without one")]
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = raw[error.start]
        raise ImportFaults(
            [Fault(str(path), line, f"byte 0x{byte:02x} is not UTF-8: save the file in that encoding")]
        ) from None


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []

    def value(self, node: yaml.Node, pointer: str, name: str, depth: int) -> Any:
        # A key gives its value's line, so that a block below the key is found where its name stands.
        self.lines.setdefault(pointer, node.start_mark.line + 1)
        if depth > _MAX_DEPTH or len(self.lines) > _MAX_VALUES:
            fault = Fault(
                self.file, node.start_mark.line + 1, "values are nested too deep, or too many through anchors"
            )
            raise ImportFaults([fault])
        if node.tag not in _PLAIN_TAGS:
            self._fault(node, f"the tag {node.tag} means nothing here")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, pointer, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, f"{pointer}/{n}", name, depth + 1) for n, item in enumerate(node.value)]
        text = str(node.value)
        # A scalar without a style stands there without quotes (libyaml says "", the parser in Python None).
        quoted = isinstance(node, yaml.ScalarNode) and bool(node.style)
        return text if quoted or name in DATES else _plain(text)

    def _mapping(self, node: yaml.MappingNode, pointer: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag not in _PLAIN_TAGS:
                self._fault(key, "a key must be a word")
                continue
            name = str(key.value)
            if name in found:
                self._fault(key, f"the key {name!r} stands here twice")
                continue
            below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            self.lines[below] = key.start_mark.line + 1
            found[name] = self.value(value, below, name, depth + 1)
        return found

    def _fault(self, node: yaml.Node, message: str) -> None:
        self.faults.append(Fault(self.file, node.start_mark.line + 1, message))


def _plain(text: str) -> str | int | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
