"""Subscriptions: folded from the log, stored, and their filters as SQL and as predicates."""
