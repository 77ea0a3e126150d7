"""Imports over HTTP in the OpenAPI document."""

from __future__ import annotations

from contracts.schema import Document
from contracts.value_schemas import Schema, record
from runtime.openapi.frame import JSON, get, parameter, problems
from runtime.openapi.schemas import ref
from services.registry.importing.columns import KINDS
from services.registry.importing.values.mapping import LONGEST

_WRITE = [{"bearer": ["record:write"]}]
_COMMON = ("401", "403", "404", "429", "503")
_COUNT: Schema = {"type": "integer", "minimum": 0}
_OUTCOMES = ("stored", "already there", "refused", "unanswered")
_PHASES = ["dry_run", "result", "undo"]
_TIME: Schema = {"type": "string", "format": "date-time"}


def import_paths() -> Document:
    """The paths of imports."""
    id = parameter(
        "id", "path", {"type": "string", "pattern": "^[0-9a-f]{32}$"}, "The import's id.", required=True
    )
    phase = parameter(
        "phase", "query", {"type": "string", "enum": _PHASES}, "Which report; the last one without it."
    )
    key: Document = {"$ref": "#/components/parameters/IdempotencyKey"}
    one: Document = {JSON: {"schema": ref("Import")}}
    text: Document = {
        "text/plain": {"schema": {"type": "string", "description": "As `upland import` prints it."}}
    }
    state = get("imports.get", "imports", "The state of an import, and how far it is.", [id], one, *_COMMON)
    report = get(
        "imports.report",
        "imports",
        "The report of a phase, line by line.",
        [id, phase],
        {JSON: {"schema": ref("ImportReport")}} | text,
        *_COMMON,
    )
    for path in (state, report):
        path["get"]["security"] = _WRITE
    return {
        "/v1/imports": {"post": _upload(one)},
        "/v1/imports/{id}": state,
        "/v1/imports/{id}/report": report,
        "/v1/imports/{id}/check": {
            "post": _post(
                "imports.check",
                "Another dry run, with another mapping of the columns; before anything is stored.",
                [id],
                one,
            )
            | {"requestBody": {"required": True, "content": {JSON: {"schema": ref("ImportMapping")}}}}
        },
        "/v1/imports/{id}/confirm": {
            "post": _post(
                "imports.confirm", "Store what the dry run showed; in the background.", [id, key], one
            )
        },
        "/v1/imports/{id}/undo": {
            "post": _post(
                "imports.undo", "Retract every fact that this import recorded, each once.", [id], one
            )
        },
    }


