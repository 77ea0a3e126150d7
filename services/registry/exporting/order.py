"""The order of an export: commands that can be run again from the first to the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.catalogue import COMMAND_OF
from contracts.envelope import Fact
from contracts.streams import category_of

# An agreement that too few parties are left of ends by the same command by which the last of them withdrew.
_ENDED_BY_WITHDRAWAL = ("Fewer than two parties are left", "No party is left")


def without_implied(facts: Sequence[Fact]) -> Iterator[Fact]:
    """One stream's facts without those that another one's command leads to as well."""
    before: Fact | None = None
    for fact in facts:
        follows = (
            fact.type == "AgreementTerminated"
            and before is not None
            and before.type == "PartyWithdrew"
            and str(fact.data.get("reason", "")).startswith(_ENDED_BY_WITHDRAWAL)
        )
        if not follows:
            yield fact
        before = fact


_ORDER = ("source", "party", "person", "cluster", "membership", "conference", "agreement", "visit")


def in_order(streams: Mapping[str, Sequence[Fact]]) -> list[Fact]:
    """All facts in an order in which they can be imported again, and which is the same for the same record.

    Registrations come first; what leads to other streams comes last, with all behind it in its stream.
    """
    placed: list[tuple[tuple[int, int, str, int], Fact]] = []
    for stream, facts in streams.items():
        category = category_of(stream)
        rank = _ORDER.index(category) if category in _ORDER else len(_ORDER)
        leads = False
        for fact in without_implied(facts):
            leads = leads or "leads_to" in fact.data
            turn = 0 if COMMAND_OF[fact.type].verb == "register" else 2 if leads else 1
            placed.append(((turn, rank, stream, fact.version), fact))
    return [fact for _, fact in sorted(placed, key=lambda item: item[0])]


def by_stream(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Facts in the order of the log, by their streams."""
    streams: dict[str, list[Fact]] = {}
    for fact in facts:
        streams.setdefault(fact.stream, []).append(fact)
    return streams
