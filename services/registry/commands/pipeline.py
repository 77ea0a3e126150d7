"""The steps of a command: parse, idempotency, authorise, decide, seal, append."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from contracts.envelope import Event, widest
from contracts.events.amendment import Amendment
from runtime.errors import Forbidden, KeyReused, Refused, WrongVersion
from runtime.randomness import random_bytes
from runtime.security import Keys, Principal
from services.registry.commands import facts
from services.registry.commands.amendments import Amendments
from services.registry.commands.command import Decision, ParsedCommand, Request, Result, fingerprint, parse
from services.registry.commands.dry_run import DryRunLog
from services.registry.commands.facts import NEW_STREAM, Facts, States, StreamState
from services.registry.commands.idempotency import Idempotency
from services.registry.commands.rights import KeyAccess
from services.registry.log.appends import Append, Appended, NewEvent, Outdated
from services.registry.log.command_log import CommandLog, StoredCommand
from services.registry.names.names import Names, Sealed

# A command is decided again when another writer was faster; after so many attempts the caller gets the conflict.
_ATTEMPTS = 200


class Commands:
    """Handles commands. It decides on recently cached states; the log refuses what was decided on a stale one.

    Args:
        log: where the events go; a dry run passes one that stores nothing.
        states: the states of the log's streams.
        names: seals the fields that no event may hold.
        keys: the API keys, for the actors of an organisation.
        today: the current day in UTC.
    """

    def __init__(
        self,
        log: CommandLog,
        states: States,
        names: Names,
        keys: Keys,
        today: Callable[[], date] = facts.today,
    ) -> None:
        self._log, self._states, self._names, self._keys, self._today = log, states, names, keys, today
        self._access = KeyAccess(log, keys)
        self._idempotency = Idempotency(log, names)
        self._facts = Facts(log, states, self._access)
        self._amendments = Amendments(log, self._access, today)

    def dry_run(self) -> DryRun:
        """Commands over a log that stores nothing: each is decided as if those before it were in the log."""
        log = DryRunLog(self._log)
        return DryRun(Commands(log, log.states, self._names, self._keys, self._today), log)

    async def stored(self, principal: Principal, keys: Sequence[str]) -> dict[str, StoredCommand]:
        """What the log holds already under these idempotency keys of one API key."""
        return await self._idempotency.stored(principal, keys)

    async def handle(self, request: Request) -> Result:
        """Parse a command, decide it and store its events.

        Raises:
            Reply: nothing is stored; its class decides the status.
        """
        return await self.run(parse(request))

    async def run(self, command: ParsedCommand) -> Result:
        """Decide a parsed command and store its events, or return the first result if it was stored before.

        Raises:
            Reply: nothing is stored; its class decides the status.
        """
        # The log compares most commands as it appends them. Two appends of one command with a sealed field differ always.
        if command.request.stored is not None or command.body.sealed:
            first = await self._idempotency.known_result(command)
            if first is not None:
                return first
        try:
            return await self._accept(command)
        except (Refused, Forbidden, WrongVersion, KeyReused):
            # The same command may have been stored before: then that is its result, even if the rules refuse it now.
            if (first := await self._idempotency.stored_result(command)) is None:
                raise
            return first

    async def _accept(self, command: ParsedCommand) -> Result:
        """Accept a command. A stream of which the key may read nothing refuses as one that is not in the record."""
        steps = self._amendments if isinstance(command.body, Amendment) else self._facts
        try:
            facts.check_dates(command.body, self._today())
            return await self._append(command, steps)
        except (Refused, Forbidden, WrongVersion):
            if not await self._access.hidden(command.principal, command.stream):
                raise
        facts.check_dates(command.body, self._today())
        _check_expected(command, NEW_STREAM)
        await self._decide(command, steps, NEW_STREAM)
        raise Refused.by("id-taken", "This id is taken by what this key may not read. Take another one.")

    async def _append(self, command: ParsedCommand, steps: Facts | Amendments) -> Result:
        """Decide and append, again for as long as other writers are faster.

        The first attempt may use cached states: the log refuses an append that was decided on a stale one, of its own
        stream or of one that it consulted, and a refusal counts only when it was decided on what the log holds (`certain`).
        """
        state, certain = await steps.first_state(command)
        for _ in range(_ATTEMPTS):
            _check_expected(command, state)
            try:
                decision, sealed = await self._decide(command, steps, state)
            except (Refused, Forbidden):
                if certain:
                    raise
                state, certain = await steps.load(command.stream), True
                continue
            try:
                appended = await self._log.append(_new_append(command, state.version, decision, sealed))
            except WrongVersion:
                state, certain = await steps.load(command.stream), True
                continue
            except Outdated:
                for stream, version in decision.consulted.items():
                    self._states.gone_on(stream, version)
                continue
            if appended.replayed:
                return await self._idempotency.replayed_result(command)
            self._states.remember(command.stream, state, sealed.events, appended.version)
            if command.body.erases:
                self._names.erased.set()
            return _new_result(command.stream, appended, sealed.events)
        raise WrongVersion.of(command.stream, state.version, state.version + 1)

    async def _decide(
        self, command: ParsedCommand, steps: Facts | Amendments, state: StreamState
    ) -> tuple[Decision, Sealed]:
        steps.authorise(command, state)
        decision = await steps.decide(command, state)
        if not command.body.sealed and not command.body.erases:
            return decision, Sealed(decision.events)
        return decision, await self._names.seal(command.body, command.stream, state.version, decision.events)


class DryRun(NamedTuple):
    """Commands that store nothing, and the log that they see, which can take a unit of them back."""

    commands: Commands
    log: DryRunLog


def _check_expected(command: ParsedCommand, state: StreamState) -> None:
    """Raises `WrongVersion` where `If-Match` names another version."""
    expected = command.request.expected
    if expected is not None and expected != state.version:
        raise WrongVersion.of(command.stream, expected, state.version)


def _new_append(command: ParsedCommand, version: int, decision: Decision, sealed: Sealed) -> Append:
    """The append of a decision after this version of the stream; its events are the sealed ones."""
    events, request = sealed.events, command.request
    salts = random_bytes(16 * len(events))
    audiences = decision.audiences or [widest(decision.command, event.audience) for event in events]
    return Append(
        command.stream,
        version,
        [
            NewEvent(
                event.type,
                event.version,
                audiences[i],
                salts[16 * i : 16 * i + 16],
                request.correlation_id,
                request.causation_id,
                event.encode(request.principal.actor),
            )
            for i, event in enumerate(events)
        ],
        command.key,
        fingerprint(request, sealed.secret),
        decision.claims,
        decision.released,
        sealed.side_effects,
        decision.consulted,
    )


def _new_result(stream: str, appended: Appended, events: Sequence[Event]) -> Result:
    """The result of a command whose events were appended just now."""
    version, position, _ = appended
    return Result(
        stream, version, position, tuple((event.type, version + i) for i, event in enumerate(events))
    )
