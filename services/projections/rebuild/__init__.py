"""Builds read models beside the live rows, compares them, and switches."""
