"""Organisations, their units, cities and regions."""

from typing import Literal

from pydantic import Field

from contracts.envelope import Claim, Command, Event
from contracts.fields import ActorRef, Kind, Label, Model, Names, PartyRef, Text


class _Registration(Model):
    kind: Literal["organisation", "unit", "city", "region"]
    names: Names
    abbreviation: Label | None = None
    part_of: PartyRef | None = None


class RegisterParty(_Registration, Command):
    """Enter a party into the record."""

    collection, verb, aggregate = "parties", "register", "party"


class PartyRegistered(_Registration, Event):
    """A party is known under these names; its kind never changes."""

    type, aggregate = "PartyRegistered", "party"
    command = RegisterParty
    sentence = ("Nowy podmiot: {about}", "New party: {about}")
    names_stream = True


class _Naming(Model):
    names: Names
    abbreviation: Label | None = None


class RenameParty(_Naming, Command):
    """Record how a party is called from now on."""

    collection, verb, aggregate = "parties", "rename", "party"


class PartyRenamed(_Naming, Event):
    """The party has these names from then on; it keeps its id, and its earlier names stay findable."""

    type, aggregate = "PartyRenamed", "party"
    command = RenameParty
    names_stream = True
    heading = ("Nowa nazwa: {renamed}", "New name: {renamed}")


class _Identification(Model):
    scheme: Kind = Field(examples=["nip", "regon", "krs", "lei", "ror"])
    value: Label = Field(examples=["5260250274"])


class IdentifyParty(_Identification, Command):
    """Give a party's number in a public register. Spaces and hyphens do not count."""

    collection, verb, aggregate = "parties", "identify", "party"


class PartyIdentified(_Identification, Event):
    """The party has this number in this register; no other party has."""

    type, aggregate = "PartyIdentified", "party"
    command = IdentifyParty
    sentence = ("{about}, numer w rejestrze: {scheme}", "{about}, number in a register: {scheme}")

    def claims(self) -> tuple[Claim, ...]:
        """A number belongs to one party."""
        return (Claim(f"party-{self.scheme}", self.value),)


class _Link(Model):
    other: ActorRef
    evidence: Text
    certainty: Literal["certain", "likely", "possible"] = "likely"


class LinkIdentity(_Link, Command):
    """Record that two entries of the record speak of one body, and how that is known."""

    collection, verb, aggregate = "parties", "link", "party"


class IdentityLinked(_Link, Event):
    """Both entries stay; each refers its readers to the other."""

    type, aggregate = "IdentityLinked", "party"
    command = LinkIdentity
    sentence = ("Powiązane wpisy: {about}, {other}", "Linked entries: {about}, {other}")


class _Unlink(Model):
    other: ActorRef
    reason: Text


class UnlinkIdentity(_Unlink, Command):
    """Record that two entries that were linked speak of two bodies after all."""

    collection, verb, aggregate = "parties", "unlink", "party"


class IdentityUnlinked(_Unlink, Event):
    """The entries are no longer linked."""

    type, aggregate = "IdentityUnlinked", "party"
    command = UnlinkIdentity
    sentence = ("Rozdzielone wpisy: {about}, {other}", "Separated entries: {about}, {other}")
    ends = ("IdentityLinked",)
