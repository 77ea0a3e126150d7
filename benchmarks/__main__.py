"""All measurements, one after another, and one table: `make bench`."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.rounds import forget, load, show
from tests.servers import ROOT

# Rebuild and queries share the world's data folder.
_ALL = (
    "append",
    "peers",
    "observability",
    "http",
    "importing",
    "relay",
    "partner_topics",
    "live",
    "processes",
    "visible",
    "sse",
    "pull",
    "long_streams",
    "rebuild",
    "queries",
    "similar",
    "webhooks",
    "dashboard",
)


def main() -> None:
    """Run each in a process of its own: what one of them keeps in memory is not measured with the next."""
    forget()
    failed = []
    for name in _ALL:
        print(f"\n{name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=False).returncode:
            failed.append(name)
    show(load())
    if failed:
        sys.exit(f"not measured to the end: {', '.join(failed)}")


if __name__ == "__main__":
    main()
