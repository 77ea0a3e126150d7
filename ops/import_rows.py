"""From the row of a table to commands: a member with its numbers, an agreement with its signatures, a visit, a count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeVar

from ops.import_dates import Unclear, read_count, read_date, read_flag
from ops.import_files import Options
from ops.import_names import folded, slug
from ops.import_record import Names

T = TypeVar("T")

_PARTS = re.compile(r"[;|\n]")
_ACTORS = ("party", "cluster")


def _forms(words: dict[str, str]) -> dict[str, str]:
    return {folded(form): word for word, forms in words.items() for form in forms.split(",")}


# Words of tables for the words of the catalogue.
_PARTY_KINDS = _forms(
    {
        "organisation": "organisation, organization, organizacja, firma, spółka, przedsiębiorstwo, uczelnia, company",
        "unit": "unit, jednostka, wydział, oddział, department",
        "city": "city, miasto, gmina",
        "region": "region, województwo, voivodeship",
    }
)
_CLASSES = _forms(
    {
        "full": "full, pełny, zwyczajny, zwykły, członek",
        "founder": "founder, założyciel, założycielski, założyciele",
        "supporting": "supporting, wspierający, wspierająca",
        "partner": "partner, partnerski",
    }
)
_COUNTED = _forms(
    {
        "all": "all, wszyscy, ogółem, razem",
        "supporting": "supporting, wspierający",
        "founders": "founders, założyciele",
        "partners": "partners, partnerzy",
    }
)
_COMPARATORS = _forms(
    {
        "exactly": "exactly, dokładnie",
        "over": "over, ponad, powyżej",
        "about": "about, około, ok",
        "at-least": "at-least, co najmniej, minimum",
    }
)
_MODES = _forms({"reported": "reported, z relacji, ze źródła", "performed": "performed, wykonane"})


class Said(NamedTuple):
    """A command of a row; `columns` gives the column of each of its fields, by pointer."""

    collection: str
    id: str
    verb: str
    body: dict[str, Any]
    columns: dict[str, str]


class Wrong(NamedTuple):
    """What is wrong with a cell."""

    column: str
    rule: str
    unclear: Unclear


@dataclass
class Row:
    """A row's cells by the columns' names, and what is found wrong with them."""

    cells: dict[str, str]
    names: Names
    options: Options
    wrong: list[Wrong] = field(default_factory=list)

    # ---- cells
    def text(self, column: str) -> str | None:
        """What stands there; None for nothing."""
        return self.cells.get(column) or None

    def read(self, column: str, rule: str, how: Callable[[str], T]) -> T | None:
        """The cell read in some way; None for an empty one, and for one that is noted as wrong."""
        if (text := self.text(column)) is None:
            return None
        try:
            return how(text)
        except Unclear as unclear:
            self.wrong.append(Wrong(column, rule, unclear))
            return None

    def date(self, column: str) -> Any:
        return self.read(column, "date", lambda text: read_date(text).value())

    def word(self, column: str, words: dict[str, str]) -> str | None:
        return self.read(column, "allowed-value", lambda text: _word(text, words))

    def require(self, column: str, message: str) -> None:
        if self.text(column) is None and not any(wrong.column == column for wrong in self.wrong):
            self.wrong.append(Wrong(column, "needed-field", Unclear(message, f"a value for {column}")))

    def one(self, column: str, *categories: str) -> str | None:
        return self.read(column, "known-name", lambda text: self.names.require(text, categories))

    def several(self, column: str, *categories: str) -> list[str]:
        found = []
        for part in _PARTS.split(self.text(column) or ""):
            if name := part.strip():
                try:
                    found.append(self.names.require(name, categories))
                except Unclear as unclear:
                    self.wrong.append(Wrong(column, "known-name", unclear))
        return found

    def texts(self, column: str) -> dict[str, str] | None:
        found = {language: text for language in ("pl", "en") if (text := self.text(f"{column}_{language}"))}
        return found or None

    def place(self) -> dict[str, str] | None:
        """A city or region of the record where just one is called so, else the words."""
        if (text := self.text("place")) is None:
            return None
        try:
            found = self.names.find(text, ("party",))
        except Unclear:
            found = None
        if found and (text == found or self.names.kinds.get(found) in {"city", "region"}):
            return {"party": found}
        return {"name": text}

    def cluster(self) -> str | None:
        """The cluster of the row, or the one that the whole import is about."""
        if self.text("cluster") is None and self.options.cluster:
            return f"cluster-{self.options.cluster.removeprefix('cluster-')}"
        if (found := self.one("cluster", "cluster")) is None:
            self.require("cluster", "the row names no cluster, and neither does --cluster")
        return found

    def id(self) -> str:
        """The id that the row gives, as it is written: the catalogue says what an id is."""
        self.require("id", "the row has no id")
        return self.text("id") or ""

    def said(
        self, collection: str, id: str, verb: str, fields: dict[str, Any], occurred: str = "", **columns: str
    ) -> Said:
        """A command with what every command has; fields without a value are left out."""
        body = {name: value for name, value in fields.items() if value not in (None, [])}
        body["mode"] = self.word("mode", _MODES) or self.options.mode
        if (source := self._source()) is not None:
            body["sources"] = [source]
        if occurred and verb != "register" and (when := self.date(occurred)) is not None:
            body["occurred"] = when
        places = {f"/{name}": columns.get(name, name) for name in fields}
        return Said(collection, id, verb, body, {"/occurred": occurred, "/sources": "source", **places})

    def _source(self) -> dict[str, str] | None:
        told = self.text("source") or self.options.source
        if told is None:
            return None
        locator = self.text("locator")
        return {"id": told if told.startswith("source-") else f"source-{told}"} | (
            {"locator": locator} if locator else {}
        )


# ---- kinds --------------------------------------------------------------------------------------------------------
def members(row: Row) -> Iterator[Said]:
    """A party with its numbers where it is new, and its membership from and to."""
    cluster = row.cluster()
    party, new = _party(row)
    if party is None or row.wrong:
        return
    id = party.removeprefix("party-")
    if new:
        names = {
            language: text
            for language, text in (("pl", row.text("name")), ("en", row.text("name_en")))
            if text
        }
        kind = row.word("kind", _PARTY_KINDS) or "organisation"
        fields = {"kind": kind, "names": names, "abbreviation": row.text("abbreviation")}
        yield row.said("parties", id, "register", fields, names="name")
    for scheme in ("nip", "regon", "krs", "lei"):
        if (value := _number(row, scheme)) and row.names.numbers.get((scheme, value)) != party:
            yield row.said(
                "parties", id, "identify", {"scheme": scheme, "value": value}, value=scheme, scheme=scheme
            )
    if cluster is None:
        return
    of = f"{cluster.removeprefix('cluster-')}.{id}"
    if row.text("joined") or not row.text("left"):
        yield row.said("memberships", of, "join", {"class": row.word("class", _CLASSES)}, "joined")
    if row.text("left"):
        yield row.said("memberships", of, "leave", {}, "left")


def agreements(row: Row) -> Iterator[Said]:
    """The proposal, a signature of each party where it was signed, the conclusion where it was concluded."""
    id, parties = row.id(), row.several("parties", *_ACTORS)
    row.require("parties", "the row has no parties")
    subject, place = row.texts("subject"), row.place()
    if subject is None:
        row.require("subject_pl", "the row has no subject")
    concluded = row.read("concluded", "flag", read_flag)
    signed = bool(row.text("signed")) or bool(concluded)
    conference = row.text("conference")
    fields = {
        "kind": slug(row.text("kind") or "") or "letter-of-intent",
        "parties": parties,
        "subject": subject,
        "names": row.texts("name"),
        "binding": row.read("binding", "flag", read_flag),
        "beneficiaries": row.several("beneficiaries", *_ACTORS),
        "valid_until": row.date("valid_until"),
        "conference": conference and f"conference-{conference.removeprefix('conference-')}",
    }
    when = "proposed" if row.text("proposed") else "signed"
    yield row.said("agreements", id, "propose", fields, when, subject="subject_pl", names="name_pl")
    for party in parties if signed else ():
        yield row.said("agreements", id, "sign", {"party": party, "place": place}, "signed", party="parties")
    if concluded:
        yield row.said("agreements", id, "conclude", {}, "signed")


def visits(row: Row) -> Iterator[Said]:
    """A visit that was held."""
    id, host = row.id(), row.one("host", *_ACTORS)
    row.require("host", "the row has no host")
    row.require("visitors", "the row has no visitors")
    fields = {
        "kind": slug(row.text("kind") or "") or "study-visit",
        "host": host,
        "visitors": row.several("visitors", *_ACTORS),
        "place": row.place(),
        "sites": row.several("sites", "party"),
        "clusters": row.several("clusters", "cluster"),
        "purpose": row.texts("purpose"),
        "names": row.texts("name"),
    }
    yield row.said("visits", id, "hold", fields, "date", purpose="purpose_pl", names="name_pl")


def counts(row: Row) -> Iterator[Said]:
    """A number of members that somebody gave."""
    cluster, count = row.cluster(), row.read("count", "number", read_count)
    row.require("count", "the row has no number")
    fields = {
        "count": count,
        "class": row.word("class", _COUNTED),
        "comparator": row.word("comparator", _COMPARATORS),
        "as_of": row.date("as_of"),
    }
    if cluster is not None:
        yield row.said("clusters", cluster.removeprefix("cluster-"), "report-membership-count", fields)


KINDS: dict[str, Callable[[Row], Iterator[Said]]] = {
    "members": members,
    "agreements": agreements,
    "visits": visits,
    "counts": counts,
}


# ---- who is meant -------------------------------------------------------------------------------------------------
def _party(row: Row) -> tuple[str | None, bool]:
    """The party of a row, and whether it has to be registered."""
    name, given = row.text("name"), row.text("party")
    if given:
        stream = given if given.startswith("party-") else f"party-{given}"
        return stream, stream not in row.names.kinds and name is not None
    row.require("name", "the row has neither the name of a party nor its id")
    found = row.read("name", "known-name", lambda text: row.names.find(text, ("party",)))
    if name is None or row.wrong:
        return None, False
    for scheme in ("nip", "regon", "krs", "lei"):
        holder = row.names.numbers.get((scheme, _number(row, scheme) or ""))
        if holder and holder != found:
            called = row.names.shown.get(holder, "")
            message = f"this number is that of {holder} ({called}), which is called otherwise"
            row.wrong.append(
                Wrong(scheme, "same-number", Unclear(message, "the party's id beside it", (holder,)))
            )
            return None, False
    if found:
        return found, False
    made = f"party-{slug(name)}"
    if made in row.names.kinds or slug(name) in {"", "new"}:
        taken = (
            f"{made} is {row.names.shown.get(made, 'nobody')}"
            if slug(name)
            else "no letter of it can be in an id"
        )
        message = f"{name!r} is not in the record, and no id can be made of it: {taken}"
        row.wrong.append(Wrong("name", "free-id", Unclear(message, "an id in the column `party`")))
        return None, False
    return made, True


def _number(row: Row, scheme: str) -> str | None:
    """A number of a public register without what is written between its digits."""
    plain = re.sub(r"[\s.\-\u00a0]", "", row.text(scheme) or "").upper()
    return (plain.removeprefix("PL") if scheme == "nip" else plain) or None


def _word(text: str, words: dict[str, str]) -> str:
    if (found := words.get(folded(text))) is not None:
        return found
    near = get_close_matches(folded(text), words, n=1, cutoff=0.6)
    allowed = ", ".join(dict.fromkeys(words.values()))
    raise Unclear(f"{text!r} is not allowed here", f"one of {allowed}", tuple(words[word] for word in near))
