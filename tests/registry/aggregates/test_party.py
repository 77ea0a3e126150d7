"""Parties: registered once, with a name, of a kind that never changes; renamed, numbered once a register, linked to others."""

import pytest
from pydantic import ValidationError

from contracts.envelope import Claim
from contracts.events.amendment import CorrectFact, FactRetracted
from contracts.events.party import (
    AcceptIdentity,
    AddPartyAlias,
    IdentifyParty,
    IdentityAccepted,
    IdentityLinked,
    IdentityRejected,
    IdentityUnlinked,
    LinkIdentity,
    PartyAliasAdded,
    PartyIdentified,
    PartyRegistered,
    PartyRenamed,
    RegisterParty,
    RejectIdentity,
    RenameParty,
    UnlinkIdentity,
)
from contracts.fields import Citation
from services.registry.aggregates.party import DECIDER
from tests.registry.given import given

CITY = PartyRegistered(kind="city", names={"pl": "Starachowice"})
NIP = PartyIdentified(scheme="nip", value="5260250274")


def test_a_party_is_registered_once() -> None:
    given([]).when(RegisterParty(kind="city", names={"pl": "Starachowice"})).then([CITY])
    given([CITY]).when(RegisterParty(kind="city", names={"pl": "Starachowice"})).refused("registered-once")
    given([CITY]).when(RegisterParty(kind="organisation", names={"pl": "Starachowice"})).refused(
        "registered-once"
    )


def test_a_party_has_a_name() -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        RegisterParty(kind="city", names={})


def test_a_party_has_other_names_each_once() -> None:
    names = {"pl": "Akademia"}
    added = PartyAliasAdded(names=names)
    given([CITY]).when(AddPartyAlias(names=names)).then([added])
    given([CITY, added]).when(AddPartyAlias(names=names)).refused("name-changes", "/names")
    given([CITY]).when(AddPartyAlias(names=CITY.names)).refused("name-changes", "/names")
    given([]).when(AddPartyAlias(names=names)).refused("registered-first")
    # An alias may become the name, and a former name an alias.
    renamed = PartyRenamed(names=names)
    given([CITY, added]).when(RenameParty(names=names)).then([renamed])
    given([CITY, renamed]).when(AddPartyAlias(names=CITY.names)).then([PartyAliasAdded(names=CITY.names)])


def test_a_party_is_part_of_another() -> None:
    unit = RegisterParty(kind="unit", names={"pl": "Wydział Strategii"}, part_of="party-one")
    given([]).when(unit).refused("not-itself", "/part_of")
    assert given([]).when(unit.model_copy(update={"part_of": "party-lublin"})).refusal is None
    wrong = CorrectFact(
        target="party-one@1", fields={"part_of": "party-one"}, reason="x", sources=(Citation(id="source-a"),)
    )
    given([CITY]).when(wrong).refused("not-itself", "/fields/part_of")


def test_a_party_speaks_for_itself() -> None:
    assert DECIDER.authorised_writers(
        "party-radom", None, RegisterParty(kind="city", names={"pl": "Radom"})
    ) == {"party-radom"}


@pytest.mark.parametrize(
    "command",
    [
        RenameParty(names={"pl": "Miasto Starachowice"}),
        IdentifyParty(scheme="nip", value="5260250274"),
        LinkIdentity(other="party-um", evidence="one address"),
        UnlinkIdentity(other="party-um", reason="two addresses"),
    ],
)
def test_an_unknown_party_is_spoken_of_by_sources_only(
    command: RenameParty | IdentifyParty | LinkIdentity | UnlinkIdentity,
) -> None:
    given([]).when(command).refused("registered-first")
    reported = given([]).when(command.model_copy(update={"mode": "reported"}))
    assert reported.refusal is None
    assert reported.events
    given(reported.events).when(RegisterParty(kind="city", names={"pl": "Starachowice"})).then([CITY])


# ---- names -------------------------------------------------------------------------------------------------
def test_a_new_name_is_another_one() -> None:
    new = {"pl": "Gmina Starachowice"}
    given([CITY]).when(RenameParty(names=new)).then([PartyRenamed(names=new)])
    given([CITY]).when(RenameParty(names={"pl": "Starachowice"})).refused("name-changes", "/names")
    given([CITY]).when(RenameParty(names={"pl": "Starachowice"}, abbreviation="ST")).then(
        [PartyRenamed(names={"pl": "Starachowice"}, abbreviation="ST")]
    )
    renamed = given([CITY, PartyRenamed(names=new)])
    renamed.when(RenameParty(names=new, mode="reported")).refused("name-changes", "/names")
    renamed.when(RenameParty(names={"pl": "Starachowice"})).then([PartyRenamed(names={"pl": "Starachowice"})])


