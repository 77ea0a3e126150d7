"""How Kafka's clients log in, by the settings."""

from __future__ import annotations

from typing import Any

from faststream.security import BaseSecurity, SASLScram512

from runtime.kafka.certificates import librdkafka_authorities, tls_context
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
    if context := tls_context(settings.kafka_security, settings.kafka_ca_file):
        options["ssl_context"] = context
    return options


def librdkafka_options(
    settings: Settings, username: str | None, password: str
) -> dict[str, str | int | float | bool]:
    """How a principal logs in by librdkafka's clients."""
    options: dict[str, str | int | float | bool] = {"bootstrap.servers": settings.kafka_bootstrap}
    if settings.kafka_security == "plaintext":
        return options
    return options | {
        "security.protocol": settings.kafka_security,
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": username or "",
        "sasl.password": password,
        **librdkafka_authorities(settings.kafka_ca_file),
    }


def faststream_security(settings: Settings) -> BaseSecurity | None:
    """The same for FastStream's broker."""
    if settings.kafka_security == "plaintext":
        return None
    assert settings.kafka_username is not None
    assert settings.kafka_password is not None
    context = tls_context(settings.kafka_security, settings.kafka_ca_file)
    return SASLScram512(
        username=settings.kafka_username,
        password=settings.kafka_password.get_secret_value(),
        ssl_context=context,
        use_ssl=context is not None,
    )
