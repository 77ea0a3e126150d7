"""No answer is larger than its bound, and what is left out is on the next pages."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from services.projections import routes
from tests.projections.conftest import Views

BOUND = 12_000


def rows(data: Any) -> list[bytes]:
    """The rows of an answer, whatever form it has."""
    if isinstance(data, list):
        return [orjson.dumps(row) for row in data]
    # The network's ties and parties sum up the page.
    lists = [
        value for name, value in data.items() if isinstance(value, list) and name not in {"ties", "parties"}
    ]
    return [orjson.dumps(row) for value in lists for row in value]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/timeline",
        "/v1/agreements",
        "/v1/clusters",
        "/v1/parties",
        "/v1/membership",
        "/v1/changes",
        "/v1/worklist",
        "/v1/bridges",
        "/v1/network",
        "/v1/visits",
        "/v1/search?q=klaster",
    ],
)
async def test_a_large_page_is_cut_and_goes_on(
    views: Views, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    everything = await views.data(path, as_of="../..")
    monkeypatch.setattr(routes, "_BYTES", BOUND)
    seen: list[bytes] = []
    following: str | None = None
    for _ in range(500):
        query = {"as_of": "../.."} | ({"cursor": following} if following else {})
        _, body = await views.get(path, **query)
        page = rows(body["data"])
        assert len(orjson.dumps(body)) <= BOUND or len(page) <= 5, "only one row may be larger"
        seen += page
        following = body["meta"]["next"]
        if following is None:
            break
    assert set(seen) == set(rows(everything))


async def test_what_has_no_pages_gives_its_first_rows_and_says_so(
    views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = await views.data("/v1/parties/lublin")
    monkeypatch.setattr(routes, "_BYTES", len(orjson.dumps(everything)) // 2)
    part = await views.data("/v1/parties/lublin")
    assert part["more"]
    assert len(orjson.dumps(part)) < len(orjson.dumps(everything))
