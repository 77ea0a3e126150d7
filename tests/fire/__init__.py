"""Proofs under fire: racing writers, killed processes, and any order in which events can arrive."""
