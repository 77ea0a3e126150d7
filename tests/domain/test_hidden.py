"""Two records that differ only in what a caller may not read give that caller the same bytes, on every route."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.streams import id_of
from services.projections.questions import QUESTIONS
from tests.domain.three_services import world
from tests.projections.given import Log, history
from tests.running import KeyRing
from tests.servers import Database, Databases

# Nothing that is hidden in these records is this party's, and no cluster may read what is the partners'.
STRANGER = "party-umcs"
HIDDEN_FACTS = 24
Hidden = Callable[[Log, random.Random, int], Any]


def _apply(log: Log, chance: random.Random, number: int) -> None:
    cluster, party = chance.choice(["lm", "lkl", "dkm"]), chance.choice(["man", "lsse", "ksse"])
    log.add(f"membership-{cluster}.{party}{number}", "MembershipApplied", **{"class": "supporting"})


def _propose(log: Log, chance: random.Random, number: int) -> None:
    parties = chance.sample(["party-radom", "party-man", "cluster-pgm", "cluster-wsm"], 2)
    subject = {"pl": chance.choice(["Wodór", "Żegluga", "Tajemnica"])}
    log.add(
        f"agreement-hidden{number}",
        "AgreementProposed",
        kind="letter-of-intent",
        parties=parties,
        subject=subject,
    )


def _plan(log: Log, chance: random.Random, number: int) -> None:
    host, visitor = chance.sample(["party-radom", "party-starachowice", "party-jaworzno"], 2)
    log.add(f"visit-hidden{number}", "VisitPlanned", host=host, visitors=[visitor], occurred="2027-05")


def _act(log: Log, chance: random.Random, number: int) -> None:
    # The last event of its stream, whichever that is: nothing public reveals its version.
    agreement = chance.choice(["loi-2018", "lkl-skl", "iabm"])
    participants = [party for party in ACTORS[agreement] if chance.random() < 0.7] or [ACTORS[agreement][0]]
    log.add(
        f"agreement-{agreement}",
        "JointActionRecorded",
        kind="training",
        participants=participants,
        occurred=f"{chance.randint(2023, 2026)}-0{chance.randint(1, 9)}",
        audience="partners",
    )


def _conclude_visit(log: Log, chance: random.Random, number: int) -> None:
    text = {"pl": chance.choice(["Umowa", "Nic", "Kolejna wizyta"])}
    more = {"leads_to": "agreement-loi-2018"} if chance.random() < 0.5 else {}
    log.add("visit-starachowice", "VisitOutcomeRecorded", text=text, audience="partners", **more)


def _subscribe(log: Log, chance: random.Random, number: int) -> None:
    subscriber = chance.choice(["cluster-dkm", "cluster-pgm"])
    log.add(
        f"subscription-s{number}", "SubscriptionRequested", subscriber=subscriber, purpose={"pl": "Przegląd"}
    )


def _register_person(log: Log, chance: random.Random, number: int) -> None:
    log.add(f"person-{chance.randbytes(8).hex()}", "PersonRegistered", _sd=[])


KINDS: tuple[Hidden, ...] = (_apply, _propose, _plan, _act, _conclude_visit, _subscribe, _register_person)
ACTORS = {
    "loi-2018": ["party-lublin", "party-radom", "party-starachowice"],
    "lkl-skl": ["cluster-lkl", "cluster-skl"],
    "iabm": ["cluster-dkm", "cluster-saam", "cluster-pgm", "cluster-wsm"],
}


def record(seed: int, hidden: int) -> Log:
    """The documents' facts, then hidden facts among public ones. `hidden` alone changes the hidden ones."""
    log, public, secret = history(), random.Random(seed), random.Random(f"{seed} {hidden}")
    for number in range(HIDDEN_FACTS):
        secret.choice(KINDS)(log, secret, number)
        if public.random() < 0.3:
            names = {"pl": f"Firma {number}"}
            log.add(f"party-public{number}", "PartyRegistered", kind="organisation", names=names)
    return log


