"""Sums of money read as people write them; the browser's own function is held to the same table."""

import json
from pathlib import Path

from contracts.money import written_sum

CASES = json.loads(Path("dashboard/test-data/money.json").read_bytes())


def test_a_sum_has_the_groups_the_mark_and_the_currency_of_the_language() -> None:
    for case in CASES:
        for lang in ("pl", "en"):
            assert written_sum(case["value"], case["currency"], lang) == case[lang]
