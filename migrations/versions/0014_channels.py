"""Channels that push, their deliveries, and the processes that share them."""

from migrations.statements import run

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Run the script."""
    run("0014_channels.sql")


def downgrade() -> None:
    """The channels of partners would be lost."""
    raise NotImplementedError("restore a backup instead")
