"""What holds from one fact to another of the same stream: memberships, and what a cluster has for a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from contracts.envelope import Fact
from contracts.texts import plain
from runtime.readmodel import PAST, Interval, happened
from services.projections.evidence import as_public, in_order, until

_MEMBERSHIP = frozenset({"MemberJoined", "MemberClassChanged", "MemberLeft"})


class Held(NamedTuple):
    """Something that a fact began and another may have ended. A source may tell only the end: then it is `begun` too."""

    begun: Fact
    ended: Fact | None
    interval: Interval


class Stretch(NamedTuple):
    """A time for which a party was a member of one class; `episode` counts from 1."""

    begun: Fact
    member_class: str | None
    episode: int
    interval: Interval


def held(begun: Fact, ended: Fact | None, start: tuple[date, date] | None = None) -> Held:
    """From one fact to another; the end counts only where all who may read the beginning may read it too."""
    if ended is not None and not as_public(ended, begun.audience):
        ended = None
    return Held(begun, ended, until(start or happened(begun), ended))


def ended_only(fact: Fact) -> Held:
    """What ended, and nobody told when it had begun."""
    return Held(fact, fact, until((PAST, happened(fact)[1]), fact))


def pairs(facts: Sequence[Fact], began: str, ends: str, name: str) -> Iterator[Held]:
    """What facts of one type began and facts of another ended, matched by one of their fields.

    The field is a text or a language map; of language maps one language is enough.
    """
    standing: list[Fact] = []
    for fact in in_order([fact for fact in facts if fact.type in {began, ends}]):
        if fact.type == began:
            standing.append(fact)
            continue
        met = next((told for told in standing if _same(told.data[name], fact.data[name])), None)
        if met is None:
            yield ended_only(fact)
        else:
            standing.remove(met)
            yield held(met, fact)
    for fact in standing:
        yield held(fact, None)


def successive(facts: Sequence[Fact], type: str) -> Iterator[Held]:
    """What each fact of a type says until the next one replaces it."""
    told = in_order([fact for fact in facts if fact.type == type])
    for fact, following in zip_longest(told, told[1:]):
        yield held(fact, following)


# The last stream that was told, with its length: several read models fold the same list one after the other.
_told: tuple[Sequence[Fact], int, Sequence[Stretch]] = ((), 0, ())


def stretches(facts: Sequence[Fact]) -> Sequence[Stretch]:
    """A membership by class: each episode from joining to leaving, parted where the class changed."""
    global _told  # noqa: PLW0603  a memo of one: lists have no hash
    if _told[0] is not facts or _told[1] != len(facts):
        _told = facts, len(facts), tuple(_stretches(facts))
    return _told[2]


def _stretches(facts: Sequence[Fact]) -> Iterator[Stretch]:
    told = in_order([fact for fact in facts if fact.type in _MEMBERSHIP])
    now: Fact | None = None
    of: str | None = None
    episode = 0
    for fact in told:
        if fact.type == "MemberJoined":
            if now is not None:  # joined twice without leaving: a source tells it once more
                continue
            now, of, episode = fact, fact.data.get("class"), episode + 1
            continue
        if now is None:
            episode += 1
            yield Stretch(fact, fact.data.get("from"), episode, ended_only(fact).interval)
        else:
            stretch = held(now, fact)
            if stretch.ended is None:
                continue
            yield Stretch(now, of, episode, stretch.interval)
        now, of = (fact, fact.data["to"]) if fact.type == "MemberClassChanged" else (None, None)
    if now is not None:
        yield Stretch(now, of, episode, held(now, None).interval)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return not set(keys_of(a)).isdisjoint(keys_of(b))
    return plain(a) == plain(b)


def keys_of(label: Mapping[str, str]) -> list[str]:
    """`{language} {text}` for each language, without regard to case and spaces."""
    return [f"{tag} {plain(text)}" for tag, text in label.items()]