def import_schemas() -> dict[str, Schema]:
    """The components by name."""
    counts: Schema = {
        "type": "object",
        "description": f"How many facts or lines came to each outcome: {', '.join(_OUTCOMES)}.",
        "additionalProperties": _COUNT,
    }
    line = {
        "type": "object",
        "description": "What became of one fact; in an undo `do` is the event.",
        "required": ["file", "line", "do", "outcome"],
        "properties": {
            "file": {"type": "string"},
            "line": {"type": "integer"},
            "do": {"type": "string"},
            "outcome": {"type": "string", "enum": [*_OUTCOMES]},
            **{
                name: {"type": "string"}
                for name in ("stream", "event", "reason", "pointer", "rule", "expected", "suggestion")
            },
            "position": {"type": "integer"},
            "row": {"type": "integer"},
            "more": {"type": "array", "items": ref("ImportFault")},
        },
    }
    summary: Schema = {
        "oneOf": [
            record("", {"totals": ref("ImportCounts"), "rows": ref("ImportCounts"), "warnings": _COUNT}),
            {"type": "null"},
        ]
    }
    progress: Schema = {"oneOf": [record("", {"done": _COUNT, "of": _COUNT}), {"type": "null"}]}
    states = ["checking", "checked", "importing", "imported", "undoing", "undone", "failed"]
    return {
        "ImportCounts": counts,
        "ImportFault": record(
            "Something in the file, and what would be right.",
            {
                "file": {"type": "string"},
                "line": {"type": "integer"},
                "message": {"type": "string"},
                "pointer": {"type": "string", "description": "The field or column; empty where it is none."},
                "rule": {"type": "string"},
                "expected": {"type": ["string", "null"]},
                "suggestion": {"type": ["string", "null"]},
            },
        ),
        "ImportLine": line,
        "Import": record(
            "An uploaded file on its way into the record.",
            {
                "id": {"type": "string"},
                "name": {"type": "string"},
                "by": {"type": "string", "description": "The key that uploaded, as events name it."},
                "state": {"type": "string", "enum": states},
                "reason": {"type": ["string", "null"], "description": "Why it failed."},
                "progress": progress,
                "options": {"type": "object", "additionalProperties": {"type": "string"}},
                "created_at": _TIME,
                "changed_at": _TIME,
                **dict.fromkeys(_PHASES, summary),
            },
        ),
        "ImportReport": record(
            "The report of one phase.",
            {
                "phase": {"type": "string", "enum": _PHASES},
                "dry_run": {"type": "boolean"},
                "lines": {"type": "array", "items": ref("ImportLine")},
                "warnings": {"type": "array", "items": ref("ImportFault")},
                "tables": {"type": "array", "items": ref("ImportTable")},
                "totals": ref("ImportCounts"),
                "rows": ref("ImportCounts"),
            },
        ),
        "ImportTable": record(
            "How a table of the file is read: a mapping changes it.",
            {
                "file": {"type": "string"},
                "kind": {
                    "type": "string",
                    "enum": ["", *KINDS],
                    "description": "Empty where no kind is known.",
                },
                "columns": {"type": "array", "items": ref("ImportColumn")},
                "classes": {
                    "type": "object",
                    "description": "Words for classes of members, with the one of the four that each means; empty for none.",
                    "additionalProperties": {"type": "string"},
                },
            },
        ),
        "ImportColumn": record(
            "How a column is read.",
            {
                "header": {"type": "string"},
                "column": {"type": "string", "description": "Empty where it is not read."},
                "sure": {
                    "type": "boolean",
                    "description": "False for what is only proposed: the table is refused then.",
                },
                "example": {"type": "string"},
            },
        ),
        "ImportMapping": {
            "type": "object",
            "description": "By kind of table, the column of each header, or `-` for one that is not read; and `classes`.",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }


def _upload(one: Document) -> Document:
    def option(name: str, description: str, *, required: bool = False) -> Document:
        return parameter(name, "query", {"type": "string", "maxLength": 120}, description, required=required)

    parameters = [
        option(
            "name",
            "The file's name; its ending gives the form: .csv, .tsv, .txt, .xlsx, .ods, .yaml, .jsonld.",
            required=True,
        ),
        option("encoding", "utf-8, utf-16, cp1250 or iso-8859-2; found out without it."),
        option("cluster", "The id of the cluster of rows that name none."),
        option("source", "The id of the source of rows that name none."),
        parameter(
            "map",
            "query",
            {"type": "string", "maxLength": LONGEST},
            "What the columns mean, as YAML or JSON: see `ImportMapping`.",
        ),
        option("mode", "reported (what a source says) or performed (what is done here)."),
    ]
    post = _post(
        "imports.upload",
        "Upload a file; a dry run of it begins.",
        parameters,
        one,
        "400",
        "413",
        status="201",
    )
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return post | {"requestBody": {"required": True, "content": content}}


def _post(
    name: str, text: str, parameters: list[Document], one: Document, *wrong: str, status: str = "200"
) -> Document:
    return {
        "operationId": name,
        "tags": ["imports"],
        "summary": text,
        "security": _WRITE,
        "parameters": parameters,
        "responses": {
            status: {"description": "The import as it is now.", "content": one},
            **problems(*(wrong or ("400", "422")), *_COMMON),
        },
    }
