"""YAML as a stream of facts with line numbers; what is wrong with one fact leaves the others as they are.

Plain scalars follow JSON, not YAML 1.1: `null`, `true`, `false` and integers, everything else is text. So a language
may be `no`, and dates are the text that was written (`2015` too, where a date belongs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from services.registry.importing.report import Fault, ImportFaults

# Fields that hold an EDTF string: a year alone is text there, not a number.
DATES = frozenset({"occurred", "edtf", "as_of", "published", "date", "period", "valid_from", "valid_to"})
DATES |= {"valid_until"}
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_PLAIN_TAGS = {None, "!"} | {
    f"tag:yaml.org,2002:{name}"
    for name in (["str", "int", "bool", "null", "float", "timestamp", "merge", "value", "map", "seq"])
}
_MAX_DEPTH = 40
_MAX_VALUES = 100_000  # of one fact
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Entry(NamedTuple):
    """A value of the file; `marks` are the lines of everything in it, in the order in which `lines_of` meets them."""

    value: Any
    marks: tuple[int, ...]
    faults: tuple[Fault, ...] = ()


class Part(NamedTuple):
    """What stands under a key of the file; `facts` has one part without anything for its beginning, and one for each item.

    `entry` is None for what is no YAML, and `faults` give the reasons.
    """

    name: str
    line: int
    entry: Entry | None
    faults: tuple[Fault, ...] = ()


def lines_of(entry: Entry) -> dict[str, int]:
    """The lines of everything in the value, by JSON pointer from it (`""` is the value itself)."""
    marks = iter(entry.marks)
    lines = {"": next(marks)}

    def walk(value: Any, pointer: str) -> None:
        inside: Any = ()
        if isinstance(value, dict):
            inside = ((name.replace("~", "~0").replace("/", "~1"), item) for name, item in value.items())
        elif isinstance(value, list):
            inside = enumerate(value)
        for name, item in inside:
            lines[f"{pointer}/{name}"] = next(marks)
            walk(item, f"{pointer}/{name}")

    walk(entry.value, "")
    return lines


def read_yaml(file: str, text: str) -> Iterator[Part]:
    """The parts of a file in their order; `facts` comes item by item, while the file is read.

    A fact that is no YAML is a part without an entry, and reading goes on at the next one.

    Raises:
        ImportFaults: the file is no YAML before its facts, or is not a mapping.
    """
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise ImportFaults(
            [Fault(file, line, "this is not YAML: control characters are not text", rule="yaml")]
        )
    reader = _Reader(file, text)
    try:
        yield from reader.parts()
    except (yaml.YAMLError, _Stop) as error:
        raise ImportFaults([reader.fault_of(error)]) from None


class _Stop(Exception):
    """The fact cannot be read any further."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class _Reader:
    file: str
    text: str
    offset: int = 0  # lines before the text that is parsed now
    marks: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, tuple[Any, tuple[int, ...]]] = field(default_factory=dict)
    ended: bool = False  # nothing more can be read after a fact that is no YAML

    def parts(self) -> Iterator[Part]:
        self._begin(self.text)
        top = self._next()
        if isinstance(top, yaml.StreamEndEvent):
            raise ImportFaults([Fault(self.file, 1, "there is nothing in this file", rule="yaml")])
        if not isinstance(top, yaml.MappingStartEvent):
            raise ImportFaults(
                [Fault(self.file, self._line(top), "a file has `facts`, `source` or both", rule="yaml")]
            )
        yield from self._top()

    def _begin(self, text: str) -> None:
        self._parser = _Loader(text)
        self._next = self._parser.get_event
        self._next()
        if not isinstance(self._parser.peek_event(), yaml.StreamEndEvent):
            self._next()

    def _top(self) -> Iterator[Part]:
        seen: set[str] = set()
        while not isinstance(key := self._next(), yaml.MappingEndEvent):
            line, name = self._line(key), str(getattr(key, "value", ""))
            if not isinstance(key, yaml.ScalarEvent) or name in seen:
                wrong = f"the key {name!r} stands here twice" if name else "a key must be a word"
                raise ImportFaults([Fault(self.file, line, wrong, rule="yaml")])
            seen.add(name)
            if name == "facts" and isinstance(self._parser.peek_event(), yaml.SequenceStartEvent):
                yield Part("facts", line, None)
                yield from self._items()
                if self.ended:
                    return
            else:
                yield Part(name, line, self._entry(self._next(), name))
        self._next()
        if not isinstance(more := self._next(), yaml.StreamEndEvent):
            fault = Fault(self.file, self._line(more), "this is not YAML: a second document", rule="yaml")
            yield Part("", fault.line, None, (fault,))

    def _items(self) -> Iterator[Part]:
        start: Any = self._next()
        line, column = self._line(start), self._column(start)
        while True:
            entry = None
            try:
                event = self._next()
                if isinstance(event, yaml.SequenceEndEvent):
                    return
                line = self._line(event)
                entry = self._entry(event, "facts")
                self._parser.peek_event()  # a line that does not belong anywhere belongs to the fact above it
            except (yaml.YAMLError, _Stop) as error:
                fault = self.fault_of(error)
                if start.flow_style:
                    raise ImportFaults([fault]) from None
                following = self._following(line, column)
                if entry is not None and following and fault.line >= following[0]:
                    yield Part("facts", line, entry)
                    line = following[0]
                    following = self._following(line, column)
                yield Part("facts", line, None, (fault,))
                if following is None:
                    self.ended = True
                    return
                line = following[0]
                self.offset = line - 2
                self._begin("facts:\n" + self.text[following[1] :])
                for _ in range(3):  # the mapping, its key, the sequence
                    self._next()
            else:
                yield Part("facts", line, entry)

    def _following(self, line: int, column: int) -> tuple[int, int] | None:
        """Line and offset of the first item that begins below a line."""
        begin = 0
        for _ in range(line):
            begin = self.text.find("\n", begin) + 1
            if not begin:
                return None
        match = re.compile(rf"^ {{{column}}}- ", re.MULTILINE).search(self.text, begin)
        return (self.text.count("\n", 0, match.start()) + 1, match.start()) if match else None

    def _entry(self, event: yaml.Event, name: str) -> Entry:
        self.marks, self.faults = [self._line(event)], []
        value = self._value(event, name, 0)
        return Entry(value, tuple(self.marks), tuple(self.faults))

    def _value(self, event: Any, name: str, depth: int) -> Any:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.tag not in _PLAIN_TAGS:
                self._fault(event, f"the tag {event.tag} means nothing here")
            text = event.value
            # A scalar without a style stands there without quotes (libyaml gives "", the parser in Python None).
            if not event.style and name not in DATES:
                text = _plain(text)
            if event.anchor is not None:
                self.anchors[event.anchor] = (text, ())
            return text
        if kind is yaml.AliasEvent:
            if event.anchor not in self.anchors:
                raise _Stop(self._line(event), f"nothing before is named &{event.anchor}, or it holds itself")
            value, marks = self.anchors[event.anchor]
            self.marks += marks
            self._within_limits(event, depth)
            return value
        self._within_limits(event, depth)
        if event.tag not in _PLAIN_TAGS:
            self._fault(event, f"the tag {event.tag} means nothing here")
        before = len(self.marks)
        value = self._mapping(depth) if kind is yaml.MappingStartEvent else self._sequence(name, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, tuple(self.marks[before:]))
        return value

    def _mapping(self, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        marks = self.marks
        key: Any
        while type(key := self._next()) is not yaml.MappingEndEvent:
            if type(key) is yaml.ScalarEvent and key.tag in _PLAIN_TAGS:
                name = key.value
                if name not in mapping:
                    # A key gives its value's line, so that a block below the key is found where its name stands.
                    marks.append(self._line(key))
                    mapping[name] = self._value(self._next(), name, depth + 1)
                    continue
                self._fault(key, f"the key {name!r} stands here twice")
            else:
                self._fault(key, "a key must be a word")
                self._drain(key)
            length = len(marks)
            self._value(self._next(), "", depth + 1)
            del marks[length:]
        return mapping

    def _sequence(self, name: str, depth: int) -> list[Any]:
        items: list[Any] = []
        while type(item := self._next()) is not yaml.SequenceEndEvent:
            self.marks.append(item.start_mark.line + 1 + self.offset)
            items.append(self._value(item, name, depth + 1))
        return items

    def _drain(self, event: Any) -> None:
        """Pass over what is left of a value whose beginning was read."""
        depth = int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            event = self._next()
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)

    def _within_limits(self, event: Any, depth: int) -> None:
        if depth > _MAX_DEPTH or len(self.marks) > _MAX_VALUES:
            raise _Stop(self._line(event), "values are nested too deep, or too many through anchors")

    def _line(self, event: Any) -> int:
        line: int = event.start_mark.line + 1 + self.offset
        return line

    def _column(self, event: Any) -> int:
        column: int = event.start_mark.column
        return column

    def _fault(self, event: Any, message: str) -> None:
        self.faults.append(Fault(self.file, self._line(event), message, rule="yaml"))

    def fault_of(self, error: yaml.YAMLError | _Stop) -> Fault:
        """The fault that stands for an error."""
        if isinstance(error, _Stop):
            return Fault(self.file, error.line, str(error), rule="yaml")
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = " ".join(
            part for part in (getattr(error, "context", ""), getattr(error, "problem", "")) if part
        )
        line = mark.line + 1 + self.offset if mark else 1
        return Fault(self.file, line, f"this is not YAML: {problem or error}", rule="yaml")


def _plain(text: str) -> str | int | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
