"""The relay notes the last position of each partition."""

from pathlib import Path

from migrations.statements import run

revision = "0028"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0028_relay_positions.sql")


def downgrade() -> None:
    """An earlier release does not read this column, so it is in nobody's way."""
    raise NotImplementedError("restore a backup instead")
