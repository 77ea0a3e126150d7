"""A record that people read: clusters and cities with names, sources, agreements and visits with dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts import dates
from tests.notifications.conftest import Service
from tests.notifications.given import DKM, LUBLIN, RADOM, SAAM, Log

LETTER = "agreement-letter"
SOURCE = "source-tracker"
CITED = [{"id": SOURCE, "locator": "s. 4 <b>"}]


def on(edtf: str) -> dict[str, Any]:
    """A date as it is recorded."""
    bounds = {
        name: bound.isoformat() for name, bound in dates.parse(edtf)._asdict().items() if bound is not None
    }
    return {"edtf": edtf, **bounds}


def named(log: Log) -> Log:
    """The parties and a source, with their names."""
    log.append(LUBLIN, "PartyRegistered", kind="city", names={"pl": "Lublin", "en": "Lublin"})
    log.append(RADOM, "PartyRegistered", kind="city", names={"pl": "Radom", "en": "Radom"})
    log.append(
        DKM,
        "ClusterFounded",
        names={"pl": "Dolina Żółci & Łąk", "en": "Valley of Meadows"},
        abbreviation="DŻŁ",
    )
    log.append(SAAM, "ClusterFounded", names={"pl": "Śląski Klaster", "en": "Silesian Cluster"})
    log.append(
        SOURCE,
        "SourceRegistered",
        title={"pl": "Zażółć gęślą jaźń", "en": "Tracker of promises"},
        language="pl",
        url="https://example.org/a?b=1&c=<2>",
        hash="0" * 64,
    )
    return log


def signed(log: Log) -> Log:
    """A letter that two clusters have signed."""
    named(log).propose(LETTER, DKM, SAAM)
    log.append(LETTER, "AgreementSigned", party=DKM, occurred=on("2018-03-19~"), sources=CITED)
    log.append(LETTER, "AgreementSigned", party=SAAM, occurred=on("2018-03"))
    log.append(LETTER, "AgreementConcluded", sources=CITED)
    return log


@dataclass(frozen=True)
class Answer:
    """An answer of the service, as bytes."""

    status: int
    content: bytes
    headers: Mapping[str, str]


async def get(service: Service, address: str, key: str | None = None, **headers: str) -> Answer:
    """GET an address of the service."""
    if key:
        headers["Authorization"] = f"Bearer {key}"
    async with service.running.session.get(service.running.url + address, headers=headers) as answer:
        return Answer(answer.status, await answer.read(), answer.headers)
