"""The record out, as tables and as linked data that `ops.importing` reads again."""
