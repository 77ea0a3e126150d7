"""Subscriptions, and the columns of the feed that their filters look at."""

from migrations.statements import run

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Run the script."""
    run("0013_subscriptions.sql")


def downgrade() -> None:
    """Older programs do not fold subscriptions."""
    raise NotImplementedError("restore a backup instead")
