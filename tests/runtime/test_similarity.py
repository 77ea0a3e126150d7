"""Names of one organisation, however they are written, and names of two that only look alike."""

from itertools import combinations

import pytest

from runtime.similarity.names import SAME, beginnings, compared, score

# Each line is one organisation as different people write it.
ONE = [
    ["Stalmet S.A.", "STALMET SA", "Stalmet Spółka Akcyjna", "stalmet s. a.", "„Stalmet” S.A. w likwidacji"],
    [
        "Ośka Sp. z o.o.",
        "OSKA sp.z o.o.",
        "Ośka Spółka z ograniczoną odpowiedzialnością",
        "Ośka sp. z o. o. sp.k.",
    ],
    ["Polska Grupa Motoryzacyjna", "Motoryzacyjna Grupa Polska"],
    ["P.K.P. Cargo S.A.", "PKP Cargo"],
    ["PZL-Świdnik S.A.", "PZL Swidnik"],
    ["Kowalski i Nowak s.c.", "Kowalski & Nowak"],
    ["Müller GmbH & Co. KG", "MULLER GMBH", "Muller"],
    ["Škoda Auto a.s.", "Skoda Auto"],
    ["Slovnaft s.r.o.", "Slovnaft, spol. s r.o."],
    ["UAB Vilniaus Vandenys", "Vilniaus vandenys, UAB"],
    ["ТОВ Рошен", "Roshen Ltd", "Roshen Limited"],
    ["Lubelski Park Naukowo-Technologiczny S.A.", "Lubelski Park Naukowo Technologiczny"],
]
TWO = [
    ("Zakład numer 12", "Zakład numer 13"),
    ("Politechnika Lubelska", "Politechnika Łódzka"),
    ("Spa Nałęczów", "Nałęczów"),
    ("Katowice Special Economic Zone", "Legnica Special Economic Zone"),
    ("Katowicka Specjalna Strefa Ekonomiczna", "Legnicka Specjalna Strefa Ekonomiczna"),
    ("Wojewódzki Urząd Pracy w Lublinie", "Wojewódzki Urząd Pracy w Lubaniu"),
    ("Politechnika", "Politechnika Lubelska"),
    ("S.A.", "Stalmet S.A."),
    ("???", "!!!"),
]


@pytest.mark.parametrize("names", ONE, ids=lambda names: names[0])
def test_one_organisation_has_one_key(names: list[str]) -> None:
    assert {score(compared(one), compared(other)) for one, other in combinations(names, 2)} == {SAME}


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_organisations_are_no_candidates(one: str, other: str) -> None:
    assert score(compared(one), compared(other)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stalmet S.A.", "Stalmett Sp. z o.o."),
        ("Lubelski Klaster Biotechnologiczny", "Lubelski Klaster Biotechnologiczy"),
        ("Uniwersytet Medyczny w Lublinie", "Uniwersytet Medyczny Lublin"),
    ],
)
def test_a_slip_of_the_pen_is_alike_and_not_the_same(one: str, other: str) -> None:
    first, second = compared(one), compared(other)
    assert 84 <= score(first, second) == score(second, first) < SAME
    assert first.words & second.words or set(beginnings(first)) & set(beginnings(second))


def test_nothing_is_left_of_no_name() -> None:
    assert compared("…").key == ""
    assert compared("S.A.").key == "sa"
