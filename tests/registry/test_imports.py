"""Imports over HTTP: tried, confirmed, stored once whatever stops in between, undone from the log, each by its own key."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import asyncpg
import pytest

from ops.importing.importer import import_path
from services.registry.app import build
from services.registry.importing.reading.files import Options
from tests.ops.workbooks import Cell, too_wide, xlsx
from tests.registry.test_http import Client
from tests.running import KeyRing, Running, served, settings_for, until
from tests.servers import Database

DKM = "cluster-dkm"
# The last row's date is none.
TABLE = """klaster;nazwa;data przystąpienia;klasa;źródło;uwagi
dkm;Zakład Żółty;2018-03-01;pełny;letter;stary partner
dkm;Huta Świętokrzyska;marzec 2019;wspierający;letter;
dkm;Odlewnia;32.13.2018;pełny;letter;
"""


@dataclass
class Coordinator(Client):
    """Imports with a key of its own."""

    running: Running
    key: str | None
    count: int = 0

    async def upload(self, content: str = TABLE, **query: str) -> tuple[int, Any, Any]:
        path = "/v1/imports?" + urlencode({"name": "członkowie.csv"} | query)
        return await self.post(path, raw=content.encode(), Content_Type="text/csv")

    async def one(self, id: str) -> dict[str, Any]:
        status, body, _ = await self.get(f"/v1/imports/{id}")
        assert status == 200, body
        described: dict[str, Any] = json.loads(body)
        return described

    async def reached(self, id: str, *states: str) -> dict[str, Any]:
        async def there() -> dict[str, Any] | None:
            one = await self.one(id)
            assert one["state"] != "failed" or "failed" in states, one
            return one if one["state"] in states else None

        described: dict[str, Any] = await until(there)
        return described

    async def report(self, id: str, phase: str) -> dict[str, Any]:
        status, body, _ = await self.get(f"/v1/imports/{id}/report?phase={phase}")
        assert status == 200, body
        read: dict[str, Any] = json.loads(body)
        return read

    async def checked(self, content: str = TABLE, **query: str) -> str:
        status, body, headers = await self.upload(content, **query)
        assert (status, headers["Location"]) == (201, f"/v1/imports/{body['id']}"), body
        await self.reached(body["id"], "checked")
        return str(body["id"])

    async def imported(self, id: str, key: str = "yes") -> dict[str, Any]:
        status, body, _ = await self.post(f"/v1/imports/{id}/confirm", Idempotency_Key=key)
        assert status == 200, body
        return await self.reached(id, "imported")


@dataclass(frozen=True)
class Office:
    """A registry that holds DKM and the letter; two coordinators, and the operator."""

    running: Running
    database: Database
    keys: KeyRing
    dkm: Coordinator
    saam: Coordinator
    operator: Client

    async def head(self) -> int:
        """The log's last position."""
        return int(await self.owner("SELECT position FROM registry.head"))

    async def owner(self, query: str, *arguments: Any) -> Any:
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            return await connection.fetchval(query, *arguments)
        finally:
            await connection.close()


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    keys = KeyRing(tmp_path / "keys.json")
    operator = keys.issue("operator", "record:write", "record:admin", "history:read")
    issued = {
        name: keys.issue(name, "record:write", "views:read", subject=name) for name in (DKM, "cluster-saam")
    }
    async with served(settings_for(database, "upland_registry", keys, max_import=100_000), build) as running:
        client = Client(running, operator)
        for path, body in (
            ("clusters/dkm/found", {"names": {"pl": "DKM"}}),
            ("parties/zolty/register", {"kind": "organisation", "names": {"pl": "Zakład Żółty"}}),
            ("parties/huta/register", {"kind": "organisation", "names": {"pl": "Huta Świętokrzyska"}}),
            ("parties/odlewnia/register", {"kind": "organisation", "names": {"pl": "Odlewnia"}}),
            ("sources/letter/register", {"title": {"pl": "List"}, "language": "pl", "hash": "5e" * 32}),
        ):
            status, answer, _ = await client.post(f"/v1/{path}", body)
            assert status == 201, answer
        first, second = (Coordinator(running, key) for key in issued.values())
        yield Office(running, database, keys, first, second, client)


