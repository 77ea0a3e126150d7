"""Who may read an event: one rule for the registry, the views and the feed. Pure.

`public` is for everybody. `partners` is for every cluster, and for who takes part. `participants` is for who takes part
(`contracts.participation`). `owner` is for operators alone. What led to the conclusion of an agreement, and what amends the
agreement, is as public as the conclusion (ADR 6). An amendment of a fact is for whom the fact is.

The rule decides by the stream's facts with their amendments applied. The three services differ from it in this only:

- The feed takes nothing back: what somebody could read once stays in that reader's feed, also after a correction. Who is no
  longer a party by an amendment gets that amendment as the last.
- The registry also lets a key amend what its holder recorded, and what its subject may record (ADR 11).
- The views show a restricted agreement, with what led to it, to each party that it has now and to none that has left (ADR 12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from contracts.amendments import AMENDING, targets
from contracts.catalogue import TYPES, types_that
from contracts.fields import Audience
from contracts.participation import Mention, Participation, naming, version_of

PUBLIC, PARTNERS = "public", "partners"
# From the widest audience to the narrowest.
AUDIENCE_RANK: dict[Audience, int] = {"public": 0, "partners": 1, "participants": 2, "owner": 3}
RESTRICTED: frozenset[Audience] = frozenset({"partners", "participants"})
# Events that release earlier and later ones of their stream to their own audience, and those that are released.
RELEASING = frozenset(event.released_by for event in TYPES.values() if event.released_by)
RELEASED = types_that(lambda event: event.released_by)
_CORRECTED = "FactCorrected"


class ReadableEvent(Protocol):
    """What the rule needs of an event; its `data` is decoded, and of the latest version of its type."""

    @property
    def version(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def audience(self) -> Audience: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


class Access:
    """Who may read the events of one stream. `add` takes the next event, in the order of versions.

    participation: who takes part in it. released_to: for whom the conclusion is, where that is not its parties alone.
    """

    def __init__(self, stream: str, mentions: Iterable[Mention] = ()) -> None:
        self.stream = stream
        self.participation = Participation(stream)
        self.released_to: Audience | None = None
        self._releasing: list[int] = []
        for mention in mentions:
            self.add(mention)

    def mention(self, type: str, version: int, audience: Audience, data: Mapping[str, Any]) -> Mention | None:
        """What `add` has to take of the stream's next event; None where it has no effect on who may read anything."""
        if type in AMENDING:
            mentions = self.participation.mentions
            known = [id for id in targets(data) if version_of(id) in mentions]
            if not known:
                return None
            amended: dict[str, Any] = {"target": known[0]}
            if known[1:]:
                amended["also"] = known[1:]
            if type == _CORRECTED:
                types = {mentions[version_of(id)].type for id in known}
                amended["fields"] = {
                    field: names
                    for type_of_target in sorted(types)
                    for field, names in naming(self.stream, type_of_target, data["fields"]).items()
                }
            return Mention(version, type, amended)
        if audience not in RESTRICTED and not self.participation.with_parties:
            return None
        named = {field: names for field, names in naming(self.stream, type, data).items() if names}
        if type in RELEASING:
            # A conclusion that only its parties may read releases nothing.
            opens = {"opens": audience} if audience in {PUBLIC, PARTNERS} else {}
            return Mention(version, type, {**opens, **named})
        return Mention(version, type, named) if named or audience in RESTRICTED else None

    def add(self, mention: Mention) -> frozenset[str]:
        """Add the next event's mention; return who now takes part in more of the events before it."""
        gained = self.participation.add(mention)
        if mention.type in RELEASING:
            self._releasing.append(mention.version)
        mentions = self.participation.mentions
        if any(mentions[root].type in RELEASING for root in self.participation.roots(mention.version)):
            self.released_to = self._released_to()
        return gained

    def take(self, event: ReadableEvent) -> bool:
        """Add the stream's next event; whether it changes who may read the events before it."""
        mention = self.mention(event.type, event.version, event.audience, event.data)
        if mention is None:
            return False
        released_to = self.released_to
        return bool(self.add(mention)) or self.released_to != released_to

    def audience(self, event: ReadableEvent) -> Audience:
        """The event's audience, or that of the conclusion which has released it to more readers."""
        return self.audience_of(event.type, self.root(event), event.audience)

    def audience_of(self, type: str, root: int, audience: Audience) -> Audience:
        """The same of an event of this type and audience, which is or amends the fact at `root`."""
        released_to = self.released_to
        if released_to is None or audience not in RESTRICTED or as_wide(audience, released_to):
            return audience
        return released_to if self.is_released(type, root) else audience

    def concerned(self, event: ReadableEvent) -> tuple[str, ...]:
        """Who takes part in an event, sorted: they may read it unless it is the owner's."""
        return self.participation.concerned(self.root(event), event.version)

    def reads(self, subject: str | None, event: ReadableEvent) -> bool:
        """Whether a reader may read an event: for a `subject`, a cluster's or party's stream; None for anybody."""
        audience = self.audience(event)
        if audience == "public" or subject is None or audience == "owner":
            return audience == "public"
        if audience == "partners" and subject.startswith("cluster-"):
            return True
        return self.participation.takes_part(subject, self.root(event), event.version)

    def root(self, event: ReadableEvent) -> int:
        """The version of the fact that an event amends in the end, the first of several; its own, if it is no amendment.

        Who reads one of several facts reads all: an amendment of a restricted fact is of that fact alone.
        """
        return self.root_of(event.type, event.version, event.data)

    def root_of(self, type: str, version: int, data: Mapping[str, Any]) -> int:
        """The same of an event of this type."""
        return self.participation.root(version_of(data["target"])) if type in AMENDING else version

    def is_released(self, type: str, root: int) -> bool:
        """Whether an event is for whom the conclusion is; `root` is the version of the fact that it is or amends."""
        if type in AMENDING:
            mention = self.participation.mentions.get(root)
            return mention is not None and mention.type in RELEASED
        return type in RELEASED

    def _released_to(self) -> Audience | None:
        """The widest audience of a conclusion that is believed, if it is not for the parties alone."""
        releases = map(self.participation.current, self._releasing)
        opens: list[Audience] = [data["opens"] for data in releases if data is not None and "opens" in data]
        return min(opens, key=AUDIENCE_RANK.__getitem__, default=None)


def stream_access(stream: str, events: Iterable[ReadableEvent]) -> Access:
    """Who may read the events of a stream, by all of these."""
    result = Access(stream)
    for event in events:
        result.take(event)
    return result


def as_wide(audience: Audience, other: Audience) -> bool:
    """Whether an audience includes all readers of another one."""
    return AUDIENCE_RANK[audience] <= AUDIENCE_RANK[other]


def most_restricted_audience(audiences: Iterable[Audience]) -> Audience:
    """The narrowest of some audiences."""
    return max(audiences, key=AUDIENCE_RANK.__getitem__)
