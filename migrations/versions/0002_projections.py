"""Projections: the consumer's tables, the facts, and one table for each read model."""

from migrations.statements import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make what the projections' schema holds."""
    run("shell.sql", schema="projections")
    run("0002_projections.sql")


def downgrade() -> None:
    """Read models are rebuilt, not migrated back."""
    raise NotImplementedError("restore a backup instead")
