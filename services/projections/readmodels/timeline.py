"""What happened when: one row for each occurrence. An agreement with all its signatures is one; so is a visit.

The interval of a row has no end. The rows of the network have the periods from beginning to end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Date, Text

from contracts.access import Access, most_restricted_audience
from contracts.catalogue import with_heading
from contracts.envelope import Fact
from contracts.streams import category_of
from services.projections.engine.incremental import by_category, combined, from_all_of, from_each
from services.projections.engine.interval import FUTURE, PAST, Interval, happened, since, span
from services.projections.engine.readmodel import (
    Change,
    Facts,
    Fold,
    ReadModel,
    Row,
    Step,
    json_text,
)
from services.projections.facts.agreement_fold import agreement_fold
from services.projections.facts.agreement_state import Agreement, agreement_of
from services.projections.facts.provenance import (
    fact_text,
    fields,
    fields_text,
    is_cluster,
    most_restricted,
    together,
)
from services.projections.facts.readers import access_of, changes_earlier, participants, readers

_OF_CLUSTER = with_heading("cluster") - {"ClusterFounded"}
_OF_MEMBERSHIP = with_heading("membership")
_OF_AGREEMENT = with_heading("agreement")
_OF_PARTY = with_heading("party")
_OF_PERSON = with_heading("person")
_OF_COMMITMENT = with_heading("commitment")


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    return _FOLDS[category_of(facts[0].stream)](facts)


def _row(
    fact: Fact,
    interval: Interval,
    subjects: Sequence[str],
    detail: dict[str, Any] | str,
    text: str,
    type: str | None = None,
) -> Row:
    # Sort by the earliest start, else by the latest; rows without a date come last.
    start = interval.start_earliest
    day = interval.start_latest if start == PAST else start
    if start == PAST and day == fact.recorded_at.date():
        day = FUTURE
    detail_json = detail if isinstance(detail, str) else json_text(detail)
    values = (type or fact.type, fact.stream, tuple(subjects), day, detail_json, text)
    return Row(fact.id, interval, fact.audience, participants(fact), values)


def _plain(fact: Fact, subjects: Sequence[str], **more: Any) -> Row:
    detail = {**more, **fields(fact)} if more else fields_text(fact)
    return _row(fact, since(fact), subjects, detail, fact_text(fact))


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    yield from _founding([fact for fact in facts if fact.type == "ClusterFounded"])
    for fact in facts:
        if fact.type in _OF_CLUSTER:
            yield _of_cluster(fact)


def _founding(founded: Sequence[Fact]) -> Iterator[Row]:
    if founded:
        interval, text = together(founded)
        yield _row(founded[0], interval, [founded[0].stream], fields(founded[0]), text)


def _of_cluster(fact: Fact) -> Row:
    name = "as_of" if fact.type == "MembershipCountReported" else "valid_from"
    if date := fact.data.get(name):  # the day that the fact is about, not the day of the report
        start = span(fact.data, name) if name == "valid_from" else happened(fact, name)
        interval = Interval(*start, FUTURE, FUTURE)
        return _row(fact, interval, [fact.stream], fields_text(fact), fact_text(fact, date=date))
    return _plain(fact, [fact.stream])


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    return (_of_membership(fact) for fact in facts if fact.type in _OF_MEMBERSHIP)


def _of_membership(fact: Fact) -> Row:
    cluster, _, party = fact.stream.removeprefix("membership-").partition(".")
    lane = f"cluster-{cluster}"
    return _plain(fact, [lane], cluster=lane, party=f"party-{party}")


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    agreement = agreement_of(facts)
    if agreement is None:
        return
    yield from _main(next(fact for fact in facts if fact.id == agreement.event), agreement)
    for fact in facts:
        yield from _one(fact, agreement)


def _main(main: Fact, agreement: Agreement) -> Iterator[Row]:
    happened = agreement.interval._replace(end_earliest=FUTURE, end_latest=FUTURE)
    row = _row(main, happened, _sides(agreement), agreement.detail_json, agreement.fact)
    yield row._replace(audience=agreement.audience, participants=agreement.participants)


def _one(fact: Fact, agreement: Agreement | None) -> Iterator[Row]:
    if agreement is not None and fact.type in _OF_AGREEMENT:
        yield _later(fact, agreement, _sides(agreement))


def _sides(agreement: Agreement) -> Sequence[str]:
    streams = (*agreement.parties, *agreement.beneficiaries)
    return [stream for stream in streams if is_cluster(stream)] or agreement.parties


def _later(fact: Fact, agreement: Agreement, lanes: Sequence[str]) -> Row:
    """Return the row of a fact after an agreement. It shows the agreement's name, so it is readable only with the agreement."""
    audience, parties = readers(fact, agreement.access)
    audience = most_restricted_audience((audience, agreement.audience))
    return _plain(fact, lanes)._replace(audience=audience, participants=parties)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    visits = [fact for fact in facts if fact.type == "VisitHeld"]
    if not visits:
        yield from _meant(facts)
        return
    data = visits[0].data
    parties = (data["host"], *data["visitors"])
    interval, text = together(visits)
    row = _row(visits[0], interval, _lanes(parties, data.get("clusters", ())), fields(visits[0]), text)
    yield row._replace(participants=access_of(facts).concerned(visits[0]))


