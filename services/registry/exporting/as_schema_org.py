"""What is now believed in the terms of schema.org, as one JSON-LD document: organisations, who belongs to whom, events.

Facts, what they rest on and how certain they are have no terms there; the document of `as_jsonld` has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from contracts import vocabulary
from contracts.amendments import apply_amendments
from contracts.catalogue import TYPES
from contracts.envelope import Fact
from contracts.streams import StreamName, category_of
from services.registry.exporting.ftm_things import CLUSTER_ENDS, specialisations
from services.registry.exporting.ftm_values import prefix_of
from services.registry.exporting.order import by_stream
from services.registry.exporting.records import Records

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "upland": vocabulary.CONTEXT["upland"],
    **{term: vocabulary.CONTEXT[term] for term in ("since", "until", "removed", "digest")},
}
_PARTIES = {"city": "City", "region": "AdministrativeArea"}
_NUMBERS = {"lei": "leiCode", "nip": "taxID", "website": "url"}
_ENDS = frozenset({"AgreementTerminated", "AgreementExpired"})
Node = dict[str, Any]


def nodes(facts: Sequence[Fact]) -> Records:
    """The nodes by their ids; `facts` are all that is exported."""
    streams = {stream: apply_amendments(each) for stream, each in sorted(by_stream(facts).items())}
    members = _members(streams)
    lines: dict[str, bytes] = {}
    for stream, of_stream in streams.items():
        describe = _THINGS.get(category_of(stream))
        node = describe(of_stream) if describe and of_stream else None
        if node is not None:
            id = vocabulary.thing(stream)
            roles = {"memberOf": members[stream]} if stream in members else {}
            described = {name: value for name, value in node.items() if value not in (None, [], "")}
            lines[id] = orjson.dumps({"@id": id, **described, **roles}, option=orjson.OPT_SORT_KEYS) + b"\n"
    return lines


# ---- things -------------------------------------------------------------------------------------------------------
def _party(facts: Sequence[Fact]) -> Node | None:
    registered = next((fact.data for fact in facts if fact.type == "PartyRegistered"), None)
    if registered is None:
        return None
    node = {"@type": _PARTIES.get(registered["kind"], "Organization"), **_called(facts, "PartyAliasAdded")}
    place = node["@type"] != "Organization"
    numbers = _numbers(facts, "PartyIdentified", ("website",) if place else tuple(_NUMBERS))
    if above := registered.get("part_of"):
        node["containedInPlace" if place else "parentOrganization"] = _ref(above)
    for fact in facts:
        if fact.type == "SeatDeclared":
            node |= {"address": _address(fact.data), **_point(fact.data, place=place)}
    return node | numbers


def _numbers(facts: Sequence[Fact], type: str, properties: Sequence[str]) -> Node:
    """The numbers: those of these schemes as properties of their own, the rest as identifiers."""
    node: Node = {"identifier": []}
    for fact in facts:
        if fact.type == type:
            scheme, number = fact.data["scheme"], fact.data["value"]
            if scheme in properties:
                node[_NUMBERS[scheme]] = f"https://{number}" if scheme == "website" else number
            else:
                node["identifier"].append({"@type": "PropertyValue", "propertyID": scheme, "value": number})
    return node


def _address(seat: Mapping[str, Any]) -> Node:
    place = (seat.get("place") or {}).get("name")
    fields = {
        "streetAddress": seat.get("address"),
        "addressLocality": place,
        "addressCountry": seat.get("country"),
    }
    return {"@type": "PostalAddress", **{name: text for name, text in fields.items() if text}}


def _point(seat: Mapping[str, Any], *, place: bool) -> Node:
    """The point of a seat: a property of a place, while an organisation is at a place. None of a seat without one."""
    given = seat.get("coordinates")
    geo = {"@type": "GeoCoordinates", **given} if given else None
    return {"geo": geo} if place else {"location": {"@type": "Place", "geo": geo} if geo else None}


def _cluster(facts: Sequence[Fact]) -> Node:
    node = {
        "@type": "Organization",
        **_called(facts, "ClusterAliasAdded"),
        **_numbers(facts, "ClusterIdentified", tuple(_NUMBERS)),
        **_linked(facts),
    }
    for fact in facts:
        match fact.type:
            case "ClusterFounded":
                node["foundingDate"] = _day(fact)
            case _ if fact.type in CLUSTER_ENDS:
                node["dissolutionDate"] = _day(fact)
            case "PurposeDeclared":
                node["description"] = _texts(fact.data["mission"])
            case _:
                pass
    return node | {
        "knowsAbout": [text for each in specialisations(facts) for text in _texts(each.data["label"])]
    }


def _called(facts: Sequence[Fact], type: str) -> Node:
    """The names, and the other names of this type of fact."""
    node = _named(facts)
    aliases = [fact.data for fact in facts if fact.type == type]
    short = [data["abbreviation"] for data in aliases if data.get("abbreviation")]
    names = [text for data in aliases for text in _texts(data["names"])]
    return node | {"alternateName": [*node["alternateName"], *short, *names]}


def _linked(facts: Sequence[Fact]) -> Node:
    """The clusters that this one is the same as or a part of, by the links that count. No term means a predecessor."""
    links = {}
    for fact in facts:
        if fact.type == "ClusterLinked":
            links[fact.data["other"]] = fact.data["relation"]
        elif fact.type == "ClusterUnlinked":
            links.pop(fact.data["other"], None)
    same = [vocabulary.thing(other) for other, relation in links.items() if relation == "same-as"]
    above = [_ref(other) for other, relation in links.items() if relation == "part-of"]
    return {"sameAs": same, "parentOrganization": above}


def _agreement(facts: Sequence[Fact]) -> Node | None:
    proposal = next((fact.data for fact in facts if fact.type == "AgreementProposed"), None)
    if proposal is None:
        return None
    parties = [*proposal["parties"], *(fact.data["party"] for fact in facts if fact.type == "PartyAcceded")]
    return {
        "@type": "AgreeAction",
        "name": _texts(proposal.get("names") or proposal["subject"]),
        "description": _texts(proposal["subject"]),
        "additionalType": vocabulary.term(proposal["kind"]),
        "participant": [_ref(party) for party in dict.fromkeys(parties)],
        "startTime": next((_day(fact) for fact in facts if fact.type == "AgreementConcluded"), None),
        "endTime": next((_day(fact) for fact in facts if fact.type in _ENDS), None),
    }


def _visit(facts: Sequence[Fact]) -> Node | None:
    fact = next((fact for fact in facts if fact.type == "VisitHeld"), None)
    if fact is None:
        return None
    data = fact.data
    return {
        "@type": "Event",
        "name": _texts(data.get("names") or data.get("purpose")) or data["kind"],
        "description": _texts(data.get("purpose")),
        "additionalType": vocabulary.term(data["kind"]),
        "organizer": _ref(data["host"]),
        "attendee": [_ref(visitor) for visitor in data["visitors"]],
        **_when_and_where(fact),
    }


def _conference(facts: Sequence[Fact]) -> Node | None:
    fact = next((fact for fact in facts if fact.type == "ConferenceHeld"), None)
    if fact is None:
        return None
    data = fact.data
    return {
        "@type": "Event",
        "name": _texts(data["names"]),
        "alternateName": data.get("abbreviation"),
        "description": _texts(data.get("theme")),
        "organizer": _ref(data["organiser"]) if data.get("organiser") else None,
        **_when_and_where(fact),
    }


_WORKS = {
    "file": "DigitalDocument",
    "web-page": "WebPage",
    "letter": "Message",
    "register": "Dataset",
    "conversation": "Conversation",
}


def _source(facts: Sequence[Fact]) -> Node | None:
    data = next((fact.data for fact in facts if fact.type == "SourceRegistered"), None)
    if data is None:
        return None
    type = data.get("source_type")
    return {
        "@type": _WORKS.get(type or "", "CreativeWork"),
        "material": "paper" if type == "paper" else None,
        "name": _texts(data["title"]),
        "inLanguage": data["language"],
        "url": data.get("url"),
        "datePublished": data.get("published"),
        "publisher": _ref(data["publisher"]) if data.get("publisher") else None,
        "translationOfWork": _ref(data["translation_of"]) if data.get("translation_of") else None,
    }


_THINGS: Mapping[str, Callable[[Sequence[Fact]], Node | None]] = {
    "party": _party,
    "cluster": _cluster,
    "agreement": _agreement,
    "visit": _visit,
    "conference": _conference,
    "source": _source,
}


# ---- who belongs to whom ------------------------------------------------------------------------------------------
def _members(streams: Mapping[str, Sequence[Fact]]) -> dict[str, list[Node]]:
    """The clusters of each party, with the time of each membership, and those that it coordinates."""
    roles: dict[str, list[Node]] = {}
    for stream, facts in streams.items():
        if stream.startswith("membership-"):
            cluster, _, party = StreamName.parse(stream).id.partition(".")
            for role in _times(f"cluster-{cluster}", facts, "MemberJoined", "MemberLeft", "member"):
                roles.setdefault(f"party-{party}", []).append(role)
        elif stream.startswith("cluster-"):
            changes = [fact for fact in facts if fact.type in {"CoordinatorAppointed", "CoordinatorReleased"}]
            for organisation in dict.fromkeys(fact.data["organisation"] for fact in changes):
                own = [fact for fact in changes if fact.data["organisation"] == organisation]
                for role in _times(stream, own, "CoordinatorAppointed", "CoordinatorReleased", "coordinator"):
                    roles.setdefault(organisation, []).append(role)
    return roles


def _times(cluster: str, facts: Sequence[Fact], begins: str, ends: str, name: str) -> Iterator[Node]:
    """Each time of a role: the ends of schema.org's dates are left out where they are not one year, month or day."""
    role: Node | None = None
    for fact in facts:
        if fact.type not in {begins, ends}:
            continue
        if fact.type == begins or role is None:
            if role is not None:
                yield role
            role = {"@type": "OrganizationRole", "roleName": name, "memberOf": _ref(cluster)}
        if day := _day(fact):
            role["startDate" if fact.type == begins else "endDate"] = day
        if fact.type == ends:
            yield role
            role = None
    if role is not None:
        yield role


