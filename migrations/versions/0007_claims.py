"""Claims are released when the fact that made them is retracted."""

from migrations.statements import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Run the script."""
    run("0007_claims.sql")


def downgrade() -> None:
    """What was released may be held by another stream."""
    raise NotImplementedError("restore a backup instead")
