"""Queries of the read models: parameters, SQL statements, and the types of the answers."""
