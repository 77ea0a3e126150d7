"""The search: statements, tsquery, hits."""
