"""An index for filters by cluster, and notifications of what was added to the feed."""

from pathlib import Path

from migrations.statements import run

revision = "0017"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0017_feed_reading.sql")


def downgrade() -> None:
    """An older service would only be slower with them."""
    raise NotImplementedError("restore a backup instead")
