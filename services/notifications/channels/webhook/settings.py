"""What the owner of a webhook chooses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from services.notifications.channels.kinds import ChannelSettings
from services.notifications.mail.messages import MailAddress


class WebhookSettings(ChannelSettings):
    """Where events are posted, and how."""

    url: Annotated[str, Field(max_length=2_000, examples=["https://partner.example/hooks/upland"])] = Field(
        description="The receiver's address: HTTPS, port 443 or above 1023, a public address."
    )
    signature: Literal["v1", "v1a"] = Field(
        "v1", description="By a shared secret (`v1`, HMAC-SHA256) or by a key pair (`v1a`, ed25519)."
    )
    content: Literal["event", "batch"] = Field("event", description="One event in a request, or several.")
    batch_size: Annotated[int, Field(ge=1, le=500)] = Field(
        100, description="Events in a request at most, where there are several."
    )
    streams_at_once: Annotated[int, Field(ge=1, le=50)] = Field(
        10, description="Requests under way at once at most; those of one stream come one after another."
    )
    contact: MailAddress | None = Field(
        None,
        description="Who gets a mail when the webhook is disabled.",
        examples=["integration@dkm.example"],
    )
    lang: Literal["pl", "en"] = Field("pl", description="The language of that mail.")
    label: Annotated[str, Field(max_length=100)] | None = Field(None, description="For its owner.")
