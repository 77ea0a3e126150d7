"""`python -m ops.exporting.coverage` writes into docs/formats.md what each format drops, found by exporting; `--check` compares.

Two tables: which facts change a file of a format at all, and which parts of a fact are in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

import contracts
from contracts.catalogue import LATEST, TYPES
from contracts.envelope import Fact
from services.registry.exporting.files import Format, records

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "formats.md"
_SAMPLES = Path(contracts.__file__).parent / "samples"
_BEGIN, _END = "<!-- coverage: written by `make contracts` -->\n", "<!-- /coverage -->\n"
_AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
_YES, _NO = "●", "–"


class Column(NamedTuple):
    """Some files of a format under one heading."""

    heading: str
    format: Format
    files: tuple[str, ...] = ()  # none for all
    but: tuple[str, ...] = ()

    def content(self, facts: Sequence[Fact]) -> bytes:
        """What the files hold when these facts are exported."""
        files = records(self.format, facts)
        names = [name for name in sorted(files) if name not in self.but and name in (self.files or files)]
        return b"".join(line for name in names for line in files[name].values())


COLUMNS = (
    Column("JSON-LD", "jsonld"),
    Column("CSV, `facts.csv`", "csv", ("facts.csv",)),
    Column("CSV, other tables", "csv", but=("facts.csv",)),
    Column("FtM, `facts.jsonld`", "ftm", ("facts.jsonld",)),
    Column("FtM, `statements.csv`", "ftm", ("statements.csv",)),
    Column("schema.org", "schemaorg"),
)


# ---- which facts --------------------------------------------------------------------------------------------------
def types() -> Iterator[tuple[str, list[bool]]]:
    """Each type of the catalogue, and for each column whether a fact of it, after those that it follows, changes anything."""
    for type in TYPES:
        before, fact = _following(type)
        yield type, [column.content([*before, fact]) != column.content(before) for column in COLUMNS]


def _following(type: str) -> tuple[list[Fact], Fact]:
    """The fact of a type, and the facts of its stream that it follows: the first of its aggregate, and what it ends."""
    category = "cluster" if TYPES[type].aggregate == "*" else TYPES[type].aggregate
    first = {"cluster": "ClusterFounded", "membership": "MemberJoined"}.get(
        category, next(name for name, event in TYPES.items() if event.aggregate == category)
    )
    data = _sample(type)
    earlier = [name for name in dict.fromkeys((first, *TYPES[type].ends)) if name != type]
    samples = [_sample(name) for name in earlier]
    for ended in samples:  # whom it speaks of
        data |= {name: value for name, value in ended.items() if name in data and name in _WHO}
    if "target" in data:
        data |= {"target": f"{_stream(category)}@1"}
    if type == "FactCorrected":
        data |= {"fields": {"abbreviation": "OTHER"}}
    if "organisation" in data:
        data |= {"organisation": _OTHER}
        samples = [each | {"organisation": _OTHER} if "organisation" in each else each for each in samples]
    registered = {"kind": "organisation", "names": {"pl": "Inna"}}
    known = Fact(f"{_OTHER}@1", 1, _OTHER, 1, "PartyRegistered", _AT, "public", registered)
    facts = [_fact(category, at, *each) for at, each in enumerate(zip(earlier, samples, strict=True), 1)]
    return [known, *facts], _fact(category, len(facts) + 1, type, data)


_OTHER = "party-other"  # a party that is registered, to whom things happen
_WHO = frozenset({"organisation", "party", "other", "label", "name", "scheme", "title"})


def _sample(type: str) -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads((_SAMPLES / f"{type}.v{LATEST[type]}.json").read_bytes())
    return data


def _stream(category: str) -> str:
    return "membership-one.other" if category == "membership" else f"{category}-one"


def _fact(category: str, version: int, type: str, data: Mapping[str, Any]) -> Fact:
    stream = _stream(category)
    return Fact(f"{stream}@{version}", version, stream, version, type, _AT, "public", data)


# ---- which parts of a fact ----------------------------------------------------------------------------------------
_DATE = {"edtf": "2014-05-17", "earliest": "2014-05-17", "latest": "2014-05-17"}
_DOUBTFUL = {"edtf": "2014/2016~", "earliest": "2013-07-01", "latest": "2017-06-30"}
_NAMES = {"pl": "Nazwa Polska", "de": "Deutscher Name"}
# A fact, or several of a stream, and the text by which its part is known in a file.
_PARTS: tuple[tuple[str, str, str, tuple[tuple[str, dict[str, Any]], ...]], ...] = (
    ("a day", "2014-05-17", "cluster-one", (("ClusterFounded", {"names": _NAMES, "occurred": _DATE}),)),
    ("an uncertain date, as it is", "2014/2016~", "cluster-one",
     (("ClusterFounded", {"names": _NAMES, "occurred": _DOUBTFUL}),)),
    ("the wording of a date", "w polowie maja", "cluster-one",
     (("ClusterFounded", {"names": _NAMES, "occurred": _DATE | {"phrase": "w polowie maja"}}),)),
    ("names in every language", "Deutscher Name", "cluster-one", (("ClusterFounded", {"names": _NAMES}),)),
    ("former names", "Dawna Nazwa", "party-one",
     (("PartyRegistered", {"kind": "organisation", "names": {"pl": "Dawna Nazwa"}}), ("PartyRenamed", {"names": _NAMES}))),
    ("sources", "letter-2014", "cluster-one",
     (("ClusterFounded", {"names": _NAMES, "sources": [{"id": "source-letter-2014"}]}),)),
    ("the place in a source", "strona 17", "cluster-one",
     (("ClusterFounded", {"names": _NAMES, "sources": [{"id": "source-report", "locator": "strona 17"}]}),)),
    ("disputes, with who and why", "It was later", "cluster-one",
     (("ClusterFounded", {"names": _NAMES}),
      ("FactDisputed", {"target": "cluster-one@1", "by": "party-one", "reason": "It was later"}))),
    ("rival values, with their ranks", "Inna Nazwa", "cluster-one",
     (("ClusterFounded", {"names": _NAMES}),
      ("FactDisputed", {"target": "cluster-one@1", "by": "party-one", "fields": {"names": {"pl": "Inna Nazwa"}}}))),
    ("what was corrected", "Zla Nazwa", "cluster-one",
     (("ClusterFounded", {"names": {"pl": "Zla Nazwa"}}),
      ("FactCorrected", {"target": "cluster-one@1", "fields": {"names": _NAMES}, "reason": "A slip"}))),
    ("when it was recorded", "2026-11-22T18:00:00", "cluster-one", (("ClusterFounded", {"names": _NAMES}),)),
    ("functions of persons, by id", "person-one", "person-one",
     (("PersonRegistered", {}), ("FunctionAssumed", {"organisation": "party-one", "title": {"pl": "Prezes"}}))),
)  # fmt: skip


def parts() -> Iterator[tuple[str, list[bool]]]:
    """Each part of a fact, and for each column whether it is there."""
    for name, mark, stream, events in _PARTS:
        facts = [
            Fact(f"{stream}@{n}", n, stream, n, type, _AT, "public", {"mode": "reported"} | data)
            for n, (type, data) in enumerate(events, 1)
        ]
        yield name, [mark.encode() in column.content(facts) for column in COLUMNS]


# ---- the document -------------------------------------------------------------------------------------------------
def tables() -> str:
    """Both tables as Markdown."""
    return "\n".join([*_table("part of a fact", parts()), "", *_table("fact", types()), ""])


def _table(heading: str, rows: Iterable[tuple[str, list[bool]]]) -> Iterator[str]:
    yield f"| {heading} | {' | '.join(column.heading for column in COLUMNS)} |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    for name, cells in rows:
        shown = f"`{name}`" if heading == "fact" else name
        yield f"| {shown} | {' | '.join(_YES if cell else _NO for cell in cells)} |"


def main(arguments: list[str], path: Path = DOCUMENT) -> int:
    """Exit code: 0 done, 1 the document has something else, 2 wrong usage."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m ops.exporting.coverage [--check]", file=sys.stderr)
        return 2
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    written = f"{before}{_BEGIN}\n{tables()}\n{_END}{rest.partition(_END)[2]}"
    if written != text and arguments:
        print(f"docs/{path.name} does not say what the formats drop: run `make contracts`", file=sys.stderr)
        return 1
    path.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
