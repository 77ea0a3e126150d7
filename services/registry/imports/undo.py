"""Taking an import back: each fact that it recorded is retracted, once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import orjson

from contracts.catalogue import COLLECTIONS
from contracts.streams import category_of, id_of
from runtime.security import actor_of
from services.registry.importing.record import Record
from services.registry.importing.report import Line, Outcome, Report
from services.registry.importing.sending.outcomes import refusal
from services.registry.imports.store import Import

_COLLECTION = {category: collection for collection, category in COLLECTIONS.items()}
_BATCH = 128
_REASON = "The import that recorded this was undone."


async def undo(
    one: Import,
    recorded: Sequence[tuple[str, int, dict[str, Any]]],
    record: Record,
    progress: Callable[[int, int], None],
) -> Report:
    """Retract what the log has under the import's correlation id, the last first; the outcome of each.

    The key of each retraction is made of the event, so a second undo finds it done. What another key recorded under
    the same correlation id is not of the import.

    Args:
        recorded: stream, version and data of the events, in the order of the log.
    """
    events = [
        (stream, f"{stream}@{version}")
        for stream, version, data in reversed(recorded)
        if data.get("actor") == actor_of(one.key_id)
    ]
    report = Report(dry_run=False)
    rest = b""
    async for part in record.answers(_lines(events), dry_run=False):
        *answers, rest = (rest + part).split(b"\n")
        for answer in map(orjson.loads, answers):
            _, event = events[len(report.lines)]
            report.lines.append(_line(one, len(report.lines) + 1, event, answer))
            progress(len(report.lines), len(events))
    return report


async def _lines(events: Sequence[tuple[str, str]]) -> AsyncIterator[bytes]:
    for start in range(0, len(events), _BATCH):
        # An empty line: each portion is answered before the next is sent.
        yield b"".join(_command(stream, event) for stream, event in events[start : start + _BATCH]) + b"\n"


def _command(stream: str, event: str) -> bytes:
    command = {
        "collection": _COLLECTION[category_of(stream)],
        "id": id_of(stream),
        "verb": "retract",
        "key": f"import-undo-{event}",
        "body": {"target": event, "reason": _REASON},
    }
    return orjson.dumps(command, option=orjson.OPT_APPEND_NEWLINE)


def _line(one: Import, number: int, event: str, answer: dict[str, Any]) -> Line:
    body = answer["body"]
    if answer["status"] in {200, 201}:
        outcome: Outcome = "already there" if answer["replayed"] else "stored"
        return Line(one.name, number, event, outcome, body["stream"], body["position"], event=event)
    why = refusal(body)
    outcome = "unanswered" if answer["status"] >= 500 or answer["status"] == 429 else "refused"
    return Line(
        one.name, number, event, outcome, reason=why.message, rule=why.rule, pointer=why.pointer or None
    )
