-- What readers filter by: the stream, the event's own audience, and in `refers` its parties as well as its clusters. The
-- feed of earlier rows is rebuilt with these (`services/notifications/rebuild.py`).
ALTER TABLE notifications.feed
    ADD COLUMN stream   text NOT NULL DEFAULT '' COLLATE "C",
    ADD COLUMN audience text NOT NULL DEFAULT 'public' COLLATE "C"
---
-- The events of subscription streams, for folding a stream again after an amendment.
CREATE TABLE notifications.subscription_facts (
    stream         text        NOT NULL COLLATE "C",
    version        integer     NOT NULL,
    position       bigint      NOT NULL,
    type           text        NOT NULL COLLATE "C",
    schema_version integer     NOT NULL,
    recorded_at    timestamptz NOT NULL,
    audience       text        NOT NULL COLLATE "C",
    data           bytea       NOT NULL,
    PRIMARY KEY (stream, version)
)
---
-- Each subscription as its stream's facts give it now. `position` and `changed_at` are those of its latest event.
CREATE TABLE notifications.subscriptions (
    id         text        NOT NULL COLLATE "C" PRIMARY KEY,
    subscriber text        NOT NULL COLLATE "C",
    stage      text        NOT NULL COLLATE "C" CHECK (stage IN ('requested', 'approved', 'revoked')),
    filter     jsonb,
    purpose    jsonb       NOT NULL,
    position   bigint      NOT NULL,
    changed_at timestamptz NOT NULL
)
---
CREATE INDEX ON notifications.subscriptions (subscriber)
---
GRANT SELECT, INSERT, UPDATE ON notifications.subscription_facts TO upland_notifications
---
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.subscriptions TO upland_notifications
---
-- The clusters, the parties and the types beyond the catalogue that some group of readers has an event of: what a filter
-- may name.
CREATE TABLE notifications.names (
    name   text NOT NULL COLLATE "C",
    reader text NOT NULL COLLATE "C",
    PRIMARY KEY (name, reader)
)
---
GRANT SELECT, INSERT ON notifications.names TO upland_notifications
