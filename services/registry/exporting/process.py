"""An export in a process of its own: `python -m services.registry.exporting.process FORMAT UNTIL [SINCE] < statements`.

It needs all facts at once, and as much time: so it shares neither memory nor the event loop with the service, and gives way
to it. The input is the log up to a position, a statement a line; the output is the document, or a ZIP of the files.
"""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, get_args

import orjson

from contracts.statement import fact_of_statement
from services.registry.exporting.files import ONE_FILE, Exported, Format, changed, complete

_NICE = 10


def write(format: Format, exported: Exported, since: int | None, out: BinaryIO) -> None:
    """Write an export, or what has changed in it since a position. The same facts give the same bytes."""
    files = complete(format, exported.facts) if since is None else changed(format, exported, since)
    if format in ONE_FILE:
        for parts in files.values():
            out.writelines(parts)
    else:
        _zip(files, out)


def _zip(files: Mapping[str, Iterable[bytes]], out: BinaryIO) -> None:
    with zipfile.ZipFile(out, "w") as archive:
        for name, parts in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part)


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 for success, 2 for wrong usage."""
    format, until, *since = arguments
    [known] = [each for each in get_args(Format) if each == format] or [None]
    if known is None:
        return 2
    os.nice(_NICE)
    facts = [fact_of_statement(orjson.loads(line)) for line in sys.stdin.buffer]
    write(known, Exported(facts, int(until)), int(since[0]) if since else None, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
