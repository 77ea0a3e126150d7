"""`upland repair`: makes the registry's own tables those of the log again. Commands wait for a moment, and go on."""

from __future__ import annotations

import asyncio

from ops.instance import Instance
from ops.options import console, print_json
from services.registry.log import verification


def claims(instance: Instance, as_json: bool) -> int:
    """Put in the claims that the log's facts have and take out the others."""
    made, taken = asyncio.run(verification.mend_claims(instance.database_url()))
    if as_json:
        print_json({"made": made, "taken_out": taken})
    else:
        console.print(f"claims: {made:,} made, {taken:,} taken out", highlight=False)
    return 0


def keys(instance: Instance, as_json: bool) -> int:
    """Take out the idempotency keys whose answers lie beyond the log."""
    taken = asyncio.run(verification.mend_keys(instance.database_url()))
    if as_json:
        print_json({"taken_out": taken})
    else:
        console.print(f"idempotency keys: {taken:,} taken out", highlight=False)
    return 0
