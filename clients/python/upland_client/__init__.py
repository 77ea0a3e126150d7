"""A client of Upland's record for partners: `Client` reads the feed and the stream, `Webhook` verifies what is posted.

A `Journal` keeps the cursor and what was handled, in a store of yours or in a file, so that each event is handled once.
"""

from upland_client.client import Client
from upland_client.errors import (
    Disconnected,
    InvalidSignature,
    OtherEpoch,
    Refused,
    UnknownCursor,
    UplandError,
)
from upland_client.events import Event, known
from upland_client.journal import FileStore, Journal, MemoryStore, Store
from upland_client.keys import Jwks
from upland_client.progress import Entry, Progress
from upland_client.webhooks import Received, Webhook

__all__ = [
    "Client",
    "Disconnected",
    "Entry",
    "Event",
    "FileStore",
    "InvalidSignature",
    "Journal",
    "Jwks",
    "MemoryStore",
    "OtherEpoch",
    "Progress",
    "Received",
    "Refused",
    "Store",
    "UnknownCursor",
    "UplandError",
    "Webhook",
    "known",
]
