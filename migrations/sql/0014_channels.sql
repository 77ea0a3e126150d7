-- How an approved subscription's events are pushed to its partner: a row a channel. (release, place, epoch) is its cursor:
-- everything up to there is delivered, or is in `deliveries`.
--   state: `making` and `closing` are of a moment; a process that dies in them leaves the rest to another.
--   progress: what the kind keeps of its work, written together with the cursor.
--   secrets: sealed with the key of UPLAND_CHANNELS_KEY_FILE.
--   lease: grows whenever a process takes the channel or its owner changes it; who writes under an older number is refused.
CREATE TABLE notifications.channels (
    id           text        NOT NULL PRIMARY KEY COLLATE "C" CHECK (id ~ '^chn_[0-9a-f]{32}$'),
    subscription text        NOT NULL COLLATE "C",
    kind         text        NOT NULL COLLATE "C",
    state        text        NOT NULL COLLATE "C"
        CHECK (state IN ('making', 'pending', 'active', 'paused', 'disabled', 'closing', 'closed')),
    reason       text,
    release      bigint      NOT NULL,
    place        bigint      NOT NULL,
    epoch        text        NOT NULL COLLATE "C",
    settings     jsonb       NOT NULL,
    progress     jsonb       NOT NULL DEFAULT '{}',
    secrets      bytea,
    lease        bigint      NOT NULL DEFAULT 0,
    leased_by    text        COLLATE "C",
    leased_until timestamptz,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at   timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50)
---
CREATE INDEX ON notifications.channels (subscription)
---
CREATE INDEX ON notifications.channels (state) WHERE state <> 'closed'
---
-- The processes that run channels now, so that each takes its share.
CREATE TABLE notifications.workers (
    name       text        NOT NULL PRIMARY KEY COLLATE "C",
    seen_until timestamptz NOT NULL
) WITH (fillfactor = 50)
---
-- One event of a channel as it was attempted. `pending` waits for its next attempt at `next_at`, `waiting` for an earlier
-- event of its stream; neither is behind the cursor any more, so both are kept here until they are delivered or given up.
CREATE TABLE notifications.deliveries (
    id         text        NOT NULL PRIMARY KEY COLLATE "C" CHECK (id ~ '^dlv_[0-9a-f]{32}$'),
    channel    text        NOT NULL COLLATE "C" REFERENCES notifications.channels ON DELETE CASCADE,
    epoch      text        NOT NULL COLLATE "C",
    release    bigint      NOT NULL,
    place      bigint      NOT NULL,
    event      text        NOT NULL COLLATE "C",
    stream     text        NOT NULL COLLATE "C",
    type       text        NOT NULL COLLATE "C",
    status     text        NOT NULL COLLATE "C" CHECK (status IN ('pending', 'waiting', 'delivered', 'failed')),
    attempts   integer     NOT NULL,
    first_at   timestamptz,
    last_at    timestamptz,
    next_at    timestamptz,
    took_ms    integer,
    code       integer,
    answer     text,
    error      text,
    changed_at timestamptz NOT NULL,
    UNIQUE (channel, epoch, release, place)
)
---
CREATE INDEX ON notifications.deliveries (channel, changed_at DESC, id DESC)
---
CREATE INDEX ON notifications.deliveries (channel, release, place) WHERE status IN ('pending', 'waiting')
---
GRANT SELECT, INSERT, UPDATE, DELETE
ON notifications.channels, notifications.deliveries, notifications.workers TO upland_notifications
