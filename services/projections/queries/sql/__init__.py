"""SQL statements: shared predicates, compilation and execution."""
