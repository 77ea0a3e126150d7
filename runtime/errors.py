"""Every error of Upland, in one tree. The class alone decides what happens.

UplandError
├── Reply                 the caller gets a problem document (RFC 9457)
│   ├── Malformed            400  the request cannot be read
│   │   ├── IncompleteBody        the connection ended before the body was complete
│   │   ├── UnknownCursor         the feed has no such place
│   │   └── OtherEpoch            the cursor is from before the record was restored
│   ├── Unauthenticated      401  no key or token, or a wrong one
│   ├── Forbidden            403  the key lacks a scope, or may not write for this stream
│   ├── NotFound             404
│   │   └── Revoked              410  a subscription has ended
│   ├── TooSlow              408  a part of the request did not come in time
│   ├── SlowReader           408  a stream was not read; said in the stream itself
│   ├── WrongVersion         409  the stream has moved on            (decided again, unless If-Match named a version)
│   ├── KeyReused            409  an idempotency key came back with another body
│   ├── TooLarge             413
│   ├── UnsupportedMedia     415
│   │   └── UnsupportedEncoding   the body is compressed
│   ├── Refused              422  a rule of the domain refuses
│   ├── HeadTooLarge         431
│   ├── TooManyRequests      429  this caller asks for too much; Retry-After
│   ├── Overloaded           503  the queue of the log is full; Retry-After
│   ├── Unavailable          503  the log cannot be reached; Retry-After
│   │   ├── OtherLog              it is not the log that the reader's rows were made from
│   │   └── LeaseLost             another process has become the relay
│   ├── IssuerUnavailable    503  a token cannot be verified now; Retry-After
│   ├── TooMuchWork          503  a question that takes too long, or needs too much of the disk; Retry-After
│   ├── NotLaidOut           503  the network's picture has no places yet; Retry-After
│   ├── Untimely             503  the clock cannot be believed; Retry-After
│   ├── NotReached           504  a position did not come in time; Retry-After
│   └── Replaced             500  a name was wrapped by a master key that is no longer in its file
├── Poison                a record that cannot be applied: set aside with its bytes, its stream waits
│   └── Foreign              it is not ours: no stream waits for it
├── FencedOut             a consumer lost its checkpoints to another process: it loads them and goes on
├── ChannelTaken          a channel is run by another process now, or was changed: its work here ends
├── RequestTaken          two requests with one Idempotency-Key make a channel at once: the first one's is the answer
├── TopicReplaced         a partner's topic is another one, or holds less: its channel begins again with it
├── Blocked               the relay must not publish: readiness gives the reason
├── Changed               the topic, or the log's epoch, is another one: the relay begins again
├── WorkerLost            a process that folded for a rebuild has ended
└── OperationFailed       `upland` prints the message as one line and ends with exit code 1
    ├── BackupUnusable       the file is no backup, is damaged, or is of a later release
    ├── CommandRefused       what the operator wants cannot be done
    ├── NotSetUp             there is no instance in the data folder
    ├── UpFailed             the instance could not be started, or not be stopped
    ├── PartFailed           a part of the instance did not become ready
    ├── AccountMissing       PostgreSQL has no account to run under
    ├── PostgresFailed       PostgreSQL does not start, or one of its programs failed
    ├── KafkaFailed          Kafka does not start, or lacks its topic
    ├── JarsMissing          Kafka's jars cannot be had
    ├── ServiceUnreachable   a service does not answer, or answers with an error
    ├── KeyRefused           an API key cannot be issued or revoked
    ├── RotationRefused      a key of names or channels cannot be replaced now
    ├── RebuildCancelled     an operator has cancelled a rebuild
    ├── RebuildRefused       read models cannot be rebuilt now
    │   └── Busy                another rebuild is running
    ├── FeedRefused          the feed cannot be rebuilt now
    ├── ImportFaults         files that cannot be imported
    ├── RegistryAway         the registry does not answer an import or an export
    ├── HeaderWrong          a table's header cannot be understood
    ├── MappingWrong         what is said of a table's columns cannot be understood
    └── Unclear              a date cannot be understood

Outside of it is only `contracts.upcasters.UnknownEvent`: contracts import nothing of ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, ClassVar


class UplandError(Exception):
    """The root of the tree."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field; `pointer` is an RFC 6901 JSON pointer into the body."""

    pointer: str
    message: str


