"""Processes of one service that apply events of different partitions do not wait for each other."""

from pathlib import Path

from migrations.statements import run

revision = "0026"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script for each service that consumes."""
    for schema in ("projections", "notifications"):
        run("0026_shell.sql", schema=schema)


def downgrade() -> None:
    """A process of an earlier release goes on with the tables as they are."""
    raise NotImplementedError("restore a backup instead")
