"""From the row of a table to commands about a cluster: its founding, its members' number, who leads it, its titles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.registry.importing.tables.cells import (
    COMPARATORS,
    COORDINATING,
    COUNTED,
    CellError,
    RowCommand,
    TableRow,
)
from services.registry.importing.tables.cluster_entries import entered
from services.registry.importing.tables.ids import id_of_name
from services.registry.importing.tables.party_rows import check_order, organisation
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.numbers import read_claim, read_count
from services.registry.importing.values.words import folded

_ACTORS = ("party", "cluster")


def clusters(row: TableRow) -> Iterator[RowCommand]:
    """A cluster that was founded, with its coordinator and the number of its members where the row has them."""
    cluster = _founded(row)
    coordinator, registration = organisation(row, "coordinator")
    if cluster is None:
        return
    yield from registration
    names = {
        language: text
        for language, text in (("pl", row.text("name")), ("en", row.text("name_en")))
        if text and f"cluster-{cluster}" not in row.names.called.get(folded(text), ())
    }
    fields = {
        "names": names or None,
        "abbreviation": row.text("abbreviation"),
        "initiators": row.several("initiators", *_ACTORS),
        "founders_count": row.read("founders_count", "number", read_count),
    }
    yield row.command("clusters", cluster, "found", fields, "founded", names="name")
    if coordinator is not None:
        appointed = {"organisation": coordinator, "role": "lead"}
        yield row.command("clusters", cluster, "appoint-coordinator", appointed, organisation="coordinator")
    yield from entered(row, cluster)
    if row.text("count"):
        yield row.command("clusters", cluster, "report-membership-count", _claim(row))


def counts(row: TableRow) -> Iterator[RowCommand]:
    """A number of members that somebody gave."""
    cluster = row.cluster()
    row.require("count", "the row has no number")
    fields = _claim(row) | {
        "also_in": row.several("also_in", "cluster"),
        "clusters_count": row.read("clusters_count", "number", read_count),
    }
    if cluster is not None:
        yield row.command("clusters", cluster.removeprefix("cluster-"), "report-membership-count", fields)


def coordinators(row: TableRow) -> Iterator[RowCommand]:
    """An organisation that leads a cluster, or helps to, from and to."""
    cluster = row.cluster()
    row.require("coordinator", "the row names no coordinator")
    coordinator, registration = organisation(row, "coordinator")
    if cluster is None or coordinator is None:
        return
    yield from registration
    id = cluster.removeprefix("cluster-")
    fields = {"organisation": coordinator, "role": row.word("role", COORDINATING) or "lead"}
    yield row.command("clusters", id, "appoint-coordinator", fields, "appointed", organisation="coordinator")
    if row.text("released") and not row.endless("released"):
        end = {"organisation": coordinator}
        yield row.command("clusters", id, "release-coordinator", end, "released", organisation="coordinator")
    check_order(row, "appointed", "released", "the beginning")


def recognitions(row: TableRow) -> Iterator[RowCommand]:
    """A title that a cluster bears for some time."""
    cluster = row.cluster()
    row.require("scheme", "the row names no title")
    grantor, registration = organisation(row, "grantor")
    if cluster is None:
        return
    yield from registration
    fields = {
        "scheme": row.text("scheme"),
        "grantor": grantor,
        "valid_from": row.date("valid_from"),
        "valid_to": row.date("valid_to"),
    }
    yield row.command("clusters", cluster.removeprefix("cluster-"), "grant-recognition", fields)
    check_order(row, "valid_from", "valid_to", "its beginning")


def _claim(row: TableRow) -> dict[str, Any]:
    """A number with its class, which its header may say, and its comparator, which the cell of the number may say."""
    claim, comparator = row.read("count", "number", read_claim), row.word("comparator", COMPARATORS)
    if claim and claim.comparator and comparator and claim.comparator != comparator:
        message = f"the number is given as {claim.comparator!r}, and as {comparator!r} here"
        row.errors.append(CellError("comparator", "allowed-value", Unclear(message, "one of them")))
    return {
        "count": claim and claim.number,
        "class": row.word("class", COUNTED),
        "comparator": comparator or (claim and claim.comparator),
        "as_of": row.date("as_of"),
    }


def _founded(row: TableRow) -> str | None:
    """The id of the row's cluster: the one that it gives, that of a known cluster of this name, or one made of the name."""
    name, given = row.text("name"), row.text("id")
    if given:
        return given.removeprefix("cluster-")
    row.require("name", "the row has neither the name of a cluster nor its id")
    known = row.read("name", "known-name", lambda text: row.names.find(text, ("cluster",)))
    if name is None or row.errors:
        return None
    if known:
        return known.removeprefix("cluster-")
    made = id_of_name(name)
    if made in {"", "new"} or f"cluster-{made}" in row.names.kinds:
        message = f"{name!r} is not in the record, and no id can be made of it"
        row.errors.append(CellError("name", "free-id", Unclear(message, "an id in the column `id`")))
        return None
    return made
