"""The registry over HTTP: what is accepted, answered and refused, each refusal naming the field and storing nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from contracts.statement import BATCH_MEDIA_TYPE
from tests.running import KeyRing, Running

PROPOSAL = {
    "kind": "letter-of-intent",
    "parties": ["party-lublin", "party-radom", "party-starachowice"],
    "subject": {"pl": "współpraca przemysłu motoryzacyjnego", "en": "cooperation of the automotive industry"},
    "occurred": "2018-03-19",
}


class Client:
    """Sends commands with a key; a new idempotency key each time unless one is given."""

    def __init__(self, running: Running, key: str | None) -> None:
        self.running, self.key, self.count = running, key, 0

    async def post(
        self, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> tuple[int, Any, Any]:
        self.count += 1
        sent = {"Idempotency-Key": f"t-{self.count}", "Content-Type": "application/json"}
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = raw if raw is not None else json.dumps(body if body is not None else {}).encode()
        async with self.running.session.post(
            self.running.url + path, data=data, headers={k: v for k, v in sent.items() if v}
        ) as answer:
            return answer.status, json.loads(await answer.read()), answer.headers

    async def get(self, path: str, **headers: str) -> tuple[int, bytes, Any]:
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        async with self.running.session.get(self.running.url + path, headers=sent | headers) as answer:
            return answer.status, await answer.read(), answer.headers

    async def head(self) -> int:
        return int(json.loads((await self.get("/health/ready"))[1])["head"])


async def proposed(client: Client) -> None:
    status, body, _ = await client.post("/v1/agreements/loi/propose", PROPOSAL)
    assert (status, body["version"]) == (201, 1)


async def test_a_command_becomes_an_event(client: Client, operator: str) -> None:
    status, body, headers = await client.post("/v1/agreements/loi/propose", PROPOSAL)
    assert status == 201
    assert body == {
        "stream": "agreement-loi",
        "version": 1,
        "position": 1,
        "events": [{"id": "agreement-loi@1", "type": "AgreementProposed", "version": 1, "position": 1}],
    }
    assert headers["ETag"] == '"1"'
    _, stored, _ = await client.get("/v1/events/agreement-loi@1")
    event = json.loads(stored)
    assert event["data"]["occurred"] == {
        "edtf": "2018-03-19",
        "earliest": "2018-03-19",
        "latest": "2018-03-19",
    }
    assert (event["data"]["actor"], event["data"]["mode"]) == (
        f"key-{operator.split('_')[1]}",
        "performed",
    )
    assert (event["audience"], event["subject"], event["sequence"]) == (
        "participants",
        "agreement-loi",
        "0" * 19 + "1",
    )


async def test_the_same_key_gives_the_first_answer_again(client: Client) -> None:
    first = await client.post("/v1/agreements/loi/propose", PROPOSAL, Idempotency_Key="same")
    again = await client.post("/v1/agreements/loi/propose", PROPOSAL, Idempotency_Key="same")
    assert again[:2] == first[:2]
    assert again[2]["Idempotent-Replayed"] == "true"
    other = await client.post(
        "/v1/agreements/loi/propose", PROPOSAL | {"binding": True}, Idempotency_Key="same"
    )
    assert (other[0], other[1]["type"]) == (409, "/problems/key-reused")
    assert len(json.loads((await client.get("/v1/history"))[1])) == 1


async def test_a_key_that_comes_back_many_times_at_once_stores_once(client: Client) -> None:
    answers = await asyncio.gather(
        *(client.post("/v1/agreements/loi/propose", PROPOSAL, Idempotency_Key="same") for _ in range(30))
    )
    assert {json.dumps(body) for _, body, _ in answers} == {json.dumps(answers[0][1])}
    assert {status for status, _, _ in answers} == {201}
    assert len(json.loads((await client.get("/v1/history"))[1])) == 1


async def test_a_new_person_keeps_the_id_that_the_server_made(client: Client) -> None:
    first = await client.post("/v1/persons/new/register", Idempotency_Key="p")
    again = await client.post("/v1/persons/new/register", Idempotency_Key="p")
    other = await client.post("/v1/persons/new/register")
    assert first[0] == 201
    assert first[1] == again[1]
    assert other[1]["stream"] != first[1]["stream"]
    status, body, _ = await client.post("/v1/persons/kowalski/register")
    assert (status, body["errors"][0]["message"]) == (400, "id")


async def test_if_match_names_the_expected_version(client: Client) -> None:
    await proposed(client)
    sign = {"party": "party-radom"}
    status, body, _ = await client.post("/v1/agreements/loi/sign", sign, If_Match='"3"')
    assert (status, body["type"], body["expected"], body["actual"]) == (409, "/problems/wrong-version", 3, 1)
    status, body, headers = await client.post("/v1/agreements/loi/sign", sign, If_Match='"1"')
    assert (status, headers["ETag"]) == (201, '"2"')


async def test_a_dry_run_decides_and_stores_nothing(client: Client) -> None:
    await proposed(client)
    status, body, _ = await client.post("/v1/agreements/loi/sign?dry_run=true", {"party": "party-radom"})
    assert (status, body["version"], body["position"]) == (200, 2, None)
    status, body, _ = await client.post("/v1/agreements/loi/sign?dry_run=true", {"party": "party-x"})
    assert (status, body["rule"]) == (422, "party-listed")
    assert len(json.loads((await client.get("/v1/history"))[1])) == 1


@pytest.mark.parametrize("query", ["dry_run=True", "dry_run=1", "dry_run=false&dry_run=true"])
async def test_a_dry_run_is_requested_as_programs_write_it(client: Client, query: str) -> None:
    assert (await client.post(f"/v1/agreements/loi/propose?{query}", PROPOSAL))[0] == 200
    assert await client.head() == 0
    assert (await client.post("/v1/agreements/loi/propose?dry_run=False", PROPOSAL))[0] == 201


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("dry_run=yes", "?dry_run"),
        ("dry_run", "?dry_run"),
        ("dryrun=true", "?dryrun"),
        ("dry-run=1", "?dry-run"),
    ],
)
async def test_a_dry_run_that_is_not_understood_stores_nothing(
    client: Client, query: str, pointer: str
) -> None:
    status, problem, _ = await client.post(f"/v1/agreements/loi/propose?{query}", PROPOSAL)
    assert (status, problem["type"]) == (400, "/problems/malformed")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    status, problem, _ = await client.post(
        f"/v1/commands?{query}", raw=b"{}\n", Content_Type="application/x-ndjson"
    )
    assert (status, [error["pointer"] for error in problem["errors"]]) == (400, [pointer])
    assert await client.head() == 0


BAD: list[tuple[str, str, Any, int, str, str]] = [
    ("malformed JSON", "agreements/loi/sign", b'{"party": ', 400, "malformed", ""),
    ("not an object", "agreements/loi/sign", b"[]", 400, "malformed", ""),
    (
        "unknown field",
        "agreements/loi/sign",
        {"party": "party-radom", "parti": 1},
        400,
        "malformed",
        "/parti",
    ),
    ("wrong type", "agreements/loi/sign", {"party": 7}, 400, "malformed", "/party"),
    ("not a reference", "agreements/loi/sign", {"party": "Radom"}, 400, "malformed", "/party"),
    (
        "impossible date",
        "agreements/loi/sign",
        {"party": "party-radom", "occurred": "2018-02-30"},
        400,
        "malformed",
        "/occurred",
    ),
    (
        "not a date",
        "agreements/loi/sign",
        {"party": "party-radom", "occurred": "ostatnio"},
        400,
        "malformed",
        "/occurred",
    ),
    ("not listed", "agreements/loi/sign", {"party": "party-jaworzno"}, 422, "refused", "/party"),
    (
        "control character",
        "agreements/x/propose",
        PROPOSAL | {"subject": {"pl": "a\u0000b"}},
        400,
        "malformed",
        "/subject/pl",
    ),
    (
        "lone surrogate",
        "agreements/x/propose",
        json.dumps(PROPOSAL).encode().replace(b"cooperation", b"\\ud800"),
        400,
        "malformed",
        "",
    ),
    ("one party", "agreements/x/propose", PROPOSAL | {"parties": ["party-a"]}, 400, "malformed", "/parties"),
    (
        "a party twice",
        "agreements/x/propose",
        PROPOSAL | {"parties": ["party-a", "party-a"]},
        422,
        "refused",
        "/parties",
    ),
    ("a float", "clusters/c/report-membership-count", {"count": 1.5}, 400, "malformed", "/count"),
    ("negative", "clusters/c/report-membership-count", {"count": -1}, 400, "malformed", "/count"),
    ("beyond 2^53", "clusters/c/report-membership-count", {"count": 2**53}, 400, "malformed", "/count"),
    ("too large", "agreements/x/propose", PROPOSAL | {"subject": {"pl": "x" * 30_000}}, 413, "too-large", ""),
    ("bad id", "agreements/Loi/propose", PROPOSAL, 400, "malformed", ""),
    ("bad membership id", "memberships/lkb/join", {}, 400, "malformed", ""),
    ("no such collection", "treaties/x/propose", PROPOSAL, 404, "not-found", ""),
    ("no such command", "agreements/x/burn", PROPOSAL, 404, "not-found", ""),
]


@pytest.mark.parametrize(
    ("path", "body", "status", "slug", "pointer"), [b[1:] for b in BAD], ids=[b[0] for b in BAD]
)
async def test_bad_input_is_named_and_stores_nothing(
    client: Client, path: str, body: Any, status: int, slug: str, pointer: str
) -> None:
    await proposed(client)
    raw = body if isinstance(body, bytes) else None
    actual, problem, headers = await client.post(f"/v1/{path}", body if raw is None else None, raw=raw)
    assert (actual, problem["type"], problem["status"]) == (status, f"/problems/{slug}", status)
    assert headers["Content-Type"] == "application/problem+json"
    assert problem["detail"]
    if pointer:
        assert pointer in [error["pointer"] for error in problem["errors"]]
    assert len(json.loads((await client.get("/v1/history"))[1])) == 1


async def test_signing_twice_is_refused_by_its_rule(client: Client) -> None:
    await proposed(client)
    assert (await client.post("/v1/agreements/loi/sign", {"party": "party-radom"}))[0] == 201
    status, problem, _ = await client.post("/v1/agreements/loi/sign", {"party": "party-radom"})
    assert (status, problem["rule"], problem["errors"][0]["pointer"]) == (422, "signs-once", "/party")


async def test_a_missing_idempotency_key_and_another_media_type_are_refused(client: Client) -> None:
    status, problem, _ = await client.post("/v1/agreements/loi/propose", PROPOSAL, Idempotency_Key="")
    assert (status, problem["errors"][0]["pointer"]) == (400, "Idempotency-Key")
    status, problem, _ = await client.post("/v1/agreements/loi/propose", PROPOSAL, Content_Type="text/plain")
    assert (status, problem["type"]) == (415, "/problems/unsupported-media")


async def test_keys_open_only_what_their_scopes_name(registry: Running, keys: KeyRing, operator: str) -> None:
    nobody, wrong = (
        Client(registry, None),
        Client(registry, operator[:-1] + ("a" if operator[-1] != "a" else "b")),
    )
    reader = Client(registry, keys.issue("reader", "history:read"))
    editor = Client(registry, keys.issue("editor of DKM", "record:write", subject="cluster-dkm"))
    await asyncio.sleep(1.1)  # a service looks at the file of keys at most once a second
    for client, status, scope in ((nobody, 401, None), (wrong, 401, None), (reader, 403, "record:write")):
        actual, problem, _ = await client.post("/v1/clusters/dkm/found", {"names": {"pl": "DKM"}})
        assert (actual, problem.get("scope")) == (status, scope)
    assert (await editor.post("/v1/clusters/dkm/found", {"names": {"pl": "DKM"}}))[0] == 201
    actual, problem, _ = await editor.post("/v1/clusters/saam/found", {"names": {"pl": "SA&AM"}})
    assert (actual, problem["subject"]) == (403, "cluster-dkm")
    assert (await editor.post("/v1/memberships/dkm.firma/join"))[0] == 201
    assert (await editor.post("/v1/memberships/saam.firma/join"))[0] == 403
    assert (await editor.get("/v1/history"))[0] == 403
    assert (await nobody.get("/v1/history"))[0] == 401
    status, body, _ = await reader.get("/v1/history")
    assert (status, len(json.loads(body))) == (200, 2)
    keys.revoke("reader")
    await asyncio.sleep(1.1)
    assert (await reader.get("/v1/history"))[0] == 401


async def test_no_secret_is_in_an_error(registry: Running, operator: str) -> None:
    client = Client(registry, operator + "x")
    _, problem, _ = await client.post("/v1/agreements/loi/propose", PROPOSAL)
    assert operator.split("_", 2)[2] not in json.dumps(problem)
    assert operator not in repr(registry.settings)
    assert "only-for-this-run" not in repr(registry.settings)


async def test_history_pages_filters_and_waits(client: Client) -> None:
    await proposed(client)
    for party in PROPOSAL["parties"]:
        await client.post("/v1/agreements/loi/sign", {"party": party})
    status, body, headers = await client.get("/v1/history?limit=2")
    assert headers["Content-Type"] == BATCH_MEDIA_TYPE
    assert [e["sequence"][-1] for e in json.loads(body)] == ["1", "2"]
    assert headers["Link"] == '</v1/history?position=2&limit=2>; rel="next"'
    _, lines, _ = await client.get("/v1/history?type=AgreementSigned", Accept="application/x-ndjson")
    assert [json.loads(line)["type"] for line in lines.splitlines()] == ["upland.AgreementSigned.v1"] * 3
    assert (await client.get("/v1/history?position=4"))[1] == b"[]"
    await client.post("/v1/parties/loi/register", {"kind": "organisation", "names": {"pl": "Loi"}})
    for stream, count in (
        ("agreement-lo", 4),
        ("agreement-loi,agreement-l,party-", 5),  # each event once, whichever begin it
        ("party-loi", 1),
        ("membership-dkm.", 0),
    ):
        _, body, headers = await client.get(f"/v1/history?stream={stream}")
        assert [event["sequence"] for event in json.loads(body)] == sorted(
            event["sequence"] for event in json.loads(body)
        )
        assert len(json.loads(body)) == count
    _, body, headers = await client.get("/v1/history?stream=party-,agreement-&type=AgreementSigned&limit=1")
    assert [event["type"] for event in json.loads(body)] == ["upland.AgreementSigned.v1"]
    assert headers["Link"] == (
        '</v1/history?position=2&limit=1&type=AgreementSigned&stream=agreement-%2Cparty->; rel="next"'
    )
    waiting = asyncio.create_task(client.get("/v1/history?position=5&wait=30"))
    await asyncio.sleep(0.1)
    await client.post("/v1/agreements/loi/conclude")
    _, body, _ = await asyncio.wait_for(waiting, 60)
    assert [e["type"] for e in json.loads(body)] == ["upland.AgreementConcluded.v1"]
    for query, pointer in (
        ("position=99", "?position"),
        ("limit=0", "?limit"),
        ("type=Nope", "?type"),
        ("stream=%25", "?stream"),
        ("stream=" + ",".join(["party-x"] * 101), "?stream"),
        ("wait=31", "?wait"),
    ):
        status, body, _ = await client.get(f"/v1/history?{query}")
        assert (status, json.loads(body)["errors"][0]["pointer"]) == (400, pointer)


async def test_streams_and_events_are_read_by_name(client: Client) -> None:
    await proposed(client)
    await client.post("/v1/agreements/loi/sign", {"party": "party-radom"})
    _, body, _ = await client.get("/v1/streams/agreement-loi?from_version=2")
    assert [e["id"] for e in json.loads(body)] == ["agreement-loi@2"]
    for path in (
        "/v1/streams/agreement-nope",
        "/v1/events/agreement-loi@9",
        "/v1/events/agreement-loi",
        "/v1/nothing",
    ):
        status, body, _ = await client.get(path)
        assert (status, json.loads(body)["type"]) == (404, "/problems/not-found")
    assert (await client.get("/schemas/AgreementSigned/1.json"))[0] == 200
    assert (await client.get("/schemas/AgreementSigned/99.json"))[0] == 404
    assert (await client.get("/openapi.json"))[0] == 200
    described = json.loads((await client.get("/asyncapi.json"))[1])
    assert described["servers"]["inside"]["host"] == client.running.settings.kafka_bootstrap


async def test_many_commands_get_an_answer_line_for_line(client: Client, operator: str) -> None:
    def line(path: str, key: str, **body: Any) -> dict[str, Any]:
        collection, id, verb = path.split("/")
        return {"collection": collection, "id": id, "verb": verb, "key": key, "body": body}

    outcome = {"text": {"pl": "list"}}
    lines = [
        line("agreements/loi/propose", "a", **PROPOSAL),
        line("agreements/loi/sign", "b", party="party-radom"),
        line("agreements/loi/sign", "c", party="party-nobody"),
        line("visits/v/hold", "d", host="party-radom", visitors=["party-lublin"]),
        line("visits/v/record-outcome", "e", **outcome, leads_to="agreement-loi"),
        line("visits/v/record-outcome", "f", **outcome, leads_to="agreement-none"),
    ]
    data = b"\n".join([json.dumps(one).encode() for one in lines] + [b"{broken", b""])
    headers = {"Authorization": f"Bearer {operator}", "Content-Type": "application/x-ndjson"}

    async def send(query: str = "") -> list[Any]:
        async with client.running.session.post(
            f"{client.running.url}/v1/commands{query}", data=data, headers=headers
        ) as answer:
            assert answer.status == 200
            return [json.loads(line) for line in (await answer.read()).splitlines()]

    rehearsed = await send("?dry_run=true")
    assert [a["status"] for a in rehearsed] == [200, 200, 422, 200, 200, 422, 400]
    first = await send()
    assert [a["line"] for a in first] == [1, 2, 3, 4, 5, 6, 7]
    assert [a["status"] for a in first] == [201, 201, 422, 201, 201, 422, 400]
    again = await send()
    assert [a["replayed"] for a in again] == [True, True, False, True, True, False, False]
    assert [a["body"] for a in again] == [a["body"] for a in first]


async def test_corrections_and_retractions_change_what_the_rules_see(client: Client) -> None:
    await proposed(client)
    await client.post("/v1/agreements/loi/sign", {"party": "party-radom"})
    source = {"sources": [{"id": "source-a"}], "reason": "misread"}
    fix = {"target": "agreement-loi@1", "fields": {"parties": ["party-radom", "party-jaworzno"]}}
    status, problem, _ = await client.post("/v1/agreements/loi/correct", fix | {"reason": "misread"})
    assert (status, problem["rule"]) == (422, "correction-cites")
    status, problem, _ = await client.post(
        "/v1/agreements/loi/correct", source | {"target": "agreement-loi@1", "fields": {"parties": ["x"]}}
    )
    assert (status, problem["rule"]) == (422, "correction-valid")
    assert problem["errors"][0]["pointer"].startswith("/fields/parties")
    assert (await client.post("/v1/agreements/loi/correct", fix | source))[0] == 201
    assert (await client.post("/v1/agreements/loi/sign", {"party": "party-jaworzno"}))[0] == 201
    assert (await client.post("/v1/agreements/loi/conclude"))[0] == 201
    status, problem, _ = await client.post(
        "/v1/agreements/loi/refine", {"target": "agreement-loi@1", "date": "2019"}
    )
    assert (status, problem["rule"]) == (422, "refined-inside")
    assert (
        await client.post("/v1/agreements/loi/retract", {"target": "agreement-loi@2", "reason": "never"})
    )[0] == 201
    status, problem, _ = await client.post(
        "/v1/agreements/loi/retract", {"target": "agreement-loi@2", "reason": "never"}
    )
    assert (status, problem["rule"]) == (422, "retracted-once")


async def test_a_client_that_goes_away_leaves_no_half_command(client: Client) -> None:
    with pytest.raises((asyncio.TimeoutError, aiohttp.ClientError)):
        async with asyncio.timeout(0.001):
            await client.post("/v1/agreements/loi/propose", PROPOSAL, Idempotency_Key="gone")
    status, body, _ = await client.post("/v1/agreements/loi/propose", PROPOSAL, Idempotency_Key="gone")
    assert (status, body["version"]) == (201, 1)