def test_a_name_that_was_reported_before_the_registration_stays() -> None:
    renamed = PartyRenamed(names={"pl": "Gmina"}, mode="reported")
    given([renamed, CITY]).when(RenameParty(names={"pl": "Gmina"})).refused("name-changes", "/names")


# ---- numbers -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scheme", "given_value", "recorded"),
    [
        ("nip", "526-025-02-74", "5260250274"),
        ("nip", "PL 526 025 02 74", "5260250274"),
        ("regon", "192 598 184", "192598184"),
        ("regon", "123456785-12347", "12345678512347"),
        ("krs", "0000 012 345", "0000012345"),
        ("lei", "2138 00ku d8la jwsq 9d15", "213800KUD8LAJWSQ9D15"),
        ("ror", "https://ror.org/05DXPS055", "05dxps055"),
        ("ror", "006hf6230", "006hf6230"),
        ("isni", "0000 0001 2103-2683", "0000000121032683"),
        ("wikidata", "Q1793", "Q1793"),
    ],
)
@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_a_number_has_one_form_however_it_is_reported(
    mode: str, scheme: str, given_value: str, recorded: str
) -> None:
    command = IdentifyParty.model_validate({"scheme": scheme, "value": given_value, "mode": mode})
    event = PartyIdentified.model_validate({"scheme": scheme, "value": recorded, "mode": mode})
    given([CITY]).when(command).then([event])
    assert event.claims() == (Claim(f"party-{scheme}", recorded),)


@pytest.mark.parametrize(
    ("scheme", "given_value"),
    [
        ("nip", "5260250275"),
        ("nip", "526025027"),
        ("nip", "٥٢٦٠٢٥٠٢٧٤"),
        ("regon", "192598185"),
        ("regon", "12345678512348"),
        ("regon", "1925981"),
        ("krs", "12345"),
        ("krs", "00000I2345"),
        ("lei", "213800KUD8LAJWSQ9D16"),
        ("lei", "37"),
        ("lei", "98"),
        ("ror", "05dxps056"),
        ("ror", "05dxpu055"),  # there is no u
        ("ror", "15dxps055"),
        ("ror", "https://example.org/05dxps055"),
        ("isni", "- -"),
        # what tables have where nothing is known passes every check
        ("nip", "000-000-00-00"),
        ("regon", "0" * 9),
        ("regon", "0" * 14),
        ("krs", "0" * 10),
    ],
)
@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_a_number_that_is_none_is_refused(mode: str, scheme: str, given_value: str) -> None:
    command = IdentifyParty.model_validate({"scheme": scheme, "value": given_value, "mode": mode})
    given([CITY]).when(command).refused("check-digit", "/value")


def test_a_refused_number_comes_with_what_was_expected() -> None:
    answer = given([CITY]).when(IdentifyParty(scheme="krs", value="12345"))
    assert answer.refusal is not None
    assert answer.refusal.detail == "“12345” is no KRS, which is 10 digits."


def test_a_party_has_one_number_in_a_register() -> None:
    for value in ("5260250274", "526-025-02-74", "7740001454"):
        again = IdentifyParty(scheme="nip", value=value)
        given([CITY, NIP]).when(again).refused("one-number-per-scheme", "/scheme")
        given([CITY, NIP]).when(again.model_copy(update={"mode": "reported"})).refused(
            "one-number-per-scheme", "/scheme"
        )
    given([CITY, NIP]).when(IdentifyParty(scheme="krs", value="0000012345")).then(
        [PartyIdentified(scheme="krs", value="0000012345")]
    )


def test_a_number_that_was_retracted_makes_room_for_the_right_one() -> None:
    gone = FactRetracted(target="party-one@2", reason="another firm's")
    given([CITY, NIP, gone]).when(IdentifyParty(scheme="nip", value="7740001454")).then(
        [PartyIdentified(scheme="nip", value="7740001454")]
    )


# ---- links -------------------------------------------------------------------------------------------------
LINKED = IdentityLinked(other="party-um", evidence="one address", certainty="possible")
LINK = LinkIdentity(other="party-um", evidence="one address", certainty="possible")
UNLINKED = IdentityUnlinked(other="party-um", reason="two addresses")
UNLINK = UnlinkIdentity(other="party-um", reason="two addresses")


def test_a_party_is_linked_to_another_once_and_unlinked_again() -> None:
    given([CITY]).when(LINK).then([LINKED])
    given([CITY, LINKED]).when(LINK).refused("linked-once", "/other")
    given([CITY, LINKED]).when(LINK.model_copy(update={"mode": "reported"})).refused("linked-once", "/other")
    other = LinkIdentity(other="cluster-um", evidence="one name")
    given([CITY, LINKED]).when(other).then([IdentityLinked(other="cluster-um", evidence="one name")])
    given([CITY, LINKED]).when(UNLINK).then([UNLINKED])
    given([CITY, LINKED, UNLINKED]).when(LINK).then([LINKED])


