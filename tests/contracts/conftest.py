"""The JavaScript side of these tests."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.node import BIN, installed

# The machine may be busy with other tests, so the duration of an example means nothing here.
settings.register_profile("contracts", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("contracts")

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def packages() -> Path:
    """A folder with `package.json` and its `node_modules`."""
    return installed(HERE)


@pytest.fixture(scope="session")
def canonicalize(packages: Path) -> Callable[[list[bytes]], list[bytes]]:
    """RFC 8785 by a JavaScript library: JSON documents without raw line feeds in, their canonical form out."""

    def run(documents: list[bytes]) -> list[bytes]:
        finished = subprocess.run(
            [BIN / "node", HERE / "canonicalize.js", packages],
            input=b"\n".join(documents),
            stdout=subprocess.PIPE,
            check=True,
            timeout=120,
        )
        return finished.stdout.split(b"\n")[:-1]

    return run
