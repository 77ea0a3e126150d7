"""Does what the documents ask of curl, for a machine that has none: `python tests/docs/curl.py ARGUMENTS`."""

from __future__ import annotations

import argparse
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def main() -> int:
    """The answer's body goes to standard output (after its headers with -i); 28 when the time is over, as with curl."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-d", "--data")
    parser.add_argument("-m", "--max-time", type=float, default=60)
    parser.add_argument("-s", "--silent", action="store_true")
    parser.add_argument("-i", "--include", action="store_true")
    parser.add_argument("-N", "--no-buffer", action="store_true")
    arguments = parser.parse_args()
    if urlsplit(arguments.url).scheme != "http":
        parser.error("only http is spoken here")
    headers = dict(line.split(": ", 1) for line in arguments.header)
    body = arguments.data.encode() if arguments.data is not None else None
    request = urllib.request.Request(arguments.url, body, headers, method=arguments.request)  # noqa: S310  checked above
    deadline = time.monotonic() + arguments.max_time
    try:
        answer = urllib.request.urlopen(request, timeout=arguments.max_time)  # noqa: S310
    except urllib.error.HTTPError as problem:
        answer = problem
    out = sys.stdout.buffer
    if arguments.include:
        out.write(f"HTTP/1.1 {answer.status} {answer.reason}\r\n{answer.headers}".encode())
    try:
        while piece := answer.read1(65536):
            out.write(piece)
            out.flush()
            if time.monotonic() > deadline:
                return 28
    except TimeoutError:
        return 28
    return 0


if __name__ == "__main__":
    sys.exit(main())
