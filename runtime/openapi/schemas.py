"""The schemas that the OpenAPI documents of all services share."""

from __future__ import annotations

from contracts.value_schemas import BARE_TYPE, VERSION, Schema, record, statement


def ref(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def shared_schemas(*names: str) -> dict[str, Schema]:
    """The components of these names."""
    every = {"Statement": statement(), "Problem": problem(), "Health": _health()}
    return {name: every[name] for name in names}


def _health() -> Schema:
    flag: Schema = {"type": "boolean"}
    schema = record(
        "Whether the service can do its work, and if not, why. Each service adds its numbers.",
        {"live": flag, "ready": flag, "reasons": {"type": "array", "items": {"type": "string"}}},
        optional=("live", "ready", "reasons"),
    )
    return schema | {"additionalProperties": True}


def schema_list() -> Schema:
    """What `/schemas` answers."""
    entry = record(
        "The schema of one version of an event.",
        {"type": BARE_TYPE, "version": VERSION, "url": {"type": "string", "format": "uri-reference"}},
    )
    return record("The schemas of all events.", {"schemas": {"type": "array", "items": entry}})


def problem() -> Schema:
    """A problem document (RFC 9457); each kind adds its numbers."""
    return record(
        "What went wrong and what to do about it (RFC 9457). Members such as `rule`, `expected`, `actual`, `scope` or "
        "`limit` give the numbers of the case.",
        {
            "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/wrong-version"]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": record(
                    "What is wrong with one field.",
                    {
                        "pointer": {
                            "type": "string",
                            "description": "JSON pointer into the body, or a header's name.",
                        },
                        "message": {"type": "string"},
                    },
                ),
            },
        },
        optional=("detail", "errors"),
    )
