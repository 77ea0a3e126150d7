"""Lays out large pictures in a process of its own, at the lowest priority: that takes long, and no question may wait for it.

Run as a module it reads a graph and the layout before it from standard input, and writes the layout to standard output.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import pickle
import signal
import sys

from services.projections.layout.graph import Graph, Layout

# Below so many marks a layout is computed faster than a process starts.
LARGE = 150
_PR_SET_PDEATHSIG = 1
# Threads that wait for each other at the lowest priority are slower than one, and the matrices are small.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


async def computed(graph: Graph, before: Layout) -> Layout:
    """Return what `laid_out` returns, without holding up this process.

    Raises:
        ChildProcessError: the process that computes it has died.
    """
    if len(graph) < LARGE:
        return await asyncio.to_thread(_laid_out, graph, before)
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=pipe, stdout=pipe, env=os.environ | _ONE_THREAD
    )
    try:
        answer, _ = await child.communicate(pickle.dumps((graph, before)))
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise ChildProcessError(f"the layout of {len(graph)} marks ended with code {child.returncode}")
    layout: Layout = pickle.loads(answer)  # noqa: S301 (from our own child)
    return layout


def _laid_out(graph: Graph, before: Layout) -> Layout:
    # What computes takes a second to import, a quarter of the service's start; the first layout can wait for it.
    from services.projections.layout.places import laid_out

    return laid_out(graph, before)


def main() -> None:
    """Compute one layout."""
    # Who asked may be killed; nobody else waits for this.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.nice(19)
    graph, before = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our own parent)
    sys.stdout.buffer.write(pickle.dumps(_laid_out(graph, before)))


if __name__ == "__main__":
    main()
