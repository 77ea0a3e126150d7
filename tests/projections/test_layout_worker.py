"""Large pictures are laid out by a process of its own, which gives what would be computed here, and ends with who asked."""

import asyncio
import sys
from pathlib import Path

import pytest

from services.projections.layout.graph import Graph, Tie
from services.projections.layout.places import EMPTY, laid_out
from services.projections.places.worker import LARGE, computed


def wheel(count: int) -> Graph:
    """A cluster and its members."""
    members = {f"party-{at:04}": "organisation" for at in range(count)}
    return Graph(
        {"cluster-hub": "cluster", **members}, [Tie("cluster-hub", each, "role") for each in members]
    )


def children() -> set[int]:
    """The processes that this one started and that compute a layout."""
    texts = [path.read_text() for path in Path("/proc/self/task").glob("*/children")]
    ids = {int(id) for text in texts for id in text.split()}
    return {id for id in ids if b"places.worker" in Path(f"/proc/{id}/cmdline").read_bytes()}


async def test_the_process_gives_what_is_computed_here() -> None:
    graph = wheel(LARGE)
    assert await computed(graph, EMPTY) == laid_out(graph, EMPTY)


async def test_who_stops_waiting_stops_the_process() -> None:
    waiting = asyncio.ensure_future(computed(wheel(4 * LARGE), EMPTY))
    while not children():
        await asyncio.sleep(0.02)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not children()


async def test_the_process_ends_with_its_parent() -> None:
    program = (
        "import asyncio, sys; sys.path.insert(0, '.')\n"
        "from tests.projections.test_layout_worker import wheel, children, EMPTY, computed\n"
        "async def main():\n"
        "    asyncio.ensure_future(computed(wheel(2000), EMPTY))\n"
        "    while not children(): await asyncio.sleep(0.02)\n"
        "    print(*children(), flush=True); await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = Path("/proc") / (await parent.stdout.readline()).decode().strip()
    parent.kill()
    await parent.wait()
    while child.exists() and b"places.worker" in (child / "cmdline").read_bytes():
        await asyncio.sleep(0.02)
