"""What a kind of channel that pushes is: the rules for one's own settings and secrets, and the work of one channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict

from services.notifications.cursor import Cursor
from services.notifications.deliveries.channel import Channel, Progress, State
from services.notifications.deliveries.clock import Clock
from services.notifications.deliveries.seal import Secrets
from services.notifications.deliveries.store import Channels
from services.notifications.notifier import Notifier
from services.notifications.pages import Filters, Page, Pages, Reader
from services.notifications.subscriptions.subscription import Subscription


class ChannelSettings(BaseModel):
    """What an owner chooses for a channel; each kind has its own. Unknown members are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Made(NamedTuple):
    """What making a channel, or rotating its secrets, results in.

    state: that of the channel from now on, and why. secrets: sealed by the routes before they are stored, None for no
    change. shown: members of the answer that are shown this once, such as the secret.
    """

    state: State
    reason: str | None = None
    secrets: Secrets | None = None
    shown: Mapping[str, object] = {}
    progress: Progress | None = None


class Sent(NamedTuple):
    """What became of a test event or a challenge, for the channel's owner."""

    ok: bool
    answer: Mapping[str, object]


@dataclass(frozen=True)
class Run:
    """What a worker gives a kind for the work of one channel that it has leased.

    The lease is `channel.lease`: every write of the channel's names it, and raises `ChannelTaken` when it is over.
    """

    channel: Channel
    subscription: Subscription
    channels: Channels
    pages: Pages
    notifier: Notifier
    clock: Clock
    secrets: Secrets

    @property
    def reader(self) -> Reader:
        """Whose feed it is: that of the subscriber, no matter whose key made the channel."""
        return Reader.of(self.subscription.subscriber)

    async def after(self, cursor: Cursor, limit: int) -> Page:
        """The subscription's entries behind a cursor.

        Raises:
            Malformed: the cursor is of another epoch. The worker then disables the channel and logs why.
            Unavailable: the database is away. The worker starts the channel again.
        """
        wanted = Filters(expression=self.subscription.filter)
        return await self.pages.after(cursor, limit, self.reader, wanted)


class Kind(Protocol):
    """A kind of channel. Nothing of it keeps state of a channel outside `run`.

    All but `run` may be repeated after a crash, and then do no harm. What a kind does not offer it refuses.
    """

    name: ClassVar[str]
    settings: ClassVar[type[ChannelSettings]]
    start: ClassVar[
        Literal["beginning", "latest"]
    ]  # where a channel begins to read, unless its owner chooses

    async def create(self, channel: Channel, subscription: Subscription) -> Made:
        """Make what the channel needs elsewhere. Raises `Reply`, and then leaves nothing behind."""
        ...

    async def close(self, channel: Channel) -> None:
        """Take down what the channel has elsewhere; also of one that was made in part. Returns, or raises, in seconds."""
        ...

    async def rotate(self, channel: Channel, secrets: Secrets) -> Made:
        """Give it other secrets."""
        ...

    async def challenge(self, channel: Channel, secrets: Secrets) -> Sent:
        """Ask the receiver whether it wants the events; a channel that is pending becomes active when it does."""
        ...

    async def test(self, channel: Channel, secrets: Secrets) -> Sent:
        """Send an event that is marked as a test."""
        ...

    async def run(self, run: Run) -> None:
        """Push the subscription's events from the channel's cursor on, until cancelled or the lease is over."""
        ...

    def resumed(self, channel: Channel) -> Progress:
        """The progress with which a channel goes on that was paused or disabled."""
        ...

    def shown(self, channel: Channel, secrets: Secrets) -> Mapping[str, object]:
        """Further members for the channel's owner, no secrets."""
        ...
