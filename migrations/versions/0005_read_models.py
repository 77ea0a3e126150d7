"""The read models of all eleven questions."""

from migrations.statements import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the script."""
    run("0005_read_models.sql")


def downgrade() -> None:
    """Read models are rebuilt, not migrated back."""
    raise NotImplementedError("restore a backup instead")
