"""The names in the record, and those that the import adds: whom a name, an abbreviation or a number means.

A name that may mean two is refused with both; nothing is ever merged because it is called the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import aiohttp

from contracts.amendments import believed
from ops.importing.dates import Unclear
from ops.importing.facts import Fact as Said
from ops.importing.held import Held
from ops.importing.names import folded, slug

_NAMING = ("PartyRegistered", "PartyRenamed", "ClusterInitiativeAnnounced", "ClusterFounded")
_NUMBERS = "PartyIdentified"


@dataclass
class Names:
    """What is known of parties and clusters, by stream and by everything that they are called."""

    kinds: dict[str, str] = field(default_factory=dict)  # by stream
    shown: dict[str, str] = field(default_factory=dict)  # a name by stream, for people
    called: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # streams by folded name
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)  # stream by scheme and value
    held: Held = field(default_factory=Held)

    @classmethod
    async def of(cls, session: aiohttp.ClientSession) -> Names:
        """Those of the record. Raises `RegistryAway`."""
        names = cls(held=Held(set()))
        for category in ("party", "cluster"):
            await names.held.load(session, category)
        for stream in names.held.streams():
            for item in believed(names.held.facts(stream)):
                if item.type in _NAMING:
                    names.learn(stream, item.data)
                elif item.type == _NUMBERS:
                    names.numbers[item.data["scheme"], item.data["value"]] = stream
            names.held.forget(stream)
        return names

    def learn(self, stream: str, told: Any) -> None:
        """What a registration, a founding or a renaming says."""
        self.kinds.setdefault(stream, told.get("kind") or stream.partition("-")[0])
        names = [name for name in (told.get("names") or {}).values() if isinstance(name, str)]
        if names:
            self.shown[stream] = names[0]
        for name in (*names, *([told["abbreviation"]] if told.get("abbreviation") else ())):
            self.called[folded(name)].add(stream)

    def heard(self, said: Said) -> None:
        """A fact of these files, read before, that is no row."""
        self.held.heard(said)
        self.named(said)

    def named(self, said: Said) -> None:
        """What a fact of these files says of names."""
        if said.collection in {"parties", "clusters"} and said.verb in {
            "register",
            "rename",
            "announce",
            "found",
        }:
            self.learn(said.stream, said.body)
        elif (said.collection, said.verb) == ("parties", "identify"):
            self.numbers[said.body["scheme"], said.body["value"]] = said.stream

    def find(self, text: str, categories: Iterable[str]) -> str | None:
        """The stream that a text means: its name, its id, or what it is called; None when nothing is called so.

        Raises:
            Unclear: it may mean several.
        """
        allowed = tuple(f"{category}-" for category in categories)
        if text.startswith(allowed) and slug(text) == text:
            return text
        found = {prefix + text for prefix in allowed if prefix + text in self.kinds}
        found = found or {
            stream for stream in self.called.get(folded(text), ()) if stream.startswith(allowed)
        }
        if len(found) > 1:
            candidates = ", ".join(f"{stream} ({self.shown.get(stream, '')})" for stream in sorted(found))
            raise Unclear(f"{text!r} may mean {candidates}", "an id", tuple(sorted(found)))
        return found.pop() if found else None

    def place(self, text: str) -> str:
        """The city or region that just one is called so, else the text."""
        try:
            found = self.find(text, ("party",))
        except Unclear:
            found = None
        return found if found and (text == found or self.kinds.get(found) in {"city", "region"}) else text

    def require(self, text: str, categories: Iterable[str]) -> str:
        """As `find`, where something must be called so.

        Raises:
            Unclear: nothing is called so, or several are.
        """
        categories = tuple(categories)
        if (found := self.find(text, categories)) is not None:
            return found
        raise Unclear(
            f"the record knows no {' or '.join(categories)} {text!r}",
            "an id, a name or an abbreviation that is in the record or in these files",
            self._near(text, categories),
        )

    def _near(self, text: str, categories: tuple[str, ...]) -> tuple[str, ...]:
        allowed = tuple(f"{category}-" for category in categories)
        ids = {stream.partition("-")[2]: stream for stream in self.kinds if stream.startswith(allowed)}
        near = get_close_matches(folded(text), self.called, n=3, cutoff=0.65)
        found = {stream for name in near for stream in self.called[name] if stream.startswith(allowed)}
        found |= {ids[id] for id in get_close_matches(slug(text), ids, n=1, cutoff=0.65)}
        return tuple(sorted(found))[:3]
