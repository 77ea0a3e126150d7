"""The fields that all commands and all events share, and the stored form of an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, ClassVar, Literal, NamedTuple, Self

import orjson
from pydantic import Field, model_validator

from contracts import visible
from contracts.fields import Audience, Citation, Date, Label, Mode, Model, Occurred

CommandScope = Literal["record:write", "record:admin", "subscriptions:write", "operate"]
_set = object.__setattr__  # events are frozen


class Claim(NamedTuple):
    """A value that only one stream may hold."""

    scheme: str
    value: str


class Command(Model):
    """What somebody asks the record to accept. Subclasses add the fields of their event."""

    collection: ClassVar[str]
    verb: ClassVar[str]
    aggregate: ClassVar[str]
    # A key needs one of these scopes. Where it is `subscriptions:write`, the key needs a subject too.
    scopes: ClassVar[tuple[CommandScope, ...]] = ("record:write",)
    foretells: ClassVar[bool] = False  # whether it speaks of what is still to come
    # Fields that stand in no event: there a salted digest stands for each, and the value is sealed apart.
    sealed: ClassVar[tuple[str, ...]] = ()
    erases: ClassVar[bool] = False  # whether it destroys the key to all that was sealed on the stream

    occurred: Date | None = Field(
        None, description="When it was so: an EDTF string, or {edtf, phrase, inferred_from}."
    )
    sources: tuple[Citation, ...] = Field((), max_length=50)
    mode: Mode = "performed"
    audience: Audience | None = Field(
        None,
        description="Who may read it; when left out, the event's own, and public for what a source has reported.",
    )

    @model_validator(mode="after")
    def _is_seen(self) -> Self:
        """Only commands are checked: an event that was recorded before these rules is read as it is."""
        visible.check(self)
        return self

    def targets(self) -> Mapping[str, str]:
        """Streams that must be in the record before the command is accepted, with the pointers that name them."""
        return {}


# `type` is a class variable of events.
_CommandType = type[Command]


class Event(Model):
    """A fact of the record. What others must know of it is declared here, in literals that never follow a rename.

    command: the command that leads to it. audience: who may read it where the command has no audience.
    parties_in, joining_in, leaving_in: the fields that name who takes part in the stream: altogether, from this event on, up
    to this event (`contracts.participation`). In a stream without parties, everybody whom a fact names takes part in it.
    released_by: the event with whose audience this one becomes readable, where that is wider (ADR 6).
    ends: the events of its stream that are true no longer.
    names_stream: its `names` and `abbreviation` are those of its stream from then on.
    heading: its heading in the timeline, Polish and English, for what is no heading of its stream. The words in braces are
    fields, and `lane`, `about`, `colon`, … of `contracts/headings.py`.
    sentence: what a reader of the feed is shown, where that is not the heading.
    once: two of them that report the same occurrence report one. sourced: whether there should be a document of it.
    """

    type: ClassVar[str]
    version: ClassVar[int] = 1
    aggregate: ClassVar[str]
    audience: ClassVar[Audience] = "public"
    command: ClassVar[_CommandType]
    parties_in: ClassVar[tuple[str, ...]] = ()
    joining_in: ClassVar[tuple[str, ...]] = ()
    leaving_in: ClassVar[tuple[str, ...]] = ()
    released_by: ClassVar[str | None] = None
    ends: ClassVar[tuple[str, ...]] = ()
    names_stream: ClassVar[bool] = False
    heading: ClassVar[tuple[str, str] | None] = None
    sentence: ClassVar[tuple[str, str] | None] = None
    once: ClassVar[bool] = False
    sourced: ClassVar[bool] = True

    occurred: Occurred | None = None
    sources: tuple[Citation, ...] = ()
    mode: Mode = "performed"
    actor: Label | None = Field(None, description="The key under which it was recorded, by an opaque id.")

    @classmethod
    def of(cls, command: Command, **changes: Any) -> Self:
        """The event with the command's fields. The command is valid, so nothing is checked twice.

        Raises:
            TypeError: `changes` names a field that the event lacks, or leaves one out that the command does not have.
        """
        shape = _shape(cls, type(command))
        if shape.missing != changes.keys() and not shape.missing <= changes.keys() <= shape.template.keys():
            raise TypeError(
                f"{cls.__name__} of {type(command).__name__} cannot be made with {sorted(changes)}"
            )
        values = shape.template.copy()
        values.update(zip(shape.taken, shape.values_of(command.__dict__), strict=True))
        values.update(changes)
        # What `model_construct` does, without looking at every field again: this is done for every command.
        event = cls.__new__(cls)
        _set(event, "__dict__", values)
        _set(event, "__pydantic_fields_set__", {*shape.taken, *changes})
        _set(event, "__pydantic_extra__", None)
        _set(event, "__pydantic_private__", None)
        return event

    def claims(self) -> tuple[Claim, ...]:
        """Values that no other stream may hold after this event."""
        return ()

    def encode(self, actor: str) -> bytes:
        """The event's data in RFC 8785 form: the bytes that are stored and delivered for ever."""
        data = self.__pydantic_serializer__.to_python(self, by_alias=True, exclude_none=True)
        data["actor"] = actor
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


