"""A service's OpenAPI document: committed next to its code, compared in the gate, and served."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.schema import Document, to_text
from runtime.openapi.frame import JSON


def main(path: Path, document: Document, arguments: list[str]) -> int:
    """Write the document to its file, or with `--check` compare them. Exit code: 0 done, 1 they differ, 2 wrong usage."""
    if arguments not in ([], ["--check"]):
        print("the only argument is --check", file=sys.stderr)
        return 2
    if not arguments:
        path.write_text(to_text(document), encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != to_text(document):
        print(
            f"{path.name} of {path.parent.name} does not match the code: run `make contracts`",
            file=sys.stderr,
        )
        return 1
    return 0


def read(path: Path) -> Document:
    """The document as committed: making it from the code costs a process more than the rest of its start.

    Raises:
        OSError: the file is not there; `make contracts` writes it.
    """
    document: Document = orjson.loads(path.read_bytes())
    return document


def route(path: Path) -> Route:
    """Serves the document at `/openapi.json`."""
    content = path.read_bytes()

    async def get(_: Request) -> Response:
        return Response(content, 200, {"Cache-Control": "max-age=300"}, JSON)

    return Route("/openapi.json", get)
