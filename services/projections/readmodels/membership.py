"""The roster of members, and reported numbers of members. They are independent: neither is computed from the other.

Kinds of rows: `cluster` (its existence), `member` (an episode from joining to leaving), `class` (the part of an episode in
one class, if the class changed), `claim` (a reported number) and `application`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, Column, Text

from contracts.catalogue import ending
from contracts.envelope import Fact
from contracts.streams import category_of
from services.projections.engine.incremental import (
    Part,
    by_category,
    combined,
    difference,
    from_all_of,
    from_each,
)
from services.projections.engine.interval import FUTURE, Interval, happened, since
from services.projections.engine.readmodel import (
    Change,
    Facts,
    Fold,
    ReadModel,
    Row,
    Step,
    json_text,
)
from services.projections.facts import intervals
from services.projections.facts.intervals import MembershipPeriod
from services.projections.facts.provenance import (
    as_public,
    fact_text,
    most_restricted,
    together,
    until,
)
from services.projections.facts.readers import participants

_MEMBERSHIP = frozenset({"MemberJoined", "MemberClassChanged", "MemberLeft"})
_CLUSTER_ENDS = ending("ClusterFounded")
_ANSWERS = {"MembershipDeclined": "declined", "MemberJoined": "accepted"}


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Yield the rows of a cluster's or a membership's stream."""
    return _FOLDS[category_of(facts[0].stream)](facts)


