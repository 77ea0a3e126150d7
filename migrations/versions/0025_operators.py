"""What operators did, and the rebuilds that they requested."""

from pathlib import Path

from migrations.statements import run

revision = "0025"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script for both services that read the log."""
    for schema in ("projections", "notifications"):
        run("0025_operators.sql", schema=schema)


def downgrade() -> None:
    """An earlier release does not read these tables, so they are in nobody's way."""
    raise NotImplementedError("restore a backup instead")
