"""Builds new tables of read models, compares them with the live ones, and switches."""
