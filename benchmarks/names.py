"""Polish names, texts and uncertain dates for the world, drawn by number: the same numbers give the same words."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from contracts import dates

Words = dict[str, str]

_PLACES = (
    "Lublin", "Radom", "Starachowice", "Jaworzno", "Legnica", "Kielce", "Rzeszów", "Białystok", "Olsztyn", "Łódź",
    "Kraków", "Gdańsk", "Gdynia", "Szczecin", "Poznań", "Wrocław", "Opole", "Katowice", "Gliwice", "Bielsko-Biała",
    "Częstochowa", "Toruń", "Bydgoszcz", "Zamość", "Chełm", "Puławy", "Świdnik", "Mielec", "Krosno", "Przemyśl",
    "Elbląg", "Słupsk", "Koszalin", "Żary", "Wałbrzych", "Jelenia Góra", "Tychy", "Płock", "Siedlce", "Łomża",
)  # fmt: skip
_TRADES = (
    ("Motoryzacyjny", "Automotive"), ("Lotniczy", "Aviation"), ("Biotechnologiczny", "Biotechnology"),
    ("Medyczny", "Medical"), ("Energetyczny", "Energy"), ("Drzewny", "Timber"), ("Spożywczy", "Food"),
    ("Chemiczny", "Chemical"), ("Kosmiczny", "Space"), ("Odzieżowy", "Clothing"), ("Meblarski", "Furniture"),
    ("Maszynowy", "Machinery"), ("Ceramiczny", "Ceramics"), ("Wodorowy", "Hydrogen"), ("Cyfrowy", "Digital"),
    ("Stoczniowy", "Shipbuilding"), ("Górniczy", "Mining"), ("Żywnościowy", "Nutrition"),
)  # fmt: skip
_MAKERS = (
    "Zakłady", "Fabryka", "Huta", "Odlewnia", "Spółdzielnia", "Wytwórnia", "Pracownia", "Grupa", "Stowarzyszenie",
    "Uniwersytet", "Politechnika", "Instytut", "Park Technologiczny", "Izba", "Agencja Rozwoju", "Centrum",
)  # fmt: skip
_GOODS = (
    "Śrub", "Łożysk", "Silników", "Przekładni", "Narzędzi", "Tworzyw", "Szkła", "Żeliwa", "Kabli", "Nadwozi",
    "Skrzydeł", "Czujników", "Leków", "Nasion", "Łodzi", "Źródeł Energii", "Oprogramowania", "Pomiarów",
)  # fmt: skip
_THEMES = (
    ("elektromobilność", "electric mobility"), ("druk przestrzenny", "additive manufacturing"),
    ("kształcenie zawodowe", "vocational training"), ("eksport", "exports"), ("recykling", "recycling"),
    ("wspólne zakupy", "joint purchasing"), ("badania i rozwój", "research and development"),
    ("logistyka", "logistics"), ("automatyzacja", "automation"), ("odnawialne źródła energii", "renewable energy"),
    ("obróbka metali", "metalworking"), ("żywność ekologiczna", "organic food"), ("telemedycyna", "telemedicine"),
    ("kompozyty", "composites"), ("bezzałogowce", "drones"), ("termomodernizacja", "thermal retrofits"),
)  # fmt: skip
TITLES: tuple[Words, ...] = (
    {"pl": "prezes", "en": "president"},
    {"pl": "dyrektorka biura", "en": "office director"},
    {"pl": "koordynator klastra", "en": "cluster coordinator"},
    {"pl": "zastępczyni prezydenta", "en": "deputy mayor"},
    {"pl": "kierownik działu współpracy", "en": "head of cooperation"},
    {"pl": "prorektor"},
)
SCHEMES = ("Krajowy Klaster Kluczowy", "Srebrna odznaka jakości", "Złota odznaka jakości", "Lider regionu")


def place(number: int) -> str:
    """A town, with a number when all are used."""
    turn, which = divmod(number, len(_PLACES))
    return f"{_PLACES[which]} {turn + 1}" if turn else _PLACES[which]


@lru_cache(maxsize=4_096)
def cluster(number: int) -> Words:
    """A cluster's name."""
    pl, en = _TRADES[number % len(_TRADES)]
    where = place(number // len(_TRADES))
    return {"pl": f"{where}: Klaster {pl}", "en": f"{where} {en} Cluster"}


def party(number: int) -> Words:
    """An organisation's name; every fourth has an English one too."""
    maker, good = _MAKERS[number % len(_MAKERS)], _GOODS[number * 7 % len(_GOODS)]
    names = {"pl": f"{maker} {good} {place(number // 3)}"}
    return names | {"en": f"{place(number // 3)} Works {number}"} if number % 4 == 0 else names


@lru_cache(maxsize=4_096)
def theme(number: int) -> Words:
    """What people meet about; beyond the first few, with a number."""
    pl, en = _THEMES[number % len(_THEMES)]
    turn = number // len(_THEMES)
    return {"pl": f"{pl} {turn}", "en": f"{en} {turn}"} if turn else {"pl": pl, "en": en}


@lru_cache(maxsize=4_096)
def sentence(number: int) -> Words:
    """A sentence or two, in Polish, at times in English too."""
    one, two = theme(number)["pl"], theme(number * 3 + 1)["pl"]
    text = {"pl": f"Strony uzgodniły wspólne działania: {one} oraz {two} w mieście {place(number % 40)}."}
    return text | {"en": f"The parties agreed on {theme(number)['en']}."} if number % 5 == 0 else text


@lru_cache(maxsize=65_536)
def date_as_written(day: int, form: int) -> dict[str, Any]:
    """A date as an event holds it: of day, month or year, `by` a day, with a phrase or an inference, by `form` of 0 to 19."""
    when = date.fromordinal(day)
    if form < 7:
        edtf = when.isoformat()
    elif form < 12:
        edtf = f"{when:%Y-%m}"
    elif form < 16:
        edtf = f"{when:%Y}"
    else:
        edtf = f"/{when.isoformat()}" if form < 19 else f"{when:%Y-%m}~"
    earliest, latest = dates.parse(edtf)
    written: dict[str, Any] = {"edtf": edtf}
    if earliest:
        written["earliest"] = earliest.isoformat()
    if latest:
        written["latest"] = latest.isoformat()
    if form in {3, 9}:
        written["phrase"] = f"{when.day} dnia miesiąca"
        written["inferred_from"] = "rok z daty publikacji"
    return written
