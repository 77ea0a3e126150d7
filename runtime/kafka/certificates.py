"""Whose certificates of Kafka's are believed."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path


def tls_context(security: str, ca_file: Path | str | None) -> ssl.SSLContext | None:
    """The TLS of connections to Kafka; None where they have none.

    Args:
        ca_file: the certificates of the authorities that are believed; None for those of the system.

    Raises:
        OSError: the file cannot be read, or holds no certificate.
    """
    return ssl.create_default_context(cafile=ca_file) if security.lower().endswith("ssl") else None


def librdkafka_authorities(ca_file: Path | str | None) -> Mapping[str, str]:
    """The same authorities, as an option of librdkafka's clients."""
    return {"ssl.ca.location": str(ca_file)} if ca_file else {}
