"""Who may do what on our Kafka: each service is a principal of its own with the least that it needs.

The administrator (`upland`) is the command line's alone. Services log in with SCRAM-SHA-512, which only the INTERNAL
listener takes, and partners with SCRAM-SHA-256, which only theirs takes: credentials are the broker's, not a listener's,
so the mechanism is what keeps either side away from the other's door.
"""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)

from ops.embedded.kafka import PRINCIPALS

_READ = (AclOperation.READ, AclOperation.DESCRIBE)
# The relay reads what it has published, and makes the topic again where it is gone.
_RELAY = (*_READ, AclOperation.WRITE, AclOperation.CREATE, AclOperation.DESCRIBE_CONFIGS)
_ITERATIONS = 4_096  # the broker's own least number; the passwords are 256 random bits
_SECONDS = 30


def bindings(topic: str) -> Iterator[AclBinding]:
    """What the services may do with the log's topic. The broker allows nothing else to anybody but its administrator."""
    for operation in _RELAY:
        yield _allow("relay", ResourceType.TOPIC, topic, operation)
    for service in PRINCIPALS:
        if service == "relay":
            continue
        for operation in _READ:
            yield _allow(service, ResourceType.TOPIC, topic, operation)
        yield _allow(service, ResourceType.GROUP, f"{topic}.{service}", AclOperation.READ)


async def ensure(client: Mapping[str, Any], passwords: Mapping[str, str], topic: str) -> None:
    """Give the services their passwords and rights. Repeating it changes nothing.

    Args:
        client: aiokafka's keyword arguments, as the administrator.
        passwords: by service.

    Raises:
        confluent_kafka.KafkaException: the broker does not answer, or refuses.
    """
    await asyncio.to_thread(_ensure, client, passwords, topic)


def _ensure(client: Mapping[str, Any], passwords: Mapping[str, str], topic: str) -> None:
    broker = AdminClient(
        {
            "bootstrap.servers": client["bootstrap_servers"],
            "security.protocol": client["security_protocol"],
            "sasl.mechanism": client["sasl_mechanism"],
            "sasl.username": client["sasl_plain_username"],
            "sasl.password": client["sasl_plain_password"],
            "log_level": 2,
        }
    )
    how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, _ITERATIONS)
    credentials: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(service, how, password.encode())
        for service, password in passwords.items()
    ]
    made = broker.alter_user_scram_credentials(credentials, request_timeout=_SECONDS)
    allowed = broker.create_acls(list(bindings(topic)), request_timeout=_SECONDS)
    for future in (*made.values(), *allowed.values()):
        future.result(_SECONDS)


def _allow(service: str, kind: ResourceType, name: str, operation: AclOperation) -> AclBinding:
    return AclBinding(
        kind, name, ResourcePatternType.LITERAL, f"User:{service}", "*", operation, AclPermissionType.ALLOW
    )
