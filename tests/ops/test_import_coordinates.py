"""Points on the map in tables: one cell or two, as people write them; what is none is refused with its cell."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.organisation import Coordinates
from ops.exporting import export
from ops.importing.importer import import_path
from services.registry.importing.reading.files import Options
from services.registry.importing.tables.coordinates import degrees
from tests.ops.registry import KEY, running
from tests.servers import Database

PAIRS = """nazwa;współrzędne
Zakład Północny;51.2465, 22.5684
Zakład Zwarty;51.2465,22.5684
Zakład Przecinkowy;"51,2465; 22,5684"
Zakład Literowy;(51.2465° N, 22.5684° E)
Zakład Południowy;33.5 S 70.25 W
Zakład Jeden;51,2465
Zakład Daleki;91, 22
Zakład Odwrotny;22.5 E, 51.2 N
"""
AXES = """nazwa;szerokość geograficzna;długość geograficzna;miejscowość
Zakład Zachodni;51,24650;-0,00000001;Lublin
Zakład Połowiczny;51.2;;
Zakład Bez Punktu;;;Lublin
"""
PAIR = "współrzędne"
LUBLIN = {"latitude": "51.2465", "longitude": "22.5684"}


async def test_points_are_read_as_people_write_them(database: Database, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS)
    (tmp_path / "axes.csv").write_text(AXES)
    async with running(database, tmp_path) as url:
        report = await import_path(tmp_path, url, KEY, options=Options(source="letter"))
        facts = await export.facts(url, KEY)
        again = await import_path(tmp_path, url, KEY, options=Options(source="letter"))
    refused = {(line.line, line.pointer): line.reason for line in report.lines if line.outcome == "refused"}
    assert [*refused] == [
        *((line, f"column {name}") for line, name in ((3, "długość geograficzna"), (7, PAIR), (8, PAIR), (9, PAIR))),
    ]  # fmt: skip
    assert refused[8, f"column {PAIR}"] == "'91' is more than 90 degrees"
    seats = {
        fact.stream.removeprefix("party-zaklad-"): fact.data for fact in facts if fact.type == "SeatDeclared"
    }
    assert {stream: data.get("coordinates") for stream, data in seats.items()} == {
        **dict.fromkeys(("polnocny", "zwarty", "przecinkowy", "literowy"), LUBLIN),
        "poludniowy": {"latitude": "-33.5", "longitude": "-70.25"},
        "zachodni": {"latitude": "51.2465", "longitude": "0"},
        "bez-punktu": None,
    }
    assert again.totals["stored"] == 0


@settings(max_examples=50)
@given(st.decimals(-90, 90, places=9), st.decimals(-180, 180, places=9))
def test_numbers_of_degrees_keep_seven_decimals(latitude: Decimal, longitude: Decimal) -> None:
    point = Coordinates(latitude=degrees(latitude), longitude=degrees(longitude))
    assert abs(Decimal(point.latitude) - latitude) <= Decimal("5e-8")
    assert abs(Decimal(point.longitude) - longitude) <= Decimal("5e-8")
