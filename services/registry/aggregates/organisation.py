"""What a party is described by: the type of the organisation, its seat and its sectors. Each replaces the earlier one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from contracts.envelope import Command, Event
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
from contracts.fields import Place
from runtime.errors import Refused

DESCRIBING = (DeclareOrganisationType, DeclareSeat, DeclareSectors)
_NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_TERYT = re.compile(r"\d{2}|\d{4}|\d{6,7}")
# Countries whose regions NUTS names by other letters than ISO 3166.
_NUTS_COUNTRIES = {"EL": "GR", "UK": "GB"}


# The country, the region, the address, the place and the point on the map.
Seat = tuple[str | None, Region | None, str | None, Place | None, Coordinates | None]


@dataclass(frozen=True, slots=True)
class Organisation:
    """The description of now, by the latest declarations."""

    type: str | None = None
    seat: Seat | None = None
    sectors: tuple[Sector, ...] | None = None


def evolve(state: Organisation, event: Event) -> Organisation:
    """The description after an event."""
    match event:
        case OrganisationTypeDeclared():
            return replace(state, type=event.organisation_type)
        case SeatDeclared():
            return replace(state, seat=_seat(event))
        case SectorsDeclared():
            return replace(state, sectors=event.sectors)
        case _:
            return state


def decide(state: Organisation, command: Command) -> Event:
    """The event that a command leads to. What is performed here changes something; a source may report the same again."""
    match command:
        case DeclareOrganisationType():
            event: Event = OrganisationTypeDeclared.of(command)
            same, pointer = state.type == command.organisation_type, "/organisation_type"
        case DeclareSeat():
            _check_seat(command)
            event = SeatDeclared.of(command)
            same, pointer = state.seat == _seat(command), "/place"
        case DeclareSectors():
            _check_sectors(command)
            event = SectorsDeclared.of(command)
            same, pointer = state.sectors == command.sectors, "/sectors"
        case _:
            raise TypeError(type(command))
    if same and command.mode == "performed":
        raise Refused.by("description-changes", "This is recorded of the organisation already.", pointer)
    return event


def _seat(seat: SeatDeclared | DeclareSeat) -> Seat:
    return seat.country, seat.region, seat.address, seat.place, seat.coordinates


def _check_seat(command: DeclareSeat) -> None:
    if not any(_seat(command)):
        raise Refused.by(
            "seat-given", "Give at least one of country, region, address, place and coordinates.", "/country"
        )
    if command.region is not None:
        country = _country(command.region)
        if command.country not in {None, country}:
            raise Refused.by(
                "region-in-country",
                f"The region {command.region.code} lies in {country}, and the country is {command.country}.",
                "/region/code",
            )


def _country(region: Region) -> str:
    """The country of a region. Raises `Refused` for what is no code of its scheme."""
    form, expected = (
        (_NUTS, "two letters of the country and up to three signs, such as PL814")
        if region.scheme == "nuts"
        else (_TERYT, "two digits of a voivodeship, four of a county, or six or seven of a municipality")
    )
    if form.fullmatch(region.code) is None:
        raise Refused.by(
            "region-code", f"{region.code} is no code of {region.scheme.upper()}: {expected}.", "/region/code"
        )
    letters = region.code[:2]
    return "PL" if region.scheme == "teryt" else _NUTS_COUNTRIES.get(letters, letters)


def _check_sectors(command: DeclareSectors) -> None:
    listed = Counter((each.scheme, each.edition, each.code) for each in command.sectors)
    for place, each in enumerate(command.sectors):
        if listed[each.scheme, each.edition, each.code] > 1:
            raise Refused.by(
                "sector-once", f"{each.scheme} {each.code} is listed twice.", f"/sectors/{place}/code"
            )
        if each.scheme == "NACE" and each.code.count(".") == 2:
            raise Refused.by(
                "sector-code",
                f"{each.code} has a letter of PKD; a code of NACE ends before it.",
                f"/sectors/{place}/code",
            )
    if sum(bool(each.main) for each in command.sectors) > 1:
        raise Refused.by("one-main-sector", "Only one sector is the main activity.", "/sectors")
