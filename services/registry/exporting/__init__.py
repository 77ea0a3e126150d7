"""The record out, as tables and as linked data that an import reads again: pure, from the facts of the log."""
