"""What every `upland` command waits for before it begins."""

import subprocess
import sys

from tests.servers import ROOT

# Each takes longer to import than most commands take; those that need one import it when they run.
_HEAVY = {
    "aiohttp",
    "aiokafka",
    "asyncpg",
    "fastapi",
    "faststream",
    "prometheus_client",
    "pydantic",
    "sqlalchemy",
    "structlog",
}


def test_the_command_line_starts_without_the_libraries_that_few_commands_need() -> None:
    program = "import sys, ops.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = set(loaded.stdout.split())
    assert "typer" in modules
    assert modules & _HEAVY == set()