def paths(*logs: Log) -> list[tuple[str, str]]:
    """Service and path of every request: each route, with the hidden streams named and not named."""
    streams = sorted({event.stream for log in logs for event in log.events})
    last = [
        stream
        for stream in streams
        if "hidden" in stream or stream.startswith(("membership", "subscription"))
    ]
    requests = [("registry", f"/v1/history?limit={limit}") for limit in (1, 7, 500)]
    requests += [
        ("registry", f"/v1/history?stream={stream}&type={type}&limit=1")
        for stream in ("membership-", "agreement-", "visit-", "subscription-", "person-")
        for type in ("MembershipApplied", "AgreementProposed", "VisitPlanned", "JointActionRecorded")
    ]
    requests += [("registry", f"/v1/{kind}/{stream}{version}") for stream in (*last, "agreement-iabm", "visit-starachowice")
              for kind, version in (("streams", ""), ("streams", "?limit=1"), ("events", "@1"), ("events", "@7"))]  # fmt: skip
    for question in QUESTIONS:
        requests += [("projections", path) for path in _questions(question.path, last)]
        formats = ("csv", "jsonld", *question.files)
        requests += [("projections", f"{question.path}?format={form}&q=wizyta") for form in formats
                  if "{" not in question.path and "search" in question.path]  # fmt: skip
        requests += [("projections", f"{question.path}?format={form}") for form in formats
                  if "{" not in question.path and question.path not in {"/v1/search", "/v1/similar-parties"}]  # fmt: skip
    requests += [("notifications", f"/v1/feed{query}") for query in (
        "", "?limit=1", "?limit=5", "?type=JointActionRecorded", "?type=MembershipApplied&limit=1", "?cluster=cluster-iabm",
        "?cluster=cluster-dkm", "?cursor=latest",
    )]  # fmt: skip
    return requests


def _questions(path: str, hidden: list[str]) -> list[str]:
    if path == "/v1/search":
        words = ("wizyta", "wodór", "tajemnica", "radom", "hidden", "lkl")
        return [f"{path}?q={word}{more}" for word in words for more in ("", "&limit=1", "&as_of=2025")]
    if path == "/v1/similar-parties":
        return [
            f"{path}?{asks}"
            for asks in ("name=Tajemnica", "name=Lublin", "abbreviation=UM", "krs=0000000001")
        ]
    if path == "/v1/thresholds":
        return [
            f"{path}?{asks}"
            for asks in ("members=1", "classes=full:1", "years=3&meets=yes", "members=1&meets=no&limit=1")
        ]
    if path == "/v1/recognitions":
        return [path, f"{path}?ending_days=400", f"{path}?cluster=dkm&as_of=../..", f"{path}?limit=1"]
    if path == "/v1/together":
        return [
            f"{path}?subjects={stream}"
            for stream in ("party-radom", "party-lublin,party-starachowice", *hidden)
        ]
    if "{" not in path:
        paths = [path, *(f"{path}?as_of={day}" for day in ("2018-03-19", "2025-01", "2026-11-28", "../..")),
                 *(f"{path}?known_at={position}" for position in (30, 60, 70))]  # fmt: skip
        return paths if path == "/v1/matrix" else [*paths, f"{path}?limit=1", f"{path}?limit=3&as_of=2026"]
    names = {
        "/v1/clusters/{id}": ["lm", "lkl", "dkm", "pgm", "wsm"],
        "/v1/parties/{id}": ["radom", "man", "lsse", "starachowice"],
        "/v1/agreements/{id}": [
            "iabm",
            "loi-2018",
            *(id_of(s) for s in hidden if s.startswith("agreement")),
        ],
        "/v1/visits/{id}": ["starachowice", *(id_of(s) for s in hidden if s.startswith("visit"))],
        "/v1/commitments/{id}": [id_of(s) for s in hidden if s.startswith("commitment")] or ["nothing"],
        "/v1/dossiers/{id}": [*hidden, "party-radom", "cluster-lkl", "agreement-iabm"],
        "/v1/facts/{id}": [f"{stream}@1" for stream in hidden] + ["agreement-iabm@7", "visit-starachowice@3"],
    }[path]
    return [f"{path.partition('{')[0]}{name}" for name in names]


@pytest.mark.parametrize("seed", range(2))
async def test_hidden_facts_show_in_no_byte(
    databases: Databases, database: Database, tmp_path: Path, seed: int
) -> None:
    keys = KeyRing(tmp_path / "keys.json")
    stranger = keys.issue("stranger", "views:read", "feed:read", subject=STRANGER)
    first, second = record(seed, 1), record(seed, 2)
    assert first.head == second.head
    other = await databases.clone()
    try:
        async with world(database, keys, first) as one, world(other, keys, second) as two:
            seen = set()
            for service, path in paths(first, second):
                for key in (None, stranger):
                    answers = [await each.answer(service, path, key) for each in (one, two)]
                    assert answers[0] == answers[1], (
                        f"{service} {path} {'with a key' if key else 'without a key'}"
                    )
                    seen.add(answers[0][0])
            assert seen <= {200, 400, 403, 404}
    finally:
        await databases.drop(other)
