"""What an organisation is: a type, a seat and sectors, each replacing the earlier one; amended like every fact."""

import pytest
from pydantic import ValidationError

from contracts.events.amendment import CorrectFact, FactCorrected
from contracts.events.organisation import (
    Coordinates,
    DeclareOrganisationType,
    DeclareSeat,
    DeclareSectors,
    OrganisationTypeDeclared,
    Region,
    SeatDeclared,
    Sector,
    SectorsDeclared,
)
from contracts.events.party import PartyRegistered
from contracts.fields import Citation, Place
from tests.registry.given import given

FIRM = PartyRegistered(kind="organisation", names={"pl": "Zakład"})
SME, LARGE = (
    OrganisationTypeDeclared(organisation_type="sme"),
    OrganisationTypeDeclared(organisation_type="large-enterprise"),
)
PKD = Sector(scheme="PKD", edition="2007", code="29.31.Z", main=True)


def test_an_organisation_is_of_a_type_until_another_is_declared() -> None:
    given([FIRM]).when(DeclareOrganisationType(organisation_type="sme")).then([SME])
    given([FIRM, SME]).when(DeclareOrganisationType(organisation_type="large-enterprise")).then([LARGE])
    given([FIRM, SME, LARGE]).when(DeclareOrganisationType(organisation_type="sme")).then([SME])
    given([FIRM, SME]).when(DeclareOrganisationType(organisation_type="sme")).refused(
        "description-changes", "/organisation_type"
    )
    given([]).when(DeclareOrganisationType(organisation_type="sme")).refused("registered-first")
    with pytest.raises(ValidationError):
        DeclareOrganisationType.model_validate({"organisation_type": "startup"})


def test_a_second_source_may_report_the_same() -> None:
    again = DeclareOrganisationType(organisation_type="sme", mode="reported")
    given([FIRM, SME]).when(again).then([OrganisationTypeDeclared(organisation_type="sme", mode="reported")])


def test_a_seat_says_something_and_its_region_lies_in_its_country() -> None:
    place = Place(name="Świdnik")
    given([FIRM]).when(DeclareSeat(place=place)).then([SeatDeclared(place=place)])
    given([FIRM]).when(DeclareSeat()).refused("seat-given", "/country")
    given([FIRM, SeatDeclared(place=place)]).when(DeclareSeat(place=place)).refused(
        "description-changes", "/place"
    )
    for region, country in (
        (Region(scheme="nuts", code="PL814"), "PL"),
        (Region(scheme="nuts", code="EL3"), "GR"),
        (Region(scheme="teryt", code="0663011"), "PL"),
    ):
        given([FIRM]).when(DeclareSeat(country=country, region=region)).then(
            [SeatDeclared(country=country, region=region)]
        )
        given([FIRM]).when(DeclareSeat(country="CZ", region=region)).refused(
            "region-in-country", "/region/code"
        )
    for scheme, code in (("nuts", "0663"), ("nuts", "PL81401"), ("teryt", "PL81"), ("teryt", "066")):
        region = Region.model_validate({"scheme": scheme, "code": code})
        given([FIRM]).when(DeclareSeat(region=region)).refused("region-code", "/region/code")


def test_a_seat_may_be_a_point_on_the_map() -> None:
    lublin = Coordinates(latitude="51.2465", longitude="22.5684")
    seat = SeatDeclared(coordinates=lublin)
    given([FIRM]).when(DeclareSeat(coordinates=lublin)).then([seat])
    given([FIRM, seat]).when(DeclareSeat(coordinates=lublin)).refused("description-changes", "/place")
    elsewhere = Coordinates(latitude="-90.0", longitude="180")
    given([FIRM, seat]).when(DeclareSeat(coordinates=elsewhere)).then([SeatDeclared(coordinates=elsewhere)])
    wrong: tuple[tuple[object, object], ...] = (
        ("90.1", "0"), ("91", "0"), ("0", "180.5"), ("0", "-181"), ("51,2", "22"), ("051", "22"), ("51.12345678", "22"),
        ("51.", "22"), ("", "22"), (51.2, 22), ("1e1", "22"), ("٥", "22"), ("51\n", "22"), ("51", None),
    )  # fmt: skip
    for latitude, longitude in wrong:
        with pytest.raises(ValidationError):
            Coordinates.model_validate({"latitude": latitude, "longitude": longitude})


def test_sectors_are_a_list_with_each_code_once() -> None:
    nace = Sector(scheme="NACE", edition="Rev. 2", code="29.31")
    given([FIRM]).when(DeclareSectors(sectors=(PKD, nace))).then([SectorsDeclared(sectors=(PKD, nace))])
    given([FIRM]).when(DeclareSectors(sectors=(PKD, PKD))).refused("sector-once", "/sectors/0/code")
    newer = Sector(scheme="PKD", edition="2025", code="29.31.Z")
    given([FIRM]).when(DeclareSectors(sectors=(PKD, newer))).then([SectorsDeclared(sectors=(PKD, newer))])
    main = Sector(scheme="PKD", edition="2007", code="62.01.Z", main=True)
    given([FIRM]).when(DeclareSectors(sectors=(PKD, main))).refused("one-main-sector", "/sectors")
    letter = Sector(scheme="NACE", edition="Rev. 2", code="29.31.Z")
    given([FIRM]).when(DeclareSectors(sectors=(letter,))).refused("sector-code", "/sectors/0/code")
    given([FIRM, SectorsDeclared(sectors=(PKD,))]).when(DeclareSectors(sectors=(PKD,))).refused(
        "description-changes", "/sectors"
    )


def test_amendments_keep_the_rules() -> None:
    book = (Citation(id="source-a"),)
    seat = SeatDeclared(country="PL")
    wrong = CorrectFact(
        target="party-one@2",
        fields={"region": {"scheme": "nuts", "code": "CZ01"}},
        reason="A slip.",
        sources=book,
    )
    given([FIRM, seat]).when(wrong).refused("region-in-country", "/fields/region/code")
    right = CorrectFact(target="party-one@2", fields={"country": "CZ"}, reason="A slip.", sources=book)
    given([FIRM, seat]).when(right).then([FactCorrected.of(right)])
