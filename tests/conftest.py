"""Fixtures of all tests: `database` (migrated, the test's own), `kafka` (the broker of the run), `topic`."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests import servers
from tests.servers import Broker, Database, Databases


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups next
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Orders the tests, and says which of them one process runs one after another.

    The outages first: they take long and mostly wait, so the other processes go on with the rest meanwhile. Then the
    browser's, which take long too. Tests of one file stay in one process; those of them that record facts are a
    group of their own behind all readers, for the files that one process runs share an instance.
    """

    def place(item: pytest.Item) -> int:
        if "fire" in item.path.parts:
            return 0
        if "browser" in item.path.parts:
            return 2 if _records(item) else 1
        return 3

    items.sort(key=place)
    for item in items:
        group = f"{item.path.parent.name}.{item.path.stem}{'.records' if _records(item) else ''}"
        item.add_marker(pytest.mark.xdist_group(group))


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
