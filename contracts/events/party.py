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


class Naming(Model):
    """How a party or a cluster is called."""

    names: Names
    abbreviation: Label | None = None


class RenameParty(Naming, Command):
    """Record how a party is called from now on."""

    collection, verb, aggregate = "parties", "rename", "party"


class PartyRenamed(Naming, Event):
    """The party has these names from then on; it keeps its id, and its earlier names stay findable."""

    type, aggregate = "PartyRenamed", "party"
    command = RenameParty
    names_stream = True
    heading = ("Nowa nazwa: {renamed}", "New name: {renamed}")


class AddPartyAlias(Naming, Command):
    """Record how a party is called too, besides its names."""

    collection, verb, aggregate = "parties", "add-alias", "party"


class PartyAliasAdded(Naming, Event):
    """The party is called so too; its names stay as they are."""

    type, aggregate = "PartyAliasAdded", "party"
    command = AddPartyAlias
    sentence = ("{about}, inna nazwa: {renamed}", "{about}, another name: {renamed}")


class Identification(Model):
    """A number in a public register, or a website."""

    scheme: Kind = Field(examples=["nip", "regon", "krs", "lei", "ror", "website"])
    value: Label = Field(examples=["5260250274"])


def claims_of(category: str, identification: Identification) -> tuple[Claim, ...]:
    """The value that only one stream of a category may have: any number, but no website, which several may share."""
    scheme, value = identification.scheme, identification.value
    return () if scheme == "website" else (Claim(f"{category}-{scheme}", value),)


class IdentifyParty(Identification, Command):
    """Give a party's number in a public register. Spaces and hyphens do not count."""

    collection, verb, aggregate = "parties", "identify", "party"


class PartyIdentified(Identification, Event):
    """The party has this number in this register; no other party has."""

    type, aggregate = "PartyIdentified", "party"
    command = IdentifyParty
    sentence = ("{about}, numer w rejestrze: {scheme}", "{about}, number in a register: {scheme}")

    def claims(self) -> tuple[Claim, ...]:
        """A number belongs to one party; a website may be that of several, as a university's is of its institutes."""
        return claims_of("party", self)


class _Link(Model):
    other: ActorRef
    evidence: Text
    certainty: Literal["certain", "likely", "possible"] = "likely"


class LinkIdentity(_Link, Command):
    """Record that two entries of the record speak of one body, and how that is known.

    A certain link says that they are one party; one that is likely or possible is a proposal.
    """

    collection, verb, aggregate = "parties", "link", "party"


class IdentityLinked(_Link, Event):
    """Both entries stay; each refers its readers to the other."""

    type, aggregate = "IdentityLinked", "party"
    command = LinkIdentity
    sentence = ("Powiązane wpisy: {about}, {other}", "Linked entries: {about}, {other}")


class _Acceptance(Model):
    other: ActorRef
    evidence: Text | None = None


class AcceptIdentity(_Acceptance, Command):
    """Accept a proposed link: the two entries are one party from now on. The other entry's key may, or an administrator's."""

    collection, verb, aggregate = "parties", "accept-link", "party"


class IdentityAccepted(_Acceptance, Event):
    """The proposed link is certain; the two entries are one party until they are unlinked."""

    type, aggregate = "IdentityAccepted", "party"
    command = AcceptIdentity
    sentence = ("Jeden podmiot: {about}, {other}", "One party: {about}, {other}")


class _Rejection(Model):
    other: ActorRef
    reason: Text | None = None


class RejectIdentity(_Rejection, Command):
    """Record that two entries that look alike speak of two bodies, so that nobody is asked again."""

    collection, verb, aggregate = "parties", "reject-link", "party"


class IdentityRejected(_Rejection, Event):
    """The entries speak of two bodies; a link that was proposed is declined."""

    type, aggregate = "IdentityRejected", "party"
    command = RejectIdentity
    sentence = ("Dwa różne podmioty: {about}, {other}", "Two parties: {about}, {other}")
    ends = ("IdentityLinked",)
    sourced = False


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
    ends = ("IdentityLinked", "IdentityAccepted")
