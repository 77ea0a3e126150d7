"""Facts for the tests, as the registry would record them: valid events, encoded, with positions and times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from contracts.amendments import apply_amendments
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Fact, Recorded
from contracts.fields import Date
from runtime.facts import fact_of
from services.projections.engine.readmodel import ReadModel, Row

START = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
_DATE: TypeAdapter[Any] = TypeAdapter(Date)
_DATES = ("occurred", "as_of", "date", "valid_until", "valid_from", "valid_to", "period")


class Log:
    """A log in memory. Each event is recorded a minute after the one before."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        self._versions: dict[str, int] = {}

    def add(self, stream: str, type: str, *, audience: str | None = None, **data: Any) -> str:
        """Record an event; its address. Dates are written as in a command."""
        for name in _DATES:
            if name in data:
                data[name] = _DATE.validate_python(data[name])
        event = EVENTS[type, LATEST[type]].model_validate(data)
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        position = len(self.events) + 1
        reach: Any = audience or event.audience
        recorded_at = START + timedelta(minutes=position)
        self.events.append(
            Recorded(
                position,
                stream,
                version,
                type,
                event.version,
                recorded_at,
                reach,
                bytes(16),
                "c0",
                None,
                event.encode("test"),
            )
        )
        return f"{stream}@{version}"

    def facts(self, stream: str) -> list[Fact]:
        """A stream's facts as now believed."""
        return list(apply_amendments([fact_of(event) for event in self.events if event.stream == stream]))

    def rows(self, model: ReadModel, stream: str) -> list[Row]:
        """A stream's rows in a read model."""
        facts = self.facts(stream)
        return list(model.rows(facts)) if facts else []

    @property
    def head(self) -> int:
        """The last position."""
        return len(self.events)


def party(log: Log, id: str, kind: str, pl: str, en: str | None = None, **more: Any) -> None:
    """Register a party."""
    log.add(
        f"party-{id}", "PartyRegistered", kind=kind, names={"pl": pl} | ({"en": en} if en else {}), **more
    )


def source(log: Log, id: str, digit: str, **more: Any) -> None:
    """Register a source."""
    title = {"pl": f"Dokument {id}", "en": f"Document {id}"}
    log.add(f"source-{id}", "SourceRegistered", title=title, hash=digit * 64, mode="reported", **more)


def founded(log: Log, id: str, abbreviation: str, name: str, when: Any, **more: Any) -> str:
    """Found a cluster."""
    return log.add(
        f"cluster-{id}",
        "ClusterFounded",
        names={"pl": name, "en": f"{name} (en)"},
        abbreviation=abbreviation,
        occurred=when,
        mode="reported",
        **more,
    )


def agreed(
    log: Log, id: str, parties: list[str], when: Any, kind: str = "letter-of-intent", **more: Any
) -> str:
    """Propose an agreement, have every party sign, and conclude it. Its address is that of the conclusion."""
    stream = f"agreement-{id}"
    data: dict[str, Any] = {"mode": "reported", "audience": "public", "sources": more.pop("sources", ())}
    signing: dict[str, dict[str, Any]] = more.pop("signing", {})
    log.add(
        stream,
        "AgreementProposed",
        kind=kind,
        parties=parties,
        **{"subject": {"pl": "Współpraca"}} | more,
        **data,
    )
    for signer in parties:
        log.add(stream, "AgreementSigned", party=signer, occurred=when, **signing.get(signer, {}), **data)
    return log.add(stream, "AgreementConcluded", occurred=when, **data)


MARCH = {"edtf": "2018-03-19", "phrase": "19 marca", "inferred_from": "the cluster founded this February"}


