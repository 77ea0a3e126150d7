"""The world's streams: for each category, the events of one stream from the first to the last."""

from __future__ import annotations

from datetime import date
from typing import Any

from benchmarks import names
from benchmarks.streams import Writer
from contracts.streams import id_of


class Record(Writer):
    """A method for each category of stream; `number` distinguishes its streams."""

    def _source(self, number: int) -> None:
        more = {"url": f"https://example.org/{number}"} if number % 2 else {}
        if number % 3 == 0:
            more["published"] = date.fromordinal(self._day).isoformat()
        title = {"pl": f"Dokument {number}: {names.theme(number % 400)['pl']}"}
        digest = f"{number:064x}"
        self._add(
            "SourceRegistered",
            "public",
            False,
            title=title,
            language="pl" if number % 5 else "en",
            hash=digest,
            **more,
        )

    def _party(self, number: int) -> None:
        if number < 60:
            self._add("PartyRegistered", kind="city", names={"pl": names.place(number)})
            return
        more: dict[str, Any] = {"abbreviation": f"P{number}"} if number % 6 == 0 else {}
        kind = "unit" if number % 11 == 0 else "organisation"
        if kind == "unit":
            more["part_of"] = self._one_party()
        self._add("PartyRegistered", kind=kind, names=names.party(number), **more)
        if number % 3 == 0:
            self._add("PartyIdentified", scheme="lei", value=f"{number:020d}")
        if number % 12 == 0:
            self._later()
            self._add("PartyRenamed", names=names.party(number + 17))
        if number % 40 == 0:
            other = self._one_party()
            # Some entries are one party, so that every question also has parties to join.
            certainty = "certain" if number % 80 == 0 else "likely"
            self._add("IdentityLinked", other=other, evidence="ten sam adres", certainty=certainty)
            if number % 200 == 0:
                self._add("IdentityUnlinked", other=other, reason="dwa różne numery")
        if number % 4 == 0:
            self._add("OrganisationTypeDeclared", organisation_type=("sme", "university", "ngo")[number % 3])
        if number % 8 == 0:
            self._add("SeatDeclared", country="PL", place={"name": names.place(number % 40)})
        self._amended(0.02)

    def _person(self, number: int) -> None:
        self._add("PersonRegistered", "owner", False, _sd=[_digest(number)])
        for turn in range(1 + number % 2):
            organisation, title = self._one_party(), names.TITLES[(number + turn) % len(names.TITLES)]
            self._add("FunctionAssumed", organisation=organisation, title=title)
            if number % 3 == 0:
                self._later(1500)
                self._add("FunctionEnded", organisation=organisation, title=title)

    def _cluster(self, number: int) -> None:
        data = names.cluster(number)
        if number % 3 == 0:
            self._add(
                "ClusterInitiativeAnnounced",
                names=data,
                initiators=self._actors(1, 2),
                focus=names.theme(number),
            )
        self._add(
            "ClusterFounded",
            names=data,
            abbreviation=f"K{number}",
            initiators=self._actors(1, 3),
            founders_count=8 + number % 30,
        )
        coordinator = self._one_party()
        self._add("CoordinatorAppointed", organisation=coordinator, role="lead")
        for turn in range(4):
            more = (
                {"classification": {"code": f"29.{turn}{number % 10}.Z", "edition": "2007", "scheme": "PKD"}}
                if turn == 0
                else {}
            )
            self._add("SpecialisationDeclared", label=names.theme(number * 5 + turn * 3), **more)
        self._add(
            "PurposeDeclared",
            mission=names.sentence(number),
            goals=[names.theme(number), names.theme(number + 1)],
        )
        for team in range(6):
            self._add("TaskTeamFormed", name=names.theme(number + team * 2), lead=self._one_party())
        for year in range(16):
            self._year(number, year)
        if number % 2:
            self._add("TaskTeamDissolved", name=names.theme(number))
            self._add("SpecialisationDropped", label=names.theme(number * 5))
        if number % 4 == 0:
            self._add("CoordinatorReleased", organisation=coordinator)
            self._add("CoordinatorAppointed", organisation=self._one_party(), role="lead")
        if number % 9 == 0:
            self._add("RecognitionWithdrawn", scheme=names.SCHEMES[number % 4])
        self._amended(0.5)
        self._amended(0.5)
        if number % 60 == 59:
            self._add("ClusterDissolved", successors=[f"cluster-c{number - 1}"])
        if number % 60 == 29:
            self._add("ClusterMerged", into=f"cluster-c{number - 1}")

    def _year(self, number: int, year: int) -> None:
        """What a cluster reports once a year, and further facts now and then."""
        draw = self._random.random
        self._later(380)
        data = {
            "class": "supporting" if year % 3 == 1 else "all",
            "as_of": names.date_as_written(self._day, int(draw() * 12)),
        }
        comparator = "over" if draw() < 0.3 else "exactly"
        self._add("MembershipCountReported", count=20 + int(draw() * 150), comparator=comparator, **data)
        if year % 5 == 4:
            title = {"pl": f"Strategia {year}", "en": f"Strategy {year}"}
            self._add("StrategyAdopted", title=title, period=names.date_as_written(self._day, 14))
        if year % 7 == 6:
            until = names.date_as_written(self._day + 900, 0)
            self._add("RecognitionGranted", scheme=names.SCHEMES[number % 4], valid_to=until)

    def _membership(self, number: int) -> None:
        party = f"p{number % (self.written['party'] or 1)}"
        while (stream := f"membership-{self._one_cluster().partition('-')[2]}.{party}") in self._members:
            party = id_of(self._one_party())
        self._members.add(stream)
        self._stream = stream
        draw = self._random.random
        if draw() < 0.3:
            self._add("MembershipApplied", "owner", **{"class": "full"})
            if draw() < 0.1:
                self._add("MembershipDeclined", "owner", **{"class": "full"})
                return
        self._add("MemberJoined", **{"class": ("full", "full", "supporting", "founder")[int(draw() * 4)]})
        if draw() < 0.5:
            self._later()
            self._add("MemberClassChanged", **{"from": "full", "to": "partner"})
        for _ in range(2):
            if draw() < 0.6:
                self._later(2000)
                self._add("MemberLeft", **({"reason": "zmiana profilu"} if draw() < 0.3 else {}))
                if draw() < 0.6:
                    self._later()
                    self._add("MemberJoined", **{"class": "full"})
        self._amended()

    def _agreement(self, number: int) -> None:
        draw, parties = self._random.random, self._actors(2, 5)
        readers = "public" if draw() < 0.85 else "participants"
        kind = ("letter-of-intent", "cooperation-agreement", "contract", "memorandum")[number % 4]
        more: dict[str, Any] = {"beneficiaries": [self._one_cluster()]} if draw() < 0.3 else {}
        if draw() < 0.3:
            more["valid_until"] = names.date_as_written(self._day + 1500, 0)
        self._add("AgreementProposed", readers, kind=kind, parties=parties, subject=names.theme(number % 800),
                  names={"pl": f"Porozumienie {number}"}, **more)  # fmt: skip
        for party in parties:
            who: dict[str, Any] = {"organisation": self._one_party(), "function": names.TITLES[number % 6]}
            if draw() < 0.4:
                who["person"] = f"person-p{self._number('person')}"
            self._add(
                "AgreementSigned",
                readers,
                party=party,
                signatories=[who],
                place={"name": names.place(number % 40)},
            )
        if draw() < 0.85:
            self._add("AgreementConcluded", document_hash=_hash(number))
            for _ in range(int(draw() * 3)):
                self._later()
                self._add(
                    "JointActionRecorded",
                    "partners",
                    kind="joint-fair",
                    participants=parties[:2],
                    text=names.theme(number % 300),
                )
            if number % 5 == 0:
                self._project(parties, number)
            self._changed(parties, number)
        self._amended()

    def _project(self, parties: list[str], number: int) -> None:
        part = {"value": f"{1_000 * (number % 70 + 1)}", "currency": "PLN"}
        self._add(
            "AgreementProjectRecorded",
            "partners",
            title={"pl": f"Projekt {number}"},
            amount={**part, "value": f"{1_000 * (number % 70 + 1) * len(parties)}", "comparator": "exactly"},
            shares=[{"party": party, "amount": {**part, "comparator": "exactly"}} for party in parties],
        )

    def _changed(self, parties: list[str], number: int) -> None:
        draw = self._random.random
        if draw() < 0.1:
            for party in parties:
                self._add("AmendmentApproved", "participants", party=party, document_hash=_hash(number + 1))
            self._add(
                "AgreementAmended",
                "participants",
                changes=names.sentence(number % 900),
                document_hash=_hash(number + 1),
            )
        if draw() < 0.1:
            self._add("PartyAcceded", party=f"party-p{number % 59}")
        if draw() < 0.05:
            self._add("PartyWithdrew", party=parties[0])
        end = draw()
        if end < 0.15:
            self._add("AgreementExpired")
        elif end < 0.2:
            self._add("AgreementTerminated", reason="brak wspólnych działań")

    def _visit(self, number: int) -> None:
        draw = self._random.random
        host, *visitors = self._actors(2, 3)
        data: dict[str, Any] = {
            "host": host,
            "visitors": visitors,
            "kind": ("study-visit", "mission")[number % 2],
        }
        if draw() < 0.3:
            self._add("VisitPlanned", "participants", **data)
            if draw() < 0.1:
                self._add("VisitCancelled", "participants", reason="termin zajęty")
                return
        sides = (("host", host), ("visitor", visitors[0]))
        people = [
            {"side": side, "function": names.TITLES[(number + at) % 6], "organisation": self._one_party()}
            for at, (side, _) in enumerate(sides)
        ]
        self._add("VisitHeld", **data, delegates=people, sites=[self._one_party()], clusters=[self._one_cluster()],
                  place={"name": names.place(number % 40)}, purpose=names.theme(number % 500))  # fmt: skip
        if draw() < 0.5:
            led = {"leads_to": f"agreement-a{self._number('agreement')}"} if draw() < 0.5 else {}
            self._add("VisitOutcomeRecorded", "partners", text=names.sentence(number % 900), **led)
        self._amended()

    def _conference(self, number: int) -> None:
        self._add("ConferenceHeld", names={"pl": f"Forum {names.place(number)}", "en": f"Forum {number}"},
                  place={"name": names.place(number % 40)}, organiser=self._actor(), countries=number % 12)  # fmt: skip
        self._amended()

    def _commitment(self, number: int) -> None:
        draw = self._random.random
        promisor = {"promisor": self._one_party()} if draw() < 0.8 else {}
        self._add("CommitmentMade", text=names.sentence(number % 2000), **promisor)
        evidence = []
        for _ in range(int(draw() * 3)):
            self._later()
            by = promisor.get("promisor") if draw() < 0.3 else None
            document = f"source-s{self._number('source')}"
            self._add("EvidenceSubmitted", submitter=by or self._actor(), document=document)
            evidence.append(f"{self._stream}@{len(self._events)}")
        if evidence:
            verdict = ("fulfilled", "partly-fulfilled", "not-fulfilled", "in-progress")[number % 4]
            self._add("CommitmentAssessed", assessor=self._one_party(), verdict=verdict, evidence=evidence,
                      rationale=names.sentence(number % 700))  # fmt: skip
        self._amended()

    def _subscription(self, number: int) -> None:
        choices = {
            "all": [{"exact": {"type": "AgreementConcluded"}}, {"exact": {"audience": "public"}}],
        }
        self._add("SubscriptionRequested", "participants", False, subscriber=self._one_cluster(),
                  filter=choices, purpose=names.theme(number % 100))  # fmt: skip
        self._add("SubscriptionApproved", "participants", False)
        if number % 4 == 0:
            self._add("SubscriptionRevoked", "participants", False)


def _digest(number: int) -> str:
    return f"{number:043d}"


def _hash(number: int) -> str:
    return f"{number:064x}"
