"""The history says whether a reader gets all of it."""

from __future__ import annotations

from tests.registry.naming import Names
from tests.running import Running


async def test_an_answer_says_whether_it_has_all_events(names: Names) -> None:
    running: Running = names.running
    await names.operator.post("/v1/clusters/dkm/found", {"names": {"pl": "DKM"}})
    reader = names.keys.issue("reads views", "views:read")
    every = names.keys.issue("reads all", "history:read")
    for path in ("/v1/history", "/v1/streams/cluster-dkm"):
        for key, extent in ((None, "public"), (reader, "public"), (every, "all")):
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            async with running.session.get(running.url + path, headers=headers) as answer:
                assert (answer.status, answer.headers["Upland-Audience"]) == (200, extent), path
