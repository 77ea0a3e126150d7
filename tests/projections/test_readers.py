"""Who may read a fact by its address: those who take part in what it is about, named there or earlier in its stream."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.conftest import Views
from tests.projections.given import agreed


@pytest.mark.parametrize("of", ["visit", "subscription"])
async def test_later_facts_are_for_whom_earlier_ones_name_and_for_no_other(views: Views, of: str) -> None:
    if of == "visit":
        who: dict[str, Any] = {"host": "cluster-dkm", "visitors": ["cluster-dkm", "party-lublin"]}
        first = views.log.add("visit-x", "VisitPlanned", kind="study-visit", **who)
        last = views.log.add("visit-x", "VisitCancelled")
    else:
        request: dict[str, Any] = {"subscriber": "party-lublin", "purpose": {"en": "x"}}
        request["filter"] = {"exact": {"cluster": "cluster-lm"}}
        first = views.log.add("subscription-x", "SubscriptionRequested", **request)
        last = views.log.add("subscription-x", "SubscriptionApproved")
    await views.apply()
    expected = {"party-lublin": 200, "cluster-lm": 404, "party-radom": 404}
    keys = {reader: views.keys.issue(reader, "views:read", subject=reader) for reader in expected}
    for reader, status in expected.items():
        for event in (first, last):
            assert (await views.get(f"/v1/facts/{event}", keys[reader]))[0] == status, (reader, event)


async def test_who_has_withdrawn_reads_what_was_recorded_before_and_not_what_came_after(views: Views) -> None:
    parties = ["cluster-dkm", "cluster-lm", "party-lublin"]
    agreed(views.log, "left", parties, "2018-03-19")
    before = views.log.add("agreement-left", "AmendmentApproved", party="cluster-dkm", document_hash="a" * 64)
    views.log.add("agreement-left", "PartyWithdrew", party="cluster-lm", occurred="2019")
    after = views.log.add("agreement-left", "AmendmentApproved", party="cluster-dkm", document_hash="b" * 64)
    await views.apply()
    expected = {"cluster-lm": [200, 404], "cluster-dkm": [200, 200], "cluster-pgm": [404, 404]}
    keys = {reader: views.keys.issue(reader, "views:read", subject=reader) for reader in expected}
    for reader, statuses in expected.items():
        received = [(await views.get(f"/v1/facts/{event}", keys[reader]))[0] for event in (before, after)]
        assert received == statuses, reader
