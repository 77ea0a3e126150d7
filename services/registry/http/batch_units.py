"""The lines of a batch judged in a dry run: a unit of lines is accepted with all of them, or refused."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.events.membership import JoinCluster
from contracts.events.party import RegisterParty
from contracts.streams import id_of
from runtime.errors import Refused, Reply
from runtime.telemetry import logger
from services.registry.commands.command import ParsedCommand, Result
from services.registry.commands.pipeline import Commands, DryRun


def admitting(commands: Sequence[ParsedCommand | Reply], units: Sequence[int]) -> list[ParsedCommand | Reply]:
    """The commands, each with the parties that its unit registers and admits to the cluster of its key.

    A key of a cluster writes for no party; but whom the cluster admits may not be in the record yet.
    """
    noted: list[ParsedCommand | Reply] = []
    while (first := len(noted)) < len(commands):
        unit = commands[first : first + units[first]]
        admitted = (
            _admitted([each for each in unit if isinstance(each, ParsedCommand)]) if len(unit) > 1 else ()
        )
        noted += [
            each._replace(admitted=frozenset(admitted))
            if admitted and isinstance(each, ParsedCommand)
            else each
            for each in unit
        ]
    return noted


def _admitted(unit: Sequence[ParsedCommand]) -> frozenset[str]:
    registered = {each.stream for each in unit if isinstance(each.body, RegisterParty)}
    joined: set[str] = set()
    for each in unit:
        cluster, _, party = id_of(each.stream).partition(".")
        if isinstance(each.body, JoinCluster) and each.principal.subject == f"cluster-{cluster}":
            joined.add(f"party-{party}")
    return frozenset(registered & joined)


async def judge(
    commands: Sequence[ParsedCommand | Reply], units: Sequence[int], dry_run: DryRun, correlation: str
) -> list[Result | Reply]:
    """The outcome of each line, decided on all lines before it that are accepted.

    Args:
        commands: complete units.
        units: for the first line of each unit, the number of its lines.
        correlation: the correlation id of the request.
    """
    await dry_run.log.preload(
        list({command.stream for command in commands if isinstance(command, ParsedCommand)})
    )
    outcomes: list[Result | Reply] = []
    while (first := len(outcomes)) < len(commands):
        outcomes += await _judge_unit(commands[first : first + units[first]], dry_run, correlation)
    return outcomes


def members(units: Sequence[int]) -> list[bool]:
    """For each line, whether it is one of several lines of a unit."""
    lines: list[bool] = []
    while (first := len(lines)) < len(units):
        lines += [units[first] > 1] * units[first]
    return lines


async def _judge_unit(
    unit: Sequence[ParsedCommand | Reply], dry_run: DryRun, correlation: str
) -> list[Result | Reply]:
    savepoint = dry_run.log.savepoint()
    outcomes: list[Result | Reply] = []
    for command in unit:
        outcome = await outcome_of(command, dry_run.commands, correlation)
        outcomes.append(outcome)
        if isinstance(outcome, Reply):
            break
    else:
        return outcomes
    dry_run.log.rollback(savepoint)
    number = len(outcomes)
    others = Refused.by("unit", f"Line {number} of this unit is refused, so none of its lines is stored.")
    return [others if at != number else outcome for at, _ in enumerate(unit, 1)]


async def outcome_of(command: ParsedCommand | Reply, commands: Commands, correlation: str) -> Result | Reply:
    """The command's result, or why it is refused."""
    if isinstance(command, Reply):
        return command
    try:
        return await commands.run(command)
    except Reply as error:
        return error
    except Exception:
        return fault(correlation)


def fault(correlation: str) -> Reply:
    """The reply to a line that met a fault of ours, which is no reason to lose the answers to the others."""
    logger.exception("batch.line_failed", correlation_id=correlation)
    return Reply("The fault is ours; it is in the log under this request's correlation id.")
