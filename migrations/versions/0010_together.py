"""What is found by words that stand in several texts of one stream."""

from migrations.statements import run

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Run the script."""
    run("0010_together.sql")


def downgrade() -> None:
    """Read models are rebuilt, not migrated back."""
    raise NotImplementedError("restore a backup instead")
