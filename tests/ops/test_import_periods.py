"""Imports and the forms of the dashboard read the same periods: one table has them for the tests of both."""

from __future__ import annotations

import json

import pytest

from services.registry.importing.values.dates import Unclear, read_date
from tests.servers import ROOT

_CASES = json.loads((ROOT / "dashboard" / "test-data" / "periods.json").read_bytes())


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["typed"])
def test_a_period_is_read_as_the_dashboard_reads_it(case: dict[str, str | None]) -> None:
    typed = case["typed"] or ""
    if case["edtf"] is None:
        with pytest.raises(Unclear):
            read_date(typed)
    else:
        assert read_date(typed).edtf == case["edtf"]
