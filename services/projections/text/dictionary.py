"""The dictionary of Polish lemmas: `python -m services.projections.text.dictionary` writes it as a file next to the packages.

The library's own format is decoded from its beginning, which takes some seconds of each process that needs a lemma. As a trie
it is read at once, and a lookup is some times faster. `make` writes the file; without it, the answers are the same.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from simplemma.strategies.dictionaries import (
    DictionaryFactory,
    StreamDictionaryFactory,
    TrieDictionaryFactory,
)

LANGUAGE = "pl"


def folder() -> Path:
    """Where the file is kept: with the packages that it is made of, for one release of the library."""
    return Path(sys.prefix) / "share" / "upland" / f"simplemma-{version('simplemma')}"


def factory() -> DictionaryFactory:
    """The dictionary from its file; straight from the library's package where the file has not been written."""
    if (folder() / f"{LANGUAGE}.dic").is_file():
        return TrieDictionaryFactory(disk_cache_dir=str(folder()))
    # The variant that stays compressed in memory: 50 MB instead of 400 MB.
    return StreamDictionaryFactory()


def write() -> Path:
    """Write the file, if it is not there, and return its path. It is there whole or not at all."""
    target = folder() / f"{LANGUAGE}.dic"
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            TrieDictionaryFactory(disk_cache_dir=scratch).get_dictionary(LANGUAGE)
            (Path(scratch) / target.name).replace(target)
    return target


if __name__ == "__main__":
    write()
