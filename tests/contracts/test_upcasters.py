"""Upcasters lift old versions step by step and mark unknown values as unknown."""

from typing import Any

import pytest

from contracts.catalogue import EVENTS
from contracts.catalogue import LATEST as NEWEST
from contracts.upcasters import UPCASTERS as OURS
from contracts.upcasters import UnknownEvent, Upcaster, upcast


def split_name(data: dict[str, Any]) -> dict[str, Any]:
    first, _, rest = data["name"].partition(" ")
    return {name: value for name, value in data.items() if name != "name"} | {"first": first, "rest": rest}


def count_letters(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"letters": len(data["first"]) + len(data["rest"])}


UPCASTERS: dict[tuple[str, int], Upcaster] = {("Named", 1): split_name, ("Named", 2): count_letters}
LATEST = {"Named": 3, "Plain": 1, "Broken": 3}


def test_data_goes_through_every_version_between() -> None:
    data = {"name": "Dolnośląski Klaster", "at": 1}
    lifted = ("Named", {"at": 1, "first": "Dolnośląski", "rest": "Klaster", "letters": 18})
    assert upcast("Named", 1, data, UPCASTERS, LATEST) == lifted
    assert data == {"name": "Dolnośląski Klaster", "at": 1}
    assert upcast("Named", 2, {"first": "a", "rest": ""}, UPCASTERS, LATEST)[1]["letters"] == 1


def test_the_latest_version_passes_as_it_is() -> None:
    data = {"x": 1}
    assert upcast("Plain", 1, data, UPCASTERS, LATEST)[1] is data
    assert upcast("Named", 3, data, UPCASTERS, LATEST)[1] is data
    assert upcast("ClusterFounded", 1, data) == ("ClusterFounded", data)


@pytest.mark.parametrize(
    ("event_type", "version", "error", "sentence"),
    [
        ("Named", 4, UnknownEvent("Named", 4, 3), "version 4 of Named is unknown; the latest known is 3"),
        ("Named", 0, UnknownEvent("Named", 0, 3), "version 0 of Named is unknown; the latest known is 3"),
        ("Broken", 1, UnknownEvent("Broken", 1, 3), "version 1 of Broken is unknown; the latest known is 3"),
        ("Other", 1, UnknownEvent("Other", 1, None), "event type Other (version 1) is unknown"),
    ],
)
def test_what_is_unknown_is_an_error_with_its_numbers(
    event_type: str, version: int, error: UnknownEvent, sentence: str
) -> None:
    with pytest.raises(UnknownEvent) as caught:
        upcast(event_type, version, {}, UPCASTERS, LATEST)
    assert caught.value == error
    assert str(caught.value) == sentence


# ---- ours: every version that was ever released, as it stands in the samples -------------------------------------
@pytest.mark.parametrize(
    ("data", "lifted"),
    [
        ({"label": {"pl": "x"}}, {"label": {"pl": "x"}}),
        (
            {"label": {"pl": "x"}, "scheme": "PKD", "edition": "2007", "code": "29.31.Z", "mode": "reported"},
            {
                "label": {"pl": "x"},
                "classification": {"scheme": "PKD", "edition": "2007", "code": "29.31.Z"},
                "mode": "reported",
            },
        ),
        # Version 1 let a code stand alone; what is missing stays missing and is not made up.
        ({"label": {"pl": "x"}, "code": "29"}, {"label": {"pl": "x"}, "classification": {"code": "29"}}),
        ({"label": {"pl": "x"}, "scheme": "PKD"}, {"label": {"pl": "x"}}),
    ],
)
def test_a_specialisation_of_version_1_has_its_code_in_one_place(
    data: dict[str, Any], lifted: dict[str, Any]
) -> None:
    assert upcast("SpecialisationDeclared", 1, data) == ("SpecialisationDeclared", lifted)
    EVENTS["SpecialisationDeclared", 2].model_validate(lifted)


def test_every_older_version_can_be_lifted() -> None:
    older = {(name, version) for name, version in EVENTS if version < NEWEST[name]}
    assert older
    assert older == OURS.keys()
