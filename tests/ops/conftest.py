"""An instance for the tests of this folder: real servers and services, without history/."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ops.supervision import processes
from tests.instance import Upland, free_base, logs
from tests.ops.registry import running
from tests.servers import Database


@pytest.fixture(scope="session")
def upland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upland]:
    """A running instance, shared: a test that stops it starts it again."""
    made = Upland(tmp_path_factory.mktemp("upland") / "data", free_base())
    started = made.up()
    try:
        assert started.returncode == 0, started.stdout + started.stderr + logs(made.folder)
        yield made
    finally:
        made("down")
        processes.take_down(made.folder)


@pytest.fixture
async def registry(database: Database, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a registry with an empty log."""
    async with running(database, tmp_path) as url:
        yield url
