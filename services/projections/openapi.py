"""The OpenAPI 3.1 document of the read side, generated from the questions.

`python -m services.projections.openapi` writes it and the types of the dashboard; `--check` compares both.
"""

from __future__ import annotations

import sys
from pathlib import Path

from contracts import value_schemas
from contracts.schema import Document
from contracts.value_schemas import STREAM
from runtime.openapi import committed, frame, typescript
from runtime.openapi.frame import JSON, parameter
from runtime.openapi.schemas import ref, shared_schemas
from runtime.operators import openapi as operators
from services.projections.answer_schemas import answer_schemas
from services.projections.places.route import Sheet
from services.projections.queries import (
    agreement_status,
    agreements,
    commitments,
    directory,
    recognitions,
    thresholds,
    together,
)
from services.projections.queries.answer_types import RecordedFact
from services.projections.queries.http.parameters import MAX_LIMIT, MAX_TIMEOUT
from services.projections.queries.search import search, tsquery
from services.projections.queries.similar import similar
from services.projections.queries.worklist_reasons import SEARCHES
from services.projections.questions import QUESTIONS, Question
from services.projections.readmodels.bridges import ROLES

FILE = Path(__file__).with_suffix(".json")
TYPES = typescript.SOURCES / "answers.ts"
_TEXT: Document = {"type": "string"}
_MEDIA = {"csv": "text/csv", "jsonld": "application/ld+json"}
_FORMS: dict[str, Document] = {"application/ld+json": {"type": "object"}}
_READ: list[Document] = [{"bearer": ["views:read"]}, {}]
_CLUSTER = "A cluster's id, such as `lkb`."


_NUMBER: Document = {"type": "integer", "minimum": 0}


def _one_of(*words: str) -> Document:
    return {"type": "string", "enum": list(words)}


def _days(usual: int) -> Document:
    return {"type": "integer", "minimum": 0, "default": usual}


# Parameters of the questions other than the clocks, by name; a key with a path is for that question only.
_FILTERS: dict[str, tuple[Document, str]] = {
    "cluster": (_TEXT, _CLUSTER),
    "clusters": (
        _TEXT | {"examples": ["dkm,saam,lm"]},
        "Ids of clusters with commas between; all when left out.",
    ),
    "/v1/parties kind": (_one_of(*directory.KINDS), "Only these."),
    "/v1/search kind": (
        _TEXT | {"examples": ["organisation,city"]},
        f"Only these, with commas between: {', '.join(search.KINDS)}.",
    ),
    "classes": (
        _TEXT | {"examples": ["full:10,supporting:5"]},
        "How many members of these classes, with commas between: those of whom the cluster has so many or more meet it.",
    ),
    "ending_days": (
        _days(recognitions.ENDING_DAYS),
        "Only recognitions that end, certainly or possibly, within so many days; all when left out.",
    ),
    "lapsing_days": (_days(agreements.LAPSING_DAYS), "So long before its end an agreement is lapsing."),
    "meets": (_one_of(*thresholds.MEETS), "Only clusters of which this is the answer."),
    "members": (_NUMBER, "So many members or more."),
    "promisor": (STREAM | {"examples": ["party-lublin"]}, "Whose promises."),
    "q": (
        _TEXT | {"maxLength": tsquery.LONGEST},
        f"What to search for: at most {tsquery.MOST_WORDS} words; quoted ones stand side by side.",
    ),
    "reason": (
        _TEXT | {"examples": ["disputed,undecided"]},
        f"Only what is to be done for these reasons, with commas between: {', '.join(SEARCHES)}.",
    ),
    "role": (_one_of(*ROLES), "Only ties of this role."),
    "since": (
        _TEXT,
        "A position or a moment with its zone: what changed after it; or a day: what changed from its beginning on.",
    ),
    "sleeping_days": (_days(agreements.SLEEPING_DAYS), "After so long without activity an agreement sleeps."),
    "state": (_one_of(*agreement_status.STATES), "Only agreements in this state."),
    "subject": (STREAM | {"examples": ["cluster-dkm"]}, "A cluster or a party."),
    "subjects": (
        _TEXT | {"examples": ["party-lublin,party-starachowice"]},
        f"From 1 to {together.MOST} clusters and parties with commas between.",
    ),
    "type": (_TEXT | {"examples": ["AgreementConcluded"]}, "Only facts of this type."),
    "years": (_NUMBER, "Founded so many whole years before, or more."),
    "verdict": (_one_of(*commitments.VERDICTS), "Only promises that were judged so."),
}
_FILTERS |= {
    f"/v1/similar-parties {name}": (_TEXT | {"maxLength": similar.LONGEST}, text)
    for name, text in {
        "name": "What the organisation is called.",
        "name_en": "What it is called in another language.",
        "abbreviation": "How it is abbreviated.",
        "party": "The stream of a party of the record: its names and numbers are compared; it and what is decided of it are"
        " no candidates.",
        **dict.fromkeys(similar.SCHEMES, "Its number in this register, or the address of its website."),
    }.items()
}
_NEEDED = {"q", "subjects"}
_IDS = {
    "/v1/facts/{id}": (value_schemas.EVENT_ID, "The fact's event."),
    "/v1/dossiers/{id}": (STREAM | {"examples": ["source-lsse-iabm"]}, "The thing's stream."),
}
_CLOCKS = {
    "as_of": (
        _TEXT | {"examples": ["2018-03-19", "2018", "../.."]},
        "The time in the world, in EDTF: a day, a month, a year, an interval. Today when left out; `../..` is any time.",
    ),
    "known_at": (
        _TEXT,
        "The time in the record: a position, a moment with its zone, or a day. Now when left out.",
    ),
    "wait_for": (
        {"type": "integer", "minimum": 0},
        "Answer when every event up to this position is applied; 504 when one of them is set aside.",
    ),
    "timeout": (
        {"type": "number", "minimum": 0, "maximum": MAX_TIMEOUT, "default": 10},
        "Seconds to wait for it.",
    ),
    "lang": (_one_of("pl", "en") | {"default": "pl"}, "The language of labels, and of the order."),
}