def test_only_what_is_linked_is_unlinked() -> None:
    for stream in ([CITY], [CITY, LINKED, UNLINKED]):
        given(stream).when(UNLINK).refused("linked-now", "/other")
        reported = UNLINK.model_copy(update={"mode": "reported"})
        given(stream).when(reported).then([UNLINKED.model_copy(update={"mode": "reported"})])


def test_a_party_is_not_linked_to_itself() -> None:
    for mode in ("performed", "reported"):
        link = LinkIdentity.model_validate({"other": "party-one", "evidence": "x", "mode": mode})
        given([CITY]).when(link).refused("not-itself", "/other")
    cluster = LinkIdentity(other="cluster-one", evidence="x")
    given([CITY]).when(cluster).then([IdentityLinked(other="cluster-one", evidence="x")])


# ---- one body or two -----------------------------------------------------------------------------------------
ACCEPT, ACCEPTED = AcceptIdentity(other="party-um"), IdentityAccepted(other="party-um")
REJECT = RejectIdentity(other="party-um", reason="two registers")
REJECTED = IdentityRejected(other="party-um", reason="two registers")
CERTAIN = IdentityLinked(other="party-um", evidence="one register", certainty="certain")


def test_a_proposed_link_is_accepted_once() -> None:
    given([CITY, LINKED]).when(ACCEPT).then([ACCEPTED])
    given([CITY, LINKED, ACCEPTED]).when(ACCEPT).refused("linked-once", "/other")
    given([CITY, CERTAIN]).when(ACCEPT).refused("linked-once", "/other")
    for stream in ([CITY], [CITY, LINKED, UNLINKED], [CITY, LINKED, REJECTED]):
        given(stream).when(ACCEPT).refused("linked-now", "/other")
    reported = ACCEPT.model_copy(update={"mode": "reported"})
    given([CITY]).when(reported).then([ACCEPTED.model_copy(update={"mode": "reported"})])
    given([CITY, LINKED, ACCEPTED]).when(UNLINK).then([UNLINKED])
    given([CITY, LINKED, ACCEPTED, UNLINKED]).when(LINK).then([LINKED])


def test_two_that_look_alike_are_kept_apart_by_a_decision() -> None:
    for stream in ([CITY], [CITY, LINKED]):
        given(stream).when(REJECT).then([REJECTED])
    for stream in ([CITY, REJECTED], [CITY, LINKED, UNLINKED], [CITY, CERTAIN], [CITY, LINKED, ACCEPTED]):
        given(stream).when(REJECT).refused("rejected-once", "/other")
    given([CITY, REJECTED]).when(LINK).then([LINKED])
    given([CITY, REJECTED]).when(UNLINK).refused("linked-now", "/other")


def test_nothing_is_accepted_or_rejected_of_itself() -> None:
    for command in (AcceptIdentity(other="party-one"), RejectIdentity(other="party-one")):
        given([CITY]).when(command).refused("not-itself", "/other")


def test_who_may_say_that_two_are_one() -> None:
    one, um = "party-one", "party-um"
    of = DECIDER.authorised_writers
    assert of(one, None, LINK) == {one}
    assert of(one, None, ACCEPT) == {um}, "the other entry's"
    assert of(one, None, UNLINK) == of(one, None, REJECT) == {one, um}
    certain = LINK.model_copy(update={"certainty": "certain"})
    assert not of(one, None, certain) & {one, um}, "neither alone"


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("https://www.Example.org/", "example.org"),
        ("EXAMPLE.ORG", "example.org"),
        ("http://example.org/dzial?x=1#y", "example.org/dzial"),
        ("łódź.example.pl", "xn--d-uga0v4h.example.pl"),
    ],
)
def test_a_website_has_one_form_and_may_be_that_of_several(written: str, recorded: str) -> None:
    given([CITY]).when(IdentifyParty(scheme="website", value=written)).then(
        [PartyIdentified(scheme="website", value=recorded)]
    )
    assert PartyIdentified(scheme="website", value=recorded).claims() == ()
    assert PartyIdentified(scheme="nip", value="5260250274").claims()


@pytest.mark.parametrize("written", ["example", "a b.pl", "-.pl", "ftp://", "https://"])
def test_what_is_no_website_is_refused(written: str) -> None:
    given([CITY]).when(IdentifyParty(scheme="website", value=written)).refused("check-digit", "/value")
