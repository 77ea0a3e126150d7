"""Which recognitions end soon, and which clusters meet a threshold, over HTTP."""

from typing import Any

import pytest

from tests.projections.conftest import Views

WHEN: dict[str, Any] = {"occurred": "2022-01-01", "mode": "reported"}
KEY = "Krajowy Klaster Kluczowy"


def _granted(views: Views, cluster: str, valid_to: str | None, **more: Any) -> None:
    until = {"valid_to": valid_to} if valid_to else {}
    views.log.add(f"cluster-{cluster}", "RecognitionGranted", scheme=KEY, **WHEN, **until, **more)


async def _ends(views: Views, **query: Any) -> list[tuple[str, str]]:
    data = await views.data("/v1/recognitions", **{"as_of": "2025-03-01"} | query)
    return [(each["cluster"]["id"], each["ends"]) for each in data]


async def test_recognitions_that_end_soon(views: Views) -> None:
    _granted(views, "lkl", "2025-04-30", grantor="party-radom")
    _granted(views, "lm", "2025")
    _granted(views, "lkb", "2028-12-31")
    _granted(views, "skl", None)
    views.log.add("cluster-lkb", "ClusterDissolved", occurred="2025-08", mode="reported")
    await views.apply()
    assert await _ends(views, ending_days=90) == [("cluster-lkl", "yes"), ("cluster-lm", "possibly")]
    every = [
        ("cluster-lkl", "yes"),
        ("cluster-lm", "yes"),
        ("cluster-lkb", "yes"),  # with the cluster
        ("cluster-skl", "no"),
    ]
    assert await _ends(views) == every
    assert await _ends(views, cluster="lm") == every[1:2]
    assert await _ends(views, as_of="2026-06-01") == every[3:]
    assert await _ends(views, as_of="../..", ending_days=1) == every[:3]
    [first, *_] = await views.data("/v1/recognitions", as_of="2025-03-01")
    assert (first["scheme"], first["grantor"]["id"]) == (KEY, "party-radom")
    assert first["valid_to"]["edtf"] == "2025-04-30"
    assert first["interval"]["end"] == ["2025-04-30", "2025-04-30"]
    two, following = await views.get("/v1/recognitions", as_of="2025-03-01", limit=2)
    assert two == 200
    rest = await views.data("/v1/recognitions", as_of="2025-03-01", limit=2, cursor=following["meta"]["next"])
    assert [each["cluster"]["id"] for each in (*following["data"], *rest)] == [
        cluster for cluster, _ in every
    ]


async def _met(views: Views, **query: Any) -> dict[str, str]:
    data = await views.data("/v1/thresholds", **{"as_of": "2024-06-01"} | query)
    return {each["cluster"]["id"]: each["meets"] for each in data}


async def test_clusters_at_a_threshold(views: Views) -> None:
    for number in range(3):
        occurred = "2020-01-01" if number else "2024"
        more: dict[str, Any] = {"class": "full"} if number else {}
        views.log.add(f"membership-lm.m{number}", "MemberJoined", occurred=occurred, mode="reported", **more)
    views.log.add("cluster-lkb", "ClusterDissolved", occurred="2024", mode="reported")
    await views.apply()
    met = await _met(views, members=3)
    assert met["cluster-lm"] == "possibly", (
        "two are certain, one more is possible, and 103 were stated of 2016"
    )
    assert met["cluster-lkb"] == "no"
    assert set(met.values()) == {"possibly", "no"}
    assert (await _met(views, members=2))["cluster-lm"] == "yes"
    assert (await _met(views, members=104))["cluster-lm"] == "no"
    assert (await _met(views, members=100, as_of="2016-12-01"))["cluster-lm"] == "yes"
    assert await _met(views, classes="full:2", meets="yes") == {"cluster-lm": "yes"}
    assert (await _met(views, classes="full:3"))["cluster-lm"] == "possibly", "the third may be of this class"
    assert (await _met(views, members=2, years=11))["cluster-lm"] == "no"
    assert (await _met(views, members=2, years=10))["cluster-lm"] == "yes"
    old = await _met(views, years=9)
    assert (old["cluster-lm"], old["cluster-lkb"]) == ("yes", "possibly"), "it may be dissolved by then"
    every = await views.data("/v1/thresholds", as_of="2024-06-01", years=9, meets="possibly", limit=1)
    assert len(every) == 1
    [item] = [
        each
        for each in await views.data(
            "/v1/thresholds", as_of="2024-06-01", classes="founder:1", members=9, years=1
        )
        if each["cluster"]["id"] == "cluster-lkb"
    ]
    assert [(each["criterion"], each["class"], each["least"], each["most"]) for each in item["criteria"]] == [
        ("members", None, 0, 1),
        ("class", "founder", 0, 21),
        ("years", None, 8, 9),
    ]


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        ("/v1/recognitions", "ending_days", "soon"),
        ("/v1/recognitions", "cluster", "A b"),
        ("/v1/thresholds", "members", "-1"),
        ("/v1/thresholds", "years", "ten"),
        ("/v1/thresholds", "classes", "full"),
        ("/v1/thresholds", "meets", "maybe"),
    ],
)
async def test_what_is_no_number_is_refused_by_its_name(
    views: Views, path: str, name: str, text: str
) -> None:
    status, problem = await views.get(path, **{name: text})
    assert status == 400
    assert [error["pointer"] for error in problem["errors"]] == [f"?{name}"]
