"""The cells of a row, read as what stands in their columns: dates, words, names; all that is wrong is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeVar

from services.registry.importing.reading.files import Options
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.tables.ids import id_of_row
from services.registry.importing.tables.questions import Remark
from services.registry.importing.values.dates import DateRole, Unclear, read_date
from services.registry.importing.values.terms import forms
from services.registry.importing.values.words import folded, is_blank, slug

T = TypeVar("T")

_PARTS = re.compile(r"[;|\n]")
_MARKS = tuple(map(re.compile, (r",", r",| (?:oraz|and) ", r",| (?:oraz|and|i) ")))


# Words of tables for the words of the catalogue.
CLASSES = forms(
    {
        "full": "full, pełny, zwyczajny, zwykły, członek",
        "founder": "founder, założyciel, założycielski, założyciele",
        "supporting": "supporting, wspierający, wspierająca",
        "partner": "partner, partnerski",
    }
)
COUNTED = forms(
    {
        "all": "all, wszyscy, ogółem, razem",
        "supporting": "supporting, wspierający",
        "founders": "founders, założyciele",
        "partners": "partners, partnerzy",
        "firms": "firms, firmy, firma, przedsiębiorstwa, companies, enterprises",
        "paying": "paying, paying members, płacący, płatni, opłacający składki, członkowie opłacający składki",
    }
)
COORDINATING = forms(
    {
        "lead": "lead, główny, lider, koordynator, leader, coordinator",
        "co": "co, współkoordynator, współlider, partner, co-lead, co lead, co-coordinator",
    }
)
COMPARATORS = forms(
    {
        "exactly": "exactly, dokładnie",
        "over": "over, ponad, powyżej",
        "about": "about, około, ok",
        "at-least": "at-least, co najmniej, minimum",
        "almost": "almost, prawie, blisko, nearly",
    }
)
_ENDLESS = frozenset(
    folded(words)
    for words in (
        *(
            "bezterminowo",
            "bezterminowe",
            "bezterminowa",
            "bezterminowy",
            "na czas nieokreślony",
            "czas nieokreślony",
            "nieokreślony",
        ),
        *(
            "indefinite",
            "indefinitely",
            "open-ended",
            "no end date",
            "permanent",
            "unlimited",
            "nadal",
            "do dziś",
            "obecnie",
        ),
        *("present", "ongoing", "to date", "current", "unbefristet"),
    )
)
# The role of the dates in these columns.
_DATE_ROLES: dict[str, DateRole] = {
    **dict.fromkeys(
        ("joined", "proposed", "signed", "founded", "appointed", "valid_from", "project_since"), "beginning"
    ),
    **dict.fromkeys(("left", "valid_until", "released", "valid_to"), "end"),
}
_MODES = forms({"reported": "reported, z relacji, ze źródła", "performed": "performed, wykonane"})


class RowCommand(NamedTuple):
    """A command of a row; `columns` gives the column of each of its fields, by pointer."""

    collection: str
    id: str
    verb: str
    body: dict[str, Any]
    columns: dict[str, str]


class CellError(NamedTuple):
    """What is wrong with a cell."""

    column: str
    rule: str
    unclear: Unclear


@dataclass
class TableRow:
    """A row's cells by the columns' names, their errors, and what is to be said of them.

    `classes` has the words for classes of members that are not the record's own, with what they mean (empty for nothing).
    """

    cells: dict[str, str]
    names: KnownNames
    options: Options
    errors: list[CellError] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    classes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Cells that mean that there is no value are empty; whether that is meant is asked."""
        self._blank: set[str] = set()
        self._texts: dict[str, str] = {}
        for column, text in self.cells.items():
            # Somebody of the record may be called so; nobody is called like an error.
            if is_blank(text) and (text.startswith("#") or not self.names.called.get(folded(text))):
                self._blank.add(column)
                message = f"{text[:40]!r} is read as an empty cell: is there no value?"
                self.remarks.append(Remark(column, "no-value", message))
            elif line := " ".join(text.split()):
                self._texts[column] = line

    # ---- cells
    def text(self, column: str) -> str | None:
        """What stands there, on one line; None for nothing."""
        return self._texts.get(column)

    def has_any(self, columns: Set[str]) -> bool:
        """Whether something stands in one of these columns."""
        return not self._texts.keys().isdisjoint(columns)

    def read(self, column: str, rule: str, how: Callable[[str], T]) -> T | None:
        """The cell read in some way; None for an empty one, and for one that is noted as wrong."""
        if (text := self.text(column)) is None:
            return None
        try:
            return how(text)
        except Unclear as unclear:
            self.errors.append(CellError(column, rule, unclear))
            return None

    def date(self, column: str) -> Any:
        """The date of a column; None where there is none, and where it is said that it never comes."""
        if _DATE_ROLES.get(column) == "end" and self.endless(column):
            return None
        return self.read(
            column, "date", lambda text: read_date(text, _DATE_ROLES.get(column, "moment")).value()
        )

    def endless(self, column: str) -> bool:
        """Whether it is said that there is no end: `bezterminowo`."""
        return folded(self.text(column) or "") in _ENDLESS

    def word(self, column: str, words: dict[str, str]) -> str | None:
        return self.read(column, "allowed-value", lambda text: _word(text, words))

    def require(self, column: str, message: str) -> None:
        if column in self._blank:
            unclear = Unclear(f"{self.cells[column][:40]!r} is no value", f"a value for {column}")
            self.errors.append(CellError(column, "no-value", unclear))
        elif self.text(column) is None and not any(wrong.column == column for wrong in self.errors):
            self.errors.append(CellError(column, "needed-field", Unclear(message, f"a value for {column}")))

    def one(self, column: str, *categories: str) -> str | None:
        return self.read(column, "known-name", lambda text: self.names.require(text, categories))

    def several(self, column: str, *categories: str) -> list[str]:
        streams = []
        for name in self.parts(column, *categories):
            try:
                streams.append(self.names.require(name, categories))
            except Unclear as unclear:
                self.errors.append(CellError(column, "known-name", unclear))
        return streams

    def parts(self, column: str, *categories: str) -> list[str]:
        """The names in a cell: between semicolons, bars or line breaks; of one that nobody knows, those that commas or
        `oraz` and `i` divide, where all of these are known names."""
        if self.text(column) is None:
            return []
        parts = [" ".join(part.split()) for part in _PARTS.split(self.cells[column]) if part.strip()]
        return [name for part in parts for name in self._divided(part, categories)]

    def _divided(self, part: str, categories: Iterable[str]) -> list[str]:
        # The fewest divisions first: a name may have a comma or an `i` in it.
        for mark in _MARKS:
            if mark.search(part) and not self._known(part, categories):
                listed = [name.strip() for name in mark.split(part) if name.strip()]
                if all(self._known(name, categories) for name in listed):
                    return listed
        return [part]

    def _known(self, text: str, categories: Iterable[str]) -> bool:
        try:
            return self.names.find(text, categories) is not None
        except Unclear:
            return True

    def texts(self, column: str) -> dict[str, str] | None:
        texts = {language: text for language in ("pl", "en") if (text := self.text(f"{column}_{language}"))}
        return texts or None

    def place(self) -> dict[str, str] | None:
        """A city or region of the record where just one is called so, else the words."""
        if (text := self.text("place")) is None:
            return None
        stream = self.names.place(text)
        return {"party": stream} if stream.startswith("party-") and slug(stream) == stream else {"name": text}

    def cluster(self) -> str | None:
        """The cluster of the row, or the one that `--cluster` gives."""
        if self.text("cluster") is None and self.options.cluster:
            return f"cluster-{self.options.cluster.removeprefix('cluster-')}"
        if (stream := self.one("cluster", "cluster")) is None:
            self.require("cluster", "the row names no cluster, and neither does --cluster")
        return stream

    def id(self, kind: str) -> str:
        """The id that the row gives: the catalogue checks its form. Else one that is made of the row, or of its number."""
        given = self.text("id")
        made = id_of_row(kind, self._texts if given else self.cells)
        if given is None and not made:
            self.require("id", "the row has no id, and says too little to make one")
            return ""
        if given and kind == "agreements" and made != given:
            self.remarks.append(
                Remark("id", "not-stored", f"{given!r} is not stored: the agreement has the id {made}")
            )
            return made
        return given or made

    def member_class(self) -> dict[str, str | None]:
        """The fields of a member's class: one of the four, and the row's own word where that is another."""
        if (label := self.text("class_label")) is not None:
            return {"class": self.word("class", CLASSES), "class_label": label}
        if (text := self.text("class")) is None:
            return {}
        if (known := CLASSES.get(folded(text))) is not None and folded(
            text
        ) not in self.options.mapping.classes:
            return {"class": known}
        meant = self.options.mapping.classes.get(folded(text))
        self.classes[text] = meant or ""
        if meant is None:
            core = ", ".join(dict.fromkeys(CLASSES.values()))
            message = f"{text!r} is kept, and is none of {core}; a mapping can say which of them it is"
            self.remarks.append(Remark("class", "own-class", message))
        return {"class": meant, "class_label": text}

    def mode(self) -> str:
        """The mode: whether a source reports the fact, or it is performed here."""
        return self.word("mode", _MODES) or self.options.mode

    def command(
        self, collection: str, id: str, verb: str, fields: dict[str, Any], occurred: str = "", **columns: str
    ) -> RowCommand:
        """A command with what every command has; fields without a value are left out."""
        body = {name: value for name, value in fields.items() if value not in (None, [])}
        body["mode"] = self.mode()
        if (source := self._source()) is not None:
            body["sources"] = [source]
        if occurred and verb != "register" and (when := self.date(occurred)) is not None:
            body["occurred"] = when
        places = {f"/{name}": columns.get(name, name) for name in fields}
        return RowCommand(collection, id, verb, body, {"/occurred": occurred, "/sources": "source", **places})

    def _source(self) -> dict[str, str] | None:
        source = self.text("source") or self.options.source
        if source is None:
            return None
        locator = self.text("locator")
        return {"id": source if source.startswith("source-") else f"source-{source}"} | (
            {"locator": locator} if locator else {}
        )


def _word(text: str, words: dict[str, str]) -> str:
    if (word := words.get(folded(text))) is not None:
        return word
    near = get_close_matches(folded(text), words, n=1, cutoff=0.6)
    allowed = ", ".join(dict.fromkeys(words.values()))
    raise Unclear(f"{text!r} is not allowed here", f"one of {allowed}", tuple(words[word] for word in near))
