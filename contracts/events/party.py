"""Organisations, their units, cities and regions."""

from typing import Literal

from contracts.envelope import Command, Event
from contracts.fields import Label, Model, Names, PartyRef


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
