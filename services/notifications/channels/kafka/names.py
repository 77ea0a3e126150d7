"""The names of a partner on Kafka: its topic, its principal and its consumer groups. Pure.

A principal's name means the same at every listener of the broker, so no partner may have the name of one of ours.
"""

from __future__ import annotations

from typing import NamedTuple

from contracts.streams import StreamName

# What logs in to Kafka for Upland itself, by `ops.kafka.principals` and the broker's configuration.
RESERVED = frozenset(
    {"upland", "controller", "registry", "relay", "projections", "notifications", "partners", "anonymous"}
)
_CATEGORIES = ("cluster", "party")


class Partner(NamedTuple):
    """One channel's names. `name` is the principal; `prefix` begins the names of all partners' topics."""

    name: str
    prefix: str

    @property
    def topic(self) -> str:
        """The topic, as in `upland.partner.dkm`."""
        return self.prefix + self.name

    @property
    def groups(self) -> str:
        """How the names of its consumer groups begin, as in `dkm.`."""
        return f"{self.name}."


def partner_name(subscriber: str, suffix: str | None = None) -> str:
    """The partner's name: `dkm` for `cluster-dkm`, the stream's full name for others, then `.suffix` where there is one.

    Clusters whose id would read like another stream's name, or is reserved, keep the full name as well, so that no two
    partners have one name: an id has no dot in it, and a suffix none either.
    """
    category, id = StreamName.parse(subscriber)
    plain = category == "cluster" and id not in RESERVED and id.split("-")[0] not in _CATEGORIES
    name = id if plain else subscriber
    return f"{name}.{suffix}" if suffix else name
