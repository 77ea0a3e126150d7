"""`/v1/commitments`: promises and their evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

import orjson
from sqlalchemy import Text as SqlText
from sqlalchemy import bindparam, or_

from contracts.events.commitment import CommitmentAssessed
from contracts.fields import Audience
from runtime.errors import NotFound
from services.projections.queries.answer_types import RecordedFact, Reference, Source, Text
from services.projections.queries.answers import References
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES
from services.projections.text import labels

COMMITMENTS = TABLES["commitments"]
SORT = (date, str)
Verdict = Literal["fulfilled", "partly-fulfilled", "not-fulfilled", "in-progress", "not-verifiable"]
VERDICTS: tuple[str, ...] = get_args(CommitmentAssessed.model_fields["verdict"].annotation)
_ACTOR = re.compile("(?:cluster|party)-[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_DEEP = 12  # maximum levels of parents; a section of a department of an office of a city has four
_JUDGED = COMMITMENTS.alias("judged")
_PROMISES = predicates.rows_of(COMMITMENTS, COMMITMENTS.c.kind == "promise", predicates.possible(COMMITMENTS))
_BY_PROMISOR = _PROMISES.where(COMMITMENTS.c.promisor == predicates.any_of("promisors"))
_VERDICT = bindparam("verdict", type_=SqlText)
_WITH_VERDICT = or_(
    _VERDICT == "",
    predicates.rows_of(
        _JUDGED,
        _JUDGED.c.stream == COMMITMENTS.c.stream,
        _JUDGED.c.verdict == _VERDICT,
        predicates.possible(_JUDGED),
    ).exists(),
)


class CommitmentRow(NamedTuple):
    """`commitments`: a promise, a document submitted as evidence, or an assessment."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    kind: Literal["promise", "evidence", "assessment"]
    promisor: str | None
    verdict: Verdict | None
    detail: str
    fact: str
    recorded_at: datetime | None


_ROWS, _ROWS_BY_PROMISOR = (
    Statement(
        predicates.page(statement.where(_WITH_VERDICT), COMMITMENTS.c.start_latest, COMMITMENTS.c.event),
        CommitmentRow,
    )
    for statement in (_PROMISES, _BY_PROMISOR)
)
_ONE = Statement(
    predicates.rows_of(COMMITMENTS, predicates.one(COMMITMENTS), COMMITMENTS.c.kind == "promise").order_by(
        COMMITMENTS.c.id.desc()
    ),
    CommitmentRow,
)
_EVIDENCE_AND_ASSESSMENTS = Statement(
    predicates.rows_of(
        COMMITMENTS,
        COMMITMENTS.c.stream == predicates.any_of("streams"),
        COMMITMENTS.c.kind != "promise",
        predicates.possible(COMMITMENTS),
    ).order_by(COMMITMENTS.c.start_latest, COMMITMENTS.c.recorded_from, COMMITMENTS.c.id),
    CommitmentRow,
)


class Evidence(RecordedFact):
    """A document submitted as evidence. `part_of` is the path from the submitter up to the promisor."""

    submitter: Reference
    document: Source
    text: Text | None
    self_submitted: bool
    part_of: list[Reference]


class Assessment(RecordedFact):
    """A verdict. `rests_on_promisor` is null if the caller may not read all of its evidence."""

    assessor: Reference | None
    verdict: Verdict
    qualification: Text | None
    hard_to_verify: bool
    rationale: Text | None
    evidence: list[str]
    rests_on_promisor: bool | None


class Commitment(RecordedFact):
    """A promise with its evidence and its assessments."""

    ref: Reference
    promisor: Reference | None
    text: Text
    evidence: list[Evidence]
    assessments: list[Assessment]
    promisor_supplied_evidence: bool


async def commitments(query: Query, store: Store) -> tuple[list[Commitment], str | None]:
    """Return promises by their latest day, each with its evidence and assessments up to the time of the query.

    Evidence is `self_submitted` if the promisor or a part of the promisor submitted it. An assessment `rests_on_promisor` if
    all evidence that it names is self-submitted; null if the caller may not read all of it. The filter `verdict` keeps
    promises with an assessment of this verdict.

    Raises:
        Malformed: the filter `promisor` is not a party or cluster, or `verdict` is unknown.
    """
    promisor, verdict = query.filters.get("promisor"), query.filters.get("verdict")
    if promisor is not None and not _ACTOR.fullmatch(promisor):
        raise wrong("promisor", "is not a stream such as party-lublin or cluster-dkm")
    if verdict is not None and verdict not in VERDICTS:
        raise wrong("verdict", f"is not one of {', '.join(VERDICTS)}")
    rows, following = await store.page(
        _ROWS_BY_PROMISOR if promisor else _ROWS,
        query,
        SORT,
        lambda row: (row.start_latest, row.event),
        {"verdict": verdict or ""} | ({"promisors": store.parties.entries(promisor)} if promisor else {}),
    )
    return await _cards(query, store, rows), following


async def commitment(query: Query, store: Store, id: str) -> Commitment:
    """Return one promise, at any time; its `certainty` is `no` if it was not yet made at `as_of`.

    Raises:
        NotFound: there was no such promise in the record, or the caller may not read it.
    """
    rows = await store.fetch(_ONE, query.binds | {"stream": f"commitment-{id}"})
    if not rows:
        raise NotFound(
            f"There is no promise {id} that you may read in the record as of position {query.known_at}."
        )
    [card] = await _cards(query, store, rows[:1])
    return card


