"""Which version of each read model its table was built with."""

from migrations.statements import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the script."""
    run("0008_builds.sql")


def downgrade() -> None:
    """Read models are rebuilt, not migrated back."""
    raise NotImplementedError("restore a backup instead")
