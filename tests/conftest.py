"""Fixtures of all tests: `database` (migrated, the test's own), `kafka` (the broker of the run), `topic`."""

import gc
from collections.abc import AsyncIterator, Iterator

import pytest

from tests import servers
from tests.servers import Broker, Database, Databases

# The files that take longest, by folder and name. Outages mostly wait: next to them run files that need the processor.
LONGEST = (
    "fire.test_kill",
    "fire.test_backup",
    "browser.test_access",
    "fire.test_outages",
    "fire.test_older_log",
)


# What is collected lives as long as the run. To look through it for garbage, again and again, takes a tenth of the time.
gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, then the browser's, which take long too: those that read, and behind them those that record.

    The files that one process runs share an instance, so a file of browser tests either reads the seeds' facts or records.
    """
    order = {file: place for place, file in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        if (file := f"{item.path.parent.name}.{item.path.stem}") in order:
            return order[file]
        if "browser" in item.path.parts:
            return len(order) + (item.get_closest_marker("records") is not None)
        return len(order) + 2

    items.sort(key=place)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with servers.postgres() as started:
        yield started


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[Database]:
    cloned = await databases.clone()
    yield cloned
    await databases.drop(cloned)


@pytest.fixture(scope="session")
def kafka() -> Iterator[Broker]:
    with servers.kafka() as started:
        yield started


@pytest.fixture
async def topic(kafka: Broker) -> AsyncIterator[str]:
    made = await kafka.make_topic()
    yield made
    await kafka.drop_topic(made)
