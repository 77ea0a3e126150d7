"""The feed of the partners, and what a stream's earlier events decide about later ones."""

from migrations.statements import run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make what the notifications' schema holds."""
    run("shell.sql", schema="notifications")
    run("0003_notifications.sql")


def downgrade() -> None:
    """A feed is made anew from the log."""
    raise NotImplementedError("restore a backup, or make the feed anew from the log")
