"""What operators did with the registry: its own part of the audit trail."""

from pathlib import Path

from migrations.statements import run

revision = "0027"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0027_registry_operators.sql")


def downgrade() -> None:
    """An earlier release does not read this table, so it is in nobody's way."""
    raise NotImplementedError("restore a backup instead")
