"""What a coordinator says of her tables: which column a header means, and which class of members a word.

members:                      # a kind of table; its columns are those of `columns.KINDS`
  Partner since: joined
  Opiekun: "-"                # read as nothing, on purpose
classes:                      # words for classes of members, for one of the four
  srebrny: partner
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, get_args

import yaml

from contracts.events.membership import MemberClass
from runtime.errors import OperationFailed
from services.registry.importing.columns import KINDS
from services.registry.importing.report import TableReading
from services.registry.importing.values.words import folded

NOT_READ = "-"
_CORE: tuple[str, ...] = get_args(MemberClass)
LONGEST = 16_000  # characters of a mapping


class MappingWrong(OperationFailed):
    """The mapping names a kind, a column or a class that does not exist."""


@dataclass(frozen=True)
class TableMapping:
    """`columns` has, by kind and by the header as it is compared, the column or `NOT_READ`; `classes` the core class by word."""

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> TableMapping:
        """Read a mapping as YAML or JSON. Raises `MappingWrong`."""
        if len(text) > LONGEST:
            raise MappingWrong(f"the mapping has {len(text)} characters; at most {LONGEST} are read")
        try:
            content = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise MappingWrong(f"the mapping is not YAML: {error}") from None
        content = {} if content is None else content
        if not isinstance(content, dict) or not all(isinstance(part, dict) for part in content.values()):
            raise MappingWrong("a mapping has, by kind of table, the column of each header; and `classes`")
        columns: dict[str, dict[str, str]] = {}
        for kind, of_kind in content.items():
            if kind != "classes":
                known = KINDS.get(kind) or _unknown("kind of table", kind, KINDS)
                columns[kind] = _checked(of_kind, "column", (*known, NOT_READ))
        return cls(columns, _checked(content.get("classes", {}), "class", _CORE))


NO_MAPPING = TableMapping()


def _checked(given: Mapping[Any, Any], what: str, allowed: tuple[str, ...]) -> dict[str, str]:
    for value in given.values():
        if value not in allowed:
            _unknown(what, value, allowed)
    return {folded(str(word)): value for word, value in given.items()}


def _unknown(what: str, value: object, allowed: Any) -> Any:
    near = get_close_matches(str(value), allowed, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise MappingWrong(f"the mapping: {value!r} is no {what}; expected one of {', '.join(allowed)}{meant}")


def proposal(tables: Iterable[TableReading]) -> str:
    """The mapping by which tables are read, as YAML to be changed; what is not read stands in comments."""
    kinds: dict[str, dict[str, str]] = {}
    classes: dict[str, str] = {}
    for table in tables:
        of_kind = kinds.setdefault(table.kind, {})
        of_kind.update((column.header, column.column) for column in table.columns)
        classes |= table.classes
    lines = [
        '# What the columns of tables mean; "-" is not read. See "Tables" in docs/operating.md for the columns.'
    ]
    for kind, columns in kinds.items():
        lines += [
            f"{kind}:" if kind else f"# of no kind that is known, one of {', '.join(KINDS)}:",
            *_lines(columns, commented=not kind),
        ]
        if kind and not any(columns.values()):
            lines[-len(columns) - 1] += " {}"
    if classes:
        lines += ["classes:" if any(classes.values()) else "# classes:", *_lines(classes, commented=False)]
    return "\n".join([*lines, ""])


def _lines(words: Mapping[str, str], *, commented: bool) -> Iterator[str]:
    for word, meaning in words.items():
        line = f"  {json.dumps(word, ensure_ascii=False)}: {meaning}"
        yield line if meaning and not commented else f"# {line}"
