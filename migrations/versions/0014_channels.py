"""Channels that push, their deliveries, and the processes that share them."""

from pathlib import Path

from migrations.statements import run

revision = "0014"
down_revision = "0013" if any(Path(__file__).parent.glob("0013_*.py")) else "0012"


def upgrade() -> None:
    """Run the script."""
    run("0014_channels.sql")


def downgrade() -> None:
    """The channels of partners would be lost."""
    raise NotImplementedError("restore a backup instead")
