"""Amendments: the facts of a stream after later events about them are applied.

An ordinary fact may be confirmed, disputed, refined, corrected and retracted. An amendment may only be retracted, which
undoes it; so may that retraction. One amendment may be of several facts, and it is undone for all of them. A party's opinion
of a fact replaces its earlier opinion of it. A target that is not among the facts before (a reader may see only a part of the
stream) has no effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import create_model

from contracts import visible
from contracts.envelope import Event, Fact, Opinion
from contracts.fields import Date, Occurred
from contracts.rivals import DEPRECATED, Rivals
from contracts.upcasters import upcast_corrected

_REFINED, _CORRECTED, _RETRACTED = "FactRefined", "FactCorrected", "FactRetracted"
_CONFIRMED, _DISPUTED = "FactConfirmed", "FactDisputed"
_RANKED = "ValueRanked"
OPINIONS = frozenset({_CONFIRMED, _DISPUTED})
AMENDING = frozenset({_REFINED, _CORRECTED, _RETRACTED, _RANKED}) | OPINIONS
_WORD = re.compile(r"[\w/~?%-]*\w[~?%/]?")
_HOW_RECORDED = frozenset({"actor", "mode", "sources"})


def apply_amendments(facts: Sequence[Fact]) -> Sequence[Fact]:
    """One stream's facts, in the order of their versions, as now believed.

    Amendments and retracted facts are left out. An amended fact keeps its id, version, position and time, has the new
    `data`, and names in `amended_by` the amendments that stand; who disputes or confirms it stands in `disputes` and
    `confirmations`, and what is given otherwise in `values`. Without amendments the input itself is returned.
    """
    if AMENDING.isdisjoint([fact.type for fact in facts]):
        return facts
    effective = _effective(facts)
    facts_by_id: dict[str, Fact] = {}
    rivals: dict[str, Rivals] = {}
    for fact in facts:
        if fact.type not in AMENDING:
            facts_by_id[fact.id] = fact
            continue
        if fact.id in effective:
            _apply(facts_by_id, rivals, fact)
    for id in rivals.keys() & facts_by_id.keys():
        facts_by_id[id] = _decided(facts_by_id[id], rivals[id])
    return list(facts_by_id.values())


def targets(amendment: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the events that an amendment is of, from its data."""
    return (amendment["target"], *amendment.get("also", ()))


def _apply(facts_by_id: dict[str, Fact], rivals: dict[str, Rivals], amendment: Fact) -> None:
    """Apply an amendment to the facts that it names, in place. Rival values are kept apart until all amendments are applied."""
    for id in targets(amendment.data):
        target = facts_by_id.get(id)
        if target is None:
            continue
        if amendment.type == _RETRACTED:
            del facts_by_id[id]
        elif amendment.type == _RANKED:
            rivals.setdefault(id, Rivals()).rankings.append(amendment)
        elif amendment.type in OPINIONS:
            if amendment.data.get("fields") or id in rivals:
                rivals.setdefault(id, Rivals()).judged(amendment)
            facts_by_id[id] = _judged(target, amendment)
        else:
            amend = _refinement if amendment.type == _REFINED else _correction
            facts_by_id[id] = amend(target, amendment.data)._replace(
                amended_by=(*target.amended_by, amendment.id)
            )


def _effective(facts: Sequence[Fact]) -> set[str]:
    """Ids of the amendments that no later retraction undoes. Newest first, so that each is settled when it is met."""
    effective: set[str] = set()
    undone: set[str] = set()
    for fact in reversed(facts):
        if fact.type in AMENDING and fact.id not in undone:
            effective.add(fact.id)
            if fact.type == _RETRACTED:
                undone.update(targets(fact.data))
    return effective


def _judged(target: Fact, fact: Fact) -> Fact:
    data = fact.data
    if data.get("by") is None:
        return target  # a source, and no party, disputes it
    opinion = Opinion(fact.id, data["by"], data.get("reason"), tuple(data.get("sources", ())))
    disputes, confirmations = (
        tuple(each for each in opinions if each.by != opinion.by)
        for opinions in (target.disputes, target.confirmations)
    )
    if fact.type == _DISPUTED:
        return target._replace(disputes=(*disputes, opinion), confirmations=confirmations)
    return target._replace(disputes=disputes, confirmations=(*confirmations, opinion))


