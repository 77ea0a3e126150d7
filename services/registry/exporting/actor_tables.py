"""Parties and clusters as tables, with who coordinates a cluster and the titles that it bears, as they are now believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contracts.catalogue import naming
from contracts.envelope import Fact
from services.registry.exporting.cells import Cells, cited, cluster_cell, common, date, flag, several
from services.registry.exporting.descriptions import descriptions
from services.registry.importing.tables.cluster_entries import RELATIONS
from services.registry.importing.tables.cluster_entries import SCHEMES as OF_CLUSTERS

SCHEMES = frozenset({"nip", "regon", "krs", "lei", "ror", "website"})
NUMBERS = frozenset(OF_CLUSTERS)
Streams = Mapping[str, Sequence[Fact]]
# Without new names: each is a row of the table of successions.
NAMING = frozenset(naming("cluster")) - {"ClusterRenamed"}
_CHANGES = {
    "ClusterRenamed": "rename",
    "ClusterMerged": "merge",
    "ClusterSplit": "split",
    "ClusterDissolved": "dissolve",
}


def parties(streams: Streams) -> Iterator[Cells]:
    """A row for each party that is registered, what it is a part of before its parts."""
    registered = {
        stream: fact for stream, facts in streams.items() for fact in facts if fact.type == "PartyRegistered"
    }
    written: set[str] = set()
    for stream in registered:
        for each in _with_parents(stream, registered):
            if each not in written:
                written.add(each)
                fact = registered[each]
                parent = {"part_of": fact.data.get("part_of") or ""}
                yield {"party": each} | party_cells(streams[each]) | parent | cited(fact)


def _with_parents(stream: str, registered: Mapping[str, Fact]) -> list[str]:
    """The party after all that it is a part of, the largest first."""
    line: list[str] = []
    at: str | None = stream
    while at is not None and at in registered and at not in line:
        line.append(at)
        at = registered[at].data.get("part_of")
    return line[::-1]


def party_cells(facts: Sequence[Fact]) -> Cells:
    cells: Cells = {"aliases": _aliases(facts, "PartyAliasAdded")}
    for fact in facts:
        data = fact.data
        if fact.type in {"PartyRegistered", "PartyRenamed"}:
            names = data["names"]
            cells["name"] = names.get("pl") or ("" if "en" in names else next(iter(names.values())))
            cells["name_en"] = names.get("en", "")
            cells["abbreviation"] = data.get("abbreviation") or cells.get("abbreviation", "")
            cells["kind"] = data.get("kind") or cells.get("kind", "")
        elif fact.type == "PartyIdentified" and data["scheme"] in SCHEMES:
            cells[data["scheme"]] = data["value"]
    return cells | descriptions(facts)


def _aliases(facts: Sequence[Fact], type: str) -> str:
    aliases = [fact.data["names"] for fact in facts if fact.type == type]
    return several([names.get("pl") or next(iter(names.values())) for names in aliases])


def clusters(streams: Streams) -> Iterator[Cells]:
    """A row for each cluster that was founded; its coordinators and numbers of members have tables of their own."""
    for stream, facts in streams.items():
        founding = next((fact for fact in facts if fact.type == "ClusterFounded"), None)
        if founding is None:
            continue
        named = [fact for fact in facts if fact.type in NAMING and fact.data.get("names")]
        names = (named[-1] if named else founding).data.get("names") or {}
        number = founding.data.get("founders_count")
        yield common(founding, "founded") | {
            "id": stream.removeprefix("cluster-"),
            "name": names.get("pl") or ("" if "en" in names else next(iter(names.values()), "")),
            "name_en": names.get("en", ""),
            "abbreviation": founding.data.get("abbreviation") or "",
            "initiators": several(founding.data.get("initiators")),
            "founders_count": "" if number is None else str(number),
            **_entry(facts),
        }


def _entry(facts: Sequence[Fact]) -> Cells:
    """The other names, the numbers and the links that count; the table of facts has their dates and sources."""
    cells: Cells = {}
    links: dict[str, str] = {}
    for fact in facts:
        data = fact.data
        if fact.type == "ClusterIdentified" and data["scheme"] in NUMBERS:
            cells[data["scheme"]] = data["value"]
        elif fact.type == "ClusterLinked":
            links[data["other"]] = data["relation"]
        elif fact.type == "ClusterUnlinked":
            links.pop(data["other"], None)
    cells["aliases"] = _aliases(facts, "ClusterAliasAdded")
    for column, relation in RELATIONS.items():
        cells[column] = several([other for other in links if links[other] == relation])
    return cells


def coordinators(streams: Streams) -> Iterator[Cells]:
    """A row for each appointment, with the release that ended it."""
    for stream, facts in streams.items():
        cluster = stream.removeprefix("cluster-")
        for place, fact in enumerate(facts):
            if fact.type != "CoordinatorAppointed":
                continue
            release = next((later for later in facts[place:] if _releases(later, fact)), None)
            yield common(fact, "appointed") | {
                "cluster": cluster_cell(cluster, streams),
                "coordinator": fact.data["organisation"],
                "role": fact.data.get("role", "lead"),
                "released": date(release.data.get("occurred")) if release else "",
            }


def _releases(fact: Fact, appointment: Fact) -> bool:
    """Whether the row of an appointment can have this end; what a row cannot hold is in the table of facts."""
    return (
        fact.type == "CoordinatorReleased"
        and fact.data["organisation"] == appointment.data["organisation"]
        and fact.data.get("mode") == appointment.data.get("mode")
    )


def recognitions(streams: Streams) -> Iterator[Cells]:
    """A row for each title that was granted; one that was withdrawn is in the table of facts."""
    for stream, facts in streams.items():
        for fact in facts:
            if fact.type == "RecognitionGranted":
                yield cited(fact) | {
                    "cluster": cluster_cell(stream.removeprefix("cluster-"), streams),
                    "scheme": fact.data["scheme"],
                    "grantor": fact.data.get("grantor") or "",
                    "valid_from": date(fact.data.get("valid_from") or fact.data.get("occurred")),
                    "valid_to": date(fact.data.get("valid_to")),
                }


def successions(streams: Streams) -> Iterator[Cells]:
    """A row for each new name of a cluster, and for its end in others or in none."""
    for stream, facts in streams.items():
        for fact in facts:
            if (change := _CHANGES.get(fact.type)) is None:
                continue
            data = fact.data
            names = data.get("names") or {}
            into = data.get("into") or data.get("successors") or ()
            yield common(fact, "date") | {
                "cluster": cluster_cell(stream.removeprefix("cluster-"), streams),
                "change": change,
                "new_name": names.get("pl") or ("" if "en" in names else next(iter(names.values()), "")),
                "new_name_en": names.get("en", ""),
                "new_abbreviation": data.get("abbreviation") or "",
                "into": several([into] if isinstance(into, str) else into),
                "members_pass": flag(data.get("members_pass")),
                "agreements_pass": flag(data.get("agreements_pass")),
            }
