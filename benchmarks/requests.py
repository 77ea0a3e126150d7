"""Requests of each question over the world, drawn by a seed. Every filter of a question has values of its own."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from urllib.parse import urlencode

from benchmarks import names
from benchmarks.world import SIZE
from contracts.streams import id_of
from services.projections.queries import agreement_status, commitments, directory, thresholds
from services.projections.queries.worklist_reasons import SEARCHES
from services.projections.questions import Question
from services.projections.readmodels.bridges import ROLES

_SEARCHED = (
    "klaster lotniczy",
    "Starachowice",
    "lublin",
    "elektromobilnosc",
    "druk",
    "Łożysk",
    "Forum Radom",
    "wspolne",
)
_TYPES = ("MemberJoined", "AgreementSigned", "ClusterFounded", "VisitHeld", "FactCorrected", "IdentityLinked")
# A question without these is refused, or has no answer.
_NEEDED = frozenset({"name", "q", "subjects"})
# How often a question has each of its other filters.
_OFTEN = 0.7
_SELDOM = 0.25
_MOST_OFTEN = frozenset({"subject", "clusters", "cluster", "promisor", "members", "years"})


class Draw:
    """Draws streams and the values of filters in a world of so many events."""

    def __init__(self, random: Random, events: int) -> None:
        self._random = random
        self._scale = events / SIZE
        self.values: dict[str, Callable[[], str]] = {
            "subject": self.actor,
            "subjects": lambda: ",".join({self.actor(): None for _ in range(1 + self.below(3))}),
            "clusters": lambda: ",".join({id_of(self.cluster()): None for _ in range(8)}),
            "cluster": self.cluster,
            "promisor": self.party,
            "party": self.party,
            "name": lambda: names.party(self._place(80_000))["pl"] + " S.A.",
            "name_en": lambda: names.party(self._place(80_000))["pl"],
            "abbreviation": lambda: f"P{self._place(80_000)}",
            "nip": lambda: "5260250995",
            "regon": lambda: "000331501",
            "krs": lambda: f"{1 + self._place(80_000):010}",
            "ror": lambda: "https://ror.org/03h0qfp10",
            "lei": lambda: "259400M5S8BGRNS1SL09",
            "website": lambda: f"https://example.org/{self._place(20_000)}",
            "q": lambda: self.one_of((*_SEARCHED, names.place(self.below(40)))),
            "kind": lambda: self.one_of(directory.KINDS),
            "role": lambda: self.one_of(ROLES),
            "verdict": lambda: self.one_of(commitments.VERDICTS),
            "state": lambda: self.one_of(agreement_status.STATES),
            "reason": lambda: self.one_of(tuple(SEARCHES)),
            "type": lambda: self.one_of(_TYPES),
            "since": lambda: str(self._place(SIZE)),
            "meets": lambda: self.one_of(thresholds.MEETS),
            "members": lambda: str(10 * self.below(20)),
            "classes": lambda: f"full:{self.below(30)},founder:{self.below(10)}",
            "years": lambda: str(self.below(20)),
            "ending_days": lambda: str(self.below(1_000)),
            "lapsing_days": lambda: str(self.below(365)),
            "sleeping_days": lambda: str(self.below(1_000)),
        }
        self._ids: dict[str, Callable[[], str]] = {
            "/v1/facts/": lambda: f"{self.stream()}@1",
            "/v1/dossiers/": self.stream,
            "/v1/agreements/": lambda: id_of(self._stream("agreement", 29_000)),
            "/v1/visits/": lambda: id_of(self._stream("visit", 50_000)),
            "/v1/commitments/": lambda: id_of(self._stream("commitment", 22_000)),
            "/v1/parties/": lambda: id_of(self.party()),
            "/v1/clusters/": lambda: id_of(self.cluster()),
        }

    def below(self, number: int) -> int:
        """A whole number below this one."""
        return int(self._random.random() * number)

    def one_of(self, choices: tuple[str, ...]) -> str:
        """One of some texts."""
        return choices[self.below(len(choices))]

    def cluster(self) -> str:
        """A cluster; the first ones more often, for they are in more facts."""
        return f"cluster-c{int(self._random.random() ** 2 * 2_000 * self._scale)}"

    def party(self) -> str:
        """A party."""
        return self._stream("party", 80_000)

    def actor(self) -> str:
        """A cluster or a party."""
        return self.cluster() if self.below(2) else self.party()

    def stream(self) -> str:
        """A stream of one of several categories."""
        draws = (
            self.cluster,
            self.party,
            lambda: self._stream("agreement", 29_000),
            lambda: self._stream("visit", 50_000),
            lambda: self._stream("commitment", 22_000),
        )
        return draws[self.below(len(draws))]()

    def id(self, path: str) -> str:
        """The last part of the address of a question about one stream or fact."""
        return self._ids[path.partition("{")[0]]()

    def _place(self, number: int) -> int:
        return self.below(max(1, int(number * self._scale)))

    def _stream(self, category: str, number: int) -> str:
        return f"{category}-{category[0]}{self._place(number)}"


def requests(question: Question[object], count: int, events: int) -> list[str]:
    """Requests of one question over a world of so many events; every question has the clock of the world."""
    random = Random(question.path)
    draw = Draw(random, events)
    urls = []
    for _ in range(count):
        requested: dict[str, str] = {}
        if random.random() < 0.8:
            requested["as_of"] = f"{1998 + draw.below(29)}-06"
        for name in sorted(question.filters):
            often = 1 if name in _NEEDED else _OFTEN if name in _MOST_OFTEN else _SELDOM
            if random.random() < often:
                requested[name] = draw.values[name]()
        path = question.path
        if "{id}" in path:
            path = path.replace("{id}", draw.id(path))
        urls.append(f"{path}?{urlencode(requested)}")
    return urls
