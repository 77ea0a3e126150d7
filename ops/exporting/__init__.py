"""`upland export`, and what the documents say of its formats."""
