"""Upland next to other event stores, each started from its package: `python -m benchmarks.peers`."""
