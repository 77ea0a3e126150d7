"""Cells that a spreadsheet would run as formulas: guarded by an apostrophe when written, and read as what they were."""

from __future__ import annotations

# Some of them also behind spaces and in the wide forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guard(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if _is_formula(text) else text


def unguard(cell: str) -> str:
    """The text of a cell without the guard."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _is_formula(text: str) -> bool:
    # Behind apostrophes of its own too: so the guard can always be distinguished from them.
    bare = text.lstrip("'")
    return bare.startswith(_FORMULA) or bare.lstrip().startswith(_FORMULA)
