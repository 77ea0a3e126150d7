"""Backups of a record: one file with the database as it was at one position, restored into a new epoch of the log."""
