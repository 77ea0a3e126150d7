"""`python -m ops.settings_table` writes the table of settings into docs/operating.md; `--check` compares."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from ops.instance import ROOT
from runtime.settings import Settings

PAGE = ROOT / "docs" / "operating.md"
_BEGIN, _END = "<!-- settings: python -m ops.settings_table -->\n", "<!-- end of settings -->"


def table() -> str:
    """The settings of every process, in the order in which the code declares them."""
    rows = ["| variable | when it is not set | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `UPLAND_{name.upper()}` | {_default(field)} | {_meaning(field)} |")
    return "\n".join(rows) + "\n"


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    if value is None:
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value.get_secret_value() if isinstance(value, SecretStr) else value}`"


def _meaning(field: FieldInfo) -> str:
    meaning = field.description or ""
    if get_origin(field.annotation) is Literal:
        meaning += f" One of {', '.join(f'`{word}`' for word in get_args(field.annotation))}."
    return meaning


def written(page: str) -> str:
    """The page with the table as it is now.

    Raises:
        ValueError: the page lacks the marks between which the table stands.
    """
    if _BEGIN not in page or _END not in page:
        raise ValueError(f"{PAGE.name} has no {_BEGIN.strip()} … {_END}")
    before, _, rest = page.partition(_BEGIN)
    return before + _BEGIN + table() + _END + rest.partition(_END)[2]


def main(arguments: list[str], page: Path = PAGE) -> int:
    """Exit code: 0 done or the same, 1 the table differs, 2 wrong usage."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m ops.settings_table [--check]", file=sys.stderr)
        return 2
    now = page.read_text(encoding="utf-8")
    new = written(now)
    if not arguments:
        page.write_text(new, encoding="utf-8")
    elif new != now:
        print(
            f"{page.name}: the table of settings differs from the code: python -m ops.settings_table",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
