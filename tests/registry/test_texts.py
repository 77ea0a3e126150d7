"""Texts over HTTP: what nobody sees is refused with its field, what looks the same is the same, CRLF is a line break."""

from __future__ import annotations

import json

from tests.registry.test_http import Client


async def test_what_nobody_sees_is_refused_with_its_field(client: Client) -> None:
    for name in ("\u200b", "\u3164", "Firma \u202e txt.exe", "robo\u200btyka"):
        status, problem, _ = await client.post(
            "/v1/parties/a/register", {"kind": "organisation", "names": {"pl": "Firma", "en": name}}
        )
        assert (status, [error["pointer"] for error in problem["errors"]]) == (400, ["/names/en"])
        assert "U+" in problem["detail"]
    assert await client.head() == 0


async def test_a_specialisation_is_declared_once_however_it_is_written(client: Client) -> None:
    await client.post("/v1/clusters/dkm/found", {"names": {"pl": "DKM"}})
    declared = "/v1/clusters/dkm/declare-specialisation"
    assert (await client.post(declared, {"label": {"pl": "efekt robotyka"}}))[0] == 201
    for label in (
        "Efekt  Robotyka",
        "eﬀekt robotyka".replace("ﬀ", "f"),
        "efekt\u00a0robotyka",
        "ｅfekt robotyka",
    ):
        status, problem, _ = await client.post(declared, {"label": {"pl": label}})
        assert (label, status, problem["rule"]) == (label, 422, "specialisation-once")
    formed = "/v1/clusters/dkm/form-task-team"
    assert (await client.post(formed, {"name": {"pl": "Zespół ﬁzyki"}}))[0] == 201
    status, problem, _ = await client.post(formed, {"name": {"en": "zespół fizyki"}})
    assert (status, problem["rule"]) == (422, "team-name-unique")


async def test_crlf_is_a_line_break(client: Client) -> None:
    subject = {"pl": "pierwszy\r\ndrugi\rtrzeci"}
    proposal = {"kind": "letter-of-intent", "parties": ["party-a", "party-b"], "subject": subject}
    assert (await client.post("/v1/agreements/loi/propose", proposal))[0] == 201
    event = json.loads((await client.get("/v1/events/agreement-loi@1"))[1])
    assert event["data"]["subject"] == {"pl": "pierwszy\ndrugi\ntrzeci"}


async def test_an_address_with_a_user_is_refused_in_corrections_too(client: Client) -> None:
    document = {"title": {"pl": "List"}, "language": "pl", "hash": "0" * 64, "url": "https://example.org/a"}
    for url in ("https://user:secret@example.org/a", "ftp://example.org/a", "https://[::1/a"):
        status, problem, _ = await client.post("/v1/sources/list/register", document | {"url": url})
        assert (status, problem["errors"][0]["pointer"]) == (400, "/url")
        assert "secret" not in json.dumps(problem)
    assert (await client.post("/v1/sources/list/register", document))[0] == 201
    fix = {"target": "source-list@1", "reason": "x", "sources": [{"id": "source-list"}]}
    wrong = fix | {"fields": {"url": "https://user:secret@example.org/a"}}
    status, problem, _ = await client.post("/v1/sources/list/correct", wrong)
    assert (status, problem["rule"], problem["errors"][0]["pointer"]) == (
        422,
        "correction-valid",
        "/fields/url",
    )
    right = fix | {"fields": {"url": "https://example.org/b"}}
    assert (await client.post("/v1/sources/list/correct", right))[0] == 201


async def test_a_number_is_one_partys_in_whatever_width_it_is_written(client: Client) -> None:
    for id, value in (("a", "AB-5260"), ("b", "ＡＢ５２６０")):
        await client.post(f"/v1/parties/{id}/register", {"kind": "organisation", "names": {"pl": id}})
        status, answer, _ = await client.post(
            f"/v1/parties/{id}/identify", {"scheme": "duns", "value": value}
        )
        assert (id, status, answer.get("rule")) == (id, 201, None) if id == "a" else (id, 422, "unique-value")
