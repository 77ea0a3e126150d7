"""What parties say of the identity of others."""

from pathlib import Path

from migrations.statements import run

revision = "0023"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0023_identities.sql")


def downgrade() -> None:
    """The table is one of this version."""
    raise NotImplementedError("restore a backup instead")