@dataclass
class Reply(UplandError):
    """An error that the caller gets as a problem document."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"
    wait: ClassVar[str] = ""  # seconds after which it may be tried again, where that may help

    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    numbers: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.detail or self.title

    @property
    def headers(self) -> dict[str, str]:
        """Headers that go with the answer."""
        return {"Retry-After": self.wait} if self.wait else {}

    def problem(self) -> dict[str, Any]:
        """The members of the problem document."""
        body: dict[str, Any] = {"type": f"/problems/{self.slug}", "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [{"pointer": e.pointer, "message": e.message} for e in self.errors]
        return body | self.numbers


class Malformed(Reply):
    """The request cannot be read."""

    status, slug, title = 400, "malformed", "The request cannot be read"


class IncompleteBody(Malformed):
    """The connection ended before the body was complete."""


class UnknownCursor(Malformed):
    """No answer of this feed can have given the cursor."""

    slug, title = "unknown-cursor", "This feed has no such cursor"


class OtherEpoch(Malformed):
    """The cursor is of another epoch of the record than the feed: the record was restored since."""

    slug, title = "other-epoch", "The record was restored since this cursor"


class Unauthenticated(Reply):
    """No key, or a key that is not known."""

    status, slug, title = 401, "unauthenticated", "A key is needed"

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(Reply):
    """The key does not allow this."""

    status, slug, title = 403, "forbidden", "This key does not allow it"


class NotFound(Reply):
    """There is nothing at this address."""

    status, slug, title = 404, "not-found", "There is nothing here"


class Revoked(NotFound):
    """The subscription was revoked: nothing is read by it any more."""

    status, slug, title = 410, "revoked", "The subscription is revoked"


class TooSlow(Reply):
    """A part of the request did not come in time."""

    status, slug, title = 408, "too-slow", "The request took too long"


class SlowReader(Reply):
    """A client does not read the stream that it opened. It is the last event of that stream, never a status."""

    status, slug, title = 408, "slow-reader", "The stream was not read"


class WrongVersion(Reply):
    """The stream is not at the version that was expected."""

    status, slug, title = 409, "wrong-version", "The stream has moved on"

    @classmethod
    def of(cls, stream: str, expected: int, actual: int) -> WrongVersion:
        """The error with its numbers."""
        return cls(
            f"Stream {stream} is at version {actual}, not {expected}. Read it again and decide on its present state.",
            numbers={"stream": stream, "expected": expected, "actual": actual},
        )


class KeyReused(Reply):
    """An idempotency key came back with another body."""

    status, slug, title = 409, "key-reused", "This Idempotency-Key was used with another body"


class TooLarge(Reply):
    """The body is over the limit."""

    status, slug, title = 413, "too-large", "The body is too large"


class HeadTooLarge(Reply):
    """The request's head is over a bound."""

    status, slug, title = 431, "head-too-large", "The head of the request is too large"


class UnsupportedMedia(Reply):
    """The body's media type is not one that is read here."""

    status, slug, title = 415, "unsupported-media", "This media type is not read here"


class UnsupportedEncoding(UnsupportedMedia):
    """The body is compressed."""

    @property
    def headers(self) -> dict[str, str]:
        return {"Accept-Encoding": "identity"}


class Refused(Reply):
    """A rule of the domain refuses the command."""

    status, slug, title = 422, "refused", "A rule refuses this"

    @classmethod
    def by(cls, rule: str, detail: str, pointer: str = "", **numbers: object) -> Refused:
        """The refusal by a named rule; `pointer` is the field at fault, and `numbers` are those of the case."""
        return cls(detail, (FieldError(pointer, detail),) if pointer else (), {"rule": rule, **numbers})


@dataclass
class TooManyRequests(Reply):
    """One caller asks for more than its share; `retry_after` is in seconds."""

    status, slug, title = 429, "too-many-requests", "Too many requests"

    retry_after: float = 1.0

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(max(1, math.ceil(self.retry_after)))}


class Overloaded(Reply):
    """More waits for the log than it can take."""

    status, slug, title, wait = 503, "overloaded", "The log is busy", "1"


class Unavailable(Reply):
    """The log, or the database behind it, cannot be reached."""

    status, slug, title, wait = 503, "unavailable", "The log cannot be reached", "2"


class TooMuchWork(Reply):
    """A question takes longer, or needs more of the disk, than one may."""

    status, slug, title, wait = 503, "too-much-work", "The question takes too long", "10"


class NotLaidOut(Reply):
    """So much was recorded at once that the network's picture is still being laid out."""

    status, slug, title, wait = 503, "not-laid-out", "The picture is not laid out yet", "2"


class OtherLog(Unavailable):
    """The log is not the one that a reader's rows are of. The message gives the reason, and what to do."""


class Untimely(Reply):
    """The clock that events are recorded by cannot be believed."""

    status, slug, title, wait = 503, "untimely", "The clock cannot be believed", "60"


class NotReached(Reply):
    """The read model did not reach a position in time."""

    status, slug, title = 504, "not-reached", "The position was not reached in time"
    wait = "2"


class Poison(UplandError):
    """A record that cannot be applied; the message gives the reason."""


class Foreign(Poison):
    """A record on our topic that is not in our log."""


class OperationFailed(UplandError):
    """What an operator wants cannot be done; the message gives the reason, and what to do."""
