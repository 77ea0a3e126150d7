"""Folds a stream's facts into rows: the definition of a read model, and the sink that writes the changed rows."""
