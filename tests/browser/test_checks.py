"""Every acceptance check of the dashboard's design has a test that exists."""

import re
from pathlib import Path

import pytest

from tests.browser.checks import CHECKS
from tests.servers import ROOT

HERE = Path(__file__).parent


def test_every_check_has_a_test() -> None:
    assert sorted(CHECKS) == list(range(1, 57))
    assert all(CHECKS.values())


@pytest.mark.parametrize("name", sorted({name for names in CHECKS.values() for name in names}))
def test_its_test_exists(name: str) -> None:
    path, _, words = name.partition("::")
    file = ROOT / path if "/" in path else HERE / path
    text = file.read_text(encoding="utf-8")
    begins = (
        rf"^(?:async )?def {re.escape(words)}" if file.suffix == ".py" else rf"^test\('{re.escape(words)}"
    )
    assert re.search(begins, text, re.MULTILINE), name