async def test_a_table_is_tried_confirmed_and_undone(office: Office) -> None:
    dkm = office.dkm
    before = await office.head()
    id = await dkm.checked()
    assert await office.head() == before
    trial = await dkm.report(id, "dry_run")
    assert trial["rows"] == {"stored": 2, "already there": 0, "refused": 1, "unanswered": 0}, [
        line.get("reason") for line in trial["lines"]
    ]
    [refused] = [line for line in trial["lines"] if line["outcome"] == "refused"]
    assert (refused["file"], refused["line"]) == ("członkowie.csv", 4)
    assert "is not a date" in refused["reason"]
    assert any("uwagi" in warning["message"] for warning in trial["warnings"])
    status, text, headers = await dkm.get(f"/v1/imports/{id}/report", Accept="text/plain")
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "członkowie.csv:4: " in text.decode()
    assert "would be stored" in text.decode()

    done = await dkm.imported(id)
    assert done["result"]["rows"] == trial["rows"]
    result = await dkm.report(id, "result")
    stored = [line for line in result["lines"] if line["outcome"] == "stored"]
    assert await office.head() == before + len(stored) > before
    # The same confirmation again changes nothing; another is refused.
    assert (await dkm.post(f"/v1/imports/{id}/confirm", Idempotency_Key="yes"))[2][
        "Idempotent-Replayed"
    ] == "true"
    status, problem, _ = await dkm.post(f"/v1/imports/{id}/confirm", Idempotency_Key="other")
    assert (status, problem["rule"], problem["state"]) == (422, "import-state", "imported")
    assert await office.owner("SELECT content IS NULL FROM registry.imports WHERE id = $1", id)

    assert (await dkm.post(f"/v1/imports/{id}/undo"))[0] == 200
    undone = await dkm.reached(id, "undone")
    report = await dkm.report(id, "undo")
    assert undone["undo"]["totals"]["stored"] == len(stored), report
    head = await office.head()
    # A process that stops before it notes the end undoes again, and retracts nothing twice.
    await office.owner("UPDATE registry.imports SET state = 'undoing' WHERE id = $1 RETURNING id", id)
    await dkm.checked()  # the worker looks at what is to be done
    again = await dkm.reached(id, "undone")
    assert again["undo"]["totals"]["already there"] == len(stored)
    assert await office.head() == head


async def test_what_a_stopped_process_left_goes_on_and_nothing_is_stored_twice(office: Office) -> None:
    dkm = office.dkm
    id = await dkm.checked()
    # It is stored by half when the process is gone: the first row is, under the same key.
    half = await dkm.checked("\n".join(TABLE.splitlines()[:2]) + "\n")
    assert (await dkm.imported(half))["result"]["totals"]["stored"] == 1
    before = await office.head() - 1
    status, problem, _ = await dkm.post(f"/v1/imports/{id}/undo")
    assert (status, problem["rule"]) == (422, "import-state")  # nothing of it is stored
    await office.owner("UPDATE registry.imports SET state = 'importing' WHERE id = $1 RETURNING id", id)
    await dkm.checked()
    done = await dkm.reached(id, "imported")
    totals = done["result"]["totals"]
    assert (totals["already there"], totals["stored"]) == (1, 1)
    stored = 2
    after = await office.head()
    assert after == before + stored
    # As if it had been stopped just before it noted the end.
    await office.owner(
        "UPDATE registry.imports SET state = 'importing', content = $2 WHERE id = $1 RETURNING id",
        id,
        TABLE.encode(),
    )
    settings = office.running.settings.model_copy(
        update={"port": settings_for(office.database, "upland_registry", office.keys).port}
    )
    async with served(settings, build) as other:
        again = await Coordinator(other, dkm.key).reached(id, "imported")
    assert again["result"]["totals"]["already there"] == stored
    assert await office.head() == after


async def test_the_command_line_finds_what_was_imported_here(office: Office, tmp_path: Path) -> None:
    id = await office.dkm.checked()
    done = await office.dkm.imported(id)
    file = tmp_path / "members.csv"
    file.write_text(TABLE, encoding="utf-8")
    operator = str(office.operator.key)
    report = await import_path(file, office.running.url, operator, options=Options())
    assert report.totals["already there"] == done["result"]["totals"]["stored"] > 0
    assert report.totals["stored"] == 0


async def test_each_key_has_its_own_imports_and_its_own_rights(office: Office) -> None:
    id = await office.dkm.checked()
    for path in (f"/v1/imports/{id}", f"/v1/imports/{id}/report"):
        assert (await office.saam.get(path))[0] == 404
    for verb in ("confirm", "undo"):
        assert (await office.saam.post(f"/v1/imports/{id}/{verb}"))[0] == 404
    assert (await office.operator.get(f"/v1/imports/{id}"))[0] == 200
    # Another cluster's members are not this key's to record.
    foreign = await office.saam.checked()
    report = await office.saam.report(foreign, "dry_run")
    assert report["rows"]["stored"] == 0
    assert any("cluster-saam" in line.get("reason", "") for line in report["lines"]), report


