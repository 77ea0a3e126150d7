"""Persons: an id made by the server, and the functions they held. No event holds a name in clear."""

from contracts.envelope import Command, Event
from contracts.fields import Model, Names, PartyRef


class RegisterPerson(Command):
    """Make an id for a person. Only the server chooses it."""

    collection, verb, aggregate = "persons", "register", "person"


class PersonRegistered(Event):
    """There is a person with this id."""

    type, aggregate, audience = "PersonRegistered", "person", "owner"


class _Function(Model):
    organisation: PartyRef
    title: Names


class AssumeFunction(_Function, Command):
    """Say that a person holds a function; `occurred` is when it began or was held."""

    collection, verb, aggregate = "persons", "assume-function", "person"


class FunctionAssumed(_Function, Event):
    """The person acts for the organisation under this title."""

    type, aggregate = "FunctionAssumed", "person"
