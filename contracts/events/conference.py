"""Conferences where clusters meet."""

from contracts.envelope import Command, Event
from contracts.fields import ActorRef, Count, Label, Model, Names, Place, Texts


class _ConferenceFields(Model):
    names: Names
    abbreviation: Label | None = None
    place: Place | None = None
    organiser: ActorRef | None = None
    countries: Count | None = None
    theme: Texts | None = None


class HoldConference(_ConferenceFields, Command):
    """Record that a conference took place; `occurred` is the interval from its first to its last day."""

    collection, verb, aggregate = "conferences", "hold", "conference"


class ConferenceHeld(_ConferenceFields, Event):
    """A conference took place; guests came from so many countries."""

    type, aggregate = "ConferenceHeld", "conference"
    command = HoldConference
    sentence = ("Konferencja: {about}", "Conference: {about}")
    once = True
