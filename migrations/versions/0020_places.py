"""Where the marks of the network lie."""

from pathlib import Path

from migrations.statements import run

revision = "0020"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0020_places.sql")


def downgrade() -> None:
    """Addresses of an earlier record would show another picture."""
    raise NotImplementedError("restore a backup instead")
