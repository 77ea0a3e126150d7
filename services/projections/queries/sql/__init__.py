"""Statements: predicates that every query shares, how they are compiled and run."""