class _Shape(NamedTuple):
    """How events of one class are made from commands of one class."""

    template: dict[str, Any]  # every field in its order, with its default
    taken: tuple[str, ...]
    values_of: itemgetter[Any]
    missing: frozenset[str]


@cache
def _shape(event: type[Event], command: type[Command]) -> _Shape:
    fields = event.model_fields
    taken = tuple(name for name in fields if name in command.model_fields)
    return _Shape(
        template={
            name: None if field.is_required() else field.get_default() for name, field in fields.items()
        },
        taken=taken,
        values_of=itemgetter(*taken),
        missing=frozenset(name for name, field in fields.items() if field.is_required()) - {*taken},
    )


class Recorded(NamedTuple):
    """One event as the log holds it."""

    position: int
    stream: str
    version: int
    type: str
    schema_version: int
    recorded_at: datetime
    audience: Audience
    salt: bytes
    correlation_id: str
    causation_id: str | None
    data: bytes

    @property
    def id(self) -> str:
        """The event's id, which is its address: the stream and the version in it."""
        return f"{self.stream}@{self.version}"


class Ranking(NamedTuple):
    """The rank of a value of a fact in one field: preferred, normal or deprecated; and who gave it, by which event."""

    rank: str = "normal"
    event: str | None = None  # None: nobody ranked it
    by: str | None = None
    reason: str | None = None


class FactValue(NamedTuple):
    """One of several values of a field that a party or a source disputes.

    event: the fact itself for the value that was recorded, else the dispute that gives it. by: who gives it, None for a
    source alone. decides: whether it is the value of the fact now.
    """

    event: str
    field: str
    value: Any  # JSON, of the field's own form; None where there should be none
    by: str | None
    reason: str | None
    sources: tuple[Mapping[str, Any], ...]
    ranking: Ranking
    decides: bool


class Opinion(NamedTuple):
    """One party's opinion of a fact: its event, in whose name, the reason, and the cited sources."""

    event: str
    by: str
    reason: str | None
    sources: tuple[Mapping[str, Any], ...] = ()


class Fact(NamedTuple):
    """One event as a reader folds it: decoded, upcast to the latest version of its type."""

    id: str
    position: int
    stream: str
    version: int
    type: str
    recorded_at: datetime
    audience: Audience
    data: Mapping[str, Any]
    amended_by: tuple[str, ...] = ()  # ids of the amendments that `data` already follows, oldest first
    disputes: tuple[Opinion, ...] = ()  # by whom it is disputed now, oldest first
    confirmations: tuple[Opinion, ...] = ()
    # The values of each field that somebody gives otherwise, the recorded one first; `undecided` are those without one that
    # is preferred to all others.
    values: tuple[FactValue, ...] = ()
    undecided: tuple[str, ...] = ()


def widest(command: Command, own: Audience) -> Audience:
    """The audience of an event: what the command asks for, else its own; what a source has published is public."""
    if command.audience is not None:
        return command.audience
    if command.mode == "reported" and own in {"partners", "participants"}:
        return "public"
    return own
