"""Answers as CSV, JSON-LD and GEXF."""
