"""Dry runs of many commands: each is decided upon those before it, amendments too, as if they were in the log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.catalogue import COMMANDS
from runtime.errors import Malformed
from services.registry.commands.command import parse_body
from tests.registry.test_claims import Record
from tests.running import Running

NAMES = {"pl": "DKM"}
CITES = {"reason": "misread", "sources": [{"id": "source-a"}]}


async def _sent(record: Record, lines: list[tuple[str, str, dict[str, Any]]], query: str = "") -> list[Any]:
    sent = [
        {"collection": collection, "id": "dkm", "verb": verb, "key": f"{number}", "body": body}
        for number, (collection, verb, body) in enumerate(lines)
    ]
    async with record.running.session.post(
        f"{record.running.url}/v1/commands{query}",
        data="\n".join(json.dumps(line) for line in sent),
        headers={"Authorization": f"Bearer {record.key}", "Content-Type": "application/x-ndjson"},
    ) as answer:
        return [json.loads(line) for line in (await answer.read()).splitlines()]


def _clusters(*lines: tuple[str, dict[str, Any]]) -> list[tuple[str, str, dict[str, Any]]]:
    return [("clusters", verb, body) for verb, body in lines]


async def test_amendments_in_a_dry_run_follow_its_own_events(registry: Running, operator: str) -> None:
    record = Record(registry, operator)
    lines = _clusters(
        ("found", {"names": NAMES, "occurred": "2018"}),
        ("refine", {"target": "cluster-dkm@1", "date": "2018-05"}),
        ("refine", {"target": "cluster-dkm@1", "date": "2018-04"}),
        ("dissolve", {}),
        ("form-task-team", {"name": NAMES}),
        ("retract", {"target": "cluster-dkm@3", "reason": "it goes on"}),
        ("form-task-team", {"name": NAMES}),
        ("retract", {"target": "cluster-dkm@3", "reason": "once more"}),
        ("correct", {"target": "cluster-dkm@1", "fields": {"occurred": "2019"}, **CITES}),
        ("dispute", {"target": "cluster-dkm@9", "by": "party-um", "reason": "x"}),
    )
    rehearsed = await _sent(record, lines, "?dry_run=true")
    stored = await _sent(record, lines)
    assert [answer["status"] for answer in rehearsed] == [200, 200, 422, 200, 422, 200, 200, 422, 200, 422]
    assert [answer["status"] for answer in stored] == [
        201 if answer["status"] == 200 else answer["status"] for answer in rehearsed
    ]
    refused = [answer["body"].get("rule") for answer in rehearsed]
    assert refused == [answer["body"].get("rule") for answer in stored]
    versions = [answer["body"].get("version") for answer in rehearsed]
    assert versions == [answer["body"].get("version") for answer in stored]


async def test_amendments_in_a_dry_run_follow_the_events_of_the_log(registry: Running, operator: str) -> None:
    record = Record(registry, operator)
    await record.accepted("clusters/dkm/found", {"names": NAMES, "occurred": "2018"})
    lines = _clusters(
        ("retract", {"target": "cluster-dkm@1", "reason": "x"}),
        ("found", {"names": NAMES, "occurred": "2019"}),
        ("retract", {"target": "cluster-dkm@2", "reason": "x"}),
        ("retract", {"target": "cluster-dkm@3", "reason": "x"}),
        ("retract", {"target": "cluster-dkm@2", "reason": "x"}),
    )
    rehearsed = await _sent(record, lines, "?dry_run=true")
    assert [answer["body"].get("rule") for answer in rehearsed] == [None, None, "founded-once", None, None]
    assert [answer["status"] for answer in await _sent(record, lines)] == [201, 201, 422, 201, 201]


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({"occurred": 2018}, "/occurred", "a date is an EDTF string such as 2018-03-19"),
        ({"occurred": "2018-02-29"}, "/occurred", "'2018-02-29' is not a date: day is out of range"),
        ({"a/b~c": 1}, "/a~1b~0c", ""),
        ({"names": {"polski": "x"}}, "/names/polski", ""),
    ],
)
def test_a_field_at_fault_is_pointed_at_in_the_body(body: dict[str, Any], pointer: str, message: str) -> None:
    with pytest.raises(Malformed) as malformed:
        parse_body(COMMANDS["clusters", "found"], json.dumps(body).encode())
    (error,) = malformed.value.errors
    assert error.pointer == pointer
    assert error.message.startswith(message)
    assert malformed.value.detail == f"{pointer}: {error.message}. Nothing was stored."
