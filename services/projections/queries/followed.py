"""What followed an agreement: joint actions under it, and later visits, their outcomes and agreements of its parties. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple, NotRequired

from typing_extensions import TypedDict

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.agreement_parts import JointAction
from services.projections.queries.agreement_register import RegisteredAgreement
from services.projections.queries.answer_types import FuzzyDate, Likelihood, RecordedFact, Reference, Text
from services.projections.queries.visit_paths import LagDays, days_between
from services.projections.queries.visits import DatedOutcome, VisitWithPaths

# Maximum number of later visits and agreements of each agreement.
MOST = 20
BASIS = {
    "pl": "Potem, między stronami porozumienia; żadne źródło, które wolno Ci czytać, nie mówi, że z niego wynikło",
    "en": "Afterwards, between parties to the agreement; no source that you may read says that it came of it",
}
_Days = tuple[date, date]


class Followed(TypedDict):
    """One thing after an agreement, and the parties to the agreement that took part in it.

    `recorded`: the record names what it came of, the agreement or a visit after it; else `basis` is why it is listed.
    """

    agreement: Reference
    step: Literal["action", "visit", "outcome", "agreement"]
    ref: Reference
    event: str
    date: FuzzyDate
    text: NotRequired[Text]
    leads_to: NotRequired[Reference | None]
    parties: list[Reference]
    lag_days: LagDays
    certainty: Likelihood
    recorded: bool
    basis: Text | None


class _Later(NamedTuple):
    days: _Days
    step: Literal["visit", "agreement"]
    item: RegisteredAgreement | VisitWithPaths
    parties: Mapping[str, Reference]
    outcomes: Sequence[DatedOutcome] = ()


def followed(
    subjects: Sequence[str],
    agreements: Sequence[RegisteredAgreement],
    visits: Sequence[VisitWithPaths],
    today: date,
) -> list[Followed]:
    """Return what followed each concluded agreement, agreement by agreement and by day.

    A visit or another agreement followed it if at least two of its parties took part, and if it was possibly later: its
    latest day is later, and its earliest day is known.

    Args:
        subjects: the clusters or parties that took part in all of these agreements and visits.
        today: the first day of the query: what has happened by then is certain.
    """
    later = sorted(_later(agreements, visits), key=lambda each: (each.days[1], each.item["event"]))
    by_party: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(later):
        for party in each.parties:
            by_party[party].append(at)
    steps: list[Followed] = []
    for agreement in agreements:
        if agreement["concluded"] is None:
            continue
        parties = {each["party"]["id"] for each in agreement["parties"]}
        others = parties.difference(subjects)
        # All that is later has the subjects in common, so with one subject only another party makes two.
        shared = len(parties) - len(others) >= 2
        candidates = (
            range(len(later)) if shared else sorted({at for party in others for at in by_party[party]})
        )
        steps += _of_one(agreement, parties, [later[at] for at in candidates], today)
    return steps


def _of_one(
    agreement: RegisteredAgreement, parties: set[str], later: Sequence[_Later], today: date
) -> list[Followed]:
    begun = _days(agreement)
    steps = [_action(agreement, action, parties, today) for action in agreement["joint_actions"]]
    number = 0
    for each in later:
        if number == MOST:
            break
        if _possibly_after(begun, each.days) and len(parties & each.parties.keys()) >= 2:
            number += 1
            steps += _step(agreement, each, parties, today)
    # Of one day an outcome comes after its visit, in whose order the steps are already.
    steps.sort(key=lambda step: step["date"]["latest"] or step["date"]["earliest"] or "9999")
    named = {leads_to["id"] for step in steps if (leads_to := step.get("leads_to"))}
    return [
        {**step, "recorded": True, "basis": None} if step["ref"]["id"] in named else step for step in steps
    ]


def _later(agreements: Sequence[RegisteredAgreement], visits: Sequence[VisitWithPaths]) -> Iterator[_Later]:
    for agreement in agreements:
        if agreement["concluded"] is not None:
            parties = [each["party"] for each in agreement["parties"]]
            yield _Later(_days(agreement), "agreement", agreement, {ref["id"]: ref for ref in parties})
    for visit in visits:
        if visit["state"] == "held":
            sides = (visit["host"], *visit["visitors"])
            yield _Later(_days(visit), "visit", visit, {ref["id"]: ref for ref in sides}, visit["outcomes"])


def _days(item: RecordedFact) -> _Days:
    """The bounds of the day on which something began."""
    first, last = item["interval"]["start"]
    return date.fromisoformat(first) if first else PAST, date.fromisoformat(last) if last else FUTURE


def _possibly_after(begun: _Days, days: _Days) -> bool:
    since = begun[1] if begun[0] == PAST else begun[0]
    return days[0] != PAST and since < days[1] and begun[1] < days[1]


def _certainty(begun: _Days, days: _Days, today: date) -> Likelihood:
    return "yes" if begun[1] <= days[0] and days[1] <= today else "possibly"


def _action(agreement: RegisteredAgreement, action: JointAction, parties: set[str], today: date) -> Followed:
    begun, days = _days(agreement), _days(action)
    return {
        "agreement": agreement["ref"],
        "step": "action",
        "ref": agreement["ref"],
        "event": action["event"],
        "date": action["date"],
        "text": action.get("text") or {"en": action["kind"]},
        "parties": [ref for ref in action["participants"] if ref["id"] in parties],
        "lag_days": days_between(begun, days),
        "certainty": _certainty(begun, days, today),
        "recorded": True,
        "basis": None,
    }


def _step(
    agreement: RegisteredAgreement, later: _Later, parties: set[str], today: date
) -> Iterator[Followed]:
    """Yield a later visit with its outcomes, or a later agreement."""
    begun = _days(agreement)
    step: Followed = {
        "agreement": agreement["ref"],
        "step": later.step,
        "ref": later.item["ref"],
        "event": later.item["event"],
        "date": later.item["date"],
        "parties": [ref for id, ref in later.parties.items() if id in parties],
        "lag_days": days_between(begun, later.days),
        "certainty": _certainty(begun, later.days, today),
        "recorded": False,
        "basis": BASIS,
    }
    yield step
    for outcome in later.outcomes:
        more: Followed = {
            **step,
            "step": "outcome",
            "event": outcome["event"],
            "text": outcome["text"],
            "leads_to": outcome["leads_to"],
            "recorded": True,
            "basis": None,
        }
        yield more
