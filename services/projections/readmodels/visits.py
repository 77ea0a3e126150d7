"""Visits and their outcomes: one row for each visit, one for each outcome.

The state of a visit is `held`, else `cancelled`, else `planned`. Outcomes have rows and audiences of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ARRAY, Column, Date, Text

from contracts.envelope import Fact
from services.projections.engine.interval import FUTURE, PAST, Interval, since, span
from services.projections.engine.readmodel import Change, Facts, ReadModel, Row, Step, json_text
from services.projections.facts.provenance import fact_text, fields, fields_text, most_restricted, together
from services.projections.facts.readers import access_of

_TYPES = frozenset({"VisitPlanned", "VisitCancelled", "VisitHeld", "VisitOutcomeRecorded"})


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Yield the rows of one visit; none if no fact names host and visitors."""
    main = _main(facts)
    if main is None:
        return
    yield main
    for fact in facts:
        if fact.type == "VisitOutcomeRecorded":
            yield _outcome(fact, main)


def _main(facts: Sequence[Fact]) -> Row | None:
    by_type: dict[str, list[Fact]] = {type: [] for type in _TYPES}
    for fact in facts:
        if fact.type in _TYPES:
            by_type[fact.type].append(fact)
    visits, planned, cancelled = by_type["VisitHeld"], by_type["VisitPlanned"], by_type["VisitCancelled"]
    if not (visits or planned):
        return None
    main = (visits or planned)[0]
    data = main.data
    sides = dict.fromkeys((data["host"], *data["visitors"]))
    touched = tuple(dict.fromkeys((*sides, *data.get("clusters", ()), *data.get("sites", ()))))
    audience, detail = main.audience, fields(main)
    if visits:
        state, (interval, text) = "held", together(visits)
    elif cancelled:
        state, interval = "cancelled", since(cancelled[0])
        text = fact_text(cancelled[0], combined=[main, cancelled[0]])
        audience, main = most_restricted([main, cancelled[0]]), cancelled[0]
        detail |= fields(cancelled[0])
    else:
        # The start of the planning is unknown, so it is open until the planned day.
        state, interval, text = "planned", Interval(PAST, FUTURE, *span(data)), fact_text(main)
    day = interval.start_latest if interval.start_earliest == PAST else interval.start_earliest
    concerned = access_of(facts).concerned(main)
    return Row(main.id, interval, audience, concerned, (state, touched, day, json_text(detail), text))


def _outcome(fact: Fact, main: Row) -> Row:
    _, touched, day, *_ = main.values
    values = ("outcome", touched, day, fields_text(fact), fact_text(fact))
    return Row(fact.id, main.interval, fact.audience, main.participants, values)


def _fold(_: str, facts: Facts) -> Step:
    main = _main(facts)

    def step(facts: Facts) -> Change | None:
        nonlocal main
        if facts[-1].type == "VisitOutcomeRecorded":
            return Change(() if main is None else (_outcome(facts[-1], main),))
        if len(facts) > 1:
            return None  # the outcomes have the visit's date
        main = _main(facts)
        return Change(() if main is None else (main,))

    return step


MODEL = ReadModel(
    "visits",
    frozenset({"visit"}),
    (
        Column("state", Text, nullable=False),  # held · cancelled · planned · outcome
        Column("touched", ARRAY(Text), nullable=False),
        Column("day", Date, nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=3,
    types=_TYPES,
    fold=_fold,
)
