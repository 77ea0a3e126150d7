"""What an owner chooses for a digest."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints

from services.notifications.channels.kinds import ChannelSettings
from services.notifications.mail.messages import MailAddress


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("it is no time zone of the IANA list, as Europe/Warsaw is") from None
    return name


class DigestSettings(ChannelSettings):
    """When a digest comes, to whom, and in which language."""

    address: MailAddress = Field(
        description="Where it goes. Its reader confirms it before the first digest.",
        examples=["office@dkm.example"],
    )
    every: Literal["day", "week"] = "day"
    weekday: int = Field(1, ge=1, le=7, description="Of a weekly digest: 1 is Monday.")
    hour: int = Field(7, ge=0, le=23, description="The hour of the local time.")
    time_zone: Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)] = Field(
        "Europe/Warsaw", description="Of the IANA list."
    )
    lang: Literal["pl", "en"] = "pl"
