"""The headers of a command: each occurs once and has a form; a wrong one is refused by its name."""

from __future__ import annotations

import json

import pytest

from runtime.errors import Malformed
from runtime.http.idempotency import idempotency_key
from tests.registry import raw
from tests.registry.test_http import Client

_PARTY = json.dumps({"kind": "organisation", "names": {"pl": "Firma"}})


def _post(key: str, *headers: str) -> bytes:
    given = [
        f"Authorization: Bearer {key}", "Content-Type: application/json", "Idempotency-Key: k",
        f"Content-Length: {len(_PARTY)}",
    ]  # fmt: skip
    named = {header.partition(":")[0] for header in headers}
    others = [header for header in given if header.partition(":")[0] not in named]
    return raw.head("POST", "/v1/parties/firma/register", *others, *headers) + _PARTY.encode()


_REFUSED: list[tuple[list[str], str]] = [
    (["Idempotency-Key: a", "Idempotency-Key: b"], "Idempotency-Key"),
    (["Idempotency-Key: a", "idempotency-key: a"], "Idempotency-Key"),
    (["Idempotency-Key: klucz-\xc5\xbc"], "Idempotency-Key"),
    (["Idempotency-Key: klucz-\xbf"], "Idempotency-Key"),
    (["Idempotency-Key: a\tb"], "Idempotency-Key"),
    (["Idempotency-Key:"], "Idempotency-Key"),
    (['Idempotency-Key: "a'], "Idempotency-Key"),
    (['Idempotency-Key: ""'], "Idempotency-Key"),
    (['Idempotency-Key: "a";b=1'], "Idempotency-Key"),
    (["Idempotency-Key: " + "a" * 201], "Idempotency-Key"),
    (["X-Correlation-Id: a b"], "X-Correlation-Id"),
    (["X-Correlation-Id: " + "a" * 65], "X-Correlation-Id"),
    (["X-Correlation-Id:"], "X-Correlation-Id"),
    (["X-Correlation-Id: \xc5\xbc"], "X-Correlation-Id"),
    (["X-Correlation-Id: a", "X-Correlation-Id: b"], "X-Correlation-Id"),
    (["X-Causation-Id: because"], "X-Causation-Id"),
    (["X-Causation-Id: cluster-dkm@0"], "X-Causation-Id"),
    (["X-Causation-Id: cluster-dkm@1 "[:-1] + "0000000000"], "X-Causation-Id"),
    (["X-Causation-Id:"], "X-Causation-Id"),
    (["X-Causation-Id: cluster-dkm@1", "X-Causation-Id: cluster-dkm@2"], "X-Causation-Id"),
    (['If-Match: "0"', 'If-Match: "1"'], "If-Match"),
    (["If-Match: *"], "If-Match"),
    (["Content-Type: application/json", "Content-Type: application/json"], "Content-Type"),
    (["Authorization: Bearer upl_a_b", "Authorization: Bearer upl_c_d"], "Authorization"),
    (["Host: a"], "Host"),
]


async def test_a_header_that_does_not_fit_is_refused(client: Client, operator: str) -> None:
    for headers, field in _REFUSED:
        answer = await raw.refused(client.running, _post(operator, *headers))
        assert (headers, *answer) == (headers, 400, [field])
    assert await client.head() == 0


async def test_a_compressed_body_is_refused(client: Client, operator: str) -> None:
    for coding in ("gzip", "br", "deflate", "x-gzip", "identity, gzip", "aes128gcm"):
        status, headers, body = await raw.exchange(
            client.running, _post(operator, f"Content-Encoding: {coding}")
        )
        assert (coding, status, headers["accept-encoding"]) == (coding, 415, ["identity"])
        assert json.loads(body)["errors"][0]["pointer"] == "Content-Encoding"
    assert (await raw.exchange(client.running, _post(operator, "Content-Encoding: identity")))[0] == 201


async def test_another_media_type_is_refused(client: Client, operator: str) -> None:
    for media in ("application/json; charset=iso-8859-2", "text/json", "application/jsonx", ""):
        answer = await raw.refused(client.running, _post(operator, f"Content-Type: {media}"))
        assert (media, *answer) == (media, 415, ["Content-Type"])
    fitting = _post(operator, 'Content-Type: Application/JSON ; charset="UTF-8"')
    assert (await raw.exchange(client.running, fitting))[0] == 201


async def test_one_key_however_it_is_written(client: Client, operator: str) -> None:
    status, headers, first = await raw.exchange(client.running, _post(operator, "Idempotency-Key: A"))
    assert (status, "idempotent-replayed" in headers) == (201, False)
    for written in ('"A"', ' "A" ', "  A\t"):
        status, headers, again = await raw.exchange(
            client.running, _post(operator, f"Idempotency-Key: {written}")
        )
        assert (status, headers["idempotent-replayed"], again) == (201, ["true"], first)
    # By line it is the same key, and the same bytes are the same command.
    for written in ("A", '"A"'):
        line = {"collection": "parties", "id": "firma", "verb": "register", "key": written}
        async with client.running.session.post(
            f"{client.running.url}/v1/commands",
            data=json.dumps(line | {"body": json.loads(_PARTY)}),
            headers={"Authorization": f"Bearer {operator}", "Content-Type": "application/x-ndjson"},
        ) as answer:
            by_line = json.loads(await answer.read())
        assert (by_line["replayed"], by_line["body"]) == (True, json.loads(first))
    assert await client.head() == 1


@pytest.mark.parametrize(
    ("written", "key"),
    [("a b", "a b"), ('"a\\"b"', 'a"b'), ('"a\\\\b"', "a\\b"), ('a"b', 'a"b'), ('"a b"', "a b")],
)
def test_the_quoted_form_is_unescaped(written: str, key: str) -> None:
    assert idempotency_key(written) == key


@pytest.mark.parametrize("written", [None, "", " ", '"', '"a"b"', '"a\\c"', "a\x7f", "a\x00", "ż", '"ż"'])
def test_what_is_no_key(written: str | None) -> None:
    with pytest.raises(Malformed):
        idempotency_key(written)
