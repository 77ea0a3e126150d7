"""The log keeps the hash of each event as it was stored."""

from pathlib import Path

from migrations.statements import run

revision = "0024"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0024_hashes.sql")


def downgrade() -> None:
    """Nothing but `upland verify` reads the hashes, so they are in nobody's way."""
    raise NotImplementedError("restore a backup instead")
