"""An instance for the tests of this folder: real servers and services, without history/."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import instance
from tests.instance import Upland
from tests.ops.registry import running
from tests.servers import Database


@pytest.fixture(scope="package")
def upland() -> Iterator[Upland]:
    """A running instance, shared: a test that stops it starts it again."""
    with instance.running() as started:
        yield started


@pytest.fixture
async def registry(database: Database, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a registry with an empty log."""
    async with running(database, tmp_path) as url:
        yield url
