"""Numbers in public registers: a party or a cluster has one in each."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.events.party import Identification
from runtime.errors import Refused
from runtime.register_numbers import normalise


def number_of(numbers: Mapping[str, str], command: Identification, category: str) -> str:
    """The number of a command as it is recorded. `numbers`: those that the party or the cluster has, by scheme."""
    value = normalise(command.scheme, command.value)
    if (number := numbers.get(command.scheme)) is not None:
        raise Refused.by(
            "one-number-per-scheme",
            f"This {category} has the {command.scheme} {number}; if that is wrong, retract it and identify the {category} again.",
            "/scheme",
        )
    return value
