"""What answers ask to know whether they are still the same."""

from migrations.statements import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Run the script."""
    run("0009_marks.sql")


def downgrade() -> None:
    """Read models are rebuilt, not migrated back."""
    raise NotImplementedError("restore a backup instead")
