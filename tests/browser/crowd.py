"""Answers about very many clusters and members, as large as no seeds are; the page and its drawing are the real ones."""

import json
import math
import re
from functools import partial
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

YEARS = 8


def ref(kind: str, number: int) -> dict[str, Any]:
    """A cluster or an organisation, with a name by its number."""
    prefix = "cluster" if kind == "cluster" else "party"
    names = {"pl": f"{kind} {number}"}
    short = f"K{number}" if kind == "cluster" else f"Organizacja {number}"
    return {
        "id": f"{prefix}-{number}",
        "kind": kind,
        "names": names,
        "abbreviation": short,
        "label": names["pl"],
        "short": short,
    }


def fact(event: str, year: int, *, sure: bool = True) -> dict[str, Any]:
    """A fact of a year; one that is not sure may have begun any time from then on."""
    day, last = f"{year}-01-01", f"{year}-01-01" if sure else "2040-12-31"
    return {
        "event": event, "type": "T", "certainty": "yes" if sure else "possibly", "sources": [],
        "disputed": False, "inferred": False,
        "date": {"edtf": day, "earliest": day, "latest": last}, "recorded_from": 1, "recorded_at": f"{day}T00:00:00Z",
        "interval": {"start": [day, last], "end": None},
    }  # fmt: skip


def crowd(clusters: int, roles: int, organisations: int = 499) -> dict[str, Any]:
    """An answer of `/v1/network` with so many clusters, and roles of so many organisations; each seventh is not sure."""
    members = [
        fact(f"membership-{at}@1", 2015 + at % YEARS, sure=at % 7 != 0)
        | {
            "cluster": ref("cluster", at % clusters),
            "party": ref("organisation", at % organisations),
            "role": "member",
        }
        for at in range(roles)
    ]
    founded = [
        fact(f"cluster-{at}@1", 2014) | {"ref": ref("cluster", at), "stage": "founded"}
        for at in range(clusters)
    ]
    return {
        "clusters": founded,
        "parties": [],
        "agreements": [],
        "visits": [],
        "roles": members,
        "relations": [],
    }


def places(network: dict[str, Any]) -> dict[str, Any]:
    """An answer of `/v1/places`: the clusters on a spiral, each with its organisations around it."""
    clusters = [row["ref"]["id"] for row in network["clusters"]]
    width = 980 * math.sqrt(len(clusters) / 10)
    result: dict[str, tuple[float, float]] = {}
    for at, id in enumerate(clusters):
        share = 0.46 * math.sqrt((at + 0.5) / len(clusters))
        result[id] = (0.5 + share * math.cos(at * 2.4), 0.5 + share * math.sin(at * 2.4))
    around: dict[str, int] = {}
    for row in network["roles"]:
        party, hub = row["party"]["id"], row["cluster"]["id"]
        if party in result:
            continue
        turn = around[hub] = around.get(hub, 0) + 1
        x, y = result[hub]
        result[party] = (x + 0.018 * math.cos(turn), y + 0.03 * math.sin(turn))
    return {"size": [width, width * 520 / 980], "places": result}


def serve(to: Page | BrowserContext, network: dict[str, Any]) -> None:
    """Answer the questions about network and places with these instead of the record's."""
    meta = {"as_of": None, "known_at": 1, "position": 1, "next": None}
    for path, data in (("network", network), ("places", places(network))):
        body = json.dumps({"data": data, "meta": meta})
        to.route(re.compile(rf"/v1/{path}\?"), partial(_fulfil, body))


def _fulfil(body: str, route: Route) -> None:
    route.fulfill(body=body, content_type="application/json")
