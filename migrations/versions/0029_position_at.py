"""`projections.position_at` plans its lookups once for each connection."""

from pathlib import Path

from migrations.statements import run

revision = "0029"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0029_position_at.sql")


def downgrade() -> None:
    """An earlier release calls the function in the same way."""
    raise NotImplementedError("restore a backup instead")
