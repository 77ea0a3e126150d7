"""The log has epochs, and is written through `registry.append` only."""

from migrations.statements import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Run the scripts."""
    run("0011_append.sql")
    run("0011_epochs.sql")
    for schema in ("projections", "notifications"):
        run("0011_shell.sql", schema=schema)
    run("0011_position_at.sql")


def downgrade() -> None:
    """An epoch is never taken back."""
    raise NotImplementedError("restore a backup instead")
