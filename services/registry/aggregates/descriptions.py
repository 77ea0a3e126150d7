"""What a cluster is described by: its specialisations, its task teams and the titles that it bears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from contracts.envelope import Command, Event
from contracts.events.cluster import (
    Classification,
    DeclareSpecialisation,
    DissolveTaskTeam,
    DropSpecialisation,
    FormTaskTeam,
    SpecialisationDeclared,
    SpecialisationDropped,
    TaskTeamDissolved,
    TaskTeamFormed,
)
from contracts.events.recognition import (
    GrantRecognition,
    RecognitionGranted,
    RecognitionWithdrawn,
    WithdrawRecognition,
)
from contracts.fields import Occurred
from runtime.errors import Refused
from services.registry.aggregates import date_order, recognitions
from services.registry.aggregates.recognitions import Recognition
from services.registry.aggregates.text_equality import by_language, plain


class Named(NamedTuple):
    """A specialisation or a task team: by what it is known again, and since when there is one."""

    names: frozenset[str]
    since: Occurred | None


@dataclass(frozen=True, slots=True)
class Description:
    """The specialisations and teams of now, and all recognitions."""

    specialisations: tuple[Named, ...] = ()
    teams: tuple[Named, ...] = ()
    recognitions: tuple[Recognition, ...] = ()


def evolve(state: Description, event: Event) -> Description:
    """The description after an event."""
    specialisations, teams, current = state.specialisations, state.teams, state.recognitions
    match event:
        case SpecialisationDeclared():
            specialisations = (*specialisations, Named(_labels(event), event.occurred))
        case SpecialisationDropped():
            specialisations = _without(specialisations, _labels(event))
        case TaskTeamFormed():
            teams = (*teams, Named(_names(event), event.occurred))
        case TaskTeamDissolved():
            teams = _without(teams, _names(event))
        case RecognitionGranted():
            current = (*current, recognitions.granted(event))
        case RecognitionWithdrawn():
            current = recognitions.withdrawn(current, event)
        case _:
            return state
    return replace(state, specialisations=specialisations, teams=teams, recognitions=current)


def decide(state: Description, command: Command) -> Event:
    """The event that a command leads to."""
    match command:
        case DeclareSpecialisation() | DropSpecialisation():
            return _specialise(state, command)
        case FormTaskTeam() | DissolveTaskTeam():
            return _team(state, command)
        case GrantRecognition():
            recognitions.check_grant(state.recognitions, command)
            return RecognitionGranted.of(command)
        case WithdrawRecognition():
            recognitions.check_withdrawal(state.recognitions, command)
            return RecognitionWithdrawn.of(command)
        case _:
            raise TypeError(type(command))


def _specialise(state: Description, command: DeclareSpecialisation | DropSpecialisation) -> Event:
    labels = _labels(command)
    if isinstance(command, DropSpecialisation):
        dropped = _ended(
            state.specialisations, labels, command, lambda why: Refused.by("declared-now", why, "/label")
        )
        date_order.check(dropped and dropped.since, command.occurred, "its declaration")
        return SpecialisationDropped.of(command)
    if again := labels & {label for each in state.specialisations for label in each.names}:
        raise Refused.by("specialisation-once", f"“{min(again)}” is declared already.", "/label")
    return SpecialisationDeclared.of(command, classification=_classification(command))


def _team(state: Description, command: FormTaskTeam | DissolveTaskTeam) -> Event:
    names = _names(command)
    if isinstance(command, DissolveTaskTeam):
        ended = _ended(state.teams, names, command, lambda why: Refused.by("team-formed", why, "/name"))
        date_order.check(ended and ended.since, command.occurred, "the forming of the team")
        return TaskTeamDissolved.of(command)
    if again := names & {name for each in state.teams for name in each.names}:
        raise Refused.by("team-name-unique", f"There is a team “{min(again)}” already.", "/name")
    return TaskTeamFormed.of(command)


def _ended(
    current: Sequence[Named], names: frozenset[str], command: Command, refusal: Callable[[str], Refused]
) -> Named | None:
    """The one that ends; None where a source reports the end of something without a recorded beginning."""
    matching = [each for each in current if each.names & names]
    if len(matching) > 1:
        raise refusal("These names are those of more than one; give it the name in one language.")
    if not matching and command.mode == "performed":
        raise refusal(f"The record knows none by “{min(names)}” now.")
    return matching[0] if matching else None


def _without(current: tuple[Named, ...], names: frozenset[str]) -> tuple[Named, ...]:
    return tuple(each for each in current if not each.names & names)


def _classification(declaration: DeclareSpecialisation) -> Classification | None:
    if not any(named := (declaration.scheme, declaration.edition, declaration.code)):
        return None
    if declaration.code is None or not all(named):
        raise Refused.by(
            "code-complete", "A code goes with its scheme and its edition: give all three, or none.", "/code"
        )
    return Classification(scheme=declaration.scheme, edition=declaration.edition, code=declaration.code)


def _labels(
    source: SpecialisationDeclared | DeclareSpecialisation | SpecialisationDropped | DropSpecialisation,
) -> frozenset[str]:
    return by_language(source.label)


def _names(source: TaskTeamFormed | FormTaskTeam | TaskTeamDissolved | DissolveTaskTeam) -> frozenset[str]:
    """The names of a team in all languages: one common name makes it the same team."""
    return frozenset(plain(text) for text in source.name.values())
