-- What parties say of each other's identity: a row for each pair of entries that one side links, or keeps apart.
CREATE TABLE projections.identities (
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
    other          text    NOT NULL COLLATE "C",
    judgement       text    NOT NULL COLLATE "C",
    why            text,
    fact           text    NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.identities (stream)
---
CREATE INDEX ON projections.identities (other)
---
GRANT SELECT, INSERT, UPDATE (recorded_to) ON projections.identities TO upland_projections
