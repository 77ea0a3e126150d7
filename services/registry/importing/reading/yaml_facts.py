"""Import files: one document's source, what its facts have in common, and the facts.

    source:                          # optional: enters the document into the record
      id: lsse-iabm                  # the stream is source-lsse-iabm; the other fields are those of the command
      title: {pl: …, en: …}
    defaults:                        # optional, before the facts: for every fact without a value of its own
      mode: reported
      sources: {source-lsse-iabm: paragraph 1}
      occurred: 2023-05              # not for `register`: being registered has no date of its own
    facts:
      - do: clusters/dkm/found       # collection/id/verb, as in the address POST /v1/clusters/dkm/found
        names: {pl: …}               # the command's fields
        occurred: {edtf: /2023-05-09, phrase: 9 maja, inferred_from: …}
        sources: {source-lsse-iabm: paragraph 2}      # short for [{id: source-lsse-iabm, locator: paragraph 2}]

A person's id in a file is an alias: the registry makes the real one when `persons/{alias}/register` is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import orjson

from contracts.envelope import Command
from services.registry.importing.import_command import ImportCommand, Parsed, Refusal, encode, wrong_address
from services.registry.importing.reading.yaml_parts import Entry, lines_of, read_yaml
from services.registry.importing.report import Fault, ImportFaults
from services.registry.importing.validation import violations

_DEFAULTS = ("mode", "sources", "occurred", "audience")
_TOP = ("source", "defaults", "facts")


@dataclass(frozen=True, slots=True)
class _InYaml:
    """The lines of an entry's fields, and of the defaults that stand for those which it leaves out. Computed on use."""

    value: bytes
    marks: tuple[int, ...]
    defaults: dict[str, int]
    below: str = ""

    def line(self, pointer: str) -> int:
        lines = lines_of(Entry(orjson.loads(self.value), self.marks))
        for place in self._around(pointer):
            if place in lines:
                return lines[place]
            if place in self.defaults and place.count("/") >= 1:
                return self.defaults[place]
        return lines[""]

    def field(self, pointer: str) -> str:
        return pointer

    def _around(self, pointer: str) -> Iterator[str]:
        """The pointer and what is around it; sources may be written as a mapping, whose keys stand for the items."""
        sources = orjson.loads(self.value).get("sources") if pointer.startswith("/sources/") else None
        if isinstance(sources, dict) and (number := pointer.split("/")[2]).isdigit():
            yield f"/sources/{list(sources)[int(number)]}"
        while pointer:
            yield pointer
            pointer = pointer.rpartition("/")[0]


def yaml_facts(file: str, text: str) -> Iterator[Parsed]:
    """The facts of a YAML file in their order, and what in it is none.

    Raises:
        ImportFaults: nothing of the file can be read as facts, or its defaults are wrong.
    """
    yield from _Document(file, text).facts()


@dataclass
class _Document:
    file: str
    text: str
    defaults: dict[str, Any] = field(default_factory=dict)
    default_lines: dict[str, int] = field(default_factory=dict)

    def facts(self) -> Iterator[Parsed]:
        names: set[str] = set()
        for part in read_yaml(self.file, self.text):
            if part.entry is None and not part.faults:
                names.add(part.name)
                continue
            if part.entry is None or part.entry.faults:
                do = (
                    part.entry.value.get("do", "")
                    if part.entry and isinstance(part.entry.value, dict)
                    else ""
                )
                faults = part.faults if part.entry is None else part.entry.faults
                if part.name != "facts":
                    raise ImportFaults(faults)
                yield Refusal(str(do), part.line, faults)
                continue
            if part.name == "facts":
                yield self._listed(part.line, part.entry)
            elif part.name == "defaults":
                self._defaults(part.entry, part.line, late="facts" in names)
            elif part.name == "source":
                yield self._source(part.line, part.entry)
            else:
                near = get_close_matches(part.name, _TOP, n=1)
                message = f"{part.name!r} means nothing here"
                raise self._refused(part.line, message, "known-field", "source, defaults and facts", *near)
            names.add(part.name)
        if not names & {"source", "facts"}:
            raise self._refused(1, "there are no facts in this file", "form", "`facts`, `source` or both")

    def _defaults(self, entry: Entry, line: int, *, late: bool) -> None:
        value = entry.value if entry.value is not None else {}
        if not isinstance(value, dict):
            raise self._refused(line, "`defaults` is not a mapping", "form", "fields and their values")
        if late:
            raise self._refused(
                line, "`defaults` stands behind `facts`", "defaults-first", "`defaults` before `facts`"
            )
        self.default_lines = lines_of(entry)
        for name in value.keys() - set(_DEFAULTS):
            near = get_close_matches(name, _DEFAULTS, n=1)
            at = self.default_lines[f"/{name}"]
            raise self._refused(
                at, f"there is no default for {name!r}", "known-field", ", ".join(_DEFAULTS), *near
            )
        self.defaults = {**value, **_sources(value)}
        places = _InYaml(orjson.dumps(value), entry.marks, {})
        fact = ImportCommand(self.file, line, "", "", "", encode(self.defaults), places)
        if faults := [fact.fault(wrong) for wrong in violations(Command, fact.data)]:
            raise ImportFaults(faults)

    def _source(self, line: int, entry: Entry) -> Parsed:
        value = entry.value
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            message = "the source needs an `id`: a word of small letters, digits and hyphens"
            return Refusal("sources", line, (Fault(self.file, line, message, "/source", "needed-field"),))
        body = {name: item for name, item in value.items() if name != "id"}
        return self._fact(f"sources/{value['id']}/register", line, body, entry, {})

    def _listed(self, line: int, entry: Entry) -> Parsed:
        value = entry.value
        if not isinstance(value, dict) or not isinstance(do := value.get("do"), str):
            message = "a fact begins with `do: collection/id/verb`"
            return Refusal("", line, (Fault(self.file, line, message, "/do", "needed-field"),))
        usual = self.defaults
        if do.endswith("/register") and "occurred" in usual:
            usual = {name: item for name, item in usual.items() if name != "occurred"}
        body = {**usual, **value}
        del body["do"]
        return self._fact(do, line, body, entry, self.default_lines)

    def _fact(
        self, do: str, line: int, body: dict[str, Any], entry: Entry, defaults: dict[str, int]
    ) -> Parsed:
        collection, _, rest = do.partition("/")
        id, _, verb = rest.partition("/")
        places = _InYaml(orjson.dumps(entry.value), entry.marks, defaults)
        wrong = wrong_address(collection, id, verb)
        if isinstance(body.get("sources"), dict):
            body.update(_sources(body))
        fact = ImportCommand(self.file, line, collection, id, verb, encode(body), places)
        return Refusal(do, line, (fact.fault(wrong),)) if wrong else fact

    def _refused(
        self, line: int, message: str, rule: str, expected: str, suggestion: str | None = None
    ) -> ImportFaults:
        return ImportFaults([Fault(self.file, line, message, "", rule, expected, suggestion)])


def _sources(body: dict[str, Any]) -> dict[str, Any]:
    """`sources` in full, where it is written as a mapping of ids to locators."""
    sources = body.get("sources")
    if not isinstance(sources, dict):
        return {}
    return {
        "sources": [
            {"id": name} if locator is None else {"id": name, "locator": locator}
            for name, locator in sources.items()
        ]
    }
