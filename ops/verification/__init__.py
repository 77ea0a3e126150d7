"""Everything derived from the log, compared with the log."""
