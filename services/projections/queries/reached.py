"""What a cluster reaches of a number: the least that is certain, and the most that may be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from typing_extensions import TypedDict

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.answer_types import Certainty
from services.projections.queries.membership_claims import Claim
from services.projections.queries.roster import Roster
from services.projections.queries.sql.coverage import CLASSES
from services.projections.queries.sql.rows import TimedRow

Criteria = Literal["members", "class", "years"]
_OfClass = TypedDict("_OfClass", {"class": str | None})
_ORDER: tuple[Certainty, ...] = ("no", "possibly", "yes")
_ABOUT = 10  # "about 100" may be up to a tenth more


class ThresholdCriterion(_OfClass):
    """A wanted number, and what the cluster reaches; `most` is null where it is open."""

    criterion: Criteria
    wanted: int
    least: int
    most: int | None
    meets: Certainty


class Bounds(NamedTuple):
    """The least that is certain, and the most that may be; None where it is open."""

    least: int
    most: int | None


def meets(bounds: Bounds, wanted: int) -> Certainty:
    """Return whether what is reached is certainly, possibly or not the wanted number or more."""
    if bounds.least >= wanted:
        return "yes"
    return "possibly" if bounds.most is None or bounds.most >= wanted else "no"


def worst(answers: Iterable[Certainty]) -> Certainty:
    """Return whether all hold: as certain as the least certain one."""
    return min(answers, key=_ORDER.index, default="yes")


def stated(claims: Sequence[Claim], world: tuple[date, date]) -> dict[str, list[Bounds]]:
    """Return the bounds of stated numbers by the class of the members: those of this very day, else the last one.

    A number of an earlier day is not certain of this one.
    """
    by_class: dict[str, list[Claim]] = {}
    for claim in claims:
        by_class.setdefault(CLASSES.get(claim["class"], claim["class"]), []).append(claim)
    return {name: _of_class(same, world) for name, same in by_class.items()}


def _of_class(claims: Sequence[Claim], world: tuple[date, date]) -> list[Bounds]:
    first, last = (day.isoformat() for day in world)
    then = [each for each in claims if tuple(each["interval"]["start"]) == (first, last) and first == last]
    if then:
        return [number(each["comparator"], each["count"]) for each in then]
    latest = max(
        claims, key=lambda each: (each["interval"]["start"][1] or FUTURE.isoformat(), each["recorded_from"])
    )
    return [number(latest["comparator"], latest["count"])._replace(least=0)]


def number(comparator: str, count: int) -> Bounds:
    """Return the bounds of a stated number. What is about or almost a number is not certainly it."""
    return {
        "exactly": Bounds(count, count),
        "at-least": Bounds(count, None),
        "over": Bounds(count + 1, None),
        "almost": Bounds(0, max(count - 1, 0)),
        "about": Bounds(0, count + count // _ABOUT),
    }[comparator]


def members(counted: Roster, numbers: Mapping[str, Sequence[Bounds]]) -> Bounds:
    """Return the bounds of all members: of the roster, and of the stated numbers."""
    return _widest(Bounds(counted["yes"], counted["yes"] + counted["possibly"]), numbers.get("all", ()))


def members_of(name: str, counted: Roster, numbers: Mapping[str, Sequence[Bounds]]) -> Bounds:
    """Return the bounds of the members of a class. A member whose class no source says may be of it."""
    classes = counted["by_class"]
    known = sum(each["yes"] + each["possibly"] for each in classes.values())
    unknown = max(0, counted["yes"] + counted["possibly"] - known)
    own = classes.get(name, {"yes": 0, "possibly": 0})
    return _widest(Bounds(own["yes"], own["yes"] + own["possibly"] + unknown), numbers.get(name, ()))


def _widest(known: Bounds, numbers: Sequence[Bounds]) -> Bounds:
    most = [known.most, *(each.most for each in numbers)]
    return Bounds(
        max([known.least, *(each.least for each in numbers)]),
        None if None in most else max(each for each in most if each is not None),
    )


def years(row: TimedRow, world: tuple[date, date]) -> Bounds:
    """Return the bounds of the whole years from the start of a row to the time of a query."""
    first, last = world
    open_end = row.start_earliest == PAST or last == FUTURE
    return Bounds(
        _full_years(row.start_latest, first), None if open_end else _full_years(row.start_earliest, last)
    )


def _full_years(start: date, day: date) -> int:
    before = (day.month, day.day) < (start.month, start.day)
    return max(0, day.year - start.year - before)
