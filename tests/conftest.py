"""Fixtures of all tests: `database` (migrated, the test's own), `kafka` (the broker of the run), `topic`."""

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


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups next
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Orders the tests, and says which of them one process runs one after another.

    The longest first, then the browser's, which take long too. Tests of one file stay in one process; those of them
    that record facts are a group of their own behind all readers, for the files that one process runs share an
    instance.
    """
    order = {file: place for place, file in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        if (file := _file(item)) in order:
            return order[file]
        if "browser" in item.path.parts:
            return len(order) + _records(item)
        return len(order) + 2

    items.sort(key=place)
    for item in items:
        group = f"{_file(item)}{'.records' if _records(item) else ''}"
        item.add_marker(pytest.mark.xdist_group(group))


def _file(item: pytest.Item) -> str:
    return f"{item.path.parent.name}.{item.path.stem}"


def _records(item: pytest.Item) -> bool:
    return item.get_closest_marker("records") is not None


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
