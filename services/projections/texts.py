"""The texts of a stream: names, subjects, places and whatever else its facts say in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.envelope import Fact
from contracts.fields import Audience
from runtime.readmodel import FUTURE, PAST, Interval, since
from services.projections import words
from services.projections.agreements import agreement_of, released
from services.projections.evidence import participants
from services.projections.lasting import lasting

_ALWAYS = Interval(PAST, PAST, FUTURE, FUTURE)


class Said(NamedTuple):
    """A text by language that a fact gives, from when until when it is so, and who may read it.

    `field` says what it is of the stream: `names`, `subject`, `place`… It is found by its words and by `abbreviation`
    and `more` (words by language).
    """

    fact: Fact
    field: str
    text: Mapping[str, str]
    interval: Interval
    audience: Audience
    participants: tuple[str, ...]
    abbreviation: str = ""
    more: Mapping[str, str] = {}


class Speech(NamedTuple):
    """What kind of thing a stream is, how it is called, and what is said of it."""

    kind: str
    called: Mapping[str, str]
    said: Sequence[Said]


def speech(facts: Sequence[Fact]) -> Speech | None:
    """All texts of one stream; None while it says nothing in words."""
    category = facts[0].stream.partition("-")[0]
    return _FOLDS[category](facts, category)


def _say(fact: Fact, field: str, text: Mapping[str, str], interval: Interval, *more: Any) -> Said:
    return Said(fact, field, text, interval, fact.audience, participants(fact), *more)


def _also_for(streams: Iterable[str], said: Said) -> Said:
    return said._replace(participants=tuple(dict.fromkeys((*said.participants, *streams))))


@lru_cache(maxsize=4_096)
def _either(text: str) -> dict[str, str]:
    """A text that is told without its language."""
    return dict.fromkeys(("pl", "en"), text)


def _named(fact: Fact, interval: Interval, field: str = "names") -> Said:
    return _say(fact, field, fact.data["names"], interval, fact.data.get("abbreviation") or "")


def _placed(facts: Iterable[Fact], interval: Interval) -> Iterator[Said]:
    """Places that have a name only: a registered one is found under its own stream. Several facts may tell of one."""
    seen: set[str] = set()
    for fact in facts:
        name = (fact.data.get("place") or {}).get("name")
        if name and name not in seen:
            seen.add(name)
            yield _say(fact, "place", _either(name), interval)


# ---- what each category of stream says


def _party(facts: Sequence[Fact], _: str) -> Speech | None:
    registered = next((fact for fact in facts if fact.type == "PartyRegistered"), None)
    if registered is None:
        return None
    naming = [registered, *(fact for fact in facts if fact.type == "PartyRenamed")]
    said = [_named(fact, _ALWAYS, "names" if fact is naming[-1] else "former-names") for fact in naming]
    for fact in facts:
        if fact.type == "PartyIdentified":
            number = _either(f"{fact.data['scheme'].upper()} {fact.data['value']}")
            said.append(_say(fact, "identifier", number, _ALWAYS, fact.data["value"]))
    return Speech(registered.data["kind"], naming[-1].data["names"], said)


_OF_CLUSTER = {
    "ClusterInitiativeAnnounced": (("focus", "focus"),),
    "SpecialisationDeclared": (("specialisation", "label"),),
    "PurposeDeclared": (("mission", "mission"), ("goal", "goals")),
    "StrategyAdopted": (("strategy", "title"),),
    "TaskTeamFormed": (("task-team", "name"),),
    "RecognitionGranted": (("recognition", "scheme"),),
}


def _cluster(facts: Sequence[Fact], kind: str) -> Speech:
    said: list[Said] = []
    called: dict[str, str] = {}
    for type in ("ClusterInitiativeAnnounced", "ClusterFounded"):  # the founding's names win
        for fact in facts:
            if fact.type == type and fact.data.get("names"):
                called |= fact.data["names"]
                said.append(_named(fact, since(fact)))
    lasts = lasting(facts)
    for fact in facts:
        for field, name in _OF_CLUSTER.get(fact.type, ()):
            told = fact.data.get(name) or ()
            several = told if isinstance(told, list | tuple) else (told,)
            for text in several:
                by_language = _either(text) if isinstance(text, str) else text
                code = (fact.data.get("classification") or {}).get("code") or ""
                said.append(_say(fact, field, by_language, lasts(fact), code))
    return Speech(kind, called, said)


_REASONS = frozenset({"AgreementTerminated", "AgreementExpired", "PartyWithdrew"})


def _agreement(facts: Sequence[Fact], kind: str) -> Speech | None:
    agreement = agreement_of(facts)
    proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
    if agreement is None or proposal is None:
        return None
    data = proposal.data
    sort = words.kind(data["kind"])
    called = data.get("names") or sort
    # Found for ever, also when it holds no longer.
    interval = agreement.interval._replace(end_earliest=FUTURE, end_latest=FUTURE)
    proposed = [
        _say(proposal, "names", called, interval)._replace(more=sort),
        _say(proposal, "subject", data["subject"], interval),
        *_placed((fact for fact in facts if fact.type == "AgreementSigned"), interval),
    ]
    # What was proposed, signed and amended is released with the conclusion; what else came later is not.
    listed = tuple(data["parties"])
    said = [each._replace(audience=agreement.audience, participants=listed) for each in proposed]
    parties = dict.fromkeys(data["parties"])
    for fact in facts:
        if fact.type == "PartyAcceded":
            parties[fact.data["party"]] = None
        said += [
            _also_for(parties, each)._replace(audience=released(fact, agreement))
            for each in _of_agreement(fact)
        ]
        if fact.type == "PartyWithdrew":
            parties.pop(fact.data["party"], None)
    return Speech(kind, called, said)


def _of_agreement(fact: Fact) -> Iterator[Said]:
    data, interval = fact.data, since(fact)
    if fact.type == "AgreementAmended":
        yield _say(fact, "changes", data["changes"], interval)
    elif fact.type == "JointActionRecorded" and data.get("text"):
        yield _say(fact, "joint-action", data["text"], interval)
    elif fact.type == "PartyAcceded":
        yield from _placed([fact], interval)
    elif fact.type in _REASONS and data.get("reason"):
        yield _say(fact, "reason", _either(data["reason"]), interval)


def _visit(facts: Sequence[Fact], kind: str) -> Speech | None:
    met = [fact for fact in facts if fact.type in {"VisitHeld", "VisitPlanned"}]
    if not met:
        return None
    main = next((fact for fact in met if fact.type == "VisitHeld"), met[0])
    called = main.data.get("names") or words.kind(main.data.get("kind", "visit"))
    said: list[Said] = []
    for fact in met:
        data, interval = fact.data, since(fact)
        sort = words.kind(data.get("kind", "visit"))
        said.append(_say(fact, "names", data.get("names") or sort, interval)._replace(more=sort))
        if data.get("purpose"):
            said.append(_say(fact, "purpose", data["purpose"], interval))
        said += _placed([fact], interval)
    for fact in facts:
        if fact.type == "VisitOutcomeRecorded":
            said.append(_say(fact, "outcome", fact.data["text"], since(fact)))
    sides = (main.data["host"], *main.data["visitors"])
    return Speech(kind, called, [_also_for(sides, each) for each in said])


def _conference(facts: Sequence[Fact], kind: str) -> Speech | None:
    for fact in facts:
        if fact.type == "ConferenceHeld":
            interval = since(fact)
            said = [_named(fact, interval), *_placed([fact], interval)]
            if theme := fact.data.get("theme"):
                said.append(_say(fact, "theme", theme, interval))
            return Speech(kind, fact.data["names"], said)
    return None


_OF_COMMITMENT = {
    "CommitmentMade": (("commitment", "text"),),
    "EvidenceSubmitted": (("evidence", "text"),),
    "CommitmentAssessed": (("verdict", "qualification"), ("verdict", "rationale")),
}


def _commitment(facts: Sequence[Fact], kind: str) -> Speech:
    called: Mapping[str, str] = next(
        (fact.data["text"] for fact in facts if fact.type == "CommitmentMade"), {}
    )
    said = [
        _say(fact, field, fact.data[name], since(fact))
        for fact in facts
        for field, name in _OF_COMMITMENT.get(fact.type, ())
        if fact.data.get(name)
    ]
    return Speech(kind, called, said)


def _person(facts: Sequence[Fact], kind: str) -> Speech | None:
    """Functions only: a person has no name here."""
    lasts = lasting(facts)
    held = [fact for fact in facts if fact.type == "FunctionAssumed"]
    if not held:
        return None
    said = [_say(fact, "function", fact.data["title"], lasts(fact)) for fact in held]
    return Speech(kind, held[-1].data["title"], said)


def _source(facts: Sequence[Fact], kind: str) -> Speech | None:
    for fact in facts:
        if fact.type == "SourceRegistered":
            return Speech(kind, fact.data["title"], [_say(fact, "names", fact.data["title"], _ALWAYS)])
    return None


_FOLDS: dict[str, Callable[[Sequence[Fact], str], Speech | None]] = {
    "party": _party,
    "cluster": _cluster,
    "agreement": _agreement,
    "visit": _visit,
    "conference": _conference,
    "commitment": _commitment,
    "person": _person,
    "source": _source,
}

CATEGORIES = frozenset(_FOLDS)
# What facts of other types say has no words, or ends nothing that has.
TYPES = frozenset(
    {
        *("PartyRegistered", "PartyRenamed", "PartyIdentified", "SourceRegistered", "ConferenceHeld"),
        *(
            "ClusterFounded",
            "SpecialisationDropped",
            "TaskTeamDissolved",
            "RecognitionWithdrawn",
            *_OF_CLUSTER,
        ),
        *("FunctionAssumed", "FunctionEnded", *_OF_COMMITMENT),
        *(
            "AgreementProposed",
            "AgreementSigned",
            "AgreementConcluded",
            "AgreementAmended",
            "JointActionRecorded",
        ),
        *("PartyAcceded", *_REASONS),
        *("VisitPlanned", "VisitHeld", "VisitOutcomeRecorded"),
    }
)
