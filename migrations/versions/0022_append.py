"""The append checks the versions of the streams that a decision consulted."""

from pathlib import Path

from migrations.statements import run

revision = "0022"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0022_append.sql")


def downgrade() -> None:
    """The registry of this version passes what the function before does not take."""
    raise NotImplementedError("restore a backup instead")
