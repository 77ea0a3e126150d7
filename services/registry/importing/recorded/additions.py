"""What a row adds to a fact that is recorded without it: the hash of a source whose file came later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.registry.importing.import_command import ImportCommand, Places, encode
from services.registry.importing.recorded.differences import differing_fields
from services.registry.importing.recorded.names import KnownNames

_REASON = "plik źródła jest teraz znany / the file of the source is known by now"


@dataclass(frozen=True, slots=True)
class _CorrectedPlaces:
    """The places of a correction's fields: those of the fact's own fields."""

    row: Places

    def line(self, pointer: str) -> int:
        return self.row.line(pointer.removeprefix("/fields"))

    def field(self, pointer: str) -> str:
        return self.row.field(pointer.removeprefix("/fields"))


def addition(command: ImportCommand, compared: Mapping[str, Any], names: KnownNames) -> ImportCommand | None:
    """The correction that adds a hash to a source that is recorded without one and is the same otherwise; None for no such row.

    Args:
        compared: the fields of the row's command that count.
    """
    if command.do != f"sources/{command.id}/register" or "hash" not in compared:
        return None
    registered = [one for one in names.snapshot.current(command.stream) if one.verb == "register"]
    if not registered or registered[-1].body.get("hash") is not None:
        return None
    if differing_fields(compared, registered[-1].body, names) != ["hash"]:
        return None
    body = {
        "target": registered[-1].event,
        "fields": {"hash": compared["hash"]},
        "reason": _REASON,
        "sources": [{"id": command.stream}],
        "mode": command.body.get("mode", "reported"),
    }
    return replace(command, verb="correct", data=encode(body), places=_CorrectedPlaces(command.places))
