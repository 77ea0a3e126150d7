"""The texts of a stream: names, subjects, places and whatever else its facts say in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.access import Access
from contracts.catalogue import naming
from contracts.envelope import Fact
from contracts.fields import Audience
from services.projections.engine.interval import FUTURE, PAST, Interval, since
from services.projections.engine.readmodel import NOTHING, Change, Facts, Row, Step
from services.projections.facts.agreement_fold import FactRows, MainRows, agreement_fold
from services.projections.facts.agreement_state import Agreement, agreement_of, decisive_facts
from services.projections.facts.readers import access_of, changes_earlier, participants, readers
from services.projections.facts.validity import OpenFacts, valid_interval, validity
from services.projections.text import labels

ALWAYS = Interval(PAST, PAST, FUTURE, FUTURE)


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


RowsOf = Callable[[Speech], Sequence[Row]]


def speech(facts: Sequence[Fact]) -> Speech | None:
    """All texts of one stream; None while it says nothing in words."""
    category = facts[0].stream.partition("-")[0]
    return _FOLDS[category](facts, category)


def _say(fact: Fact, field: str, text: Mapping[str, str], interval: Interval, *more: Any) -> Said:
    return Said(fact, field, text, interval, fact.audience, participants(fact), *more)


def _for_readers(access: Access, said: Iterable[Said]) -> list[Said]:
    """The texts, for those who may read their facts."""
    parts = ((each, *readers(each.fact, access)) for each in said)
    return [each._replace(audience=audience, participants=parties) for each, audience, parties in parts]


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
    said = [_named(fact, ALWAYS, "names" if fact is naming[-1] else "former-names") for fact in naming]
    said += map(_identified, (fact for fact in facts if fact.type == "PartyIdentified"))
    return Speech(registered.data["kind"], naming[-1].data["names"], said)


def _identified(fact: Fact) -> Said:
    number = _either(f"{fact.data['scheme'].upper()} {fact.data['value']}")
    return _say(fact, "identifier", number, ALWAYS, fact.data["value"])


def _party_fold(facts: Facts, rows: RowsOf) -> Step:
    speech = _party(facts, "party")

    def step(facts: Facts) -> Change | None:
        nonlocal speech
        if facts[-1].type == "PartyIdentified":
            return Change(rows(speech._replace(said=[_identified(facts[-1])])) if speech else ())
        if len(facts) > 1:
            return None
        speech = _party(facts, "party")
        return _fresh(speech, rows)

    return step


_NAMING = naming("cluster")
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
    for type in _NAMING:  # the founding's names win
        for fact in facts:
            if fact.type == type and fact.data.get("names"):
                called |= fact.data["names"]
                said.append(_named(fact, since(fact)))
    lasting_of = validity(facts)
    for fact in facts:
        said += _of_cluster(fact, lasting_of(fact))
    return Speech(kind, called, said)


def _of_cluster(fact: Fact, interval: Interval) -> Iterator[Said]:
    for field, name in _OF_CLUSTER.get(fact.type, ()):
        told = fact.data.get(name) or ()
        several = told if isinstance(told, list | tuple) else (told,)
        for text in several:
            by_language = _either(text) if isinstance(text, str) else text
            code = (fact.data.get("classification") or {}).get("code") or ""
            yield _say(fact, field, by_language, interval, code)


def _cluster_fold(facts: Facts, rows: RowsOf) -> Step:
    called = _cluster(facts, "cluster").called if facts else {}
    lasting_now = OpenFacts(facts)

    def step(facts: Facts) -> Change | None:
        fact = facts[-1]
        if fact.type in _NAMING and fact.data.get("names"):
            return None  # all texts are sorted by what the stream is called
        before = [
            (begun, said)
            for begun in lasting_now.take(fact)
            for said in _of_cluster(begun, valid_interval(begun, None))
        ]
        after = [said._replace(interval=valid_interval(begun, fact)) for begun, said in before]
        fresh = _of_cluster(fact, valid_interval(fact, None))
        return Change(
            rows(Speech("cluster", called, [*after, *fresh])),
            rows(Speech("cluster", called, [said for _, said in before])),
        )

    return step


_REASONS = frozenset({"AgreementTerminated", "AgreementExpired", "PartyWithdrew"})


def _agreement(facts: Sequence[Fact], kind: str) -> Speech | None:
    agreement = agreement_of(facts)
    proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
    if agreement is None or proposal is None:
        return None
    said = _agreed(proposal, facts, agreement)
    for fact in facts:
        said += _followed(fact, agreement)
    return Speech(kind, _called(proposal), said)


def _called(proposal: Fact) -> Mapping[str, str]:
    called: Mapping[str, str] = proposal.data.get("names") or labels.kind(proposal.data["kind"])
    return called


def _agreed(proposal: Fact, facts: Sequence[Fact], agreement: Agreement) -> list[Said]:
    """What was proposed and signed."""
    data = proposal.data
    sort = labels.kind(data["kind"])
    # Found for ever, also when it holds no longer.
    interval = agreement.interval._replace(end_earliest=FUTURE, end_latest=FUTURE)
    proposed = [
        _say(proposal, "names", _called(proposal), interval)._replace(more=sort),
        _say(proposal, "subject", data["subject"], interval),
        *_placed((fact for fact in facts if fact.type == "AgreementSigned"), interval),
    ]
    listed = tuple(data["parties"])
    return [each._replace(audience=agreement.audience, participants=listed) for each in proposed]


def _followed(fact: Fact, agreement: Agreement) -> list[Said]:
    """What a later fact says."""
    return _for_readers(agreement.access, _of_agreement(fact))


def _agreement_fold(facts: Facts, rows: RowsOf) -> Step:
    def begin(facts: Facts) -> tuple[MainRows, FactRows]:
        agreement = agreement_of(facts)
        proposal: Fact | None = None
        if agreement is not None:
            proposal = next(fact for fact in facts if fact.type == "AgreementProposed")

        def main(_: Fact, agreement: Agreement) -> Sequence[Row]:
            first = next(fact for fact in decisive_facts(facts).facts if fact.type == "AgreementProposed")
            return rows(
                Speech("agreement", _called(first), _agreed(first, decisive_facts(facts).facts, agreement))
            )

        def one(fact: Fact, agreement: Agreement | None) -> Sequence[Row]:
            if agreement is None or proposal is None:
                return ()
            return rows(Speech("agreement", _called(proposal), _followed(fact, agreement)))

        return main, one

    return agreement_fold(begin)("", facts)


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
    main = _main(met)
    called = main.data.get("names") or labels.kind(main.data.get("kind", "visit"))
    said: list[Said] = []
    for fact in met:
        data, interval = fact.data, since(fact)
        sort = labels.kind(data.get("kind", "visit"))
        said.append(_say(fact, "names", data.get("names") or sort, interval)._replace(more=sort))
        if data.get("purpose"):
            said.append(_say(fact, "purpose", data["purpose"], interval))
        said += _placed([fact], interval)
    said += [_outcome(fact) for fact in facts if fact.type == "VisitOutcomeRecorded"]
    return Speech(kind, called, _for_readers(access_of(facts), said))


def _outcome(fact: Fact) -> Said:
    return _say(fact, "outcome", fact.data["text"], since(fact))


def _main(met: Sequence[Fact]) -> Fact:
    """The visit that was held, else the one that was planned first."""
    return next((fact for fact in met if fact.type == "VisitHeld"), met[0])


def _visit_fold(facts: Facts, rows: RowsOf) -> Step:
    met = [fact for fact in facts if fact.type in {"VisitHeld", "VisitPlanned"}]
    speech = _visit(facts, "visit") if met else None

    def step(facts: Facts) -> Change | None:
        nonlocal speech
        if facts[-1].type == "VisitOutcomeRecorded":
            if speech is None:
                return NOTHING
            outcome = _for_readers(access_of(facts), [_outcome(facts[-1])])
            return Change(rows(speech._replace(said=outcome)))
        if len(facts) > 1:
            return None
        met.append(facts[-1])
        speech = _visit(facts, "visit")
        return _fresh(speech, rows)

    return step


def _conference(facts: Sequence[Fact], kind: str) -> Speech | None:
    for fact in facts:
        if fact.type == "ConferenceHeld":
            interval = since(fact)
            said = [_named(fact, interval), *_placed([fact], interval)]
            if theme := fact.data.get("theme"):
                said.append(_say(fact, "theme", theme, interval))
            return Speech(kind, fact.data["names"], said)
    return None


def _conference_fold(facts: Facts, rows: RowsOf) -> Step:
    held = any(fact.type == "ConferenceHeld" for fact in facts)

    def step(facts: Facts) -> Change:
        nonlocal held
        if held:
            return NOTHING  # another telling of it
        held = True
        return _fresh(_conference(facts[-1:], "conference"), rows)

    return step


_OF_COMMITMENT = {
    "CommitmentMade": (("commitment", "text"),),
    "EvidenceSubmitted": (("evidence", "text"),),
    "CommitmentAssessed": (("verdict", "qualification"), ("verdict", "rationale")),
}


def _commitment(facts: Sequence[Fact], kind: str) -> Speech:
    called: Mapping[str, str] = next(
        (fact.data["text"] for fact in facts if fact.type == "CommitmentMade"), {}
    )
    said = [each for fact in facts for each in _of_commitment(fact)]
    return Speech(kind, called, _for_readers(access_of(facts), said) if said else said)


def _of_commitment(fact: Fact) -> Iterator[Said]:
    for field, name in _OF_COMMITMENT.get(fact.type, ()):
        if fact.data.get(name):
            yield _say(fact, field, fact.data[name], since(fact))


def _commitment_fold(facts: Facts, rows: RowsOf) -> Step:
    speech = _commitment(facts, "commitment")

    def step(facts: Facts) -> Change | None:
        nonlocal speech
        if changes_earlier(facts):
            return None
        if facts[-1].type == "CommitmentMade" and not speech.called:
            if len(facts) > 1:
                return None
            speech = _commitment(facts, "commitment")
        said = _for_readers(access_of(facts), _of_commitment(facts[-1]))
        return Change(rows(speech._replace(said=said)))

    return step


def _person(facts: Sequence[Fact], kind: str) -> Speech | None:
    """Functions only: a person has no name here."""
    lasting_of = validity(facts)
    held = [fact for fact in facts if fact.type == "FunctionAssumed"]
    if not held:
        return None
    said = [_say(fact, "function", fact.data["title"], lasting_of(fact)) for fact in held]
    return Speech(kind, held[-1].data["title"], said)


def _person_fold(facts: Facts, rows: RowsOf) -> Step:
    speech = _person(facts, "person")
    lasting_now = OpenFacts(facts)

    def step(facts: Facts) -> Change | None:
        fact = facts[-1]
        ended = lasting_now.take(fact)
        if speech is None or (fact.type == "FunctionAssumed" and fact.data["title"] != speech.called):
            return None if fact.type == "FunctionAssumed" else NOTHING
        fresh = [fact] if fact.type == "FunctionAssumed" else []
        before, after = (
            [_say(each, "function", each.data["title"], valid_interval(each, end)) for each in ended]
            for end in (None, fact)
        )
        after += [_say(each, "function", each.data["title"], valid_interval(each, None)) for each in fresh]
        return Change(*(rows(speech._replace(said=said)) for said in (after, before)))

    return step


def _source(facts: Sequence[Fact], kind: str) -> Speech | None:
    for fact in facts:
        if fact.type == "SourceRegistered":
            return Speech(kind, fact.data["title"], [_say(fact, "names", fact.data["title"], ALWAYS)])
    return None


def _source_fold(facts: Facts, rows: RowsOf) -> Step:
    told = any(fact.type == "SourceRegistered" for fact in facts)

    def step(facts: Facts) -> Change:
        nonlocal told
        if told:
            return NOTHING
        told = True
        return _fresh(_source(facts[-1:], "source"), rows)

    return step


def _fresh(speech: Speech | None, rows: RowsOf) -> Change:
    return Change(() if speech is None else rows(speech))


_FORWARD: dict[str, Callable[[Facts, RowsOf], Step]] = {
    "party": _party_fold,
    "cluster": _cluster_fold,
    "agreement": _agreement_fold,
    "visit": _visit_fold,
    "conference": _conference_fold,
    "commitment": _commitment_fold,
    "person": _person_fold,
    "source": _source_fold,
}


def forward(stream: str, facts: Facts, rows: RowsOf) -> Step:
    """What the next fact says, and what of the earlier texts it ends.

    Args:
        rows: the rows of some texts of the stream.
    """
    return _FORWARD[stream.partition("-")[0]](facts, rows)


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
            *_NAMING,
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
