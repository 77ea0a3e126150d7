"""How Kafka's clients log in, by the settings."""

from __future__ import annotations

import ssl
from typing import Any

from faststream.security import BaseSecurity, SASLScram512

from runtime.settings import Settings


def client_options(settings: Settings) -> dict[str, Any]:
    """Arguments for aiokafka's clients."""
    options: dict[str, Any] = {"bootstrap_servers": settings.kafka_bootstrap.split(",")}
    if settings.kafka_security != "plaintext":
        assert settings.kafka_username is not None
        assert settings.kafka_password is not None
        options |= {
            "security_protocol": settings.kafka_security.upper(),
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": settings.kafka_password.get_secret_value(),
        }
    if settings.kafka_security == "sasl_ssl":
        options["ssl_context"] = ssl.create_default_context()
    return options


def faststream_security(settings: Settings) -> BaseSecurity | None:
    """The same for FastStream's broker."""
    if settings.kafka_security == "plaintext":
        return None
    assert settings.kafka_username is not None
    assert settings.kafka_password is not None
    context = ssl.create_default_context() if settings.kafka_security == "sasl_ssl" else None
    return SASLScram512(
        username=settings.kafka_username,
        password=settings.kafka_password.get_secret_value(),
        ssl_context=context,
        use_ssl=context is not None,
    )
