-- The feed of all partners in the order in which they read it. Each event stands here once, and once more for each
-- time when it became readable for others (`again`). `release` is the position of the event that made it readable, as a
-- rule its own; `place` orders what shares a release: by position, and behind all of these what was applied late, when
-- readers were past its position already (then `release` is the watermark of that moment).
CREATE TABLE notifications.feed (
    release    bigint  NOT NULL,
    place      bigint  NOT NULL,
    position   bigint  NOT NULL,
    again      boolean NOT NULL,
    type       text    NOT NULL COLLATE "C",
    -- For whom it is (`public`, `partners`, names of streams) and who of these had it before.
    readers    text[]  NOT NULL,
    except_for text[]  NOT NULL,
    -- The clusters of which it speaks.
    refers     text[]  NOT NULL,
    -- The bytes that are delivered.
    statement  bytea   NOT NULL,
    PRIMARY KEY (release, place)
)
---
-- An event is never written twice.
CREATE UNIQUE INDEX ON notifications.feed (position) WHERE NOT again
---
-- What the earlier events of a stream decide about its later ones: who takes part, and which were shown to whom.
CREATE TABLE notifications.standings (
    stream text  NOT NULL COLLATE "C" PRIMARY KEY,
    state  bytea NOT NULL
)
---
GRANT SELECT, INSERT ON notifications.feed TO upland_notifications
---
GRANT SELECT, INSERT, UPDATE ON notifications.standings TO upland_notifications
