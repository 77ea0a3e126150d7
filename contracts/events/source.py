"""Sources: the documents that report facts."""

from pydantic import Field

from contracts.envelope import Claim, Command, Event
from contracts.fields import Edtf, LanguageTag, Model, Names, PartyRef, Sha256, SourceRef, Url


class _Registration(Model):
    title: Names
    publisher: PartyRef | None = None
    language: LanguageTag
    url: Url | None = None
    published: Edtf | None = None
    hash: Sha256 = Field(description="SHA-256 of the document's bytes, in hex.")
    translation_of: SourceRef | None = None


class RegisterSource(_Registration, Command):
    """Enter a document into the record. One document is one source; a translation is another."""

    collection, verb, aggregate = "sources", "register", "source"


class SourceRegistered(_Registration, Event):
    """There is a document with this hash."""

    type, aggregate = "SourceRegistered", "source"
    command = RegisterSource
    sentence = ("Nowe źródło: {about}", "New source: {about}")
    sourced = False

    def claims(self) -> tuple[Claim, ...]:
        """A document is registered once."""
        return (Claim("source-hash", self.hash),)
