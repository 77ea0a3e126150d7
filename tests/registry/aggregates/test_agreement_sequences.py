"""Any sequence of commands to an agreement of few parties and texts: invariants of its events."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from contracts.envelope import Command, Event
from contracts.events.agreement import (
    AccedeToAgreement,
    AgreementAmended,
    AgreementExpired,
    AgreementTerminated,
    AmendAgreement,
    AmendmentApproved,
    ApproveAmendment,
    ConcludeAgreement,
    ExpireAgreement,
    PartyAcceded,
    PartyWithdrew,
    RecordJointAction,
    SignAgreement,
    TerminateAgreement,
    WithdrawFromAgreement,
)
from tests.registry.aggregates.letter import CHANGES, LUBLIN, NEW, OLD, PROPOSED, RADOM, STANDS, WSM
from tests.registry.given import given, on

_PARTIES, _TEXTS = st.sampled_from([LUBLIN, RADOM, WSM]), st.sampled_from([OLD, NEW])
_DAYS = st.sampled_from([None, None, None, None, *map(on, ("2017", "2018-03-19", "2019", "2021"))])
# Approvals and amendments more often than what ends it all.
_COMMANDS: list[tuple[type[Command], dict[str, st.SearchStrategy[Any]]]] = [
    *[(ApproveAmendment, {"party": _PARTIES, "document_hash": _TEXTS})] * 12,
    *[(AmendAgreement, {"changes": st.just(CHANGES), "document_hash": _TEXTS})] * 6,
    *[(AccedeToAgreement, {"party": _PARTIES})] * 2,
    *[(SignAgreement, {"party": _PARTIES})] * 2,
    (WithdrawFromAgreement, {"party": _PARTIES}),
    (ConcludeAgreement, {"document_hash": _TEXTS}),
    (RecordJointAction, {"kind": st.just("training"), "participants": st.lists(_PARTIES, min_size=1)}),
    (TerminateAgreement, {"reason": st.just("x")}),
    (ExpireAgreement, {}),
]


@st.composite
def commands(draw: st.DrawFn) -> Command:
    """A command, performed more often than reported, and more often without a date."""
    kind, fields = draw(st.sampled_from(_COMMANDS))
    values = {name: draw(value) for name, value in fields.items()}
    mode = draw(st.sampled_from(["performed", "performed", "performed", "reported"]))
    made: Command = kind(**values, mode=mode, occurred=draw(_DAYS))
    return made


def _parties(events: Sequence[Event]) -> set[str]:
    """Who is a party after these events."""
    parties = {*PROPOSED.parties}
    for event in events:
        if isinstance(event, PartyAcceded):
            parties.add(event.party)
        elif isinstance(event, PartyWithdrew):
            parties.discard(event.party)
    return parties


def _approves(events: Sequence[Event], party: str, text: str) -> bool:
    """Whether a party's approval of a text stands after these events: given, not taken along, not spent."""
    stands = False
    for event in events:
        match event:
            case AmendmentApproved() if (event.party, event.document_hash) == (party, text):
                stands = True
            case PartyWithdrew() if event.party == party:
                stands = False
            case AgreementAmended() if event.document_hash == text:
                stands = False
    return stands


@settings(max_examples=120, deadline=None)
@drawn(st.data())
def test_what_is_accepted_keeps_the_agreements_rules(data: st.DataObject) -> None:
    events: list[Event] = list(data.draw(st.sampled_from([STANDS, STANDS, [PROPOSED]])))
    for _ in range(data.draw(st.integers(5, 30))):
        events += given(events).when(data.draw(commands())).events or ()
    texts = [event.document_hash for event in events if isinstance(event, AgreementAmended)]
    assert all(one != other for one, other in pairwise(texts)), "an amendment changes the text"
    for place, event in enumerate(events):
        before = events[:place]
        assert not any(isinstance(earlier, AgreementTerminated | AgreementExpired) for earlier in before)
        match event:
            case PartyAcceded():
                assert event.party not in _parties(before)
            case PartyWithdrew():
                assert event.party in _parties(before) or event.mode == "reported"
                if event.party in _parties(before) and len(_parties(before)) == 2:
                    assert isinstance(events[place + 1], AgreementTerminated)
            case AmendmentApproved():
                assert not _approves(before, event.party, event.document_hash)
            case AgreementAmended() if event.mode == "performed":
                assert all(_approves(before, party, event.document_hash) for party in _parties(before))