# ---- values -------------------------------------------------------------------------------------------------------
def _ref(stream: str) -> Node:
    return {"@id": vocabulary.thing(stream)}


def _texts(texts: Mapping[str, str] | None) -> list[Node]:
    return [{"@value": text, "@language": language} for language, text in (texts or {}).items()]


def _named(facts: Sequence[Fact]) -> Node:
    """The names that count now; the abbreviation and former names as other names."""
    naming = [fact.data for fact in facts if TYPES[fact.type].names_stream]
    named = [data["names"] for data in naming if data.get("names")]
    current = _texts(named[-1]) if named else []
    former = [text for names in named[:-1] for text in _texts(names) if text not in current]
    short = [data["abbreviation"] for data in naming if data.get("abbreviation")]
    return {"name": current, "alternateName": [*dict.fromkeys(short), *former]}


def _day(fact: Fact) -> str | None:
    return prefix_of(fact.data.get("occurred")) or None


def _when_and_where(fact: Fact) -> Node:
    place = fact.data.get("place") or {}
    occurred = fact.data.get("occurred") or {}
    where = _ref(place["party"]) if place.get("party") else place.get("name")
    same = prefix_of(occurred)
    return {
        "location": where,
        "startDate": same or occurred.get("earliest"),
        "endDate": same or occurred.get("latest"),
    }
