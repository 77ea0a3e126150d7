"""The simulated parts fail on purpose, and log it; formatting that would cost more than all the rest."""

from __future__ import annotations

import logging

import structlog


def be_quiet() -> None:
    """Log nothing of this process but what is critical."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
