"""A letter of intent of two cities that stands, and a cluster that acceded to it."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.envelope import Command, Event
from contracts.events.agreement import (
    AccedeToAgreement,
    AgreementConcluded,
    AgreementProposed,
    AgreementSigned,
    AmendAgreement,
    AmendmentApproved,
    ApproveAmendment,
    ExpireAgreement,
    PartyAcceded,
    RecordJointAction,
    WithdrawFromAgreement,
)
from tests.registry.given import on

LUBLIN, RADOM, WSM, PGM = "party-lublin", "party-radom", "cluster-wsm", "cluster-pgm"
SUBJECT = {"pl": "współpraca przemysłu motoryzacyjnego"}
PROPOSAL: dict[str, Any] = {"kind": "letter-of-intent", "parties": (LUBLIN, RADOM), "subject": SUBJECT}
PROPOSED = AgreementProposed(**PROPOSAL, occurred=on("2018-03-19"), valid_until=on("2020-12-31"))
SIGNED = [AgreementSigned(party=LUBLIN), AgreementSigned(party=RADOM)]
OLD, NEW, OTHER = "a" * 64, "b" * 64, "c" * 64
CONCLUDED = AgreementConcluded(occurred=on("2018-03-19"), document_hash=OLD)
STANDS: list[Event] = [PROPOSED, *SIGNED, CONCLUDED]
THREE: list[Event] = [*STANDS, PartyAcceded(party=WSM, occurred=on("2019"))]
CHANGES = {"pl": "więcej gmin"}
FEWER = "Fewer than two parties are left: party-radom."

either = pytest.mark.parametrize("mode", ["performed", "reported"])
# Every command to an agreement that stands, as one that would be accepted then.
TO_CONCLUDED: list[Command] = [
    AccedeToAgreement(party=WSM),
    WithdrawFromAgreement(party=LUBLIN),
    ApproveAmendment(party=LUBLIN, document_hash=NEW),
    AmendAgreement(changes=CHANGES, document_hash=NEW),
    ExpireAgreement(),
    RecordJointAction(kind="joint-fair", participants=(LUBLIN, RADOM)),
]


def with_fields(command: Command, **fields: Any) -> Any:
    """The command with other fields."""
    return command.model_copy(update=fields)


def approved(*parties: str, text: str = NEW) -> list[Event]:
    """These parties' approvals of a text."""
    return [AmendmentApproved(party=party, document_hash=text) for party in parties]
