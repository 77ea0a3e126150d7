"""A row against the record, before anything of it is sent: what is held already, what is told otherwise, what a rule refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts.catalogue import COMMANDS
from contracts.envelope import Event
from ops.importing.cells import Row
from ops.importing.check import Wrong, refusal
from ops.importing.facts import Fact
from ops.importing.held import Told
from ops.importing.report import Fault
from ops.importing.same import backwards, differing, ended, known, rival, shown
from runtime.errors import Refused

_TOLD = "told-otherwise"
_ALONE = ("memberships", "visits")  # whose first command takes nothing that another stream may hold


@dataclass
class Rehearsal:
    """Decides one row's facts, one upon the other, as the registry would."""

    row: Row

    def decided(self, facts: list[Fact]) -> tuple[list[Fact], Fault | None]:
        """The row's facts, those that the record holds marked as known, and why the row is refused, if it is.

        What they lead to is taken for stored; nothing is kept of a row that is refused.
        """
        held = self.row.names.held
        if len(facts) == 1 and facts[0].collection in _ALONE and held.note(facts[0]):
            return facts, None
        before = {fact.stream: held.length(fact.stream) for fact in facts if held.knows(fact.stream)}
        claims: dict[tuple[str, str], str] = {}
        decided: list[Fact] = []
        joined: Told | None = None
        for fact in facts:
            if not held.knows(fact.stream):
                decided.append(fact)
                continue
            body = fact.body
            told = self._known(fact, body) if held.length(fact.stream) else None
            if told is not None:
                joined = told if fact.verb == "join" else joined
                decided.append(replace(fact, known=True))
                continue
            wrong = self._rival(fact, body) or self._begun(fact, body, facts)
            wrong = (
                wrong or self._ended(fact, joined, before[fact.stream]) or self._refused(fact, body, claims)
            )
            if wrong is not None:
                held.drop(before)
                return facts, fact.fault(wrong)
            decided.append(fact)
        self.row.names.numbers |= claims
        for fact in facts:
            if fact.collection == "parties":
                self.row.names.named(fact)
        return decided, None

    def _known(self, fact: Fact, body: dict[str, object]) -> Told | None:
        held, names = self.row.names.held, self.row.names
        told = held.told(fact.stream, fact.verb)
        return known(self._compared(body), told, names, held.cited(fact.stream)) if told else None

    def _compared(self, body: dict[str, object]) -> dict[str, object]:
        """What of a command is compared: not a mode that the row does not name."""
        return body if self.row.text("mode") else {name: body[name] for name in body if name != "mode"}

    def _refused(
        self, fact: Fact, body: dict[str, object], claims: dict[tuple[str, str], str]
    ) -> Wrong | None:
        """Let the registry's own rules decide; what they lead to is taken for stored."""
        held = self.row.names.held
        command = COMMANDS[fact.collection, fact.verb].model_validate_json(fact.data)
        try:
            events = held.decide(fact.stream, command)
        except Refused as error:
            wrong = refusal(error.problem())
            return self._otherwise(fact, body, wrong) or wrong
        if taken := self._taken(fact.stream, events, claims):
            return taken
        held.add(fact.stream, command, events)
        return None

    def _taken(
        self, stream: str, events: Sequence[Event], claims: dict[tuple[str, str], str]
    ) -> Wrong | None:
        names = self.row.names
        for claim in (claim for event in events for claim in event.claims()):
            holder = names.numbers.get((claim.scheme, claim.value), stream)
            if holder != stream:
                message = f"{claim.value} is that of {holder} ({names.shown.get(holder, '')}) already"
                return Wrong("/value", "same-number", message, "a number that no other party has")
            claims[claim.scheme, claim.value] = stream
        return None

    def _otherwise(self, fact: Fact, body: dict[str, object], wrong: Wrong) -> Wrong | None:
        """A refusal with what the record says instead, where it tells such a fact of the same thing."""
        held, names = self.row.names.held, self.row.names
        same = [one for one in held.now(fact.stream) if one.verb == fact.verb]
        if fact.verb == "sign":
            same = [one for one in same if one.body.get("party") == body.get("party")]
        if not same:
            return None
        told = same[-1]
        fields = differing(self._compared(body), told.body, names)
        if not fields:
            return None
        said = "; ".join(
            f"{name} {shown(told.body[name])}" if name in told.body else f"no {name}" for name in fields
        )
        message = f"{wrong.message.rstrip('.')}; {told.event} tells it otherwise: {said}"
        return wrong._replace(
            pointer=f"/{fields[0]}", message=message, expected=f"the same, or a correction of {told.event}"
        )

    def _rival(self, fact: Fact, body: dict[str, object]) -> Wrong | None:
        """A number of members beside which the same source gives another for the same day: one of them is wrong."""
        if "count" not in body:
            return None
        other = rival(body, self.row.names.held.now(fact.stream))
        if other is None:
            return None
        fields = [
            name for name in differing(body, other.body, self.row.names) if name not in {"mode", "occurred"}
        ]
        pointer = "count" if "count" in fields or not fields else fields[0]
        message = (
            f"the record holds {shown(other.body['count'])} of this day and source already ({other.event})"
        )
        expected = f"another day, source or place in it, or a correction of {other.event}"
        return Wrong(f"/{pointer}", _TOLD, message, expected)

    def _begun(self, fact: Fact, body: dict[str, object], row: list[Fact]) -> Wrong | None:
        """A beginning of membership that is told already, with another date or class; of an earlier one the row tells the end."""
        if fact.verb != "join" or not (told := self.row.names.held.told(fact.stream, "join")):
            return None
        ends = [one for one in row if one.verb == "leave"]
        if ends:
            same = self._known(ends[0], ends[0].body) is not None
        else:
            when = body.get("occurred")
            same = any(
                when and one.body.get("occurred") and backwards(one.body["occurred"], when) for one in told
            )
        if not same:
            return None
        message = "the record holds the beginning of this membership already"
        wrong = Wrong("/occurred", _TOLD, message, f"the same, or a correction of {told[-1].event}")
        return self._otherwise(fact, body, wrong) or wrong

    def _ended(self, fact: Fact, joined: Told | None, length: int) -> Wrong | None:
        """An end of membership that is told already, with another date."""
        held = self.row.names.held
        if fact.verb != "leave" or held.length(fact.stream) > length:  # the row itself begins the episode
            return None
        if (told := ended(held.now(fact.stream), joined)) is None:
            return None
        when = shown(told.body["occurred"]) if "occurred" in told.body else "an unknown day"
        message = f"the record holds the end of this membership already, on {when} ({told.event})"
        return Wrong("/occurred", _TOLD, message, f"the same, or a correction of {told.event}")
