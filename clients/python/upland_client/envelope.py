"""The members that every event has: CloudEvents 1.0 and the extensions of Upland."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Envelope(TypedDict):
    """An event without its type and data.

    `id` is `subject@streamversion`; `sequence` the position in the log in 20 digits; `time` when it was recorded, in UTC with
    six decimals. `audience` and `salt` are there only if it is not for everybody.
    """

    specversion: Literal["1.0"]
    id: str
    source: str
    subject: str
    time: str
    datacontenttype: Literal["application/json"]
    dataschema: str
    sequence: str
    streamversion: str
    correlationid: str
    causationid: NotRequired[str]
    audience: NotRequired[Literal["partners", "participants"]]
    salt: NotRequired[str]
