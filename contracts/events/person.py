"""Persons: an id made by the server, and their functions. No event has a name in clear."""

from typing import Annotated, ClassVar

from pydantic import Field, Secret

from contracts.envelope import Command, Event
from contracts.fields import Label, Model, Names, PartyRef, Text
from contracts.patterns import text_of

# Base64url of the SHA-256 of a disclosure, as RFC 9901 writes it: see `contracts/disclosures.py`.
Digest = Annotated[str, text_of(r"^[A-Za-z0-9_-]{43}$", "a digest: 43 characters of base64url")]


class RegisterPerson(Command):
    """Make an id for a person. Only the server chooses it. A name is sealed, and opened only for who may read it."""

    collection, verb, aggregate = "persons", "register", "person"
    sealed: ClassVar = ("name",)

    name: Secret[Label] | None = Field(
        None, description="How the person is called. It stands in no event, no log and no view."
    )


class PersonRegisteredV1(Event):
    """There is a person with this id."""

    type, aggregate, audience = "PersonRegistered", "person", "owner"
    command = RegisterPerson


class PersonRegistered(Event):
    """There is a person with this id. Each digest stands for a field that was sealed."""

    type, version, aggregate, audience = "PersonRegistered", 2, "person", "owner"
    command = RegisterPerson
    sentence = ("Nowa osoba w rejestrze", "A person was registered")
    sourced = False

    sd: Annotated[tuple[Digest, ...], Field(max_length=50)] = Field(
        (), alias="_sd", description="RFC 9901: base64url of the SHA-256 of each disclosure, in their order."
    )


class _Function(Model):
    organisation: PartyRef
    title: Names


class AssumeFunction(_Function, Command):
    """Record that a person has a function; `occurred` is its beginning or its time."""

    collection, verb, aggregate = "persons", "assume-function", "person"


class FunctionAssumed(_Function, Event):
    """The person acts for the organisation under this title."""

    type, aggregate = "FunctionAssumed", "person"
    command = AssumeFunction
    heading = ("{organisation}, funkcja: {title}", "{organisation}, function: {title}")


class EndFunction(_Function, Command):
    """Record the end of a person's function; `occurred` is when it ended, the title is the recorded one."""

    collection, verb, aggregate = "persons", "end-function", "person"


class FunctionEnded(_Function, Event):
    """The person no longer acts for the organisation under this title."""

    type, aggregate = "FunctionEnded", "person"
    command = EndFunction
    heading = ("{organisation}, koniec funkcji: {title}", "{organisation}, function ended: {title}")
    ends = ("FunctionAssumed",)


class _Erasure(Model):
    legal_basis: Text = Field(
        description="Why the name has to go, such as a provision of law. Never the name itself: this text stays."
    )


class ErasePerson(_Erasure, Command):
    """Destroy the key to a person's name, for good. The id and the functions stay."""

    collection, verb, aggregate = "persons", "erase", "person"
    erases: ClassVar = True


class PersonErased(_Erasure, Event):
    """What was sealed for this person cannot be opened any more, and nothing can be sealed for it again."""

    type, aggregate, audience = "PersonErased", "person", "owner"
    command = ErasePerson
    sentence = ("Usunięcie danych osoby", "A person’s name was erased")
    sourced = False
