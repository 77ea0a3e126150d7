"""`/v1/similar-parties`: parties that may be the same organisation as one of a name, with numbers of public registers.

Asked before an organisation is entered, so that it is entered once, and of one that is in the record. What somebody has
decided (`IdentityRejected`, a certain link) is not asked again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import orjson
from typing_extensions import TypedDict

from runtime.errors import NotFound, Refused
from runtime.register_numbers import normalise
from runtime.similarity.names import SAME, ComparedName, compared, score
from services.projections.queries.answer_types import Identifier, Reference
from services.projections.queries.formats.csv import Line
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.similar.statements import NamedRow, rows_like, rows_of, rows_with
from services.projections.queries.sql.identities import DISTINCT
from services.projections.queries.sql.store import Store
from services.projections.text.stemming import compact

SORT = (int, str)
SCHEMES = ("nip", "regon", "krs", "ror", "lei", "website")
FILTERS = frozenset({"name", "name_en", "abbreviation", "party", *SCHEMES})
LONGEST = 500
_PARTY = re.compile("party-[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_TENTHS = 10
_OF_NUMBER = 100.0
_OF_ABBREVIATION = 85.0  # abbreviations collide: alone they tell less than a name
Kind = Literal["same-name", "similar-name", "former-name", "abbreviation", "identifier"]


class SimilarityReason(TypedDict):
    """Why a party is a candidate: `text` is its name, abbreviation or number; `scheme` that of the number."""

    kind: Kind
    text: str
    scheme: str | None
    score: float


class SimilarParty(TypedDict):
    """A candidate. `score` is that of its best reason, 100 for the same name or a shared number."""

    ref: Reference
    score: float
    reasons: list[SimilarityReason]
    identifiers: list[Identifier]


class _Question(NamedTuple):
    names: list[ComparedName]
    short: set[str]  # what may be an abbreviation, in letters and digits
    numbers: dict[tuple[str, str], str]  # by scheme and its letters and digits
    excluded: frozenset[str]


async def parties(query: Query, store: Store) -> tuple[list[SimilarParty], str | None]:
    """Return the candidates, those with a shared number first, then the most alike, each with the reasons.

    Legal forms, marks, case, punctuation and the order of words do not count; what differs in a number is another party.
    With `party` the names and numbers are those of a party of the record.

    Raises:
        Malformed: neither a name, an abbreviation, a number nor a party is given, or one of them is none.
        NotFound: the party was not in the record, or the caller may not read it.
    """
    question = await _question(query, store)
    reasons: dict[str, list[SimilarityReason]] = defaultdict(list)
    like = await rows_like(query, store, question.names)
    keys = question.short | {number for _, number in question.numbers}
    for row in dict.fromkeys((*like, *await rows_with(query, store, keys))):
        if row.stream not in question.excluded:
            reasons[store.parties.id(row.stream)] += _reasons(row, question)
    best = {stream: max(each["score"] for each in given) for stream, given in reasons.items() if given}
    order = sorted((_rank(best[stream], reasons[stream]), stream) for stream in best)
    page = [place for place in order if query.after is None or place > tuple(query.after)]
    shown = page[: query.limit]
    of_shown = {stream: store.parties.entries(stream) for _, stream in shown}
    references = await store.references(
        query, (), *(entry for of_one in of_shown.values() for entry in of_one)
    )
    data: list[SimilarParty] = [
        {
            "ref": references.ref(stream),
            "score": best[stream],
            "reasons": _distinct(reasons[stream]),
            "identifiers": references.identifiers(of_shown[stream]),
        }
        for _, stream in shown
    ]
    return data, query.next(shown[-1]) if len(page) > len(shown) else None


async def _question(query: Query, store: Store) -> _Question:
    given = query.filters
    if not given:
        raise wrong(
            "name", "is needed: what the organisation is called; or an abbreviation, a number or a party"
        )
    for name, text in given.items():
        if not text.strip() or len(text) > LONGEST:
            raise wrong(name, f"has from 1 to {LONGEST} characters")
    names = [compared(given[name]) for name in ("name", "name_en") if name in given]
    short = {compact(given[name]) for name in ("abbreviation", "name", "name_en") if name in given}
    numbers = {_number(scheme, given[scheme]): given[scheme] for scheme in SCHEMES if scheme in given}
    excluded: frozenset[str] = frozenset()
    if party := given.get("party"):
        if not _PARTY.fullmatch(party):
            raise wrong("party", "is not a party such as party-lublin")
        rows = await rows_of(query, store, store.parties.entries(party))
        if not rows:
            raise NotFound(
                f"There is no {party} that you may read in the record as of position {query.known_at}."
            )
        for row in rows:
            if row.field == "identifier":
                scheme, number = _identifier(row)
                numbers[scheme, compact(number)] = number
            else:
                names += map(compared, _texts(row))
                short |= _short(row) | set(map(compact, _texts(row)))
        excluded = frozenset(await _decided(query, store, party))
    return _Question(list(dict.fromkeys(name for name in names if name.key)), short - {""}, numbers, excluded)


async def _decided(query: Query, store: Store, party: str) -> set[str]:
    """Return the entries of which it is decided whether they are one with a party, its own among them."""
    entries = store.parties.entries(party)
    apart = await store.fetch(DISTINCT, query.binds | {"entries": entries})
    return {*entries, *(entry for pair in apart for side in pair for entry in store.parties.entries(side))}


def _rank(points: float, reasons: Iterable[SimilarityReason]) -> int:
    """The first sort value: a shared number tells more than the same name, which many may have."""
    return -round(points * _TENTHS) - any(each["kind"] == "identifier" for each in reasons)


def _number(scheme: str, text: str) -> tuple[str, str]:
    try:
        return scheme, compact(normalise(scheme, text))
    except Refused as refusal:
        raise wrong(scheme, f"is no number of this register: {refusal.detail}") from refusal


def _reasons(row: NamedRow, question: _Question) -> Iterable[SimilarityReason]:
    if row.field == "identifier":
        scheme, number = _identifier(row)
        if (scheme, compact(number)) in question.numbers:
            yield {"kind": "identifier", "text": number, "scheme": scheme, "score": _OF_NUMBER}
        return
    for text in _texts(row):
        points = max((score(name, compared(text)) for name in question.names), default=0.0)
        if points:
            kind: Kind = "same-name" if points == SAME else "similar-name"
            if row.field == "former-names":
                kind = "former-name"
            yield {"kind": kind, "text": text, "scheme": None, "score": points}
    for short in _short(row) & question.short:
        yield {"kind": "abbreviation", "text": short.upper(), "scheme": None, "score": _OF_ABBREVIATION}


def _texts(row: NamedRow) -> list[str]:
    names: Mapping[str, str] = orjson.loads(row.text)
    return list(dict.fromkeys(names.values()))


def _short(row: NamedRow) -> set[str]:
    return {key[1:] for key in row.keys if key.startswith("=")}


def _identifier(row: NamedRow) -> tuple[str, str]:
    scheme, _, number = _texts(row)[0].partition(" ")
    return scheme.lower(), number


def _distinct(reasons: Iterable[SimilarityReason]) -> list[SimilarityReason]:
    by_text = {(each["kind"], each["text"]): each for each in reasons}
    return sorted(by_text.values(), key=lambda each: (-each["score"], each["kind"], each["text"]))


def lines(data: Iterable[SimilarParty], _: Query) -> Iterator[Line]:
    """Yield candidates as lines of a sheet."""
    for item in data:
        reasons = "; ".join(
            " ".join(filter(None, (each["kind"], each["scheme"], each["text"]))) for each in item["reasons"]
        )
        ref = item["ref"]
        yield Line(ref["kind"], ref["id"], ref["label"], (), {"score": item["score"], "reasons": reasons})
