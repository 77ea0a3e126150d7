"""Reads a migration's SQL file and runs it as one script."""

from pathlib import Path

from alembic import op


def run(name: str, **names: str) -> None:
    """Run `migrations/sql/{name}`; statements are parted by a line that holds only `---`.

    `names` fill the `{…}` of a template such as `shell.sql`.
    """
    script = (Path(__file__).parent / "sql" / name).read_text(encoding="utf-8")
    for placeholder, value in names.items():
        script = script.replace("{" + placeholder + "}", value)
    for statement in script.split("\n---\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
