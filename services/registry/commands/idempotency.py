"""How a repeated command is recognised: by its idempotency key, and by a fingerprint of its bytes."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.security import Principal
from services.registry.commands.command import ParsedCommand, Result, fingerprint, stored_key
from services.registry.log.appends import key_reused
from services.registry.log.command_log import CommandLog, StoredCommand
from services.registry.names.names import Names, sealed_values


class Idempotency:
    """Finds the first result of a command that was stored before."""

    def __init__(self, log: CommandLog, names: Names) -> None:
        self._log, self._names = log, names

    async def stored(self, principal: Principal, keys: Sequence[str]) -> dict[str, StoredCommand]:
        """What the log holds already under these idempotency keys of one API key."""
        by_stored_key = {stored_key(principal, key): key for key in keys}
        return {
            by_stored_key[key]: command
            for key, command in (await self._log.stored_commands(*by_stored_key)).items()
        }

    async def known_result(self, command: ParsedCommand) -> Result | None:
        """The first result, where it can be known before the command is decided.

        Most commands are compared by the log as they are appended. The append of a command with a sealed field is never
        the same twice, so its key is looked up here.

        Raises:
            KeyReused: the key was used for another command.
        """
        if command.request.stored is None and not sealed_values(command.body):
            return None
        return await self.stored_result(command)

    async def stored_result(self, command: ParsedCommand) -> Result | None:
        """The first result of the same command, None if nothing was stored under its key. Raises `KeyReused`."""
        stored = command.request.stored or (await self._log.stored_commands(command.key)).get(command.key)
        return None if stored is None else await self._result(command, stored)

    async def replayed_result(self, command: ParsedCommand) -> Result:
        """The first result of a command that is in the log. Raises `KeyReused`."""
        return await self._result(command, (await self._log.stored_commands(command.key))[command.key])

    async def _result(self, command: ParsedCommand, stored: StoredCommand) -> Result:
        if not sealed_values(command.body):
            secret = b""
        else:
            key = await self._names.person_key(stored.events[0].stream)
            if key.erased:  # nobody can know any more whether the name is the same
                return _first_result(stored)
            secret = key.secret
        if stored.fingerprint != fingerprint(command.request, secret):
            raise key_reused(stored.events[0].stream)
        return _first_result(stored)


def _first_result(stored: StoredCommand) -> Result:
    first = stored.events[0]
    events = tuple((event.type, event.version) for event in stored.events)
    return Result(first.stream, first.version, first.position, events, replayed=True)