def document() -> Document:
    """Return the OpenAPI document."""
    data, components = answer_schemas(QUESTIONS, Sheet)
    complete = frame.frame(
        "projections",
        "Questions about the record, each with two clocks.",
        "What was so in the world (`as_of`), as far as the record knew it (`known_at`). Each fact comes with its date, its "
        "certainty, its sources, and by whom it is disputed. An unknown parameter is refused.",
        tags=[{"name": "questions", "description": "Questions about the record."}, operators.TAG],
        paths={question.path: _question(question, data[question.path]) for question in QUESTIONS}
        | _more()
        | operators.paths(),
        components={
            "schemas": {
                **components,
                **shared_schemas("Problem", "Health"),
                **operators.schemas(),
            },
            "parameters": {name: _query(name, *clock) for name, clock in _CLOCKS.items()},
            "responses": frame.responses(
                "400", "401", "403", "404", "413", "415", "422", "429", "503", "504"
            ),
        },
    )
    page = complete["paths"]["/"]["get"]["responses"]
    page["503"] = page["200"] | {"description": "The dashboard is not built; the page says how to build it."}
    return complete


def _query(name: str, schema: Document, text: str) -> Document:
    return parameter(name, "query", schema, text, required=name in _NEEDED)


def _question(question: Question[object], data: Document) -> Document:
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in _CLOCKS]
    if "{id}" in question.path:
        schema, text = _IDS.get(
            question.path, ({"type": "string", "pattern": question.id.pattern}, "Its id.")
        )
        parameters.insert(0, parameter("id", "path", schema, text, required=True))
    parameters += [
        _query(name, *(_FILTERS.get(f"{question.path} {name}") or _FILTERS[name]))
        for name in sorted(question.filters)
    ]
    if question.sort:
        size = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": question.limit}
        parameters += [
            _query("limit", size, "At most so many rows; a page may be shorter, and not be the last."),
            _query(
                "cursor", _TEXT, "`next` of the page before this one; it keeps both clocks where they were."
            ),
        ]
    formats = {**_MEDIA, **{name: media for name, (media, _) in question.files.items()}}
    parameters.append(
        _query("format", _one_of("json", *formats) | {"default": "json"}, "How the answer is written.")
    )
    mark = "1: a CSV file begins with a byte order mark, by which Excel knows it for UTF-8."
    parameters.append(_query("bom", _one_of("0", "1") | {"default": "0"}, mark))
    content = {
        JSON: {"schema": _answer(data)},
        **{media: {"schema": _FORMS.get(media, _TEXT)} for media in formats.values()},
    }
    wrong = ("400", "401", "403", *(("404",) if "{id}" in question.path else ()), "503", "504")
    got = frame.get(
        _name(question.path), "questions", _about(question), parameters, content, *wrong, security=_READ
    )
    answers = got["get"]["responses"]
    etag = {"description": "The same while the answer is.", "schema": _TEXT}
    following = {
        "description": "`next`: the page after this one can be asked for before this one is read.",
        "schema": _TEXT,
    }
    saved = {"description": "The name of the file, where the answer is no JSON.", "schema": _TEXT}
    link = {"description": 'The next page, `rel="next"`, where the answer is no JSON.', "schema": _TEXT}
    answers["200"]["headers"] = {"ETag": etag, "Content-Disposition": saved} | (
        {"X-Next-Cursor": following, "Link": link} if question.sort else {}
    )
    answers["304"] = {"description": "The answer is still the one of If-None-Match."}
    return got


def _answer(data: Document) -> Document:
    return {
        "type": "object",
        "properties": {"data": data, "meta": ref("Meta")},
        "required": ["data", "meta"],
        "additionalProperties": False,
    }


def _name(path: str) -> str:
    return path.removeprefix("/v1/").replace("/{id}", ".one")


def _about(question: Question[object]) -> str:
    """Return the summary of a question: the text after the colon in the first sentence of its module."""
    first = (sys.modules[question.run.__module__].__doc__ or "").partition("\n\n")[0].replace("\n", " ")
    summary = first.partition(": ")[2]
    return summary[:1].upper() + summary[1:]


def _more() -> Document:
    news = {"text/event-stream": {"schema": _TEXT}}
    live = "Positions as they are reached, with the streams that changed, as server-sent events."
    places = {JSON: {"schema": _answer(ref("Sheet"))}}
    laid_out = "Where the marks of the network's picture lie: the same for every reader of the same record."
    clocks = [{"$ref": f"#/components/parameters/{name}"} for name in _CLOCKS]
    return {
        "/v1/places": frame.get(
            "places", "questions", laid_out, clocks, places, "400", "401", "403", "503", "504", security=_READ
        ),
        "/v1/live": frame.get("live-news", "questions", live, [], news, "401", "403", security=_READ),
    }


def main(arguments: list[str]) -> int:
    """Write or compare the document and the TypeScript types. Exit code: 0 success, 1 difference, 2 wrong usage."""
    data, components = answer_schemas(QUESTIONS, RecordedFact, Sheet)  # the type that many others extend
    code = committed.main(FILE, document(), arguments)
    types = typescript.module("projections", components, typescript.index(data))
    return code or typescript.write_or_compare(TYPES, types, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
