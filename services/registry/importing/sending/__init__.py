"""The conversation with the registry."""
