"""Odd values for every parameter and path of a service: none of them may be a fault of ours."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import orjson
from yarl import URL

from tests.running import Running


def _cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


ODD = (
    "", " ", "\0", "a\0b", "\x01", "ż", "\ufffd", "\u202e", "😀", "%", "'", "\\", "..", "../..", "?", "/",
    "-1", "0", "+1", "1_0", "1e400", "nan", "inf", "１２", "²", "9" * 18, "9" * 19, "9" * 5_000,
    str(2**31), str(2**53), str(2**63 - 1), str(2**63), "{}", "a,b", "a" * 3_000, "2018-02-30", "0000", "9999-12-31",
    "10000-01-01", "-0001", "9999/..", "../9999", "0001/0001", "Y-17E7", "0001-01-01", "2018-W01-1", "XXXX",
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
    "2018-01-01T00:00:00", "2018-01-01T00:00:00+99:99", "2026-11-22T18:00:00.123456789Z", "2026-11-22T18:00:60Z",
    f"{9 * 10**17}-{9 * 10**17}", f"{2**64}-1", "1-2-3", "cluster-dkm", "cluster-dkm@999999999", "latest",
    _cursor(1, "0" * 16, "2018", 2**63, []), _cursor(1, "0" * 16, "2018", -1, [2**70]), _cursor(None, [], {}, "a", {}),
    _cursor(1, "0" * 16, "9999", 1, [{"day": "9999-99-99"}]),
)  # fmt: skip
# A reader may be made to wait by a number, which is right and slow.
_WAITING = frozenset({"wait", "timeout"})


def _addresses(paths: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Each address with the field that is odd in it."""
    for path, parameters in paths.items():
        for odd in dict.fromkeys(ODD):
            written = quote(odd, safe="")
            if "{}" in path and odd:
                yield path.replace("{}", written), "path"
            for name in parameters:
                if name not in _WAITING or not odd.replace("+", "").strip().isdigit():
                    more = "&timeout=0" if name == "wait_for" else ""
                    yield f"{path}{'&' if '?' in path else '?'}{name}={written}{more}", name


async def faults(
    running: Running, key: str | None, paths: Mapping[str, Iterable[str]], *, method: str = "GET"
) -> list[str]:
    """What was not answered as it should be, for each parameter of each path and each odd value by itself.

    Args:
        paths: the parameters of each path; `{}` in a path is another place for odd values.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    wrong: list[str] = []
    for address, field in _addresses(paths):
        async with running.session.request(
            method, URL(running.url + address, encoded=True), headers=headers, allow_redirects=False
        ) as answer:
            body = await answer.read()
        if answer.status >= 500 and answer.status != 504:
            wrong.append(f"{answer.status} {address[:200]}")
        elif answer.status == 400 and body:
            named = [error["pointer"] for error in orjson.loads(body).get("errors", ())]
            if not any(field in pointer for pointer in named):
                wrong.append(f"{named} {address[:200]}")
    return wrong


async def heads(running: Running, key: str | None, paths: Iterable[str]) -> list[str]:
    """Where HEAD is answered otherwise than GET."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    wrong: list[str] = []
    passing = {"x-correlation-id", "date", "transfer-encoding"}  # HEAD has no content to be sent in chunks
    for path in paths:
        answers: list[dict[str, str]] = []
        for method in ("GET", "HEAD", "HEAD"):
            async with running.session.request(
                method, running.url + path, headers=headers, allow_redirects=False
            ) as answer:
                body = (
                    b"" if "event-stream" in answer.headers.get("content-type", "") else await answer.read()
                )
                if method == "HEAD" and body:
                    wrong.append(f"HEAD {path} has a body")
                response = {
                    name.lower(): value
                    for name, value in answer.headers.items()
                    if name.lower() not in passing
                }
                answers.append(response | {":status": str(answer.status)})
                if method == "GET":
                    answer.close()
        if path == "/metrics":  # another one each time
            answers = [{name: one[name] for name in (":status", "content-type")} for one in answers]
        if answers[0] != answers[1] or answers[1] != answers[2]:
            wrong.append(f"{path}: {answers}")
    return wrong
