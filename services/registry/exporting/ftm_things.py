"""What Follow the Money calls things: parties and clusters as organisations, agreements and meetings as events, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contracts.catalogue import TYPES
from contracts.envelope import Fact
from services.registry.exporting.ftm_values import Entity, Value, language

_TYPES = {
    **dict.fromkeys(("enterprise", "sme", "large-enterprise"), "Company"),
    "public-body": "PublicBody",
}
_PARTIES = {"city": "PublicBody", "region": "PublicBody"}
# The property of a register number, and whether the register stands before it as the record has it.
_NUMBERS = {
    "lei": "leiCode",
    "nip": "taxNumber",
    "krs": "registrationNumber",
    "regon": "registrationNumber",
}
_TYPED = "OrganisationTypeDeclared"
_DESCRIPTIONS = (_TYPED, "SeatDeclared", "SectorsDeclared")
CLUSTER_ENDS = frozenset({"ClusterDissolved", "ClusterMerged", "ClusterSplit"})
_ENDS = frozenset({"AgreementTerminated", "AgreementExpired"})


def party(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """A party: its names, numbers and website."""
    registered = next((fact for fact in facts if fact.type == "PartyRegistered"), None)
    kind = registered.data["kind"] if registered else ""
    described = {fact.type: fact for fact in facts if fact.type in _DESCRIPTIONS}
    type = described[_TYPED].data["organisation_type"] if _TYPED in described else ""
    schema = _TYPES.get(type) or _PARTIES.get(kind, "Organization")
    entity = Entity(stream, schema if registered else "LegalEntity")
    for fact in facts[:1]:
        yield from entity.exists(fact)
    yield from _names(entity, facts)
    for fact in described.values():
        yield from _described(entity, fact)
    for fact in facts:
        if fact is registered:
            yield from entity.of("classification", kind, fact)
        elif fact.type == "PartyIdentified":
            yield from _identified(entity, fact)
        elif fact.type == "PartyAliasAdded":
            yield from _alias(entity, fact)


def _alias(entity: Entity, fact: Fact) -> Iterator[Value]:
    """Another name."""
    yield from entity.texts("alias", fact.data["names"], fact)
    yield from entity.of("abbreviation", fact.data.get("abbreviation"), fact)


def _identified(entity: Entity, fact: Fact) -> Iterator[Value]:
    """A number in a public register, or a website."""
    scheme, number = fact.data["scheme"], fact.data["value"]
    if scheme == "website":
        # A host alone ends with a slash, as Follow the Money spells it.
        yield from entity.of("website", f"https://{number}{'' if '/' in number else '/'}", fact, number)
    else:
        yield from entity.of(_NUMBERS.get(scheme, "idNumber"), number, fact, f"{scheme.upper()} {number}")


def _described(entity: Entity, fact: Fact) -> Iterator[Value]:
    """What is declared of an organisation: its type, its seat, its sectors."""
    data = fact.data
    yield from entity.of("classification", data.get("organisation_type"), fact)
    yield from entity.of("country", data.get("country", "").lower(), fact, data.get("country", ""))
    place = data.get("place") or {}
    yield from entity.of("address", data.get("address") or place.get("name"), fact)
    yield from _point(entity, fact)
    for sector in data.get("sectors", ()):
        yield from entity.of("sector", f"{sector['scheme']} {sector['edition']} {sector['code']}", fact)


def _point(organisation: Entity, fact: Fact) -> Iterator[Value]:
    """The point of a seat, where it has one: of an address that the organisation is at."""
    point = fact.data.get("coordinates")
    if point is None:
        return
    seat = Entity(f"seat-{organisation.id}", "Address")
    yield from organisation.of("addressEntity", seat.id, fact)
    yield from seat.exists(fact)
    for axis in ("latitude", "longitude"):
        yield from seat.of(axis, point[axis], fact)
    yield from seat.of("full", fact.data.get("address") or (fact.data.get("place") or {}).get("name"), fact)
    yield from seat.of("country", fact.data.get("country", "").lower(), fact, fact.data.get("country", ""))


def cluster(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """A cluster: an organisation with its names, what it is for, and its dates."""
    entity = Entity(stream, "Organization")
    for fact in facts[:1]:
        yield from entity.exists(fact)
        yield from entity.of("classification", "cluster", fact)
    yield from _names(entity, facts)
    for fact in facts:
        match fact.type:
            case "ClusterFounded":
                yield from entity.cites(fact)
                yield from entity.dated("incorporationDate", fact.data.get("occurred"), fact)
            case _ if fact.type in CLUSTER_ENDS:
                yield from entity.dated("dissolutionDate", fact.data.get("occurred"), fact)
            case "PurposeDeclared":
                yield from entity.texts("description", fact.data["mission"], fact)
            case "ClusterIdentified":
                yield from _identified(entity, fact)
            case "ClusterAliasAdded":
                yield from _alias(entity, fact)
            case _:
                pass
    for fact in specialisations(facts):
        yield from entity.texts("sector", fact.data["label"], fact)


def specialisations(facts: Sequence[Fact]) -> list[Fact]:
    """The declarations of what a cluster still specialises in; one language of a label is enough to drop it."""
    declared: list[Fact] = []
    for fact in facts:
        if fact.type == "SpecialisationDeclared":
            declared.append(fact)
        elif fact.type == "SpecialisationDropped":
            dropped = set(fact.data["label"].items())
            declared = [each for each in declared if dropped.isdisjoint(each.data["label"].items())]
    return declared


def _names(entity: Entity, facts: Sequence[Fact]) -> Iterator[Value]:
    """The names that count now; earlier ones as former names."""
    naming = [fact for fact in facts if TYPES[fact.type].names_stream and fact.data.get("names")]
    current = set(naming[-1].data["names"].values()) if naming else set()
    for fact in naming:
        if fact is naming[-1]:
            yield from entity.texts("name", fact.data["names"], fact)
        else:
            former = {tag: text for tag, text in fact.data["names"].items() if text not in current}
            yield from entity.texts("previousName", former, fact)
    for fact in facts:
        if TYPES[fact.type].names_stream:
            yield from entity.of("abbreviation", fact.data.get("abbreviation"), fact)


def agreement(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """An agreement: an event with its parties, from its conclusion to its end."""
    proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
    if proposal is None:
        return
    entity, data = Entity(stream, "Event"), proposal.data
    yield from entity.exists(proposal)
    yield from entity.texts("name", data.get("names") or data["subject"], proposal)
    yield from entity.texts("summary", data["subject"], proposal)
    yield from entity.of("keywords", data["kind"], proposal)
    yield from _involved(entity, data["parties"], proposal)
    for fact in facts:
        if fact.type == "PartyAcceded":
            yield from _involved(entity, [fact.data["party"]], fact)
        elif fact.type == "AgreementSigned":
            yield from entity.cites(fact)
            yield from entity.of("location", (fact.data.get("place") or {}).get("name"), fact)
        elif fact.type == "AgreementConcluded":
            yield from entity.cites(fact)
            yield from entity.dated("startDate", fact.data.get("occurred"), fact)
        elif fact.type in _ENDS:
            yield from entity.dated("endDate", fact.data.get("occurred"), fact)


def visit(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """A visit that took place or is planned: an event with host and visitors."""
    known = {fact.type: fact for fact in facts}
    fact = known.get("VisitHeld") or ("VisitCancelled" not in known and known.get("VisitPlanned")) or None
    if fact is None:
        return
    entity, data = Entity(stream, "Event"), fact.data
    yield from entity.exists(fact)
    if data.get("names") or data.get("purpose"):
        yield from entity.texts("name", data.get("names") or data["purpose"], fact)
    else:
        yield from entity.of("name", data["kind"], fact)
    yield from entity.texts("summary", data.get("purpose"), fact)
    yield from entity.of("keywords", data["kind"], fact)
    if fact.type == "VisitPlanned":
        yield from entity.of("keywords", "planned", fact)
    yield from entity.of("organizer", data["host"], fact)
    yield from _involved(entity, data["visitors"], fact)
    yield from entity.of("location", (data.get("place") or {}).get("name"), fact)
    yield from entity.lasting(data.get("occurred"), fact)


def conference(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """A conference: an event."""
    for fact in facts:
        if fact.type == "ConferenceHeld":
            entity, data = Entity(stream, "Event"), fact.data
            yield from entity.exists(fact)
            yield from entity.texts("name", data["names"], fact)
            yield from entity.texts("summary", data.get("theme"), fact)
            yield from entity.of("keywords", "conference", fact)
            yield from entity.of("organizer", data.get("organiser"), fact)
            yield from entity.of("location", (data.get("place") or {}).get("name"), fact)
            yield from entity.lasting(data.get("occurred"), fact)


def commitment(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """A promise: a note on who made it, with the verdicts on it."""
    entity = Entity(stream, "Note")
    for fact in facts:
        if fact.type == "CommitmentMade":
            yield from entity.exists(fact)
            yield from entity.of("entity", fact.data.get("promisor"), fact)
            yield from entity.texts("description", fact.data["text"], fact)
        elif fact.type == "CommitmentAssessed":
            yield from entity.of("keywords", fact.data["verdict"], fact)


def source(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """A source: a document. Its hash is SHA-256, and that of a document here SHA-1, so it is left out."""
    for fact in facts:
        if fact.type == "SourceRegistered":
            entity, data = Entity(stream, "Document"), fact.data
            yield from entity.exists(fact)
            yield from entity.texts("title", data["title"], fact)
            yield from entity.of("language", language(data["language"]), fact, data["language"])
            yield from entity.of("sourceUrl", data.get("url"), fact)
            yield from entity.of("keywords", data.get("source_type"), fact)
            yield from entity.of(
                "publishedAt", _published(data.get("published")), fact, data.get("published") or ""
            )


def _published(edtf: str | None) -> str:
    """The day, month or year of a source, where it is no more than that."""
    digits = (edtf or "").split("-")
    return edtf or "" if all(part.isdigit() for part in digits) and [*map(len, digits)] in _PLAIN else ""


_PLAIN = ([4], [4, 2], [4, 2, 2])


def _involved(entity: Entity, actors: Iterable[str], fact: Fact) -> Iterator[Value]:
    for actor in actors:
        yield from entity.of("involved", actor, fact)