async def test_a_mapping_is_proposed_changed_and_kept_with_the_import(office: Office) -> None:
    dkm = office.dkm
    table = "klaster;Nasz członek;data przystapiena;poziom;uwagi\ndkm;Huta Świętokrzyska;2018;srebrny;nowy\n"
    id = await dkm.checked(table)
    report = await dkm.report(id, "dry_run")
    assert report["rows"]["refused"] == 1, "no column gives the kind"
    [unknown] = report["tables"]
    assert (unknown["kind"], [each["header"] for each in unknown["columns"]]) == (
        "",
        ["klaster", "Nasz członek", "data przystapiena", "poziom", "uwagi"],
    )
    assert unknown["columns"][1]["example"] == "Huta Świętokrzyska"

    async def tried(mapping: dict[str, Any]) -> dict[str, Any]:
        status, body, _ = await dkm.post(f"/v1/imports/{id}/check", mapping)
        assert status == 200, body
        await dkm.reached(id, "checked")
        return await dkm.report(id, "dry_run")

    named = await tried({"members": {"Nasz członek": "name"}})
    [table_read] = named["tables"]
    near = {each["header"]: (each["column"], each["sure"]) for each in table_read["columns"]}
    assert near == {
        "klaster": ("cluster", True),
        "Nasz członek": ("name", True),
        "data przystapiena": ("joined", False),
        "poziom": ("", True),
        "uwagi": ("", True),
    }
    assert named["rows"]["refused"] == 1, "what is only nearly known is proposed, and nothing is read by it"
    mapping: dict[str, dict[str, str]] = {
        "members": {"Nasz członek": "name", "data przystapiena": "joined", "poziom": "class", "uwagi": "-"},
        "classes": {"srebrny": "partner"},
    }
    before = await tried(mapping)
    assert (before["totals"]["stored"], before["warnings"]) == (1, [])
    assert before["tables"][0]["classes"] == {"srebrny": "partner"}
    assert (await dkm.imported(id))["result"]["totals"]["stored"] == 1
    status, stored, _ = await Client(office.running, office.operator.key).get(
        "/v1/streams/membership-dkm.huta"
    )
    [joined] = json.loads(stored)
    assert (joined["type"], joined["data"]["class"], joined["data"]["class_label"]) == (
        "upland.MemberJoined.v2",
        "partner",
        "srebrny",
    )
    status, problem, _ = await dkm.post(f"/v1/imports/{id}/check", mapping)
    assert (status, problem["rule"]) == (422, "import-state"), "it is stored: there is nothing to try"

    # The same with the upload, as a field.
    again = await dkm.checked(table, map=json.dumps(mapping))
    assert (await dkm.report(again, "dry_run"))["totals"]["already there"] == 1


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"member": {"A": "name"}}, "did you mean members?"),
        ({"members": {"A": "nam"}}, "did you mean name?"),
        ({"classes": {"srebrny": "silver"}}, "is no class"),
        (["members"], "a mapping has, by kind"),
    ],
)
async def test_a_mapping_that_names_what_is_not_there_is_refused(
    office: Office, mapping: Any, message: str
) -> None:
    id = await office.dkm.checked()
    status, problem, _ = await office.dkm.post(f"/v1/imports/{id}/check", mapping)
    assert status == 400
    assert message in problem["detail"]
    status, problem, _ = await office.dkm.upload(map=json.dumps(mapping))
    assert (status, problem["errors"][0]["pointer"]) == (400, "?map")


async def test_a_workbook_is_taken_as_any_table(office: Office) -> None:
    rows: list[list[Cell]] = [["klaster", "nazwa", "od"], ["dkm", "Huta Świętokrzyska", (43160, 2)]]
    status, body, _ = await office.dkm.post(
        "/v1/imports?name=lista.xlsx", raw=xlsx({"Arkusz1": rows}), Content_Type="application/octet-stream"
    )
    assert status == 201, body
    await office.dkm.reached(body["id"], "checked")
    await office.dkm.imported(body["id"])
    status, stored, _ = await office.operator.get("/v1/streams/membership-dkm.huta")
    assert json.loads(stored)[0]["data"]["occurred"]["edtf"] == "2018-03"
    # One that would end the process that reads it leaves the registry as it is.
    status, body, _ = await office.dkm.post(
        "/v1/imports?name=bomba.xlsx", raw=too_wide(), Content_Type="application/octet-stream"
    )
    await office.dkm.reached(body["id"], "checked")
    [refused] = (await office.dkm.report(body["id"], "dry_run"))["lines"]
    assert (refused["outcome"], refused["rule"]) == ("refused", "file")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"name": "members.exe"}, "?name"),
        ({"name": "../members.csv"}, "?name"),
        ({"name": "ł" * 110 + ".csv"}, "?name"),
        ({"encoding": "klingon"}, "?encoding"),
        ({"cluster": "Dolina Lotnicza"}, "?cluster"),
        ({"mode": "guessed"}, "?mode"),
    ],
)
async def test_what_cannot_be_taken_is_refused_with_its_parameter(
    office: Office, query: dict[str, str], pointer: str
) -> None:
    status, problem, _ = await office.dkm.upload(**query)
    assert (status, problem["errors"][0]["pointer"]) == (400, pointer)


async def test_files_are_bounded_and_go_in_time(office: Office) -> None:
    assert (await office.dkm.upload("x" * 100_001))[0] == 413
    id = await office.dkm.checked()
    await office.owner(
        "UPDATE registry.imports SET changed_at = now() - interval '31 days' WHERE id = $1 RETURNING id", id
    )
    await office.dkm.checked()
    assert (await office.dkm.get(f"/v1/imports/{id}"))[0] == 404
