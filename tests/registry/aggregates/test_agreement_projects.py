"""Projects under an agreement: once by their title, with a party among the shares, which are no more than the whole."""

from typing import Any

from contracts.events.agreement_project import (
    AgreementProjectRecorded,
    Money,
    ProjectShare,
    RecordAgreementProject,
)
from contracts.events.amendment import CorrectFact, FactRetracted
from contracts.fields import Citation
from tests.registry.aggregates.letter import LUBLIN, PGM, PROPOSED, RADOM, SIGNED, STANDS, WSM, either
from tests.registry.given import given

TITLE = {"pl": "Stacje ładowania", "en": "Charging stations"}


def money(value: str, currency: str = "PLN", comparator: Any = "exactly") -> Money:
    return Money(value=value, currency=currency, comparator=comparator)


def project(*shares: ProjectShare, amount: Money | None = None, **fields: Any) -> RecordAgreementProject:
    return RecordAgreementProject(**({"title": TITLE, "shares": shares, "amount": amount} | fields))


@either
def test_a_project_is_recorded_once_by_its_title(mode: Any) -> None:
    command = project(amount=money("1500000.00"), mode=mode)
    recorded = AgreementProjectRecorded(title=TITLE, amount=money("1500000.00"), mode=mode)
    given(STANDS).when(command).then([recorded])
    again = project(title={"pl": "STACJE  ładowania"})
    given([*STANDS, recorded]).when(again).refused("project-once", "/title")
    gone = FactRetracted(target="agreement-one@5", reason="entered by mistake")
    given([*STANDS, recorded, gone]).when(command).then([recorded])
    assert given([*STANDS, recorded]).when(project(title={"pl": "Szkolenia"})).refusal is None


def test_a_project_belongs_to_a_concluded_agreement_unless_a_source_reports_it() -> None:
    given([PROPOSED, *SIGNED]).when(project()).refused("concluded-first")
    given([PROPOSED]).when(project(mode="reported")).then(
        [AgreementProjectRecorded(title=TITLE, mode="reported")]
    )
    given([]).when(project()).refused("proposed-first")


def test_a_party_of_the_agreement_is_among_those_with_a_share() -> None:
    given(STANDS).when(project(ProjectShare(party=WSM))).refused("party-takes-part", "/shares")
    given(STANDS).when(project(ProjectShare(party=WSM), ProjectShare(party=LUBLIN))).then(
        [AgreementProjectRecorded(title=TITLE, shares=(ProjectShare(party=WSM), ProjectShare(party=LUBLIN)))]
    )
    twice = project(ProjectShare(party=LUBLIN), ProjectShare(party=PGM), ProjectShare(party=LUBLIN))
    given(STANDS).when(twice).refused("parties-distinct", "/shares")
    others = [PROPOSED.model_copy(update={"others": True}), *STANDS[1:]]
    assert given(others).when(project(ProjectShare(party=WSM))).refusal is None


def test_the_shares_are_not_certainly_more_than_the_whole() -> None:
    shares = (
        ProjectShare(party=LUBLIN, amount=money("600000.50")),
        ProjectShare(party=RADOM, amount=money("400000", comparator="at-least")),
    )
    given(STANDS).when(project(*shares, amount=money("1000000"))).refused("shares-within-amount", "/shares")
    for amount in (
        money("1000000.5"),
        money("1000000", comparator="over"),
        money("1000000", comparator="about"),
        money("5", "EUR"),
    ):
        assert given(STANDS).when(project(*shares, amount=amount)).refusal is None, amount


def test_a_correction_keeps_the_rule() -> None:
    recorded = AgreementProjectRecorded(
        title=TITLE,
        amount=money("1000000"),
        shares=(ProjectShare(party=LUBLIN, amount=money("900000")),),
    )

    def to(value: str) -> CorrectFact:
        amount = {"value": value, "currency": "PLN", "comparator": "exactly"}
        return CorrectFact(
            target="agreement-one@5",
            fields={"amount": amount},
            reason="x",
            sources=(Citation(id="source-a"),),
        )

    given([*STANDS, recorded]).when(to("800000")).refused("shares-within-amount", "/fields/amount")
    assert given([*STANDS, recorded]).when(to("900000")).refusal is None
