"""The record that the tests of this folder read."""

from __future__ import annotations

import pytest

from tests.notifications.given import Log
from tests.notifications.people.given import signed


@pytest.fixture
def letter(log: Log) -> Log:
    """A letter that is signed by two clusters."""
    return signed(log)
