"""Fenced blocks of the documents. The first line of a block tells the tests what to do with it:

```sh test       run by bash against a running instance; must exit with 0
```python test   run by Python against the same instance
```text shows    each of its lines stands in what the block before it printed, or has `…` for what may differ
```python quotes=PATH   its lines are those of that file, in their order and anywhere indented; a line `…` leaves some out
```diff edit     applied to a copy of the repository;  ```python file=PATH and ```json file=PATH are written into it
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import ROOT

_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block: its language, its marks, its text, and where it stands."""

    language: str
    marks: tuple[str, ...]
    text: str
    place: str


def documents() -> list[Path]:
    """Every document of the repository."""
    return [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]


def blocks(path: Path) -> Iterator[Block]:
    """The blocks of a document in their order."""
    content = path.read_text(encoding="utf-8")
    for match in _FENCE.finditer(content):
        language, *marks = match["info"].split() or [""]
        line = content.count("\n", 0, match.start()) + 1
        yield Block(language, tuple(marks), match["text"], f"{path.relative_to(ROOT)}:{line}")


def prose(path: Path) -> str:
    """A document without its blocks."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))