def _row(
    fact: Fact,
    interval: Interval,
    cluster: str,
    kind: str,
    party: str | None = None,
    member_class: str | None = None,
    number: int | None = None,
    detail: str = "{}",
    text: str = "",
) -> Row:
    values = (cluster, kind, party, member_class, number, detail, text or fact_text(fact))
    return Row(fact.id, interval, fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    yield from _existence(facts)
    for fact in facts:
        yield from _claims(fact)


def _existence(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the row of the cluster's existence, from its beginning to its end."""
    begun = [fact for fact in facts if fact.type == "ClusterFounded"]
    begun = begun or [fact for fact in facts if fact.type == "ClusterInitiativeAnnounced"]
    if begun:
        interval, text = together(begun)
        end = next((fact for fact in facts if fact.type in _CLUSTER_ENDS), None)
        if end is not None and as_public(end, begun[0].audience):
            interval = until(interval[:2], end)
        yield _row(begun[0], interval, facts[0].stream, "cluster", text=text)


def _claims(fact: Fact) -> Iterator[Row]:
    if fact.type == "MembershipCountReported":
        yield from _counted(fact)
    elif fact.type == "ClusterFounded" and fact.data.get("founders_count") is not None:
        yield _claim(fact, since(fact), "founders", "exactly", fact.data["founders_count"], None)


def _counted(fact: Fact) -> Iterator[Row]:
    """Yield the row of a number; one of several clusters together has a row in each, and counts for none of them alone."""
    day = fact.data.get("as_of")  # the day that the number is about, not the day of the report
    interval = Interval(*happened(fact, "as_of"), FUTURE, FUTURE) if day else since(fact)
    counted = fact.data.get("class", "all"), fact.data.get("comparator", "exactly")
    others, number = fact.data.get("also_in") or (), fact.data.get("clusters_count")
    claim = (fact, interval, *counted, fact.data["count"], day)
    if not others and number is None:
        yield _claim(*claim)
        return
    clusters = list(dict.fromkeys((fact.stream, *others)))
    for cluster in clusters:
        yield _claim(*claim, cluster=cluster, joint={"clusters": clusters, "clusters_count": number})


def _claim(
    fact: Fact,
    interval: Interval,
    counted: str,
    comparator: str,
    number: int,
    day: dict[str, Any] | None,
    *,
    cluster: str | None = None,
    joint: Mapping[str, Any] | None = None,
) -> Row:
    detail = json_text(
        {"as_of": day or fact.data.get("occurred"), "comparator": comparator} | dict(joint or {})
    )
    kind = "joint-claim" if joint else "claim"
    text = fact_text(fact, date=day)
    return _row(fact, interval, cluster or fact.stream, kind, None, counted, number, detail, text)


def _subjects(stream: str) -> tuple[str, str]:
    cluster, _, party = stream.removeprefix("membership-").partition(".")
    return f"cluster-{cluster}", f"party-{party}"


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    periods = intervals.membership_periods(facts)
    episode_facts = [fact for fact in facts if fact.type in _MEMBERSHIP]
    yield from _episodes(facts[0].stream, episode_facts, periods)
    subjects = _subjects(facts[0].stream)
    for place, fact in enumerate(facts):
        if fact.type == "MembershipApplied":
            answer = next((later for later in facts[place:] if later.type in _ANSWERS), None)
            yield from _decided(fact, answer, *subjects)
        elif fact.type == "MembershipDeclined" and not any(
            earlier.type == "MembershipApplied" for earlier in facts[:place]
        ):
            yield _application(fact, fact, *subjects)


def _episodes(stream: str, facts: Sequence[Fact], periods: Sequence[MembershipPeriod]) -> Iterator[Row]:
    """Yield the rows of some episodes, up to the last one.

    Args:
        facts: the facts of the membership; they are the provenance of the row if there is only one episode.
    """
    subjects = _subjects(stream)
    for number, group in groupby(periods, attrgetter("episode")):
        episode = list(group)
        only = number == 1 and periods[-1].episode == 1
        yield from _episode(episode, facts if only else [item.begun for item in episode], *subjects)


def _applications(stream: str, facts: Facts) -> Step:
    subjects = _subjects(stream)
    applied = any(fact.type == "MembershipApplied" for fact in facts)
    pending: list[Fact] = []
    for fact in facts:
        if fact.type == "MembershipApplied":
            pending.append(fact)
        elif fact.type in _ANSWERS:
            pending.clear()

    def step(facts: Facts) -> Change:
        nonlocal applied
        fact = facts[-1]
        if fact.type == "MembershipApplied":
            applied = True
            pending.append(fact)
            return Change((_application(fact, None, *subjects),))
        if fact.type == "MembershipDeclined" and not applied:
            return Change((_application(fact, fact, *subjects),))
        decided = [row for each in pending for row in _decided(each, fact, *subjects)]
        waiting = [_application(each, None, *subjects) for each in pending]
        pending.clear()
        return difference(waiting, decided)

    return step


def _episode(
    episode: Sequence[MembershipPeriod], facts: Sequence[Fact], cluster: str, party: str
) -> Iterator[Row]:
    begun = episode[0].begun
    labelled = any(item.label for item in episode)
    classes = [
        {"class": item.member_class, "event": item.begun.id, "date": item.begun.data.get("occurred")}
        | ({"label": item.label, "time": [*item.interval]} if labelled else {})
        for item in episode
    ]
    changed = len({item.member_class for item in episode}) > 1
    of = None if changed else episode[0].member_class or ""
    text = fact_text(begun, combined=[fact for fact in facts if as_public(fact, begun.audience)] or [begun])
    interval = Interval(*episode[0].interval[:2], *episode[-1].interval[2:])
    yield _row(begun, interval, cluster, "member", party, of, None, json_text({"classes": classes}), text)
    if changed:
        for item in episode:
            yield _row(item.begun, item.interval, cluster, "class", party, item.member_class or "")


def _decided(fact: Fact, answer: Fact | None, cluster: str, party: str) -> Iterator[Row]:
    if answer is not None and not as_public(answer, fact.audience):
        # Readers who may not read the answer still see the open application.
        yield _application(fact, None, cluster, party)
    yield _application(fact, answer, cluster, party)


def _application(fact: Fact, answer: Fact | None, cluster: str, party: str) -> Row:
    state = _ANSWERS[answer.type] if answer else "pending"
    data = answer.data if answer else {}
    detail: dict[str, Any] = {"state": state, "class": fact.data.get("class")}
    if answer is not None and answer.type == "MembershipDeclined":
        detail |= {"reason": data.get("reason"), "decided": data.get("occurred")}
    ends = happened(answer) if answer else (FUTURE, FUTURE)
    interval = since(fact, (FUTURE, FUTURE) if answer is fact else ends)
    row = _row(fact, interval, cluster, "application", party, None, None, json_text(detail))
    return row._replace(audience=most_restricted([fact, answer])) if answer is not None else row


_FOLDS = {"cluster": _cluster, "membership": _membership}
_FORWARD: dict[str, Fold] = {
    "cluster": combined(
        from_all_of("ClusterFounded", "ClusterInitiativeAnnounced", *_CLUSTER_ENDS, rows=_existence),
        from_each("MembershipCountReported", "ClusterFounded", rows=_claims),
    ),
    "membership": combined(
        intervals.by_episode(lambda stream, history, periods: _episodes(stream, history.facts, periods)),
        Part(frozenset({"MembershipApplied", *_ANSWERS}), _applications),
    ),
}

MODEL = ReadModel(
    "membership",
    frozenset(_FOLDS),
    (
        Column("cluster", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("party", Text, nullable=True),
        # Class of the member, or of the counted members; empty if unknown, null for an episode with several classes.
        Column("member_class", Text, nullable=True),
        Column("number", BigInteger, nullable=True),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=4,
    types=_MEMBERSHIP
    | {"MembershipApplied", "MembershipDeclined", "MembershipCountReported"}
    | {"ClusterFounded", "ClusterInitiativeAnnounced", *_CLUSTER_ENDS},
    fold=by_category(_FORWARD),
)
