"""Sources: a document is registered once; the log's claim on its hash holds that across streams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.envelope import Command, Event
from contracts.events.source import RegisterSource, SourceRegistered
from runtime.decider import Decider, of_anyone
from runtime.errors import Refused

_WITHOUT_FILE = frozenset({"paper", "conversation"})


@dataclass(frozen=True, slots=True)
class Source:
    """The document's SHA-256 in hex; None where its bytes were not at hand."""

    hash: str | None


def evolve(state: Source | None, event: Event) -> Source | None:
    """The source after an event."""
    return Source(event.hash) if isinstance(event, SourceRegistered) else state


def decide(state: Source | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if isinstance(command, RegisterSource):
        if state is not None:
            known = f"with hash {state.hash}" if state.hash else "without a hash"
            raise Refused.by("registered-once", f"This source is registered already, {known}.")
        _check_type(command)
        return [SourceRegistered.of(command)]
    raise TypeError(type(command))


def _check_type(command: RegisterSource) -> None:
    """What a source of its type cannot have, or cannot be without. Raises `Refused`."""
    if command.source_type == "web-page" and command.url is None:
        raise Refused.by("source-address", "A page on the web has an address: give it in url.", "/url")
    if command.source_type in _WITHOUT_FILE and command.hash is not None:
        raise Refused.by(
            "hash-of-file",
            f"A source of the type {command.source_type} is no file and has no hash; a scan or a recording is of the type file.",
            "/hash",
        )


def reads_streams(stream: str, command: Command) -> tuple[str, ...]:
    """Nobody; but a document is translated from another."""
    if isinstance(command, RegisterSource) and command.translation_of == stream:
        raise Refused.by("not-itself", f"{stream} is not a translation of itself.", "/translation_of")
    return ()


DECIDER: Decider[Source] = Decider(decide, evolve, of_anyone, reads_streams)
