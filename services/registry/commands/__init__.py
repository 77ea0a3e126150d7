"""A command from its bytes to its events."""
