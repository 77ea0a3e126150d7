-- Names of streams, and what was said later of a fact, are looked up by stream: for feeds, calendars and digests.
CREATE INDEX ON notifications.feed (stream)
