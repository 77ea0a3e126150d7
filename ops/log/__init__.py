"""The log as the database's owner reads it."""
