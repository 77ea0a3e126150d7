"""Imports over HTTP, and the index by which one is undone."""

from pathlib import Path

from migrations.statements import run

revision = "0021"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0021_imports.sql")


def downgrade() -> None:
    """What was imported by whom would be lost."""
    raise NotImplementedError("restore a backup instead")
