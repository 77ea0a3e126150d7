"""In what a row's command and a recorded event differ: values are the same however they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from contracts.dates import certainly_before, parse
from contracts.texts import one_spelling
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.recorded.snapshot import EventCommand

# Of numbers of members; two of them contradict each other only where these are the same, but for how exact they are.
_DEFAULTS: dict[str, Any] = {
    "class": "all",
    "comparator": "exactly",
    "also_in": [],
    "clusters_count": None,
}
_COUNTED = ("class", "also_in", "clusters_count", "as_of")
Body = Mapping[str, Any]


def matching_command(
    body: Body, recorded: Sequence[EventCommand], names: KnownNames, sources: Sequence[Body]
) -> EventCommand | None:
    """The event that has the same content; None for none.

    Args:
        recorded: the events of the same verb and stream.
        sources: those of all events of the stream, any of which may be cited; but each number has its own.
    """
    cited = () if "count" in body else sources
    return next((one for one in recorded if not differing_fields(body, one.body, names, cited)), None)


def differing_fields(
    body: Body, recorded: Body, names: KnownNames, sources: Iterable[Body] = ()
) -> list[str]:
    """The fields of a command that an event has with another value, or does not have.

    Args:
        sources: those that may be cited for it too.
    """
    if "count" in body:
        body, recorded = _counted(body), _counted(recorded)
    if "valid_from" in body and "valid_from" not in recorded:  # a title is valid from the day of its grant
        recorded = {**recorded, "valid_from": recorded.get("occurred")}
    cited = [*recorded.get("sources", ()), *sources]
    fields = []
    for name, value in body.items():
        if name == "sources":
            same = all(any(_cites(mine, one) for one in cited) for mine in value)
        elif name == "place":
            same = _placed(value, names) == _placed(recorded.get(name) or {}, names)
        else:
            same = same_value(value, recorded.get(name))
        if not same:
            fields.append(name)
    return fields


def contradicting_count(body: Body, recorded: Sequence[EventCommand]) -> EventCommand | None:
    """Another number of members that the same source gives for the same members on the same day; None for none."""
    count = _counted(body)
    for one in recorded:
        if "count" not in one.body:
            continue
        other, sources = _counted(one.body), one.body.get("sources", ())
        same = [*count.get("sources", ())] == [*sources] == []
        same = same or any(_cites(mine, source) for mine in count.get("sources", ()) for source in sources)
        if same and all(same_value(count[name], other[name]) for name in _COUNTED):
            return one
    return None


def recorded_end(recorded: Sequence[EventCommand], joined: EventCommand | None) -> EventCommand | None:
    """The end of an episode of membership as it is now believed: of the one that began so, else of the latest.

    None where there is none.
    """
    turns = [one for one in recorded if one.verb in {"join", "leave"}]
    if joined is not None:
        after = [number for number, one in enumerate(turns) if one.event == joined.event]
        turns = turns[after[0] + 1 : after[0] + 2] if after else []
    return turns[-1] if turns and turns[-1].verb == "leave" else None


def in_wrong_order(first: Any, second: Any) -> bool:
    """Whether the second of two dates lies certainly before the first."""
    return certainly_before(parse(_edtf(second)), parse(_edtf(first)))


def shown(value: Any) -> str:
    """A field's value in a sentence."""
    if isinstance(value, Mapping):
        return str(_edtf(value)) if "edtf" in value else ", ".join(map(shown, value.values()))
    return ", ".join(map(shown, value)) if isinstance(value, list | tuple) else str(value)


def _counted(body: Body) -> dict[str, Any]:
    """A number of members with its defaults."""
    day = body.get("as_of") or body.get("occurred")
    return _DEFAULTS | {name: item for name, item in body.items() if name != "occurred"} | {"as_of": day}


def _cites(mine: Body, recorded: Body) -> bool:
    return bool(mine["id"] == recorded["id"] and mine.get("locator") in {None, recorded.get("locator")})


def _placed(place: Body, names: KnownNames) -> str:
    """A place by its party where just one is meant, since a name may have become a party's meanwhile."""
    return str(place.get("party") or names.place(str(place.get("name", ""))))


def same_value(mine: Any, recorded: Any) -> bool:
    """Whether two values of a field are the same; of a mapping what the row has of it."""
    if isinstance(mine, Mapping) and "edtf" not in mine:
        return isinstance(recorded, Mapping) and all(
            same_value(item, recorded.get(key)) for key, item in mine.items()
        )
    if isinstance(mine, list):
        return isinstance(recorded, list | tuple) and sorted(map(_sortable, mine)) == sorted(
            map(_sortable, recorded)
        )
    mine, recorded = _edtf(mine), _edtf(recorded)
    return bool(_clean(mine) == _clean(recorded)) if isinstance(mine, str) else bool(mine == recorded)


def _sortable(item: Any) -> bytes:
    return orjson.dumps(item, option=orjson.OPT_SORT_KEYS)


def _clean(text: Any) -> Any:
    return one_spelling(text.strip()) if isinstance(text, str) else text


def _edtf(value: Any) -> Any:
    return value["edtf"] if isinstance(value, Mapping) and "edtf" in value else value
