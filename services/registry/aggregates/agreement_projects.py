"""Projects under an agreement: each once by its title, with shares that are distinct and no more than the whole."""

from __future__ import annotations

from contracts.envelope import Event
from contracts.events.agreement_project import AgreementProjectRecorded, Money, RecordAgreementProject
from runtime.errors import Refused
from services.registry.aggregates.agreement_state import Agreement
from services.registry.aggregates.text_equality import by_language

_AT_MOST = frozenset({"exactly", "almost"})
_AT_LEAST = frozenset({"exactly", "over", "at-least"})


def decide(state: Agreement, command: RecordAgreementProject) -> Event:
    """The project as an event."""
    if again := by_language(command.title) & state.projects:
        raise Refused.by(
            "project-once",
            f"A project “{min(again)}” is recorded already; if its money is wrong, correct that fact.",
            "/title",
        )
    parties = [share.party for share in command.shares]
    if twice := next((name for at, name in enumerate(parties) if name in parties[:at]), None):
        raise Refused.by("parties-distinct", f"{twice} has two shares; give each party one share.", "/shares")
    if parties and not state.may_take_part(parties):
        raise Refused.by("party-takes-part", "No party of this agreement has a share.", "/shares")
    _check_sum(command.amount, [share.amount for share in command.shares if share.amount])
    return AgreementProjectRecorded.of(command)


def _check_sum(amount: Money | None, shares: list[Money]) -> None:
    """Shares in the currency of the whole are together not certainly more than it."""
    if amount is None or amount.comparator not in _AT_MOST:
        return
    total = sum(
        share.number
        for share in shares
        if share.currency == amount.currency and share.comparator in _AT_LEAST
    )
    if total > amount.number:
        raise Refused.by(
            "shares-within-amount",
            f"The shares are together {total} {amount.currency}, more than the {amount.value} of the whole project.",
            "/shares",
        )