async def _cards(query: Query, store: Store, rows: Sequence[CommitmentRow]) -> list[Commitment]:
    """Return promises with their evidence and assessments."""
    by_promise: dict[str, list[CommitmentRow]] = defaultdict(list)
    for row in await store.fetch(
        _EVIDENCE_AND_ASSESSMENTS, query.binds | {"streams": [row.stream for row in rows]}
    ):
        by_promise[row.stream].append(row)
    later = [item for items in by_promise.values() for item in items]
    submitters = {orjson.loads(item.detail)["submitter"] for item in later if item.kind == "evidence"}
    above = await parents(query, store, submitters)
    references = await store.references(query, [*rows, *later], *above, *above.values())
    return [_card(row, by_promise[row.stream], above, references) for row in rows]


async def parents(query: Query, store: Store, streams: Iterable[str]) -> dict[str, str]:
    """Return stream → parent for these organisations and all their ancestors."""
    above: dict[str, str] = {}
    wanted = set(streams)
    for _ in range(_DEEP):
        rows = await store.names(query, wanted)
        step = {row.stream: parent for row in rows if (parent := orjson.loads(row.about).get("part_of"))}
        above |= step
        wanted = set(step.values()) - above.keys()
        if not wanted:
            break
    return above


def through(stream: str, above: Mapping[str, str]) -> list[str]:
    """Return the organisation and its ancestors, from the bottom up; a cycle is followed once."""
    chain = [stream]
    while (parent := above.get(chain[-1])) is not None and parent not in chain:
        chain.append(parent)
    return chain


def _card(
    row: CommitmentRow, later: Sequence[CommitmentRow], above: Mapping[str, str], references: References
) -> Commitment:
    promise = orjson.loads(row.detail)
    evidence = [
        _evidence(item, promise.get("promisor"), above, references)
        for item in later
        if item.kind == "evidence"
    ]
    own = {item["event"] for item in evidence if item["self_submitted"]}
    return {
        "ref": references.ref(row.stream),
        "promisor": references.maybe(promise.get("promisor")),
        "text": promise["text"],
        "evidence": evidence,
        "assessments": [
            _assessment(item, own, {each["event"] for each in evidence}, references)
            for item in later
            if item.kind == "assessment"
        ],
        "promisor_supplied_evidence": bool(own),
        **references.fact(row),
    }


def _evidence(
    row: CommitmentRow, promisor: str | None, above: Mapping[str, str], references: References
) -> Evidence:
    detail = orjson.loads(row.detail)
    chain = through(detail["submitter"], above)
    own = promisor in chain
    return {
        "submitter": references.ref(detail["submitter"]),
        "document": references.source({"id": detail["document"]}),
        "text": detail.get("text"),
        "self_submitted": own,
        # The path from the submitter up to the promisor, if the submitter is part of the promisor.
        "part_of": references.refs(chain[1 : chain.index(promisor) + 1])
        if promisor is not None and own
        else [],
        **references.fact(row),
    }


def _assessment(row: CommitmentRow, own: set[str], read: set[str], references: References) -> Assessment:
    detail = orjson.loads(row.detail)
    return {
        "assessor": references.maybe(detail.get("assessor")),
        "verdict": detail["verdict"],
        "qualification": detail.get("qualification"),
        "hard_to_verify": detail.get("hard_to_verify", False),
        "rationale": detail.get("rationale"),
        "evidence": detail["evidence"],
        # Unknown if it names evidence that the caller may not read.
        "rests_on_promisor": own.issuperset(detail["evidence"])
        if read.issuperset(detail["evidence"])
        else None,
        **references.fact(row),
    }


_EVIDENCE_CELLS = frozenset({"submitter", "self_submitted", "text"})
_ASSESSMENT_CELLS = frozenset(
    {"assessor", "verdict", "qualification", "rationale", "hard_to_verify", "rests_on_promisor", "evidence"}
)


def lines(data: Iterable[Commitment], lang: str) -> Iterator[Line]:
    """Promises, evidence and verdicts as lines of a sheet."""
    for item in data:
        promisor = [item["promisor"]] if item["promisor"] else []
        of: dict[str, object] = {"promisor": item["promisor"], "text": item["text"]}
        what = labels.text_in(item["text"], lang)
        yield fact_line(item, labels.code_label("promise", lang), item["ref"], promisor, of, what)
        for evidence in item["evidence"]:
            kind = "evidence of the promisor" if evidence["self_submitted"] else "evidence"
            title = labels.text_in(evidence["document"]["title"], lang) or evidence["document"]["id"]
            cells = of | {name: value for name, value in evidence.items() if name in _EVIDENCE_CELLS}
            cells |= {"document": evidence["document"]["id"]}
            parties = (evidence["submitter"],)
            yield fact_line(evidence, labels.code_label(kind, lang), item["ref"], parties, cells, title)
        for assessment in item["assessments"]:
            on_promisor = assessment["rests_on_promisor"]
            kind = "assessment on the promisor's evidence" if on_promisor else "assessment"
            assessor = [assessment["assessor"]] if assessment["assessor"] else []
            what = labels.code_label(assessment["verdict"], lang)
            cells = of | {name: value for name, value in assessment.items() if name in _ASSESSMENT_CELLS}
            yield fact_line(assessment, labels.code_label(kind, lang), item["ref"], assessor, cells, what)
