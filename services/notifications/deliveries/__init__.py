"""Channels that push: their rows, their leases, and the worker that runs them."""
