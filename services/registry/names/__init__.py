"""Names of persons: sealed apart from the log, opened, erased."""
