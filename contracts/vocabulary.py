"""The record's terms as linked data: W3C ORG for who, PROV for how it is known, SKOS and Dublin Core for names.

What they do not cover has a term of our own, `upland:…`. Plain dicts: an export needs no library for them.
"""

from __future__ import annotations

from typing import Any

_THING, _FACT, _ROLE = "urn:upland:thing:", "urn:upland:fact:", "urn:upland:role:"
_DELTA = "urn:upland:delta:"

_PREFIXES = {
    "upland": "urn:upland:term:",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


def _by_language(id: str) -> dict[str, str]:
    return {"@id": id, "@container": "@language"}


def _thing(id: str, *, several: bool = False) -> dict[str, str]:
    return {"@id": id, "@type": "@id"} | ({"@container": "@set"} if several else {})


CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    **_PREFIXES,
    # names and words
    "prefLabel": _by_language("skos:prefLabel"),
    "altLabel": "skos:altLabel",
    "notation": "skos:notation",
    "title": _by_language("dcterms:title"),
    "text": _by_language("dcterms:description"),
    "language": "dcterms:language",
    "url": {"@id": "dcterms:identifier", "@type": "xsd:anyURI"},
    "issued": {"@id": "dcterms:issued", "@type": _EDTF},
    "sourceType": _thing("dcterms:type"),
    # who belongs to whom
    "member": _thing("org:member"),
    "organization": _thing("org:organization"),
    "role": {"@id": "org:role", "@type": "@id"},
    "memberDuring": "org:memberDuring",
    "unitOf": _thing("org:unitOf"),
    "subOrganizationOf": _thing("org:subOrganizationOf"),
    "publisher": _thing("dcterms:publisher"),
    "agent": _thing("prov:wasAssociatedWith", several=True),
    # how it is known
    "about": _thing("dcterms:subject", several=True),
    "wasDerivedFrom": _thing("prov:wasDerivedFrom", several=True),
    "generatedAtTime": {"@id": "prov:generatedAtTime", "@type": "xsd:dateTime"},
    "wasRevisionOf": _thing("prov:wasRevisionOf"),
    "locator": "upland:locator",
    "occurred": {"@id": "upland:occurred", "@type": _EDTF},
    "ended": {"@id": "upland:ended", "@type": _EDTF},
    "phrase": "upland:phrase",
    "inferredFrom": "upland:inferredFrom",
    "certainty": "upland:certainty",
    "disputed": {"@id": "upland:disputed", "@type": "xsd:boolean"},
    "disputedBy": _thing("upland:disputedBy", several=True),
    "mode": "upland:mode",
    # what parties and sources give instead of the value of a field, and the recorded one: each with its rank
    "values": {"@id": "upland:values", "@type": "@json"},
    # the command that records the fact again, and any other value that is passed on as it is
    "command": {"@id": "upland:command", "@type": "@json"},
    "detail": {"@id": "upland:detail", "@type": "@json"},
    # what a delta is: from one position of the log to another
    "since": "upland:since",
    "until": "upland:until",
    "removed": _thing("upland:removed", several=True),
    "digest": "upland:digest",
}

# What a thing is, by the kind that its reference has in the answers, which for parties is the kind of party.
CLASSES: dict[str, tuple[str, ...]] = {
    "cluster": ("org:OrganizationalCollaboration",),
    "organisation": ("org:FormalOrganization",),
    "unit": ("org:OrganizationalUnit",),
    "city": ("org:FormalOrganization", "upland:City"),
    "region": ("org:Organization", "upland:Region"),
    "person": ("prov:Person",),
    "membership": ("org:Membership",),
    "agreement": ("prov:Activity", "upland:Agreement"),
    "visit": ("prov:Activity", "upland:Visit"),
    "conference": ("prov:Activity", "upland:Conference"),
    "commitment": ("prov:Activity", "upland:Commitment"),
    "source": ("prov:Entity", "dcterms:BibliographicResource"),
    "subscription": ("upland:Subscription",),
}


def thing(stream: str) -> str:
    """The IRI of what a stream is about: `urn:upland:thing:cluster-dkm`."""
    return _THING + stream


def fact(event: str) -> str:
    """The IRI of a fact: `urn:upland:fact:cluster-dkm@1`."""
    return _FACT + event


def role(event: str) -> str:
    """The IRI of a role that a fact reports: `urn:upland:role:cluster-dkm@2`."""
    return _ROLE + event


def delta(since: int, until: int) -> str:
    """The IRI of the change of the record between two positions: `urn:upland:delta:10-20`."""
    return f"{_DELTA}{since}-{until}"


def classes(kind: str) -> list[str]:
    """The classes of a thing of this kind, as compact IRIs; of an unknown kind nothing is claimed."""
    return list(CLASSES.get(kind, ("prov:Entity",) if kind == "party" else ("upland:Thing",)))


def term(name: str) -> str:
    """Our own term of this name: `upland:role-member`."""
    return f"upland:{name}"
