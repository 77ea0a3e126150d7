"""Mail: the outbox in the database, and the way to the SMTP server."""
