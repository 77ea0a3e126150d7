-- Names of streams, and what was said later of a fact, are looked up by stream: for feeds, calendars and digests.
CREATE INDEX ON notifications.feed (stream)
---
-- Mails of digests, each written before anything of it is sent. `start` is the channel's cursor before the events in it,
-- (release, place, epoch) the one after them; the channel's own cursor moves to that in the same transaction.
--   `waiting` is to be sent at `next_at`. `sending` is of the moments between the server's consent to the recipient and its
--   answer to the message; a process that dies then leaves it open whether the server has accepted it.
CREATE TABLE notifications.mails (
    id            text        NOT NULL PRIMARY KEY COLLATE "C" CHECK (id ~ '^mail_[0-9a-f]{32}$'),
    channel       text        NOT NULL COLLATE "C" REFERENCES notifications.channels ON DELETE CASCADE,
    state         text        NOT NULL COLLATE "C"
        CHECK (state IN ('waiting', 'sending', 'sent', 'unknown', 'refused')),
    start_release bigint      NOT NULL,
    start_place   bigint      NOT NULL,
    release       bigint      NOT NULL,
    place         bigint      NOT NULL,
    epoch         text        NOT NULL COLLATE "C",
    events        integer     NOT NULL,
    message       bytea,
    attempts      integer     NOT NULL DEFAULT 0,
    next_at       timestamptz NOT NULL,
    answer        text,
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL
)
---
CREATE UNIQUE INDEX ON notifications.mails (channel) WHERE state IN ('waiting', 'sending')
---
CREATE INDEX ON notifications.mails (channel, created_at)
---
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.mails TO upland_notifications
