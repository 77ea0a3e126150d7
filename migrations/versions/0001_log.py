"""The log: roles, events, head, commands, claims, and the function that appends."""

from migrations.statements import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the registry's schema."""
    run("0001_log.sql")
    run("0001_append.sql")


def downgrade() -> None:
    """The log is never taken away."""
    raise NotImplementedError("the log is append-only; restore a backup instead")
