"""What names a thing: a source's facts, a conference's agreements."""

from pathlib import Path

from migrations.statements import run

revision = "0018"
down_revision = max(
    file.name[:4] for file in Path(__file__).parent.glob("00*.py") if file.name[:4] < revision
)


def upgrade() -> None:
    """Run the script."""
    run("0018_dossiers.sql")


def downgrade() -> None:
    """The programs of the release before do not know the column."""
    raise NotImplementedError("restore a backup instead")
