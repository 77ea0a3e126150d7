"""A stream's standing in the feed is a row an event."""

from migrations.statements import run

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Run the script."""
    run("0012_standings.sql")


def downgrade() -> None:
    """Older programs read the standings in another form."""
    raise NotImplementedError("restore a backup instead")
