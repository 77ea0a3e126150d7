"""Parties that may be the same organisation: which rows are looked at, and why each is a candidate."""
