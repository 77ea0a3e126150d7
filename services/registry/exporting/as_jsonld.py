"""The record as one JSON-LD document: things by W3C ORG, facts by PROV, and with each fact its command.

One node stands on one line, so that a large document can be read line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from contracts import vocabulary
from contracts.amendments import AMENDING, apply_amendments, targets
from contracts.envelope import Fact
from contracts.rivals import value_members
from contracts.streams import StreamName, category_of
from services.registry.exporting.order import by_stream, in_order
from services.registry.exporting.records import Delta, Records
from services.registry.importing.recorded_commands import recorded_command

_ACTORS = ("host", "visitors", "parties", "organiser", "promisor", "subscriber", "initiators", "participants")


def nodes(facts: Sequence[Fact]) -> Records:
    """The nodes by their ids; `facts` are all that is exported, in the order of the log."""
    streams = by_stream(facts)
    current = {stream: apply_amendments(streams[stream]) for stream in sorted(streams)}
    values = _values(current.values())
    made = [of_fact(fact, values.get(fact.id)) for fact in in_order(streams)]
    for stream, of_one in current.items():
        made += of_stream(stream, of_one)
    return {node["@id"]: orjson.dumps(node, option=orjson.OPT_SORT_KEYS) + b"\n" for node in made}


def fact_nodes(facts: Sequence[Fact]) -> Records:
    """The facts alone, without the things that they are about."""
    streams = by_stream(facts)
    values = _values(map(apply_amendments, streams.values()))
    made = (of_fact(fact, values.get(fact.id)) for fact in in_order(streams))
    return {node["@id"]: orjson.dumps(node, option=orjson.OPT_SORT_KEYS) + b"\n" for node in made}


def document(lines: Iterable[bytes], context: Mapping[str, Any]) -> Iterator[bytes]:
    """The document of these nodes, part by part."""
    yield b'{"@context":%b,\n"@graph":[\n' % orjson.dumps(context)
    separator = b""
    for line in lines:
        yield separator + line.removesuffix(b"\n")
        separator = b",\n"
    yield b"\n" * bool(separator) + b"]}\n"


def delta_node(delta: Delta) -> bytes:
    """What a delta is of: the nodes of its document replace those with their ids, and those in `removed` are no more."""
    [(name, changed)] = delta.changes.items()
    node = {
        "@id": vocabulary.delta(delta.since, delta.until),
        "@type": [vocabulary.term("Delta")],
        "since": delta.since,
        "until": delta.until,
        "removed": sorted(changed.removed),
        "digest": delta.digests[name],
    }
    return orjson.dumps(node, option=orjson.OPT_SORT_KEYS) + b"\n"


# ---- facts --------------------------------------------------------------------------------------------------------
def _values(streams: Iterable[Iterable[Fact]]) -> dict[str, list[dict[str, Any]]]:
    """By fact, the values of its disputed fields as they are ranked now, those that count no longer too."""
    return {fact.id: [*map(value_members, fact.values)] for facts in streams for fact in facts if fact.values}


def of_fact(fact: Fact, values: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """A fact as an entity of PROV: what it is about, when it was so, what it was derived from, when it was recorded.

    Args:
        values: those of its disputed fields, as `contracts.rivals.value_members` has them.
    """
    data, command = fact.data, recorded_command(fact)
    node: dict[str, Any] = {
        "@id": vocabulary.fact(fact.id),
        "@type": ["prov:Entity", vocabulary.term(fact.type)],
        "about": [vocabulary.thing(stream) for stream in _subjects(fact)],
        "generatedAtTime": fact.recorded_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "mode": data.get("mode"),
        **_date(data.get("occurred")),
        "command": command._asdict(),
        "values": values or None,
    }
    if sources := data.get("sources"):
        node["wasDerivedFrom"] = list(dict.fromkeys(vocabulary.thing(source["id"]) for source in sources))
    if fact.type in AMENDING:
        revised = [vocabulary.fact(target) for target in targets(data)]
        node["wasRevisionOf"] = revised if revised[1:] else revised[0]
    return _without_none(node)


def _subjects(fact: Fact) -> list[str]:
    category, rest = StreamName.parse(fact.stream)
    if category == "membership":
        cluster, _, party = rest.partition(".")
        return [fact.stream, f"cluster-{cluster}", f"party-{party}"]
    streams = [fact.stream]
    for name in (*_ACTORS, "party", "organisation", "represented_by"):
        value = fact.data.get(name)
        streams += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return list(dict.fromkeys(streams))


# ---- things -------------------------------------------------------------------------------------------------------
def of_stream(stream: str, facts: Sequence[Fact]) -> Iterator[dict[str, Any]]:
    """What a stream is about, as now believed, and its roles."""
    category = category_of(stream)
    node: dict[str, Any] = {"@id": vocabulary.thing(stream), "@type": vocabulary.classes(category)}
    for fact in facts:
        node |= _of_thing(category, fact)
    if category == "membership":
        node |= _membership(stream, facts)
    if facts:
        yield _without_none(node)
    for fact in facts:
        yield from _roles(fact)


def _of_thing(category: str, fact: Fact) -> dict[str, Any]:
    data = fact.data
    properties: dict[str, Any] = {
        "prefLabel": data.get("names"),
        "altLabel": data.get("abbreviation"),
        "text": data.get("subject") or (data.get("text") if category == "commitment" else None),
    }
    match fact.type:
        case "PartyRegistered":
            properties["@type"] = vocabulary.classes(data["kind"])
            if part_of := data.get("part_of"):
                term = "unitOf" if data["kind"] == "unit" else "subOrganizationOf"
                properties[term] = vocabulary.thing(part_of)
        case "PartyIdentified" | "ClusterIdentified":
            properties = {f"upland:{data['scheme']}": data["value"]}
        case "SourceRegistered":
            publisher, type = data.get("publisher"), data.get("source_type")
            properties |= {name: data.get(name) for name in ("title", "language", "url")}
            properties |= {
                "issued": data.get("published"),
                "publisher": publisher and vocabulary.thing(publisher),
                "sourceType": type and vocabulary.term(f"source-{type}"),
            }
        case "AgreementProposed" | "VisitHeld" | "VisitPlanned" | "ConferenceHeld" | "CommitmentMade":
            actors = [data[name] for name in _ACTORS if data.get(name)]
            flat = [actor for item in actors for actor in (item if isinstance(item, list) else [item])]
            properties |= {
                "agent": [vocabulary.thing(actor) for actor in dict.fromkeys(flat)] or None,
                **_date(data.get("occurred")),
            }
        case "ClusterAliasAdded" | "PartyAliasAdded":
            properties = {}  # the facts have it; the names stay those that count
        case _ if "names" not in data:
            properties = {}
        case _:
            pass
    return {name: value for name, value in properties.items() if value is not None}


def _membership(stream: str, facts: Sequence[Fact]) -> dict[str, Any]:
    cluster, _, party = stream.removeprefix("membership-").partition(".")
    return {
        "member": vocabulary.thing(f"party-{party}"),
        "organization": vocabulary.thing(f"cluster-{cluster}"),
        "role": vocabulary.term("member"),
        "memberDuring": _episodes(facts, "MemberJoined", "MemberLeft") or None,
    }


def _episodes(facts: Sequence[Fact], begins: str, ends: str) -> list[dict[str, Any]]:
    episodes: list[dict[str, Any]] = []
    for fact in facts:
        date = fact.data.get("occurred") or {}
        if fact.type == begins:
            episodes.append(_without_none({"@type": "time:ProperInterval", "occurred": date.get("edtf")}))
        elif fact.type == ends:
            if not episodes or "ended" in episodes[-1]:
                episodes.append({"@type": "time:ProperInterval"})
            episodes[-1] |= _without_none({"ended": date.get("edtf")})
    return episodes


def _roles(fact: Fact) -> Iterator[dict[str, Any]]:
    """Coordination of a cluster, and functions of persons, are memberships with a role, as ORG has them."""
    data = fact.data
    if fact.type == "CoordinatorAppointed":
        role, member, organization, label = "coordinator", data["organisation"], fact.stream, None
    elif fact.type == "FunctionAssumed":
        role, member, organization, label = "function", fact.stream, data["organisation"], data["title"]
    else:
        return
    node = {
        "@id": vocabulary.role(fact.id),
        "@type": ["org:Membership"],
        "member": vocabulary.thing(member),
        "organization": vocabulary.thing(organization),
        "role": vocabulary.term(role),
        "prefLabel": label,
        "wasDerivedFrom": [vocabulary.fact(fact.id)],
        "memberDuring": [_without_none({"@type": "time:ProperInterval", **_date(data.get("occurred"))})],
    }
    yield _without_none(node)


def _date(occurred: Mapping[str, Any] | None) -> dict[str, Any]:
    date = occurred or {}
    return _without_none(
        {
            "occurred": date.get("edtf"),
            "phrase": date.get("phrase"),
            "inferredFrom": date.get("inferred_from"),
        }
    )


def _without_none(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value is not None}
