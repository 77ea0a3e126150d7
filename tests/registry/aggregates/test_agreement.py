"""Agreements: proposed to at least two, signed once by each that is listed, concluded when all have signed.

What happens to one that stands is tested in `test_agreement_changes`.
"""

import pytest
from pydantic import ValidationError

from contracts.events.agreement import (
    AgreementConcluded,
    AgreementProposed,
    AgreementSigned,
    ConcludeAgreement,
    ProposeAgreement,
    SignAgreement,
)
from contracts.fields import Mode
from tests.registry.given import given, on

CITIES = ("party-lublin", "party-radom", "party-starachowice")
SUBJECT = {"pl": "współpraca przemysłu motoryzacyjnego"}
PROPOSED = AgreementProposed(
    kind="letter-of-intent", parties=CITIES, subject=SUBJECT, occurred=on("2018-03-19")
)
SIGNED = [AgreementSigned(party=city) for city in CITIES]
CONCLUDED = AgreementConcluded(occurred=on("2018-03-19"))
PROPOSE = ProposeAgreement(
    kind="letter-of-intent", parties=CITIES, subject=SUBJECT, occurred=on("2018-03-19")
)


def test_a_new_agreement_is_proposed() -> None:
    given([]).when(PROPOSE).then([PROPOSED])


def test_it_is_proposed_once() -> None:
    given([PROPOSED]).when(PROPOSE).refused("proposed-once")


@pytest.mark.parametrize("parties", [(), ("party-lublin",)])
def test_a_proposal_has_two_parties(parties: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError, match="parties"):
        ProposeAgreement(kind="letter-of-intent", parties=parties, subject=SUBJECT)


@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_each_party_is_listed_once(mode: Mode) -> None:
    twice = ProposeAgreement(
        kind="letter-of-intent",
        parties=("party-lublin", "cluster-wsm", "party-lublin"),
        subject=SUBJECT,
        mode=mode,
    )
    given([]).when(twice).refused("parties-distinct", "/parties")
    assert given([]).when(twice.model_copy(update={"parties": twice.parties[:2]})).refusal is None


def test_nothing_is_signed_or_concluded_before_it_is_proposed() -> None:
    given([]).when(SignAgreement(party="party-radom")).refused("proposed-first")
    given([]).when(ConcludeAgreement()).refused("proposed-first")


def test_a_listed_party_signs() -> None:
    fields = {"represented_by": "party-lsse", "place": {"name": "ratusz"}, "occurred": on("2018-03-19")}
    given([PROPOSED]).when(SignAgreement(party="party-radom", **fields)).then(
        [AgreementSigned(party="party-radom", **fields)]
    )


def test_who_is_not_listed_does_not_sign() -> None:
    given([PROPOSED]).when(SignAgreement(party="party-jaworzno")).refused("party-listed", "/party")


def test_each_signs_once() -> None:
    given([PROPOSED, SIGNED[0]]).when(SignAgreement(party="party-radom")).then(
        [AgreementSigned(party="party-radom")]
    )
    given([PROPOSED, SIGNED[0]]).when(SignAgreement(party="party-lublin")).refused("signs-once", "/party")


@pytest.mark.parametrize("day", ["2018-03-19", "2018-03", "2018", "2018-03-18~", "/2018-03-25", None])
def test_a_signature_that_may_follow_the_proposal_is_accepted(day: str | None) -> None:
    date = on(day) if day else None
    given([PROPOSED]).when(SignAgreement(party="party-radom", occurred=date)).then(
        [AgreementSigned(party="party-radom", occurred=date)]
    )


@pytest.mark.parametrize("day", ["2018-03-18", "2018-02", "2017", "/2018-03-18"])
def test_a_signature_certainly_before_the_proposal_is_refused(day: str) -> None:
    given([PROPOSED]).when(SignAgreement(party="party-radom", occurred=on(day))).refused(
        "proposed-before-signed", "/occurred"
    )


def test_it_is_concluded_when_all_have_signed() -> None:
    given([PROPOSED, *SIGNED]).when(ConcludeAgreement(occurred=on("2018-03-19"))).then([CONCLUDED])


def test_it_is_not_concluded_while_a_signature_is_missing() -> None:
    for missing in range(3):
        given([PROPOSED, *SIGNED[:missing]]).when(ConcludeAgreement()).refused("all-signed")


def test_a_source_may_report_of_a_conclusion_and_not_of_all_signatures() -> None:
    reported = ConcludeAgreement(mode="reported")
    given([PROPOSED, SIGNED[0]]).when(reported).then([AgreementConcluded(mode="reported")])
    given([]).when(reported).refused("proposed-first")


@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_a_conclusion_does_not_lie_certainly_before_what_it_rests_on(mode: Mode) -> None:
    early = ConcludeAgreement(occurred=on("2018-02"), mode=mode)
    given([PROPOSED, *SIGNED]).when(early).refused("in-order", "/occurred")
    late = [AgreementSigned(party=city, occurred=on("2018-04-02")) for city in CITIES]
    given([PROPOSED, *late]).when(ConcludeAgreement(occurred=on("2018-04-01"), mode=mode)).refused(
        "in-order", "/occurred"
    )
    given([PROPOSED, *late]).when(ConcludeAgreement(occurred=on("2018-04"), mode=mode)).then(
        [AgreementConcluded(occurred=on("2018-04"), mode=mode)]
    )


def test_nothing_more_is_signed_or_concluded_afterwards() -> None:
    concluded = given([PROPOSED, *SIGNED, CONCLUDED])
    concluded.when(SignAgreement(party="party-lublin")).refused("not-concluded")
    concluded.when(ConcludeAgreement()).refused("not-concluded")
    concluded.when(ConcludeAgreement(mode="reported")).refused("not-concluded")


def test_a_source_may_report_of_a_signature_after_the_conclusion() -> None:
    concluded = given([PROPOSED, SIGNED[0], AgreementConcluded(mode="reported")])
    reported = SignAgreement(party="party-radom", mode="reported")
    concluded.when(reported).then([AgreementSigned(party="party-radom", mode="reported")])
    concluded.when(SignAgreement(party="party-lublin", mode="reported")).refused("signs-once", "/party")
    concluded.when(SignAgreement(party="party-jaworzno", mode="reported")).refused("party-listed", "/party")


@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_an_agreement_is_meant_to_be_valid_beyond_its_proposal(mode: Mode) -> None:
    until = PROPOSE.model_copy(update={"valid_until": on("2018-03"), "mode": mode})
    given([]).when(until).then([PROPOSED.model_copy(update={"valid_until": on("2018-03"), "mode": mode})])
    past = PROPOSE.model_copy(update={"valid_until": on("2017"), "mode": mode})
    given([]).when(past).refused("in-order", "/valid_until")
