"""Folds a stream's facts into rows: what a read model is, and the shell that writes what changed."""
