"""Alembic's entry: runs the migrations on the connection that `runtime.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="migration", transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
