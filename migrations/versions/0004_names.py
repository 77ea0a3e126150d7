"""The sealed names of persons, apart from the log."""

from migrations.statements import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run the script."""
    run("0004_names.sql")


def downgrade() -> None:
    """A destroyed key does not come back."""
    raise NotImplementedError("restore a backup instead")
