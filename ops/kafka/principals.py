"""Who may do what on our Kafka: each service is a principal of its own with the least that it needs.

One more, `partners`, gives partners their passwords and rights; only that part of the notifications logs in as it.

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

from ops.embedded.kafka import PARTNER_TOPICS, PARTNERS, PRINCIPALS
from runtime.kafka.certificates import librdkafka_authorities

_READ = (AclOperation.READ, AclOperation.DESCRIBE)
# The relay reads what it has published, and makes the topic again where it is gone.
_RELAY = (*_READ, AclOperation.WRITE, AclOperation.CREATE, AclOperation.DESCRIBE_CONFIGS)
# `partners` makes and deletes partners' topics and looks at them; notifications fill them, in transactions.
_TOPICS_OF_PARTNERS = {
    PARTNERS: (
        AclOperation.CREATE,
        AclOperation.DELETE,
        AclOperation.DESCRIBE,
        AclOperation.DESCRIBE_CONFIGS,
    ),
    "notifications": (*_READ, AclOperation.WRITE),
}
_ITERATIONS = 4_096  # the broker's own least number; the passwords are 256 random bits
_SECONDS = 30
_CLUSTER = "kafka-cluster"


def bindings(topic: str, partner_topics: str = PARTNER_TOPICS) -> Iterator[AclBinding]:
    """What the services may do with the log's topic, and with partners'; the broker allows nothing else to a service.

    Args:
        partner_topics: how the names of partners' topics begin.
    """
    for operation in _RELAY:
        yield _allow("relay", ResourceType.TOPIC, topic, operation)
    for service in PRINCIPALS:
        if service == "relay":
            continue
        for operation in _READ:
            yield _allow(service, ResourceType.TOPIC, topic, operation)
        yield _allow(service, ResourceType.GROUP, f"{topic}.{service}", AclOperation.READ)
    prefixed = ResourcePatternType.PREFIXED
    for principal, operations in _TOPICS_OF_PARTNERS.items():
        for operation in operations:
            yield _allow(principal, ResourceType.TOPIC, partner_topics, operation, prefixed)
    # A writer's transactional id is its topic.
    for operation in (AclOperation.DESCRIBE, AclOperation.WRITE):
        yield _allow("notifications", ResourceType.TRANSACTIONAL_ID, partner_topics, operation, prefixed)
    # Passwords and rights of partners: Kafka knows no lesser right for them.
    yield _allow(PARTNERS, ResourceType.BROKER, _CLUSTER, AclOperation.ALTER)


async def ensure(
    client: Mapping[str, Any],
    passwords: Mapping[str, str],
    topic: str,
    partner_topics: str = PARTNER_TOPICS,
    ca_file: str | None = None,
) -> None:
    """Give the services their passwords and rights. Repeating it changes nothing.

    Args:
        client: aiokafka's keyword arguments, as the administrator.
        passwords: by principal.
        partner_topics: how the names of partners' topics begin.
        ca_file: the authorities by which the broker is known, over TLS; None for the system's.

    Raises:
        confluent_kafka.KafkaException: the broker does not answer, or refuses.
    """
    options = {**client, **librdkafka_authorities(ca_file)}
    await asyncio.to_thread(_ensure, options, passwords, list(bindings(topic, partner_topics)))


def _ensure(client: Mapping[str, Any], passwords: Mapping[str, str], rights: list[AclBinding]) -> None:
    broker = AdminClient(
        {
            "bootstrap.servers": client["bootstrap_servers"],
            "security.protocol": client["security_protocol"],
            "sasl.mechanism": client["sasl_mechanism"],
            "sasl.username": client["sasl_plain_username"],
            "sasl.password": client["sasl_plain_password"],
            "log_level": 2,
            **{name: value for name, value in client.items() if name.startswith("ssl.")},
        }
    )
    how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, _ITERATIONS)
    credentials: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(principal, how, password.encode())
        for principal, password in passwords.items()
    ]
    made = broker.alter_user_scram_credentials(credentials, request_timeout=_SECONDS)
    allowed = broker.create_acls(rights, request_timeout=_SECONDS)
    for future in (*made.values(), *allowed.values()):
        future.result(_SECONDS)


def _allow(
    principal: str,
    kind: ResourceType,
    name: str,
    operation: AclOperation,
    pattern: ResourcePatternType = ResourcePatternType.LITERAL,
) -> AclBinding:
    return AclBinding(kind, name, pattern, f"User:{principal}", "*", operation, AclPermissionType.ALLOW)
