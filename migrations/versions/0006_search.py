"""What is searched: words of names, subjects and places."""

from migrations.statements import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Run the script."""
    run("0006_search.sql")


def downgrade() -> None:
    """Read models are rebuilt, not migrated back."""
    raise NotImplementedError("restore a backup instead")