def history() -> Log:
    """The documents' facts on which the answers below rest, by hand."""
    log = Log()
    party(log, "lublin", "city", "Lublin")
    party(log, "radom", "city", "Radom")
    party(log, "starachowice", "city", "Starachowice")
    party(log, "jaworzno", "city", "Jaworzno")
    party(log, "man", "organisation", "MAN Bus")
    for id, name in (("lsse", "LSSE"), ("ksse", "KSSE S.A."), ("pgm", "Polska Grupa Motoryzacyjna"),
                     ("wsm", "Wschodni Sojusz Motoryzacyjny"), ("pzl", "PZL-Świdnik"),
                     ("um", "Uniwersytet Medyczny"), ("umcs", "UMCS"), ("lpnt", "LPNT")):  # fmt: skip
        party(log, id, "organisation", name, abbreviation=name if name.isupper() else None)
    source(log, "town", "0", language="pl", published="2018-01-12")
    source(log, "letter-pl", "1", language="pl", url="https://example.org/pl")
    source(log, "letter-en", "2", language="en", translation_of="source-letter-pl")
    source(log, "tracker", "3", language="pl")
    source(log, "zone", "4", language="pl")
    town = [{"id": "source-town", "locator": "paragraph 3"}]
    log.add("cluster-wmm", "ClusterInitiativeAnnounced", names={"pl": "Wyżyna Motoryzacyjna", "en": "Upland"},
            abbreviation="WMM", initiators=["party-lublin"], occurred="/2018-01-12", sources=town, mode="reported")  # fmt: skip
    log.add(
        "cluster-wmm",
        "SpecialisationDeclared",
        label={"pl": "elektromobilność"},
        occurred="/2018-01-12",
        mode="reported",
    )
    log.add("visit-starachowice", "VisitHeld", host="party-starachowice", visitors=["party-lublin"],
            clusters=["cluster-wmm"], sites=["party-man"], place={"party": "party-starachowice"}, occurred="/2018-01-12",
            delegates=[{"side": "host", "function": {"pl": "sekretarz miasta"}, "organisation": "party-starachowice"}],
            sources=town, mode="reported")  # fmt: skip
    log.add(
        "visit-starachowice",
        "VisitOutcomeRecorded",
        text={"pl": "Szersza współpraca"},
        mode="reported",
        audience="public",
    )
    founded(
        log,
        "wmm",
        "WMM",
        "Wyżyna Motoryzacyjna i Maszynowa",
        {"edtf": "2018-02", "phrase": "w lutym", "inferred_from": "the order of two documents"},
    )
    both = [
        {"id": "source-letter-pl", "locator": "paragraph 1"},
        {"id": "source-letter-en", "locator": "paragraph 1"},
    ]
    agreed(
        log,
        "loi-2018",
        ["party-lublin", "party-radom", "party-starachowice"],
        MARCH,
        beneficiaries=["cluster-wmm"],
        sources=both,
    )
    founded(log, "lm", "LM", "Lubelska Medycyna", "2014-01", initiators=["party-lublin", "party-um"])
    founded(
        log, "lkl", "LKL", "Lubelski Klaster Lotniczy", "2014-04", initiators=["party-lublin", "party-pzl"]
    )
    founded(
        log,
        "lkb",
        "LKB",
        "Lubelski Klaster Biotechnologiczny",
        "2015",
        initiators=["party-lublin", "party-lpnt", "party-umcs"],
        founders_count=21,
    )
    log.add("membership-lkb.umcs", "MemberJoined", **{"class": "founder"}, occurred="2015", mode="reported")
    log.add(
        "cluster-lm",
        "MembershipCountReported",
        count=103,
        **{"class": "all"},
        as_of="2016-12-01",
        occurred="2016-12-01",
        mode="reported",
    )
    founded(log, "skl", "ŚKL", "Śląski Klaster Lotniczy", "/2016-12-01")
    agreed(
        log, "lkl-skl", ["cluster-lkl", "cluster-skl"], "/2016-12-01", "cooperation-agreement", others=True
    )
    by = {"edtf": "/2023-05-09", "phrase": "wtorek 9 maja", "inferred_from": "the weekday"}
    for id, short, name in (("dkm", "DKM", "Dolnośląski Klaster Motoryzacyjny"), ("saam", "SA&AM", "Silesia Automotive"),
                            ("pgm", "PGM", "Polska Grupa Motoryzacyjna"), ("wsm", "WSM", "Wschodni Sojusz Motoryzacyjny"),
                            ("dke", "DKE", "Dolnośląski Klaster Elektromobilności")):  # fmt: skip
        founded(log, id, short, name, by)
    log.add("cluster-dkm", "CoordinatorAppointed", organisation="party-lsse", mode="reported")
    log.add("conference-iabm", "ConferenceHeld", names={"pl": "IABM"}, place={"party": "party-jaworzno"}, countries=7,
            occurred={"edtf": "2023-05-09/2023-05-10", "inferred_from": "the weekday"}, mode="reported")  # fmt: skip
    behind = {"dkm": "lsse", "saam": "ksse", "pgm": "pgm", "wsm": "wsm"}
    evening = {"edtf": "2023-05-09", "phrase": "9 maja", "inferred_from": "the weekday"}
    agreed(log, "iabm", [f"cluster-{id}" for id in behind], evening,
           conference="conference-iabm", sources=[{"id": "source-zone"}],
           signing={f"cluster-{id}": {"represented_by": f"party-{by}", "place": {"party": "party-jaworzno"},
                                      "signatories": [{"function": {"pl": "prezes"}, "organisation": f"party-{by}"}]}
                    for id, by in behind.items()})  # fmt: skip
    return log


def values(row: Row) -> tuple[Any, ...]:
    """Return a row's own values; a test knows the type of each from the columns of its model."""
    return row.values