def _decided(fact: Fact, rivals: Rivals) -> Fact:
    """The fact with the rival values that are preferred. It rests on their sources too; a decided dispute is settled."""
    decided = rivals.decided(fact)
    data, amended_by = dict(fact.data), fact.amended_by
    for value in decided.replacing(fact.id):
        data = _citing(
            _corrected(fact.type, data, {"fields": {value.field: value.value}}), {"sources": value.sources}
        )
        if (event := value.ranking.event) and event not in amended_by:
            amended_by = (*amended_by, event)
    with_values = {dispute.id for dispute in rivals.disputes}
    open_values = {
        value.event
        for value in decided.values
        if value.field in decided.undecided and value.ranking.rank != DEPRECATED
    }
    disputes = tuple(
        each for each in fact.disputes if each.event not in with_values or each.event in open_values
    )
    return fact._replace(
        data=data,
        amended_by=amended_by,
        disputes=disputes,
        values=decided.values,
        undecided=decided.undecided,
    )


def _refinement(target: Fact, amendment: Mapping[str, Any]) -> Fact:
    """The fact with a better date. It rests on the sources of both: the old date holds too."""
    return target._replace(data=_citing(_refined(target.data, amendment), amendment))


def _correction(target: Fact, amendment: Mapping[str, Any]) -> Fact:
    """The corrected fact. It rests on the sources of the correction; those of the wrong value are in its history.

    What was confirmed was the wrong value, and a dispute that the correction gives right is settled.
    """
    data = _corrected(target.type, target.data, amendment)
    if sources := amendment.get("sources"):
        data["sources"] = list(sources)
    disputes = tuple(each for each in target.disputes if not _adopted(each, amendment))
    return target._replace(data=data, disputes=disputes, confirmations=())


def _adopted(dispute: Opinion, amendment: Mapping[str, Any]) -> bool:
    """Whether a correction adopts a dispute: it cites a source of the dispute, or its values are in the dispute's reason."""
    cited = {source["id"] for source in dispute.sources}
    if any(source["id"] in cited for source in amendment.get("sources", ())):
        return True
    values = [value for each in amendment["fields"].values() for value in _values(each)]
    words = _words(dispute.reason or "")
    return bool(values) and all(f" {_words(value).strip()} " in words for value in values)


def _values(value: Any) -> Iterator[str]:
    """The texts and numbers that a corrected field has; of a date what was written."""
    if isinstance(value, Mapping):
        if "edtf" in value:
            yield str(value["edtf"])
        else:
            for each in value.values():
                yield from _values(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _values(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _words(text: str) -> str:
    """The words of a text with single spaces between and around them; a date or an id is one word."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _refined(data: Mapping[str, Any], amendment: Mapping[str, Any]) -> dict[str, Any]:
    occurred = dict(amendment["date"])
    phrase = data.get("occurred", {}).get("phrase")
    if phrase is not None:
        occurred.setdefault("phrase", phrase)
    return {**data, "occurred": occurred}


def _corrected(type: str, data: Mapping[str, Any], amendment: Mapping[str, Any]) -> dict[str, Any]:
    after = upcast_corrected(type, {**data, **amendment["fields"]})
    return {name: value for name, value in after.items() if value is not None}


def _citing(data: dict[str, Any], amendment: Mapping[str, Any]) -> dict[str, Any]:
    """What is known better rests on the sources of the amendment too, each of which is cited once."""
    cited = list(data.get("sources", ()))
    known = {source["id"] for source in cited}
    more = [
        source
        for source in amendment.get("sources", ())
        if source not in cited and ("locator" in source or source["id"] not in known)
    ]
    return {**data, "sources": [*cited, *more]} if more else data


def correction(event: type[Event], data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a correction as they are recorded: with the event's own names, checked and normalised as its own.

    `data` is the fact's present data, `fields` those of the command; null takes a field out.

    Raises:
        ValueError: a field is about how the fact was recorded, which no source can correct.
        pydantic.ValidationError: the fact with these fields would be no valid event; the places name the fields.
    """
    if refused := sorted(_HOW_RECORDED & fields.keys()):
        raise ValueError(
            f"{refused[0]} cannot be corrected: it is about how the fact was recorded, not about the fact"
        )
    dates = {name: Occurred.model_validate(data[name]) for name in _dates(event) if name in data}
    after = {**data, **dates, **fields}
    present = {name: value for name, value in after.items() if value is not None}
    model = _with_date_input(event).model_validate(present, by_alias=True, by_name=False)
    visible.check_correction(event, fields)
    recorded = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {name: recorded.get(name) for name in fields}


def _dates(event: type[Event]) -> list[str]:
    return [
        name for name, field in event.model_fields.items() if field.annotation in {Occurred, Occurred | None}
    ]


@cache
def _with_date_input(event: type[Event]) -> type[Event]:
    """The event's class for input: its dates may be EDTF strings, as in a command."""
    dates: dict[str, Any] = dict.fromkeys(_dates(event), (Date | None, None))
    return create_model(event.__name__, __base__=event, **dates)
