"""Fixtures of all tests: `database` (migrated, the test's own), `kafka` (the broker of the run), `topic`."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests import servers
from tests.servers import Broker, Database, Databases


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The outages first: they take long and mostly wait, so the other processes go on with the rest meanwhile."""
    items.sort(key=lambda item: "fire" not in item.path.parts)


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