def _meant(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the row of a planned or cancelled visit that has not taken place."""
    plan = next((fact for fact in facts if fact.type == "VisitPlanned"), None)
    off = next((fact for fact in facts if fact.type == "VisitCancelled"), None)
    if plan is None:
        return
    parties = (plan.data["host"], *plan.data["visitors"])
    lanes = _lanes(parties, ())
    concerned = access_of(facts).concerned(plan)
    if off is None:
        yield _plain(plan, lanes)._replace(participants=concerned)
    else:
        row = _plain(off, lanes, **fields(plan))
        yield row._replace(participants=concerned, audience=most_restricted([plan, off]))


def _lanes(parties: Sequence[str], cited: Iterable[str]) -> Sequence[str]:
    return [*dict.fromkeys(stream for stream in (*parties, *cited) if is_cluster(stream))] or parties


def _conference(facts: Sequence[Fact]) -> Iterator[Row]:
    conferences = [fact for fact in facts if fact.type == "ConferenceHeld"]
    if conferences:
        interval, text = together(conferences)
        lane = conferences[0].data.get("organiser") or conferences[0].stream
        yield _row(conferences[0], interval, [lane], fields(conferences[0]), text)


def _party(facts: Sequence[Fact]) -> Iterator[Row]:
    return (row for fact in facts for row in _of_party(fact))


def _of_party(fact: Fact) -> Iterator[Row]:
    if fact.type in _OF_PARTY and "occurred" in fact.data:
        yield _plain(fact, [fact.stream])


def _person(facts: Sequence[Fact]) -> Iterator[Row]:
    return (row for fact in facts for row in _of_person(fact))


def _of_person(fact: Fact) -> Iterator[Row]:
    if fact.type in _OF_PERSON and "occurred" in fact.data:
        yield _plain(fact, [fact.data["organisation"]])


def _commitment(facts: Sequence[Fact]) -> Iterator[Row]:
    promisor = _promisor(facts)
    for fact in facts:
        yield from _of_commitment(fact, promisor, access_of(facts))


def _promisor(facts: Sequence[Fact]) -> str | None:
    return next((fact.data.get("promisor") for fact in facts if fact.type == "CommitmentMade"), None)


def _of_commitment(fact: Fact, promisor: str | None, access: Access) -> Iterator[Row]:
    if fact.type in _OF_COMMITMENT and "occurred" in fact.data:
        yield _plain(fact, [promisor or fact.stream])._replace(participants=access.concerned(fact))


def _commitment_fold(_: str, facts: Facts) -> Step:
    promised, promisor = any(fact.type == "CommitmentMade" for fact in facts), _promisor(facts)

    def step(facts: Facts) -> Change | None:
        nonlocal promised, promisor
        if changes_earlier(facts):
            return None
        if facts[-1].type == "CommitmentMade" and not promised:
            if len(facts) > 1:
                return None  # the promisor is the lane of the earlier facts too
            promised, promisor = True, facts[-1].data.get("promisor")
        return Change(tuple(_of_commitment(facts[-1], promisor, access_of(facts))))

    return step


_FOLDS = {
    "cluster": _cluster,
    "membership": _membership,
    "agreement": _agreement,
    "visit": _visit,
    "conference": _conference,
    "party": _party,
    "person": _person,
    "commitment": _commitment,
}
_FORWARD: dict[str, Fold] = {
    "cluster": combined(
        from_all_of("ClusterFounded", rows=_founding),
        from_each(*_OF_CLUSTER, rows=lambda fact: (_of_cluster(fact),)),
    ),
    "membership": combined(from_each(*_OF_MEMBERSHIP, rows=lambda fact: (_of_membership(fact),))),
    "agreement": agreement_fold(lambda _: (_main, _one)),
    "visit": combined(from_all_of("VisitPlanned", "VisitCancelled", "VisitHeld", rows=_visit)),
    "conference": combined(from_all_of("ConferenceHeld", rows=_conference)),
    "party": combined(from_each(*_OF_PARTY, rows=_of_party)),
    "person": combined(from_each(*_OF_PERSON, rows=_of_person)),
    "commitment": _commitment_fold,
}
_TYPES = _OF_CLUSTER | _OF_MEMBERSHIP | _OF_AGREEMENT | _OF_PARTY | _OF_PERSON | _OF_COMMITMENT | {
    "ClusterFounded", "AgreementProposed", "AgreementSigned", "AgreementConcluded", "VisitPlanned", "VisitCancelled",
    "VisitHeld", "ConferenceHeld",
}  # fmt: skip

MODEL = ReadModel(
    "timeline",
    frozenset(_FOLDS),
    (
        Column("type", Text, nullable=False),
        Column("about", Text, nullable=False),
        Column("subjects", ARRAY(Text), nullable=False),
        Column("day", Date, nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=7,
    types=_TYPES,
    fold=by_category(_FORWARD),
)
