"""From an event back to its command: what an export carries, so that it can be imported again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from contracts.catalogue import COLLECTIONS, COMMAND_OF, COMMANDS, EVENTS, LATEST
from contracts.envelope import Command, Fact, widest
from contracts.streams import StreamName

_COLLECTION = {category: collection for collection, category in COLLECTIONS.items()}
_BOUNDS = frozenset({"earliest", "latest"})
_DATE = frozenset({"edtf", "phrase", "inferred_from"}) | _BOUNDS


class RecordedCommand(NamedTuple):
    """The command of a fact: `{collection}/{id}/{verb}` and its body, with persons by their ids of this record."""

    collection: str
    id: str
    verb: str
    body: dict[str, Any]

    @property
    def do(self) -> str:
        """The command's address."""
        return f"{self.collection}/{self.id}/{self.verb}"


def recorded_command(fact: Fact) -> RecordedCommand:
    """The command of a recorded fact. Names of persons were sealed and are not in it."""
    category, id = StreamName.parse(fact.stream)
    collection, verb = _COLLECTION[category], COMMAND_OF[fact.type].verb
    kind = COMMANDS[collection, verb]
    known = _fields(kind)
    body = {name: _as_commanded(value) for name, value in fact.data.items() if name in known}
    return RecordedCommand(collection, id, verb, body | _audience(kind, fact, body))


@cache
def _fields(kind: type[Command]) -> frozenset[str]:
    sealed = getattr(kind, "sealed", ())
    return frozenset(field.alias or name for name, field in kind.model_fields.items() if name not in sealed)


def _as_commanded(value: Any) -> Any:
    """Dates as they were sent: the bounds are made of `edtf` when the command is accepted."""
    if isinstance(value, dict):
        if "edtf" in value and value.keys() <= _DATE:
            date = {name: item for name, item in value.items() if name not in _BOUNDS}
            return date if len(date) > 1 else date["edtf"]
        return {name: _as_commanded(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_commanded(item) for item in value]
    return value


def _audience(kind: type[Command], fact: Fact, body: Mapping[str, Any]) -> dict[str, str]:
    """The audience, where the command would not get it by itself."""
    event = EVENTS[fact.type, LATEST[fact.type]]
    if event.aggregate == "*":  # about a fact: for those who may read the fact
        return {}
    own = widest(kind.model_construct(mode=body.get("mode", "performed"), audience=None), event.audience)
    return {} if own == fact.audience else {"audience": fact.audience}
