"""What an organisation is: its type, where it has its seat, and the sectors that it works in. On the party's own stream."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import Flag, Label, Model, Names, Place
from contracts.patterns import text_of

# An enterprise whose size is not known is an `enterprise`. The list is closed, so that members of one type can be counted.
OrganisationType = Literal[
    "enterprise",
    "sme",
    "large-enterprise",
    "university",
    "research-institute",
    "school",
    "science-park",
    "business-support",
    "ngo",
    "public-body",
    "cluster-organisation",
    "other",
]
CountryCode = Annotated[
    str,
    text_of(r"^[A-Z]{2}$", "the two capital letters of a country in ISO 3166, such as PL"),
    Field(examples=["PL"], description="ISO 3166-1."),
]


class _Type(Model):
    organisation_type: OrganisationType


class DeclareOrganisationType(_Type, Command):
    """Record of which type an organisation is from then on; it replaces the earlier type."""

    collection, verb, aggregate = "parties", "declare-type", "party"


class OrganisationTypeDeclared(_Type, Event):
    """The organisation is of this type from then on."""

    type, aggregate = "OrganisationTypeDeclared", "party"
    command = DeclareOrganisationType
    heading = ("{about}, rodzaj organizacji: {organisation_type}", "{about}, type: {organisation_type}")


class Region(Model):
    """A region by its code: of NUTS with the year of the edition, or of the Polish register TERYT."""

    scheme: Literal["nuts", "teryt"]
    code: Annotated[
        str, text_of(r"^[A-Z0-9]{2,7}$", "the code of a region: 2 to 7 capital letters and digits")
    ] = Field(examples=["PL814"])
    edition: Label | None = Field(None, examples=["2021"])


_DECIMALS = r"(?:\.[0-9]{1,7})?"
Latitude = Annotated[
    str,
    text_of(
        rf"^-?(?:90(?:\.0{{1,7}})?|[1-8]?[0-9]{_DECIMALS})$",
        "a latitude: decimal degrees from -90 to 90 with at most seven decimals, such as 51.2465",
    ),
    Field(examples=["51.2465"], description="Degrees north, from -90 to 90; south is negative."),
]
Longitude = Annotated[
    str,
    text_of(
        rf"^-?(?:180(?:\.0{{1,7}})?|(?:1[0-7][0-9]|[1-9]?[0-9]){_DECIMALS})$",
        "a longitude: decimal degrees from -180 to 180 with at most seven decimals, such as 22.5684",
    ),
    Field(examples=["22.5684"], description="Degrees east, from -180 to 180; west is negative."),
]


class Coordinates(Model):
    """A point on the map: decimal degrees of WGS 84. They are text, since there are no floats in the record."""

    latitude: Latitude
    longitude: Longitude


class _Seat(Model):
    country: CountryCode | None = None
    region: Region | None = None
    address: Label | None = Field(None, examples=["ul. Przykładowa 1, 20-000 Lublin"])
    place: Place | None = None


class DeclareSeat(_Seat, Command):
    """Record where an organisation has its seat from then on: at least one of the fields. It replaces the earlier seat."""

    collection, verb, aggregate = "parties", "declare-seat", "party"

    coordinates: Coordinates | None = None


class SeatDeclaredV1(_Seat, Event):
    """The organisation has its seat here from then on; version 1 has no coordinates."""

    type, aggregate = "SeatDeclared", "party"
    command = DeclareSeat


class SeatDeclared(_Seat, Event):
    """The organisation has its seat here from then on."""

    type, version, aggregate = "SeatDeclared", 2, "party"
    command = DeclareSeat
    heading = ("{about}, siedziba: {seat}", "{about}, seat: {seat}")

    coordinates: Coordinates | None = None


class Sector(Model):
    """A code of a classification of activities, which always has an edition."""

    scheme: Literal["PKD", "NACE"]
    edition: Label = Field(examples=["2007", "2025", "Rev. 2"])
    code: Annotated[
        str,
        text_of(
            r"^(?:[A-Z]|\d{2}(?:\.\d{1,2}(?:\.[A-Z])?)?)$",
            "a code of PKD or NACE such as C, 29.31 or 29.31.Z",
        ),
    ] = Field(examples=["29.31.Z"])
    label: Names | None = None
    main: Flag | None = Field(None, description="Whether it is the main activity.")


class _Sectors(Model):
    sectors: Annotated[tuple[Sector, ...], Field(min_length=1, max_length=100)]


class DeclareSectors(_Sectors, Command):
    """Record in which sectors an organisation works from then on; the list replaces the earlier one."""

    collection, verb, aggregate = "parties", "declare-sectors", "party"


class SectorsDeclared(_Sectors, Event):
    """The organisation works in these sectors from then on."""

    type, aggregate = "SectorsDeclared", "party"
    command = DeclareSectors
    heading = ("{about}, branże: {sectors}", "{about}, sectors: {sectors}")
