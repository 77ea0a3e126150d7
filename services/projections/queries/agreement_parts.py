"""What was done under an agreement, each by an event with a row of its own: amendments and joint actions."""

from __future__ import annotations

import orjson
from typing_extensions import TypedDict

from services.projections.queries.answer_types import FuzzyDate, RecordedFact, Reference, Text
from services.projections.queries.answers import References, date_of
from services.projections.queries.details import AmendmentDetail, JointActionDetail
from services.projections.queries.sql.rows import AgreementRow


class Amendment(RecordedFact):
    """A change of an agreement's text; `valid_until` and `indefinite` where it set another term."""

    changes: Text
    document_hash: str
    valid_until: FuzzyDate | None
    indefinite: bool | None


class JointActionText(TypedDict, total=False):
    """The description of a joint action, if it has one."""

    text: Text


class JointAction(RecordedFact, JointActionText):
    """Something that parties did together under an agreement."""

    kind: str
    participants: list[Reference]
    valid_until: None


def amended(part: AgreementRow, detail: AmendmentDetail, references: References) -> Amendment:
    """Return an amendment as the register shows it."""
    until = detail.get("valid_until")
    return {
        "changes": detail["changes"],
        "document_hash": detail["document_hash"],
        "valid_until": date_of(until) if until else None,
        "indefinite": detail.get("indefinite"),
        **references.fact(part),
    }


def joint_action(part: AgreementRow, references: References) -> JointAction:
    """Return a joint action as the register shows it."""
    detail: JointActionDetail = orjson.loads(part.detail)
    text: JointActionText = {"text": detail["text"]} if "text" in detail else {}
    return {
        "kind": detail["kind"],
        "participants": references.refs(detail["participants"]),
        **text,
        "valid_until": None,
        **references.fact(part),
    }
