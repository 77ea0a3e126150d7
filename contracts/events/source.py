"""Sources: the documents that report facts."""

from typing import Literal

from pydantic import Field

from contracts.envelope import Claim, Command, Event
from contracts.fields import Edtf, LanguageTag, Model, Names, PartyRef, Sha256, SourceRef, Url

SourceType = Literal["file", "web-page", "paper", "letter", "register", "conversation"]
_TYPE = "What the source is: a file, a page on the web, a document on paper, a letter, a public register, or a conversation."
_HASH = "SHA-256 of the document's bytes, in hex."


class _Registration(Model):
    title: Names
    publisher: PartyRef | None = None
    language: LanguageTag
    url: Url | None = None
    published: Edtf | None = None
    translation_of: SourceRef | None = None


class RegisterSource(_Registration, Command):
    """Enter a document into the record. One document is one source; a translation is another."""

    collection, verb, aggregate = "sources", "register", "source"

    source_type: SourceType | None = Field(
        None,
        description=f"{_TYPE} A page has an address. Paper and a conversation have no hash: a scan is a file.",
    )
    hash: Sha256 | None = Field(None, description=f"{_HASH} Left out where they are not at hand.")


class SourceRegisteredV1(_Registration, Event):
    """There is a document with this hash; version 1 always has one."""

    type, aggregate = "SourceRegistered", "source"
    command = RegisterSource
    sourced = False

    hash: Sha256 = Field(description=_HASH)


class SourceRegisteredV2(_Registration, Event):
    """There is a document; its bytes were not at hand where the hash is left out; version 2 has no type."""

    type, version, aggregate = "SourceRegistered", 2, "source"
    command = RegisterSource
    sourced = False

    hash: Sha256 | None = Field(None, description=_HASH)


class SourceRegistered(_Registration, Event):
    """There is a source: a document, or what somebody said; its bytes were not at hand where the hash is left out."""

    type, version, aggregate = "SourceRegistered", 3, "source"
    command = RegisterSource
    sentence = ("Nowe źródło{source_type}: {about}", "New source{source_type}: {about}")
    sourced = False

    source_type: SourceType | None = Field(None, description=_TYPE)
    hash: Sha256 | None = Field(None, description=_HASH)

    def claims(self) -> tuple[Claim, ...]:
        """A document whose bytes are known is registered once."""
        return (Claim("source-hash", self.hash),) if self.hash is not None else ()
