"""From a command's bytes to its events in the log: decode once, decide, encode once, append."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from contracts.envelope import Command, Recorded
from contracts.events.amendment import Amendment
from runtime.errors import Forbidden, KeyReused, Refused, WrongVersion
from runtime.facts import fact_of
from runtime.security import Keys, Principal
from services.registry.aggregates import DECIDERS, amendment
from services.registry.commands import future_dates, rights
from services.registry.commands.access import Sight
from services.registry.commands.answers import Stored, fingerprint, replay, stored
from services.registry.commands.decision import Decided, claims_of, to_append
from services.registry.commands.requests import (
    NOTHING,
    Known,
    Rehearsal,
    Request,
    command_type,
    read,
    stored_key,
    stream_id,
)
from services.registry.commands.states import States, evolved, folded
from services.registry.log.appends import Beside, claimed
from services.registry.log.log import Log
from services.registry.names.names import Names, Sealed, tell

# A command is decided again when another writer was quicker; after so many times the caller is told.
_ATTEMPTS = 50

_RELEASE = "SELECT registry.release($1, $2, $3)"


class Commands:
    """The decider's shell. It decides on states known lately; the log refuses what rests on a stale one."""

    def __init__(
        self, log: Log, names: Names, keys: Keys, today: Callable[[], date] = future_dates.today
    ) -> None:
        self._log = log
        self._today = today
        self._names = names
        self._sight = Sight(log, keys)
        self._states = States(log)

    async def handle(self, request: Request) -> Stored:
        """Decide a command and store its events.

        Raises:
            Reply: as its class says; nothing is stored then.
        """
        kind, category = command_type(request)
        request.principal.require("record:write")
        command = read(kind, request.body)
        stream = f"{category}-{stream_id(request, category, command)}"
        key = stored_key(request.principal, request.key)
        found = request.answered
        if found is None and command.sealed and tell(command):
            found = await self._found(key)  # a sealed command is never the same twice for the log
        if found is not None:
            return await self._replay(found, request, command)
        try:
            answered = await self._answer(request, command, category, stream, key)
        except (Refused, Forbidden, WrongVersion, KeyReused):
            # The same command may have been stored before: then that is its answer, whatever the rules say now.
            found = await self._found(key)
            if found is None:
                raise
            return await self._replay(found, request, command)
        if command.erases:
            self._names.erased.set()
        return answered

    async def answered(
        self, principal: Principal, keys: Sequence[str]
    ) -> dict[str, tuple[bytes, list[Recorded]]]:
        """What the log holds already under these idempotency keys of one holder."""
        held = {stored_key(principal, key): key for key in keys}
        return {held[key]: found for key, found in (await self._log.find(*held)).items()}

    async def _found(self, key: str) -> tuple[bytes, list[Recorded]] | None:
        return (await self._log.find(key)).get(key)

    async def _replay(
        self, found: tuple[bytes, list[Recorded]], request: Request, command: Command
    ) -> Stored:
        """The first answer again. After an erasure nobody can tell any more whether the name is the same."""
        if not tell(command):
            return replay(found, fingerprint(request))
        kept = await self._names.kept(found[1][0].stream)
        return replay(found, None if kept.erased else fingerprint(request, kept.secret))

    async def _answer(
        self, request: Request, command: Command, category: str, stream: str, key: str
    ) -> Stored:
        """What `_decide` answers; a stream of which the key may read nothing refuses as one that is not in the record."""
        try:
            return await self._decide(request, command, category, stream, key)
        except (Refused, Forbidden, WrongVersion):
            if not await self._sight.hidden(request.principal, stream):
                raise
        if request.expected:
            raise WrongVersion.of(stream, request.expected, 0)
        await self._events(request, category, stream, NOTHING, command, hidden=True)
        raise Refused.by("id-taken", "This id is taken by what this key may not read. Take another one.")

    async def _decide(
        self, request: Request, command: Command, category: str, stream: str, key: str
    ) -> Stored:
        future_dates.check(command, self._today())
        # A stream that was not seen lately is taken for a new one, and a cached state for the latest: the log finds
        # out if they are not, and a refusal counts only when it was decided on what the log holds (`certain`).
        known, certain = self._states.cached(stream) or NOTHING, False
        moved_on = request.expected is not None and request.expected != known.version
        if request.rehearsal is not None and stream in request.rehearsal.states:
            known, certain = request.rehearsal.states[stream], True
        elif moved_on or request.rehearsal is not None or isinstance(command, Amendment):
            known, certain = await self._states.load(stream), True
        for _ in range(_ATTEMPTS):
            if request.expected is not None and request.expected != known.version:
                raise WrongVersion.of(stream, request.expected, known.version)
            try:
                decided = await self._events(request, category, stream, known, command)
            except (Refused, Forbidden):
                if certain:
                    raise
                known, certain = await self._states.load(stream), True
                continue
            if request.rehearsal is not None:
                return await self._rehearse(request.rehearsal, stream, known, decided)
            try:
                appended = await self._log.append(to_append(request, stream, known.version, decided, key))
            except WrongVersion:
                known, certain = await self._states.load(stream), True
                continue
            if appended.replayed:
                return await self._replay((await self._log.find(key))[key], request, command)
            self._states.remember(stream, known, decided.events, appended.version)
            return stored(stream, appended.version, appended.position, decided.events)
        raise WrongVersion.of(stream, known.version, known.version + 1)

    async def _rehearse(self, rehearsal: Rehearsal, stream: str, known: Known, decided: Decided) -> Stored:
        claims, events = decided.claims, decided.events
        for claim, holder in (await self._log.holders(claims) | rehearsal.claims).items():
            if claim in claims and holder not in {stream, None}:
                raise claimed(claims, holder, events[0].type)
        rehearsal.claims |= dict.fromkeys(claims, stream) | dict.fromkeys(decided.released)
        rehearsal.note(stream, known.version, decided.command, events)
        if isinstance(decided.command, Amendment):  # it changes what earlier events say
            rehearsal.states[stream] = folded(stream, await self._recorded(stream, rehearsal))
        else:
            rehearsal.states[stream] = Known(evolved(stream, known, events), known.version + len(events))
        return stored(stream, known.version + 1, 0, events)

    async def _recorded(self, stream: str, rehearsal: Rehearsal | None) -> list[Recorded]:
        rehearsed = rehearsal.recorded.get(stream, []) if rehearsal is not None else []
        return [*await self._log.stream(stream), *rehearsed]

    async def _require(self, request: Request, targets: Sequence[str]) -> None:
        """Streams that a command leads to must be in the record, and the key may know that they are."""
        for target in targets:
            if request.rehearsal is not None and target in request.rehearsal.states:
                continue
            known = self._states.cached(target) is not None or await self._log.stream(target, limit=1)
            if not known or await self._sight.hidden(request.principal, target):
                raise Refused.by("target-exists", f"The record does not know {target}.", "/leads_to")

    async def _events(
        self,
        request: Request,
        category: str,
        stream: str,
        known: Known,
        command: Command,
        *,
        hidden: bool = False,
    ) -> Decided:
        """`hidden`: the key may not know of the stream."""
        if isinstance(command, Amendment):
            return await self._amended(request, stream, command, hidden=hidden)
        decider = DECIDERS[category]
        if self._sight.holder(request.principal) is not None:
            writers = decider.authorised_writers(stream, known.state, command)
            rights.check_writer(request.principal, writers, decider.authorised_writers(stream, None, command))
        if targets := command.targets():
            await self._require(request, targets)
        await self._states.admit(command, stream, request.rehearsal)
        events = decider.decide(known.state, command)
        if command.sealed or command.erases:
            sealed = await self._names.seal(command, stream, known.version, events)
            return Decided(sealed, command, claims_of(events))
        return Decided(Sealed(events), command, claims_of(events))

    async def _amended(
        self, request: Request, stream: str, command: Amendment, *, hidden: bool = False
    ) -> Decided:
        recorded = [] if hidden else await self._recorded(stream, request.rehearsal)
        facts = [fact_of(event) for event in recorded]
        holder = self._sight.holder(request.principal)
        readable = self._sight.reads(request.principal, stream, facts, command.target)
        # What the key may not read is refused in the same words as what is not there.
        amendment.check_target(stream, facts if readable else (), command)
        if holder is not None:
            rights.check_amends(stream, facts, command, request.principal, holder)
        events = amendment.decide(stream, facts, command)
        if holder is not None:
            after = amendment.amended(stream, facts, events)
            rights.check_amends(stream, after, command, request.principal, holder)
        future_dates.check_amended(facts, events, self._today())
        taken, released = amendment.claims(stream, facts, events)
        beside = tuple(Beside(_RELEASE, (*claim, stream)) for claim in released)
        return Decided(Sealed(events, beside), amendment.addressed(facts, command), taken, released)
