"""`reader.py OUTPUT JOURNAL WAY [START]`: follows an instance and appends a line for each event that it handles."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from upland_client import Client, Journal, OtherEpoch, Refused


def main(output: Path, stored: str, way: str, start: str | None = None) -> int:
    """`WAY`: `follow`, `end` (the feed to its end), `live` (the stream), `restart` (as after a restore, then to the end)."""
    client = Client(os.environ["UPLAND_URL"], os.environ["UPLAND_KEY"])
    journal = Journal(stored)
    if way == "restart":
        journal.restart()
    events = (
        client.live(journal, start=start)
        if way == "live"
        else client.missed(journal)
        if way == "missed"
        else client.follow(journal, start=start, end=way != "follow", limit=7)
    )
    try:
        for event in events:
            with output.open("a") as file:
                file.write(json.dumps({"id": event["id"], "time": event["time"]}) + "\n")
    except OtherEpoch:
        return 3
    except Refused as error:
        return 4 if error.status in {401, 403} else 5
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
