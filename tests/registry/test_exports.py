"""Exports over HTTP: the files of `upland export`, of what the caller may read; deltas add up to the whole."""

import io
import zipfile
from typing import Any, get_args

import asyncpg
import orjson
import pytest

from contracts.statement import fact_of_statement
from runtime.errors import TooManyRequests
from services.registry.exporting import files, process
from services.registry.exporting.records import digest
from services.registry.http.exports import Exports
from services.registry.log.pages import Wanted
from services.registry.log.readable_log import ReadableLog
from tests.registry.naming import Names


async def _export(names: Names, format: str, key: str | None, **query: Any) -> tuple[int, Any, Any]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    url = f"{names.running.url}/v1/exports/{format}"
    params = {name: str(value) for name, value in query.items()}
    async with names.running.session.get(url, headers=headers, params=params) as answer:
        return answer.status, await answer.read(), answer.headers


async def _facts(names: Names, key: str | None) -> list[Any]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with names.running.session.get(f"{names.running.url}/v1/history", headers=headers) as answer:
        return [fact_of_statement(each) for each in orjson.loads(await answer.read())]


def _expected(format: Any, facts: list[Any], until: int, since: int | None) -> bytes:
    out = io.BytesIO()
    process.write(format, files.Exported(facts, until), since, out)
    return out.getvalue()


async def test_an_export_is_that_of_the_command_line_and_deltas_are_the_whole(names: Names) -> None:
    every = names.keys.issue("reads all", "history:read")
    registered = {"kind": "organisation", "names": {"pl": 'Zakład, "Łąka"'}}
    await names.operator.post("/v1/parties/one/register", registered)
    await names.operator.post("/v1/clusters/dkm/found", {"names": {"pl": "DKM"}})
    middle = len(await _facts(names, every))
    await names.operator.post("/v1/memberships/dkm.one/apply", {"class": "full"})  # read by few
    await names.operator.post("/v1/clusters/dkm/rename", {"names": {"pl": "Nowy DKM"}})
    known, public = await _facts(names, every), await _facts(names, None)
    assert len(public) < len(known)
    until = known[-1].position
    for format in get_args(files.Format):
        for key, facts, extent in ((every, known, "all"), (None, public, "public")):
            status, body, headers = await _export(names, format, key)
            assert (status, headers["Upland-Audience"]) == (200, extent), body
            assert int(headers["Upland-Position"]) == until
            assert _content(body) == _content(_expected(format, facts, until, None))
        delta = (await _export(names, format, every, since=middle))[1]
        assert _content(delta) == _content(_expected(format, known, until, middle))
    assert (await _export(names, "csv", every, public="true"))[1] == (await _export(names, "csv", None))[1]

    nodes: dict[str, Any] = {}
    about: dict[str, Any] = {}
    first = _expected("jsonld", [fact for fact in known if fact.position <= middle], middle, 0)
    for body in (first, (await _export(names, "jsonld", every, since=middle))[1]):
        graph = orjson.loads(body)["@graph"]
        [about] = [node for node in graph if node["@type"] == ["upland:Delta"]]
        nodes = {id: node for id, node in nodes.items() if id not in about["removed"]}
        nodes |= {node["@id"]: node for node in graph if node is not about}
    lines = [orjson.dumps(node, option=orjson.OPT_SORT_KEYS) + b"\n" for node in nodes.values()]
    assert digest(lines) == about["digest"]
    assert nodes == {
        node["@id"]: node for node in orjson.loads((await _export(names, "jsonld", every))[1])["@graph"]
    }


def _content(body: bytes) -> Any:
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_one_export_of_an_extent_is_made_at_a_time(names: Names) -> None:
    await names.operator.post("/v1/clusters/dkm/found", {"names": {"pl": "DKM"}})
    async with asyncpg.create_pool(names.database.url("upland_registry"), min_size=1) as pool:
        exports = Exports(ReadableLog(pool))
        public = Wanted(("public",))
        one = exports.chunks("jsonld", Wanted(), None, 1)
        assert await anext(one)
        with pytest.raises(TooManyRequests):
            await anext(exports.chunks("csv", Wanted(), None, 1))
        assert [chunk async for chunk in exports.chunks("csv", public, None, 1)]
        # Who goes away leaves the place to the next one.
        await one.aclose()
        assert [chunk async for chunk in exports.chunks("csv", Wanted(), None, 1)]


@pytest.mark.parametrize(
    ("format", "query", "status", "words"),
    [
        ("xml", {}, 404, "jsonld, csv, ftm, schemaorg"),
        ("csv", {"since": 99_999}, 400, "The log ends at position"),
        ("csv", {"since": "yesterday"}, 400, "since"),
    ],
)
async def test_what_is_no_export(
    names: Names, format: str, query: dict[str, Any], status: int, words: str
) -> None:
    code, body, _ = await _export(names, format, None, **query)
    assert (code, words in body.decode()) == (status, True), body
