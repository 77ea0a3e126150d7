"""Whether the record says already what a row says, in the fields that the row has: so nothing is told twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contracts.dates import certainly_before, parse
from contracts.texts import one_spelling
from ops.importing.held import Told
from ops.importing.record import Names

_DEFAULTS = {"class": "all", "comparator": "exactly"}  # of numbers of members
Body = Mapping[str, Any]


def known(body: Body, told: Sequence[Told], names: Names, sources: Sequence[Body]) -> Told | None:
    """The event that says it already; None for none.

    Args:
        told: what the same verb told of the same thing.
        sources: those of all that is told of the thing, any of which may be cited; but each number has its own.
    """
    cited = () if "count" in body else sources
    return next((one for one in told if not differing(body, one.body, names, cited)), None)


def differing(body: Body, told: Body, names: Names, sources: Iterable[Body] = ()) -> list[str]:
    """The fields of a command that an event tells otherwise, or does not tell.

    Args:
        sources: those that may be cited for it too.
    """
    if "count" in body:
        body, told = _counted(body), _counted(told)
    cited = [*told.get("sources", ()), *sources]
    found = []
    for name, value in body.items():
        if name == "sources":
            same = all(any(_cites(mine, one) for one in cited) for mine in value)
        elif name == "place":
            same = _placed(value, names) == _placed(told.get(name) or {}, names)
        else:
            same = _same(value, told.get(name))
        if not same:
            found.append(name)
    return found


def rival(body: Body, told: Sequence[Told]) -> Told | None:
    """Another number of members that the same source gives for the same members on the same day; None for none."""
    said = _counted(body)
    for one in told:
        if "count" not in one.body:
            continue
        held, sources = _counted(one.body), one.body.get("sources", ())
        same = [*said.get("sources", ())] == [*sources] == []
        same = same or any(_cites(mine, source) for mine in said.get("sources", ()) for source in sources)
        if same and all(_same(said[name], held[name]) for name in ("class", "as_of")):
            return one
    return None


def ended(told: Sequence[Told], joined: Told | None) -> Told | None:
    """The end of an episode of membership as it is told now: of the one that began so, else of the latest.

    None where it is not told.
    """
    turns = [one for one in told if one.verb in {"join", "leave"}]
    if joined is not None:
        after = [number for number, one in enumerate(turns) if one.event == joined.event]
        turns = turns[after[0] + 1 : after[0] + 2] if after else []
    return turns[-1] if turns and turns[-1].verb == "leave" else None


def backwards(first: Any, second: Any) -> bool:
    """Whether the second of two dates lies certainly before the first."""
    return certainly_before(parse(_edtf(second)), parse(_edtf(first)))


def shown(value: Any) -> str:
    """A field's value in a sentence."""
    if isinstance(value, Mapping):
        return str(_edtf(value)) if "edtf" in value else ", ".join(map(shown, value.values()))
    return ", ".join(map(shown, value)) if isinstance(value, list | tuple) else str(value)


def _counted(body: Body) -> dict[str, Any]:
    """A number of members with all that it says by being silent."""
    day = body.get("as_of") or body.get("occurred")
    return _DEFAULTS | {name: item for name, item in body.items() if name != "occurred"} | {"as_of": day}


def _cites(mine: Body, told: Body) -> bool:
    return bool(mine["id"] == told["id"] and mine.get("locator") in {None, told.get("locator")})


def _placed(place: Body, names: Names) -> str:
    """A place by its party where just one is meant, since a name may have become a party's meanwhile."""
    return str(place.get("party") or names.place(str(place.get("name", ""))))


def _same(mine: Any, told: Any) -> bool:
    if isinstance(mine, Mapping) and "edtf" not in mine:
        return isinstance(told, Mapping) and all(_same(item, told.get(key)) for key, item in mine.items())
    if isinstance(mine, list):
        return isinstance(told, list | tuple) and sorted(map(str, mine)) == sorted(map(str, told))
    mine, told = _edtf(mine), _edtf(told)
    return bool(_clean(mine) == _clean(told)) if isinstance(mine, str) else bool(mine == told)


def _clean(text: Any) -> Any:
    return one_spelling(text.strip()) if isinstance(text, str) else text


def _edtf(value: Any) -> Any:
    return value["edtf"] if isinstance(value, Mapping) and "edtf" in value else value
