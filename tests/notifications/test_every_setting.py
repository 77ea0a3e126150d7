"""Every setting of every kind of channel with wrong values: a problem that names it, and nothing stays.

The settings and the values come from the schemas, so that a new setting is tested by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from services.notifications.channels.openapi import forms
from tests.notifications.webhook.test_routes import CHANNELS, Desk, desk

# What each kind needs, so that the wrong value is the only fault.
__all__ = ["desk"]
RIGHT = {"webhook": {"url": "https://partner.example/hook"}, "digest": {"address": "office@dkm.example"}}
# Values that a schema alone does not refuse.
MORE: dict[str, list[Any]] = {
    "url": ["", "x", "ftp://partner.example/", "https://10.0.0.1/", "https://partner.example:22/", "https://u:p@a.example/"],
    "time_zone": ["Europe/Radom", ""],
    "contact": ["office", "a@b", "a@b.pl\nBcc: c@d.pl", "a b@c.pl", "ą@b.pl", "a@b.pl, c@d.pl"],
    "address": ["office", "a@b.pl\r\nBcc: c@d.pl"],
    "since": ["never", "2026-13-01T00:00:00Z", -1, "0-0-0123456789abcdef"],
    "name": ["Upper", "a.b", "", "a/b", "-a"],
}  # fmt: skip


def wrong_values(name: str, schema: dict[str, Any]) -> Iterator[Any]:
    """Values that a setting of this schema does not take."""
    choices = schema.get("anyOf", [schema])
    types: set[str] = set()
    for choice in choices:
        kind = choice.get("type", "string")
        types |= set(kind if isinstance(kind, list) else [kind])
    yield from ([], {}, True, 1.5)
    if "string" in types and "integer" not in types:
        yield 7
    if "null" not in types:
        yield None
    for choice in choices:
        if "enum" in choice:
            yield from ("another", "")
        if "maxLength" in choice:
            yield "x" * (choice["maxLength"] + 1)
        if "pattern" in choice:
            yield from ("\n", "\0", "a\n")
        if choice.get("type") == "integer" and name != "since":
            yield from ("1", choice["minimum"] - 1, choice["maximum"] + 1, 10**18)
    yield from MORE.get(name, ())


@pytest.mark.parametrize("kind", forms())
async def test_a_wrong_setting_is_named_and_nothing_stays(desk: Desk, kind: str) -> None:
    form = forms()[kind]
    required = {name: RIGHT[kind][name] for name in form["required"]}
    count = 0
    for name, schema in form["properties"].items():
        for value in wrong_values(name, schema):
            body = {"kind": kind, **required, name: value}
            status, problem = await desk.send("POST", CHANNELS, body)
            assert status == 400, (name, value, problem)
            pointers = [error["pointer"] for error in problem["errors"]]
            assert {pointer.split("/")[1] for pointer in pointers} == {name}, (name, value, problem)
            count += 1
    for name in required:
        status, problem = await desk.send("POST", CHANNELS, {"kind": kind, **required, name: None})
        assert (status, problem["errors"][0]["pointer"]) == (400, f"/{name}")
    status, problem = await desk.send("POST", CHANNELS, {"kind": kind, **required, "more": 1})
    assert (status, problem["errors"][0]["pointer"]) == (400, "/more")
    assert count >= 4 * len(form["properties"])
    assert await desk.rows() == []
    assert desk.receiver.got == []
