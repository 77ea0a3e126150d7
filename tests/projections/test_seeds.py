"""The record's own history: imported through the registry, read from its history endpoint, queried over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
import pytest

from ops.importing.importer import import_path
from services.projections import app as projections
from services.registry import app as registry
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import ROOT, Database, free_ports


@pytest.fixture
async def seeds(database: Database, tmp_path: Path) -> AsyncIterator[tuple[Running, int]]:
    """The projections service with everything in `history/`, and the log's head. Kafka is away: the log is enough."""
    keys = KeyRing(tmp_path / "keys.json")
    operator = keys.issue("operator", *ALL_SCOPES)
    nowhere = f"127.0.0.1:{free_ports(1)[0]}"
    async with served(settings_for(database, "upland_registry", keys), registry.build) as log:
        await import_path(ROOT / "history", log.url, operator)
        async with log.session.get(f"{log.url}/health/ready") as answer:
            head = int(orjson.loads(await answer.read())["head"])
        settings = settings_for(
            database,
            "upland_projections",
            keys,
            anonymous_read=True,
            registry_url=log.url,
            registry_key=operator,
            kafka_bootstrap=nowhere,
        )
        async with served(settings, projections.build) as views:
            yield views, head


async def _data(session: aiohttp.ClientSession, url: str) -> Any:
    async with session.get(url) as answer:
        body = orjson.loads(await answer.read())
        assert answer.status == 200, body
        return body["data"]


async def test_the_answers_over_the_five_documents(seeds: tuple[Running, int]) -> None:
    views, head = seeds

    async def get(path: str) -> Any:
        return await _data(views.session, f"{views.url}{path}&wait_for={head}&timeout=30")

    day = await get("/v1/network?as_of=2018-03-19")
    assert day["counts"] == {
        "clusters": {"yes": 5, "possibly": 5}, "agreements": {"yes": 2, "possibly": 0}, "visits": {"yes": 1, "possibly": 0},
    }  # fmt: skip
    earlier = await get("/v1/network?as_of=2016-06-01")
    assert earlier["counts"]["clusters"] == {"yes": 3, "possibly": 6}
    assert {item["certainty"] for item in earlier["agreements"] if len(item["parties"]) == 2} == {"possibly"}

    network = await get("/v1/network?as_of=../..")
    letters = {item["signatures"]["listed"]: item for item in network["agreements"]}
    assert [item["translation_of"] is not None for item in letters[3]["sources"]] == [False, True]
    assert letters[3]["date"]["phrase"] == "19 marca"
    assert letters[3]["inferred"]
    assert letters[4]["signatures"]["signed"] == 4
    assert all(item["represented_by"] for item in letters[4]["parties"])
    assert letters[4]["conference"]["abbreviation"] == "IABM"
    founders = [
        item
        for item in network["roles"]
        if item["role"] == "founder" and item["cluster"]["abbreviation"] == "LKB"
    ]
    assert len(founders) == 8

    matrix = await get("/v1/matrix?clusters=dkm,saam,pgm,wsm,lm,lkl,lkb,wmm&as_of=2023-05-10")
    assert len([cell for cell in matrix["cells"] if cell["agreements"]]) == 6
    assert all(item["certainty"] == "yes" for item in matrix["clusters"])
    numbers = [
        item["detail"]["count"] for item in await get("/v1/timeline?as_of=../..") if "count" in item["detail"]
    ]
    assert {103, 37, 28, 21} <= set(numbers)
    assert not [ref for ref in network["parties"] if ref["kind"] == "unknown"]


# Forms as somebody would type them, and what of the five documents they find.
FORMS = {
    "klastra": "cluster-lkl",
    "klastrów": "cluster-lkb",
    "klastrow": "cluster-lkb",
    "lotniczego": "cluster-lkl",
    "motoryzacyjną": "party-pgm-association",
    "starachowicach": "party-starachowice",
    "świdniku": "party-pzl-swidnik",
    "swidniku": "party-pzl-swidnik",
    "lubelskiej": "party-pl",
    "Katowicką": "party-ksse",
    "medycznych": "cluster-lm",
    "Lublinie": "party-lublin",
    "dolnoslaskiego klastra": "cluster-dkm",
    "wyżyny": "cluster-wmm",
    "sa&am": "cluster-saam",
    "saam": "cluster-saam",
    "skl": "cluster-skl",
    "elektromobilności": "cluster-dke",
    "clusters": "cluster-dke",
    "agreements": "agreement-cooperation-lkl-skl",
    "machinery": "cluster-wmm",
    "letters of intent": "agreement-loi-lublin-radom-starachowice-2018",
}


async def test_inflected_forms_over_the_five_documents(seeds: tuple[Running, int]) -> None:
    views, head = seeds
    missed = {}
    for form, wanted in FORMS.items():
        path = f"/v1/search?q={quote(form)}&limit=200&as_of=../..&wait_for={head}&timeout=30"
        hits = [hit["ref"]["id"] for hit in await _data(views.session, f"{views.url}{path}")]
        if wanted not in hits:
            missed[form] = hits
    assert missed == {}
    # Other words of the same root are not forms of one word, and a brand's name is in no dictionary.
    for word in ("lotnictwa", "Izerze"):
        assert await _data(views.session, f"{views.url}/v1/search?q={word}&as_of=../..") == []


async def test_members_visits_promises_and_bridges_of_the_five_documents(seeds: tuple[Running, int]) -> None:
    views, head = seeds

    async def get(path: str) -> Any:
        return await _data(views.session, f"{views.url}{path}&wait_for={head}&timeout=30")

    [lkb] = await get("/v1/membership?cluster=lkb&as_of=2018-03-19")
    assert {item["text"] for item in lkb["coverage"]} == {"8/21", "8/28"}
    [visit] = await get("/v1/visits?as_of=2018-03-19")
    [path] = visit["paths"]
    assert (path["leads_to"]["id"], path["lag_days"]) == (
        path["path"][-1]["ref"]["id"],
        {"min": 66, "max": None},
    )
    [promise] = await get("/v1/commitments?as_of=2020")
    assert [item["rests_on_promisor"] for item in promise["assessments"]] == [True]
    bridges = (await get("/v1/bridges?as_of=2018-03-19&role=initiator"))["parties"]
    assert (bridges[0]["party"]["label"], bridges[0]["strength"]) == ("Lublin", 4)
    assert len(await get("/v1/changes?limit=500")) >= 100
    work = (await get("/v1/worklist?limit=500"))["counts"]
    assert (work["dangling"], work["uncited-document"], work["open-parties"]) == (0, 0, 1)
