"""The fields that every event of the world has in common, and the later amendments of some."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any, NamedTuple

import orjson

from benchmarks import names
from contracts.catalogue import EVENTS, LATEST

_FIRST, _LAST = date(1996, 1, 1).toordinal(), date(2026, 11, 1).toordinal()
# The default fields of an event of each type, as its class would encode them.
_DEFAULTS: dict[str, dict[str, Any]] = {
    name: {
        field.alias or at: field.get_default(call_default_factory=True)
        for at, field in EVENTS[name, version].model_fields.items()
        if not field.is_required() and field.get_default() is not None
    }
    for name, version in LATEST.items()
}


class Unrecorded(NamedTuple):
    """An event before it has a place in the log."""

    type: str
    audience: str
    data: bytes


class Writer:
    """Writes streams, event by event. References are drawn from the streams written before; early clusters more often."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.written: Counter[str] = Counter()
        self._members: set[str] = set()
        self._events: list[Unrecorded] = []
        self._stream = ""
        self._day = 0

    def stream(self, category: str) -> tuple[str, list[Unrecorded]]:
        """The next stream of a category: its name and its events."""
        number = self.written[category]
        self._events, self._stream = [], f"{category}-{category[0]}{number}"
        self._day = self._random.randrange(_FIRST, _LAST)
        getattr(self, f"_{category}")(number)
        self.written[category] += 1
        return self._stream, self._events

    # ---- what every event has
    def _add(self, type: str, audience: str = "public", dated: bool = True, /, **fields: Any) -> None:
        draw = self._random.random
        data = {**_DEFAULTS[type], "actor": "world", **fields}
        chance = draw()
        if chance < 0.85:
            data["mode"] = "reported"
        if chance < 0.9:
            data["sources"] = self._sources()
        if dated and chance > 0.02:
            data["occurred"] = names.date_as_written(self._day - self._day % 5, int(draw() * 20))
        self._events.append(Unrecorded(type, audience, orjson.dumps(data, option=orjson.OPT_SORT_KEYS)))

    def _sources(self) -> list[dict[str, str]]:
        draw = self._random.random
        known = self.written["source"] or 1
        first = {"id": f"source-s{int(draw() * known)}", "locator": f"akapit {int(draw() * 30)}"}
        return [first, {"id": f"source-s{int(draw() * known)}"}] if draw() < 0.15 else [first]

    def _later(self, days: int = 400) -> None:
        self._day = min(self._day + 1 + int(self._random.random() * days), _LAST)

    def _amended(self, share: float = 0.04) -> None:
        """At times somebody mends, disputes, confirms or takes back one of the stream's facts."""
        if self._random.random() >= share:
            return
        version = 1 + int(self._random.random() * len(self._events))
        target = f"{self._stream}@{version}"
        data: dict[str, Any] = orjson.loads(self._events[version - 1].data)
        audience = self._events[version - 1].audience
        kind = int(self._random.random() * 10)
        if kind < 3:
            # One source in two says what it would be instead; one such value in two is the one that counts.
            rival = {"occurred": names.date_as_written(self._day, 0)} if kind and "occurred" in data else None
            self._add(
                "FactDisputed",
                audience,
                False,
                target=target,
                by=self._actor(),
                reason="inny dokument mówi inaczej",
                **({"fields": rival} if rival else {}),
            )
            if rival and self._random.random() < 0.5:
                value = f"{self._stream}@{len(self._events)}"
                self._add("ValueRanked", audience, False, target=target, value=value, rank="preferred")
        elif kind < 4:
            self._add("FactConfirmed", audience, False, target=target, by=self._actor())
        elif kind < 6 and len(data.get("occurred", {}).get("edtf", "")) == 4:
            month = names.date_as_written(date(int(data["occurred"]["edtf"]), 6, 1).toordinal(), 8)
            self._add("FactRefined", audience, False, target=target, date=month)
        elif kind < 9 and "occurred" in data:
            right = {"occurred": names.date_as_written(self._day, 0)}
            self._add(
                "FactCorrected",
                audience,
                False,
                target=target,
                fields=right,
                reason="pomyłka w dacie",
            )
        else:
            self._add("FactRetracted", audience, False, target=target, reason="zapisano omyłkowo")

    def _number(self, category: str) -> int:
        return int(self._random.random() * (self.written[category] or 1))

    def _one_party(self) -> str:
        return f"party-p{self._number('party')}"

    def _one_cluster(self) -> str:
        return f"cluster-c{int(self._random.random() ** 2 * (self.written['cluster'] or 1))}"

    def _actor(self) -> str:
        return self._one_cluster() if self._random.random() < 0.5 else self._one_party()

    def _actors(self, least: int, most: int) -> list[str]:
        count = least + int(self._random.random() * (most - least + 1))
        actors = dict.fromkeys(self._actor() for _ in range(count * 2))
        while len(actors) < least:
            actors[f"party-p{len(actors)}"] = None
        return list(actors)[:count]
