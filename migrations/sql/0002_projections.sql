-- Every event that was applied, as it was read: streams are folded from here. Only ever added to.
CREATE TABLE projections.facts (
    stream         text        NOT NULL COLLATE "C",
    version        integer     NOT NULL,
    position       bigint      NOT NULL,
    type           text        NOT NULL COLLATE "C",
    schema_version smallint    NOT NULL,
    recorded_at    timestamptz NOT NULL,
    audience       text        NOT NULL COLLATE "C",
    data           bytea       NOT NULL,
    PRIMARY KEY (stream, version)
)
---
CREATE UNIQUE INDEX ON projections.facts (position)
---
-- The last position recorded at or before a moment, 0 for none. Time never runs back along positions, so that halving
-- finds it with the index on positions; another index would cost every write.
CREATE FUNCTION projections.position_at(moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    low     bigint := 0;
    high    bigint := coalesce((SELECT max(f.position) FROM projections.facts f), 0);
    middle  bigint;
    place   bigint;
    at      timestamptz;
BEGIN
    WHILE low < high LOOP
        middle := low + (high - low + 1) / 2;
        SELECT f.position, f.recorded_at INTO place, at FROM projections.facts f
        WHERE f.position <= middle ORDER BY f.position DESC LIMIT 1;
        IF place IS NULL OR place <= low THEN
            low := middle;  -- nothing was recorded in between
        ELSIF at <= moment THEN
            low := middle;
        ELSE
            high := place - 1;
        END IF;
    END LOOP;
    RETURN coalesce((SELECT max(f.position) FROM projections.facts f WHERE f.position <= low), 0);
END
$$
---
-- The read models. `recorded_to` stands in no index, so that closing a row stays a heap-only update.
CREATE TABLE projections.network (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    kind           text    NOT NULL COLLATE "C",
    key            text    NOT NULL COLLATE "C",
    touched        text[]  NOT NULL,
    detail         text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.network (stream)
---
CREATE INDEX ON projections.network (kind, event, key)
---
CREATE INDEX ON projections.network USING gin (touched)
---
CREATE TABLE projections.timeline (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    type           text    NOT NULL COLLATE "C",
    about          text    NOT NULL COLLATE "C",
    subjects       text[]  NOT NULL,
    day            date    NOT NULL,
    detail         text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.timeline (stream)
---
CREATE INDEX ON projections.timeline (day, event)
---
CREATE INDEX ON projections.timeline USING gin (subjects)
---
CREATE TABLE projections.agreements (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    kind           text    NOT NULL COLLATE "C",
    state          text    NOT NULL COLLATE "C",
    signed         integer NOT NULL,
    listed         integer NOT NULL,
    detail         text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.agreements (stream)
---
CREATE INDEX ON projections.agreements (start_latest, stream)
---
CREATE TABLE projections.matrix (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    cluster        text    NOT NULL COLLATE "C",
    kind           text    NOT NULL COLLATE "C",
    key            text    NOT NULL COLLATE "C",
    label          text    NOT NULL,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.matrix (stream)
---
CREATE INDEX ON projections.matrix (cluster, kind)
---
CREATE TABLE projections.directory (
    id             bigint  NOT NULL PRIMARY KEY,
    stream         text    NOT NULL COLLATE "C",
    event          text    NOT NULL COLLATE "C",
    start_earliest date    NOT NULL,
    start_latest   date    NOT NULL,
    end_earliest   date    NOT NULL,
    end_latest     date    NOT NULL,
    audience       text    NOT NULL COLLATE "C",
    participants   text[]  NOT NULL,
    recorded_from  bigint  NOT NULL,
    recorded_to    bigint,
    kind           text    NOT NULL COLLATE "C",
    names          text    NOT NULL,
    abbreviation   text,
    sort_key       text    NOT NULL COLLATE "C",
    sort_key_en    text    NOT NULL COLLATE "C",
    search_key     text    NOT NULL COLLATE "C",
    about          text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.directory (stream)
---
CREATE INDEX ON projections.directory (kind, sort_key, stream)
---
CREATE INDEX ON projections.directory (kind, sort_key_en, stream)
---
GRANT SELECT, INSERT ON projections.facts TO upland_projections
---
GRANT SELECT, INSERT, UPDATE (recorded_to)
    ON projections.network, projections.timeline, projections.agreements, projections.matrix, projections.directory
    TO upland_projections
