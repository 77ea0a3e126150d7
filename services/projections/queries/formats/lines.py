"""The lines of the sheets of the network, the agreements, the timeline and the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contracts.headings import money_text
from services.projections.queries.agreement_projects import ProjectView
from services.projections.queries.agreement_register import RegisteredAgreement
from services.projections.queries.answer_types import AgreementParty, AgreementView, Delegate, Reference
from services.projections.queries.formats.csv import Line, cell, fact_line
from services.projections.queries.matrix import Matrix, MatrixCell, SharedFact
from services.projections.queries.network import Network
from services.projections.queries.tie_types import RoleView, VisitView
from services.projections.queries.timeline import Occurrence
from services.projections.text import labels


def of_network(data: Network, lang: str) -> Iterator[Line]:
    """Yield the facts of the network."""
    for cluster in data["clusters"]:
        yield fact_line(cluster, labels.code_label(f"cluster {cluster['stage']}", lang), cluster["ref"], ())
    for agreement in data["agreements"]:
        yield _agreement(agreement, _agreement_cells(agreement, lang), lang)
    for visit in data["visits"]:
        yield _visit(visit, lang)
    for role in data["roles"]:
        yield _role(role, lang)
    for link in data["links"]:
        yield fact_line(link, labels.code_label("link", lang), link["a"], (link["a"], link["b"]))
    for each in data["relations"]:
        words = labels.RELATIONS[each["relation"]]["pl"] if lang == "pl" else each["relation"]
        yield fact_line(each, words, each["cluster"], (each["cluster"], each["other"]))


def of_agreements(data: Iterable[RegisteredAgreement], lang: str) -> Iterator[Line]:
    """Yield agreements with their signatures, their last day, and how they ended."""
    for item in data:
        cells = _agreement_cells(item, lang) | {
            "reason": item["reason"],
            "states": [f"{each['state']}: {each['certainty']}" for each in item["states"]],
            "last_activity": item["last_activity"]["event"] if item["last_activity"] else None,
            "amendments": [each["event"] for each in item["amendments"]],
            "joint_actions": [each["event"] for each in item["joint_actions"]],
            "projects": [_project(each, lang) for each in item["projects"]],
        }
        yield _agreement(item, cells, lang)


def _agreement(item: AgreementView, cells: Mapping[str, object], lang: str) -> Line:
    kind = f"{labels.kind_in(item['kind'], lang)} {labels.code_label(item['state'], lang)}"
    return fact_line(item, kind, item["ref"], [each["party"] for each in item["parties"]], cells)


def _agreement_cells(item: AgreementView, lang: str) -> dict[str, object]:
    parties, ended = item["parties"], item["ended"]
    return {
        "state": item["state"],
        "subject": item["subject"],
        "binding": item["binding"],
        "beneficiaries": item["beneficiaries"],
        "others": item["others"],
        "place": item["place"],
        "conference": item["conference"],
        "valid_until": item["valid_until"],
        "indefinite": item["indefinite"],
        "strength": item["strength"],
        "basis": labels.code_label(item["basis"], lang),
        "represented_by": _by_party((each, each["represented_by"]) for each in parties),
        "signatories": [
            f"{each['party']['short']}: {signatory}"
            for each in parties
            for signatory in _people(each["signatories"], lang)
        ],
        "signed": _by_party((each, each["signed"]) for each in parties),
        "signatures": f"{item['signatures']['signed']}/{item['signatures']['listed']}",
        "withdrew": [each["party"] for each in parties if each["withdrew"]],
        "acceded": [each["party"] for each in parties if each["acceded"]],
        "ended": ended and f"{labels.code_label(ended['how'], lang)} {ended['date']['edtf'] or ''}".strip(),
    }


def _project(item: ProjectView, lang: str) -> str:
    """Return a project as `title (money; programme)`."""
    amount = money_text(item["amount"], lang) if item["amount"] else None
    about = "; ".join(filter(None, (amount, item["programme"])))
    title = labels.text_in(item["title"], lang)
    return f"{title} ({about})" if about else title


def _by_party(values: Iterable[tuple[AgreementParty, object]]) -> list[str]:
    """Return `PARTY: value` for each party that has a value."""
    texts = ((each["party"]["short"], cell(value, "pl") if value else "") for each, value in values)
    return [f"{party}: {text}" for party, text in texts if text]


def _people(people: Iterable[Delegate], lang: str) -> Iterator[str]:
    """Yield functions with their organisations; persons as ids."""
    for each in people:
        organisation = each["organisation"]["short"] if each["organisation"] else None
        yield ", ".join(
            filter(None, (each["person"], labels.text_in(each["function"] or {}, lang), organisation))
        )


def _visit(visit: VisitView, lang: str) -> Line:
    cells = {
        "place": visit["place"],
        "strength": visit["strength"],
        "basis": labels.code_label(visit["basis"], lang),
        "outcomes": [each["text"] for each in visit["outcomes"]],
        "leads_to": [each["leads_to"] for each in visit["outcomes"] if each["leads_to"]],
    }
    kind = labels.kind_in(visit["kind"] or "visit", lang, "visit").rstrip(":")
    return fact_line(visit, kind, visit["ref"], (visit["host"], *visit["visitors"]), cells)


def _role(role: RoleView, lang: str) -> Line:
    cells = {
        **{name: role.get(name) for name in ("role", "class", "class_label", "lead", "strength")},
        "basis": labels.code_label(role["basis"], lang),
        "ended": role["ended"] and role["ended"]["date"],
    }
    kind = labels.code_label(role["role"], lang)
    return fact_line(role, kind, role["cluster"], (role["cluster"], role["party"]), cells)


def of_timeline(data: Iterable[Occurrence], lang: str) -> Iterator[Line]:
    """Yield occurrences with their participants."""
    for item in data:
        detail = item["detail"]
        signed = [party for party in detail.get("parties", ()) if isinstance(party, Mapping)]
        cells = {
            "subjects": item["subjects"],
            "subject_ids": [ref["id"] for ref in item["subjects"]],
            "represented_by": [
                f"{party['party']}: {party['represented_by']}"
                for party in signed
                if party.get("represented_by")
            ],
            "detail": detail,
        }
        yield fact_line(item, item["type"], item["ref"], item["parties"], cells, item["what"][lang])


def of_matrix(data: Matrix, lang: str) -> Iterator[Line]:
    """Yield what pairs of clusters have in common."""
    refs = {item["ref"]["id"]: item["ref"] for item in data["clusters"]}
    for pair in data["cells"]:
        parties = refs[pair["a"]], refs[pair["b"]]
        for kind, shared, ref, what in _shared(pair, lang):
            cells = {"a": pair["a"], "b": pair["b"], "events": shared["events"]}
            yield fact_line(shared, labels.code_label(kind, lang), ref, parties, cells, what)


def _shared(pair: MatrixCell, lang: str) -> Iterator[tuple[str, SharedFact, Reference | None, str | None]]:
    """Yield what two clusters have in common: its kind, its fact, its stream or else its name."""
    for kind, streams in (
        ("agreements", pair["agreements"]),
        ("visits", pair["visits"]),
        ("members", pair["members"]),
    ):
        for stream in streams:
            yield kind, stream, stream["ref"], None
    for specialisation in pair["specialisations"]:
        yield "specialisations", specialisation, None, labels.text_in(specialisation["label"], lang)
    for initiator in pair["initiators"]:
        yield "initiators", initiator, initiator["ref"], None
