"""Commands as the published schemas allow them, on few streams and documents, so that they speak of each other's."""

from __future__ import annotations

import re
from typing import Any

import orjson
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import schema
from contracts.catalogue import AMENDMENTS, COLLECTIONS, COMMANDS
from contracts.envelope import Command
from contracts.events.amendment import Amendment
from contracts.fields import STREAM_PATTERN
from tests.contracts.strategies import values
from tests.registry.given import stream_of

_STREAM = re.compile(STREAM_PATTERN)
_HASH = re.compile("[0-9a-f]{64}")
_SCHEMAS = schema.components(list(dict.fromkeys(COMMANDS.values())))
BODIES = {command.__name__: values(_SCHEMAS[command.__name__], _SCHEMAS) for command in COMMANDS.values()}
_AMENDING = tuple(sorted(command.verb for command in AMENDMENTS))
# Of each collection: its own verbs, and those of every collection.
VERBS = {
    collection: (
        tuple(sorted({verb for named, verb in COMMANDS if named == collection} - {*_AMENDING})),
        _AMENDING,
    )
    for collection in COLLECTIONS
}


def met(value: Any) -> Any:
    """The value with few different streams and hashes of documents in it."""
    match value:
        case str() if _STREAM.fullmatch(value):
            return f"{value.partition('-')[0]}-{'ab'[sum(value.encode()) % 2]}"
        case str() if _HASH.fullmatch(value):
            return "ab"[sum(value.encode()) % 2] * 64
        case list():
            items = [met(item) for item in value]
            return list(dict.fromkeys(items)) if all(isinstance(item, str) for item in items) else items
        case dict():
            return {name: met(item) for name, item in value.items()}
        case _:
            return value


@st.composite
def commands(draw: st.DrawFn, collection: str, versions: int) -> Command | None:
    """A command to a stream that has so many versions; None for a body that would not be read."""
    own, amending = VERBS[collection]
    # an empty stream begins with an event of its own; after that one command in three amends
    verb = draw(st.sampled_from(own if not versions else (*own, *own, *amending)))
    kind = COMMANDS[collection, verb]
    body = met(draw(BODIES[kind.__name__]))
    if issubclass(kind, Amendment):
        body["target"] = f"{stream_of(COLLECTIONS[collection])}@{draw(st.integers(1, versions + 1))}"
        if verb == "correct" and draw(st.booleans()):
            body = met(draw(BODIES[COMMANDS[collection, draw(st.sampled_from(own))].__name__]))
            body["fields"] = (
                dict(draw(st.lists(st.sampled_from(sorted(body.items(), key=str)), max_size=2)))
                if body
                else {}
            )
            body["sources"] = [{"id": "source-a"}]
        body.pop("audience", None)
    if "evidence" in body:
        body["evidence"] = [f"{stream_of(COLLECTIONS[collection])}@{draw(st.integers(1, versions + 1))}"]
    try:
        return kind.model_validate_json(orjson.dumps(body), by_alias=True, by_name=False)
    except ValidationError:
        return None
