"""Import files: one document's source, what its facts have in common, and the facts.

    source:                          # optional: enters the document into the record
      id: lsse-iabm                  # the stream is source-lsse-iabm; the other fields are those of the command
      title: {pl: …, en: …}
    defaults:                        # optional: for every fact that does not say otherwise
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

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from contracts.catalogue import COLLECTIONS, COMMANDS
from contracts.fields import STREAM_PATTERN
from ops.import_report import Fault, ImportFaults
from ops.import_yaml import Lined, read_yaml

_DEFAULTS = ("mode", "sources", "occurred", "audience")
_STREAM = re.compile(STREAM_PATTERN)


@dataclass(frozen=True)
class Fact:
    """One command of a file. In `body` and `id`, persons are still aliases; `lined` knows the lines of the fields."""

    file: str
    lined: Lined
    collection: str
    id: str
    verb: str
    body: dict[str, Any]

    @property
    def do(self) -> str:
        """The command's address."""
        return f"{self.collection}/{self.id}/{self.verb}"

    @property
    def stream(self) -> str:
        """The name of its stream."""
        return f"{COLLECTIONS[self.collection]}-{self.id}"

    def fault(self, message: str, pointer: str = "") -> Fault:
        """A fault at one of its fields."""
        return Fault(self.file, self.lined.line(pointer), message, pointer)


def files_of(path: Path) -> list[Path]:
    """The file itself, or a folder's YAML files by name.

    Raises:
        FileNotFoundError: there is nothing at `path`, or no YAML in the folder.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f"{path} does not exist")
    found = sorted(item for item in path.iterdir() if item.suffix in {".yaml", ".yml"})
    if not found:
        raise FileNotFoundError(f"there is no .yaml file in {path}")
    return found


def read_facts(path: Path) -> list[Fact]:
    """The facts of a file or a folder, in order.

    Raises:
        ImportFaults: all that is wrong with the form of any file.
        FileNotFoundError: there is nothing to read.
    """
    facts: list[Fact] = []
    faults: list[Fault] = []
    for file in files_of(path):
        try:
            facts.extend(_Document(str(file), read_yaml(file)).facts())
        except ImportFaults as error:
            faults.extend(error.faults)
    if faults:
        raise ImportFaults(faults)
    return facts


class _Document:
    def __init__(self, file: str, root: Lined) -> None:
        self.file = file
        self.root = root
        self.faults: list[Fault] = []

    def facts(self) -> list[Fact]:
        found = list(self._facts())
        if self.faults:
            raise ImportFaults(self.faults)
        return found

    def _facts(self) -> Iterator[Fact]:
        top = self.root.value
        if not isinstance(top, dict) or not top.keys() & {"source", "facts"}:
            self._fault("", "a file has `facts`, `source` or both")
            return
        for name in top.keys() - {"source", "defaults", "facts"}:
            self._fault(f"/{name}", f"{name!r} means nothing here; a file has source, defaults and facts")
        source, defaults, facts = top.get("source"), top.get("defaults") or {}, top.get("facts") or []
        if not isinstance(defaults, dict) or not isinstance(facts, list):
            self._fault("/defaults", "`defaults` holds fields, and `facts` is a list")
            return
        for name in defaults.keys() - set(_DEFAULTS):
            self._fault(
                f"/defaults/{name}", f"a default may be given for {', '.join(_DEFAULTS)}, not for {name!r}"
            )
        if source is not None:
            yield from self._source(source)
        yield from self._listed(facts, defaults)

    def _source(self, source: Any) -> Iterator[Fact]:
        if not isinstance(source, dict) or not isinstance(source.get("id"), str):
            self._fault("/source", "the source needs an `id`: a word of small letters, digits and hyphens")
            return
        body = {name: value for name, value in source.items() if name != "id"}
        yield from self._fact("/source", self.root.below("/source"), f"sources/{source['id']}/register", body)

    def _listed(self, facts: list[Any], defaults: dict[str, Any]) -> Iterator[Fact]:
        default_lines = {name: self.root.below(f"/defaults/{name}") for name in defaults}
        for number, (entry, lines) in enumerate(zip(facts, self.root.items("/facts"), strict=True)):
            pointer = f"/facts/{number}"
            if not isinstance(entry, dict) or not isinstance(entry.get("do"), str):
                self._fault(pointer, "a fact begins with `do: collection/id/verb`")
                continue
            usual = dict(defaults)
            if entry["do"].endswith("/register"):
                usual.pop("occurred", None)
            for name in usual.keys() - entry.keys():  # what is wrong with a default is wrong where it stands
                lines.update({f"/{name}{place}": line for place, line in default_lines[name].items()})
            body = usual | {name: value for name, value in entry.items() if name != "do"}
            yield from self._fact(pointer, lines, entry["do"], body)

    def _fact(self, pointer: str, lines: dict[str, int], do: str, body: dict[str, Any]) -> Iterator[Fact]:
        collection, _, rest = do.partition("/")
        id, _, verb = rest.partition("/")
        if (collection, verb) not in COMMANDS:
            self._fault(f"{pointer}/do", f"there is no command {do!r}{_instead(collection, id, verb)}")
            return
        if id == "new" or _STREAM.fullmatch(f"{COLLECTIONS[collection]}-{id}") is None:
            rule = "cluster.party, each of" if collection == "memberships" else "up to 63"
            self._fault(
                f"{pointer}/do", f"{id!r} is not an id: {rule} small letters, digits and hyphens, not `new`"
            )
            return
        lined = Lined(body, lines)
        sources = body.get("sources")
        if isinstance(sources, dict):
            body["sources"] = [
                {"id": name} if locator is None else {"id": name, "locator": locator}
                for name, locator in sources.items()
            ]
            for number, name in enumerate(sources):
                lined.lines[f"/sources/{number}"] = lined.line(f"/sources/{name}")
        yield Fact(self.file, lined, collection, id, verb, body)

    def _fault(self, pointer: str, message: str) -> None:
        self.faults.append(Fault(self.file, self.root.line(pointer), message))


def _instead(collection: str, id: str, verb: str) -> str:
    known = [f"{c}/{id or '{id}'}/{v}" for c, v in COMMANDS]
    near = get_close_matches(f"{collection}/{id or '{id}'}/{verb}", known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""
