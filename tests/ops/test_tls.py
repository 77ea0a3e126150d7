"""PostgreSQL and Kafka of others over TLS, by settings alone: known by an authority's file, and refused without it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiokafka import AIOKafkaProducer
from pydantic import SecretStr

from ops.embedded.kafka import USERNAME, Kafka
from ops.supervision import probes
from runtime.consumer.subscription import Records, Subscription
from runtime.database import connect, open_pool
from runtime.errors import Unavailable
from runtime.kafka.certificates import tls_context
from runtime.kafka.clients import client_options
from runtime.migrate import migrate
from runtime.settings import Settings
from services.registry.relay.broker import Broker
from tests.ops.authorities import Authority
from tests.running import until
from tests.servers import Database, free_ports, kafka_process, scratch

_SSL_REQUEST = bytes.fromhex("0000000804d2162f")
_PASSWORD = "only-for-tests"


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    """The servers' authority, and another one."""
    folder = tmp_path_factory.mktemp("authorities")
    return Authority.make(folder / "own"), Authority.make(folder / "other")


# ---- PostgreSQL
async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def _tls_in_front(url: str, authority: Authority) -> AsyncIterator[str]:
    """A server that speaks PostgreSQL's TLS before the test's PostgreSQL, which is built without it; its host and port."""
    target = urlsplit(url)
    context = authority.server_context()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readexactly(8) == _SSL_REQUEST, "a connection without TLS"
            writer.write(b"S")
            await writer.drain()
            await writer.start_tls(context)
            inner = await asyncio.open_connection(target.hostname, target.port)
            await asyncio.gather(_pass_on(reader, inner[1]), _pass_on(inner[0], writer))
        except (OSError, AssertionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_postgresql_is_reached_over_tls_by_its_address_alone(
    database: Database, authorities: tuple[Authority, Authority]
) -> None:
    own, other = authorities
    async with _tls_in_front(database.owner_url, own) as place:

        def address(url: str, authority: Authority) -> str:
            parts = urlsplit(url)
            login = f"{parts.username}:{parts.password}@{place}"
            return f"postgresql://{login}{parts.path}?sslmode=verify-full&sslrootcert={authority.certificate}"

        await migrate(address(database.owner_url, own))
        pool = await open_pool(address(database.url("upland_registry"), own), size=1)
        assert await pool.fetchval("SELECT position FROM registry.head") == 0
        await pool.close()
        with pytest.raises(Unavailable, match="SSLCertVerificationError"):
            await connect(address(database.owner_url, other))


# ---- Kafka
@dataclass(frozen=True)
class TlsKafka(Kafka):
    """A broker whose clients log in over TLS."""

    authority: Authority | None = None

    def configuration(self) -> dict[str, str]:
        """The embedded broker's, with another protocol for clients."""
        assert self.authority is not None
        settings = super().configuration()
        listener = "listener.name.internal"
        return settings | {
            "listener.security.protocol.map": settings["listener.security.protocol.map"].replace(
                "INTERNAL:SASL_PLAINTEXT", "INTERNAL:SASL_SSL"
            ),
            f"{listener}.ssl.keystore.type": "PEM",
            f"{listener}.ssl.keystore.location": str(self.authority.server),
            f"{listener}.ssl.truststore.type": "PEM",
            f"{listener}.ssl.truststore.location": str(self.authority.certificate),
        }

    def client(self) -> dict[str, Any]:
        """As the operator's programs log in."""
        assert self.authority is not None
        context = tls_context("sasl_ssl", self.authority.certificate)
        return super().client() | {"security_protocol": "SASL_SSL", "ssl_context": context}


@pytest.fixture(scope="module")
def tls_kafka(authorities: tuple[Authority, Authority]) -> Iterator[TlsKafka]:
    with scratch() as folder:
        internal, partner, controller = free_ports(3)
        server = TlsKafka(
            folder / "kafka", internal, partner, controller, _PASSWORD, "for-the-controller", authorities[0]
        )
        with kafka_process(server, folder):
            yield server


def _settings(server: TlsKafka, authority: Authority) -> Settings:
    return Settings(
        kafka_bootstrap=server.bootstrap,
        kafka_security="sasl_ssl",
        kafka_username=USERNAME,
        kafka_password=SecretStr(_PASSWORD),
        kafka_ca_file=authority.certificate,
        topic="upland.tls",
    )


async def test_kafka_is_reached_over_tls_by_settings_alone(
    tls_kafka: TlsKafka, authorities: tuple[Authority, Authority]
) -> None:
    settings = _settings(tls_kafka, authorities[0])
    assert (await Broker(settings).ensure()).partitions == settings.partitions  # librdkafka
    received: list[bytes | None] = []

    async def handle(records: Records, live: bool) -> None:
        received.extend(record.value for record in records)

    async def came() -> bool:
        return received == [b"over TLS"]

    subscription = Subscription(settings, "upland.tls.readers", handle)
    subscription.start()
    async with AIOKafkaProducer(**client_options(settings)) as producer:
        await producer.send_and_wait(settings.topic, b"over TLS")
        await until(came)
    await subscription.stop()
    context = tls_context("sasl_ssl", settings.kafka_ca_file)
    assert await probes.kafka(settings.kafka_bootstrap, context)


async def test_a_kafka_of_another_authority_is_not_believed(
    tls_kafka: TlsKafka, authorities: tuple[Authority, Authority]
) -> None:
    settings = _settings(tls_kafka, authorities[1])
    assert not await probes.kafka(settings.kafka_bootstrap, tls_context("sasl_ssl", settings.kafka_ca_file))
    producer = AIOKafkaProducer(**client_options(settings))
    with pytest.raises(Exception, match=r"(?i)ssl|certificate|bootstrap"):
        await producer.start()
    await producer.stop()
    assert isinstance(tls_context("SASL_SSL", None), ssl.SSLContext)
    assert tls_context("sasl_plaintext", Path("/nowhere")) is None
