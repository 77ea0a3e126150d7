"""API keys, and the key that wraps the keys to persons' names."""
