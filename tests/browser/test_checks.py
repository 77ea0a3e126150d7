"""Every acceptance check of the dashboard's design has a test that exists."""

import re

import pytest

from tests.browser.checks import CHECKS, ELSEWHERE, covering
from tests.servers import ROOT


def test_every_check_has_a_test() -> None:
    assert [check for check in CHECKS if not covering(check)] == []
    assert covering(17) == [
        "tests/browser/test_network.py::test_17_the_table_has_the_pictures_facts",
        "tests/browser/test_timeline.py::test_17_and_27_each_fact_once_in_the_table_with_its_own_form_of_bar",
    ]


@pytest.mark.parametrize("name", sorted({name for names in ELSEWHERE.values() for name in names}))
def test_a_test_of_the_table_exists(name: str) -> None:
    path, _, words = name.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    begins = (
        rf"^(?:async )?def {re.escape(words)}" if path.endswith(".py") else rf"^test\('{re.escape(words)}"
    )
    assert re.search(begins, text, re.MULTILINE), name
