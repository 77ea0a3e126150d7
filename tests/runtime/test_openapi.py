"""The OpenAPI documents of all services: as committed, valid, and complete."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from runtime.openapi import committed
from services.notifications import openapi as notifications
from services.projections import openapi as projections
from services.registry import openapi as registry
from tests.contracts.test_documents import references, resolve

DOCUMENTS = (registry, projections, notifications)


@pytest.mark.parametrize("module", DOCUMENTS)
def test_the_committed_document_is_the_one_of_the_code(module: Any, tmp_path: Path) -> None:
    assert committed.main(module.FILE, module.document(), ["--check"]) == 0
    elsewhere = tmp_path / "openapi.json"
    assert committed.main(elsewhere, module.document(), ["--check"]) == 1
    assert committed.main(elsewhere, module.document(), []) == 0
    assert committed.main(elsewhere, module.document(), ["--check"]) == 0
    assert committed.main(elsewhere, module.document(), ["--wrong"]) == 2


@pytest.mark.parametrize("module", DOCUMENTS)
def test_it_is_valid_and_refers_to_what_is_there(module: Any) -> None:
    document = json.loads(module.FILE.read_text(encoding="utf-8"))
    OpenAPIV31SpecValidator(document).validate()
    used = set(references(document))
    for reference in used:
        resolve(document, reference)
    kinds = ("schemas", "parameters", "responses")
    defined = {f"#/components/{kind}/{name}" for kind in kinds for name in document["components"][kind]}
    # To OpenAPI a body of NDJSON is bytes: its text says what a line is.
    lines = re.findall(r"A JSON object a line, each a `(\w+)`", json.dumps(document))
    assert defined == used | {f"#/components/schemas/{name}" for name in lines}
