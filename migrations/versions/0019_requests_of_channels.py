"""Which request made a channel, and the mail to a channel's contact."""

from pathlib import Path

from migrations.statements import run

revision = "0019"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0019_requests_of_channels.sql")


def downgrade() -> None:
    """What was sent to whom would be lost."""
    raise NotImplementedError("restore a backup instead")
