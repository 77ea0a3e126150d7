"""Every command and every event, found by the names under which they are published."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TypeVar

from contracts.envelope import Command, Event
from contracts.events import (
    agreement,
    agreement_project,
    amendment,
    cluster,
    cluster_entry,
    commitment,
    conference,
    membership,
    membership_count,
    organisation,
    party,
    person,
    recognition,
    source,
    subscription,
    succession,
    visit,
)

_T = TypeVar("_T")

_FILES: tuple[ModuleType, ...] = (
    party,
    organisation,
    person,
    cluster,
    succession,
    cluster_entry,
    membership_count,
    recognition,
    membership,
    agreement,
    agreement_project,
    visit,
    conference,
    commitment,
    source,
    subscription,
)

# Where each aggregate's commands are posted; the stream is `{aggregate}-{id}`.
COLLECTIONS: dict[str, str] = {
    "parties": "party",
    "persons": "person",
    "clusters": "cluster",
    "memberships": "membership",
    "agreements": "agreement",
    "visits": "visit",
    "conferences": "conference",
    "commitments": "commitment",
    "sources": "source",
    "subscriptions": "subscription",
}


def _classes(module: ModuleType, parent: type[_T]) -> list[type[_T]]:
    classes = [item for item in vars(module).values() if isinstance(item, type) and issubclass(item, parent)]
    return [item for item in classes if item.__module__ == module.__name__]


AMENDMENTS: tuple[type[amendment.Amendment], ...] = (
    amendment.ConfirmFact,
    amendment.DisputeFact,
    amendment.RefineFact,
    amendment.CorrectFact,
    amendment.RetractFact,
    amendment.RankValue,
)

COMMANDS: dict[tuple[str, str], type[Command]] = {
    (command.collection, command.verb): command for module in _FILES for command in _classes(module, Command)
} | {(collection, command.verb): command for collection in COLLECTIONS for command in AMENDMENTS}

EVENTS: dict[tuple[str, int], type[Event]] = {
    (event.type, event.version): event for module in (*_FILES, amendment) for event in _classes(module, Event)
}

# The version of each type that deciders and projections know; older ones are upcast when they are read.
LATEST: dict[str, int] = {name: max(v for n, v in EVENTS if n == name) for name, _ in EVENTS}

# Each type in its latest version, and the command that leads to it.
TYPES: dict[str, type[Event]] = {name: EVENTS[name, version] for name, version in LATEST.items()}
COMMAND_OF: dict[str, type[Command]] = {name: event.command for name, event in TYPES.items()}


def types_that(declare: Callable[[type[Event]], object]) -> frozenset[str]:
    """The types whose class declares something: `types_that(lambda event: event.ends)`."""
    return frozenset(name for name, event in TYPES.items() if declare(event))


def ending(type: str) -> frozenset[str]:
    """The types that end an event of this type."""
    return types_that(lambda event: type in event.ends)


def naming(aggregate: str) -> tuple[str, ...]:
    """The types that name a stream of the aggregate, in the order of the catalogue: what comes later counts."""
    return tuple(name for name, event in TYPES.items() if event.aggregate == aggregate and event.names_stream)


def with_heading(aggregate: str) -> frozenset[str]:
    """The types of the aggregate that have a heading in the timeline."""
    return types_that(lambda event: event.aggregate == aggregate and event.heading)
