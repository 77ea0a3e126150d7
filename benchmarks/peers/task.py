"""The task that every store is given: append one event at a time to new streams, and project who is a member of what."""

from __future__ import annotations

CLUSTERS = 500
# About 400 bytes, as an event of ours has.
DATA = (
    '{"cluster": "cluster-c%d", "party": "party-p%d", "class": "full", "actor": "bench", "mode": "reported",'
    ' "occurred": {"earliest": "2015-01-01", "edtf": "2015", "latest": "2015-12-31", "phrase": "w 2015 roku"},'
    ' "sources": [{"id": "source-003", "locator": "akapit 4"}], "text": "' + "x" * 130 + '"}'
)
MEMBERS = """
    CREATE TABLE members (cluster text NOT NULL, party text NOT NULL, position bigint NOT NULL, PRIMARY KEY (cluster, party))
"""
UPSERT = "INSERT INTO members VALUES ($1, $2, $3) ON CONFLICT (cluster, party) DO UPDATE SET position = EXCLUDED.position"
