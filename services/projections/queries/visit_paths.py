"""Paths from a visit to its results, with the days in between. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal, NotRequired, cast

import orjson
from typing_extensions import TypedDict

from contracts.streams import category_of
from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries import objects
from services.projections.queries.answer_types import Likelihood, RecordedFact, Reference, Text
from services.projections.queries.answers import References, certainty
from services.projections.queries.details import AgreementDetail, OutcomeDetail, VisitDetail
from services.projections.queries.sql.rows import DetailRow, TimedRow
from services.projections.queries.visit_statements import VisitRow

Step = Literal["visit", "outcome", "agreement", "cluster", "conference"]
BASIS = {
    "pl": "Po wizycie zawarły ją strony wizyty; żadne źródło nie mówi, że z niej wynikła",
    "en": "The visit's host and a visitor concluded it afterwards; no source says that it came of the visit",
}
# For callers who may not read outcomes of visits.
BASIS_OF_OTHERS = {
    "pl": "Po wizycie zawarły ją strony wizyty; żadne źródło, które wolno Ci czytać, nie mówi, że z niej wynikła",
    "en": "The visit's host and a visitor concluded it afterwards; no source that you may read says that it came of the "
    "visit",
}


class PathStep(RecordedFact):
    """A fact on a path; an outcome has a text."""

    step: Step
    ref: Reference
    text: NotRequired[Text]


class LagDays(TypedDict):
    """The fewest and the most days from a visit to its result; null where a date is open."""

    min: int | None
    max: int | None


class VisitPath(TypedDict):
    """A result of a visit: recorded in an outcome, or inferred from the dates and the parties."""

    path: list[PathStep]
    leads_to: Reference
    lag_days: LagDays
    certainty: Likelihood
    recorded: bool
    inferred: bool
    basis: Text | None


def candidate(visit: TimedRow, detail: VisitDetail, result: DetailRow) -> bool:
    """Return whether the host and a visitor are both parties, and the agreement was possibly concluded after the visit.

    If only the last possible day of a visit is known, results before that day do not count as later.
    """
    agreement: AgreementDetail = orjson.loads(result.detail)
    parties = {item["party"] for item in agreement["parties"]}
    since = visit.start_latest if visit.start_earliest == PAST else visit.start_earliest
    together = detail["host"] in parties and not parties.isdisjoint(
        set(detail["visitors"]) - {detail["host"]}
    )
    return together and result.start_earliest != PAST and since <= result.start_latest


def lag(visit: TimedRow, result: TimedRow) -> LagDays:
    """Return the fewest and the most days from a visit to its result."""
    return days_between(
        (visit.start_earliest, visit.start_latest), (result.start_earliest, result.start_latest)
    )


def days_between(first: tuple[date, date], then: tuple[date, date]) -> LagDays:
    """Return the fewest and the most days between two days by their bounds; null where a date is open.

    A negative minimum becomes 0 if the maximum is not negative.
    """
    least = _days(first[1], then[0])
    most = _days(first[0], then[1])
    if least is not None and least < 0 and (most is None or most >= 0):
        least = 0
    return {"min": least, "max": most}


def _days(first: date, last: date) -> int | None:
    return None if {first, last} & {PAST, FUTURE} else (last - first).days


def recorded_path(
    visit: VisitRow,
    outcome: VisitRow,
    detail: OutcomeDetail,
    result: DetailRow | None,
    references: References,
) -> VisitPath:
    """Return the path by an outcome that names its result.

    Args:
        detail: that of the outcome, with `leads_to`.
        result: the result; None if it did not yet exist in the time of the query, or is not readable.
    """
    steps = [_step("visit", visit, references)]
    steps.append(
        {
            "step": "outcome",
            "ref": references.ref(visit.stream),
            "text": detail["text"],
            **references.fact(outcome),
        }
    )
    if result is not None:
        steps.append(_step(_step_of(result), result, references))
    return {
        "path": steps,
        "leads_to": references.ref(str(detail.get("leads_to"))),
        "lag_days": lag(visit, result) if result is not None else {"min": None, "max": None},
        "certainty": _certainty(visit, result, references),
        "recorded": True,
        "inferred": False,
        "basis": None,
    }


def inferred_path(
    visit: VisitRow, detail: VisitDetail, result: DetailRow, references: References
) -> VisitPath:
    """Return the path to an agreement that is a `candidate`."""
    hidden = objects.outcomes_hidden(detail, references) is not None
    return {
        "path": [_step("visit", visit, references), _step(_step_of(result), result, references)],
        "leads_to": references.ref(result.stream),
        "lag_days": lag(visit, result),
        "certainty": _certainty(visit, result, references),
        "recorded": False,
        "inferred": True,
        "basis": BASIS_OF_OTHERS if hidden else BASIS,
    }


def _step(step: Step, row: DetailRow, references: References) -> PathStep:
    fact = references.fact(row)
    return cast("PathStep", {"step": step, "ref": references.ref(row.stream), **fact})


def _step_of(result: DetailRow) -> Step:
    return cast("Step", category_of(result.stream))


def _certainty(visit: VisitRow, result: DetailRow | None, references: References) -> Likelihood:
    if result is None or visit.start_latest > result.start_earliest:
        return "possibly"
    sure = certainty(visit, references.query.world) == "yes" and _existed(result, references)
    return "yes" if sure else "possibly"


def _existed(result: TimedRow, references: References) -> bool:
    """Return whether the result certainly existed by the first day of the query, even if it ended later."""
    return result.start_latest <= references.query.world[0] or references.query.any_time
