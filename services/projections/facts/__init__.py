"""Derivations from the facts of one stream: provenance, validity, pairs of beginning and end, readers, search texts."""
