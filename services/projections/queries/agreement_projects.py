"""The projects under an agreement, with their money, as its entry in the register shows them."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from typing_extensions import TypedDict

from services.projections.queries.answer_types import RecordedFact, Reference, Text
from services.projections.queries.answers import References
from services.projections.queries.details import MoneyDetail, ProjectDetail
from services.projections.queries.sql.rows import AgreementRow


class MoneyView(TypedDict):
    """A sum of money: an exact decimal number as text, the ISO 4217 code, and how exactly the source gives it."""

    value: str
    currency: str
    comparator: str


class ShareView(TypedDict):
    """Who takes part in a project; `amount` is null where its part of the money is unknown."""

    party: Reference
    amount: MoneyView | None


class ProjectView(RecordedFact):
    """A project under an agreement; what is unknown is null."""

    title: Text
    programme: str | None
    amount: MoneyView | None
    shares: list[ShareView]


def projects(parts: Sequence[AgreementRow], references: References) -> list[ProjectView]:
    """Return the projects among an agreement's rows of single facts."""
    return [_project(part, references) for part in parts if part.part == "AgreementProjectRecorded"]


def _project(part: AgreementRow, references: References) -> ProjectView:
    detail: ProjectDetail = orjson.loads(part.detail)
    return {
        "title": detail["title"],
        "programme": detail.get("programme"),
        "amount": _money(detail.get("amount")),
        "shares": [
            {"party": references.ref(share["party"]), "amount": _money(share.get("amount"))}
            for share in detail.get("shares", ())
        ],
        **references.fact(part),
    }


def _money(detail: MoneyDetail | None) -> MoneyView | None:
    if detail is None:
        return None
    return {
        "value": detail["value"],
        "currency": detail["currency"],
        "comparator": detail.get("comparator", "exactly"),
    }
