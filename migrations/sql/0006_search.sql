-- The texts of all streams, with the words by which each is found (`words`) and, for names, the whole of them (`keys`).
-- Words, stems and plain spellings are made when a row is: PostgreSQL 18 has no Polish stemmer, and its collations and
-- dictionaries differ from build to build.
CREATE TABLE projections.search (
    id             bigint   NOT NULL PRIMARY KEY,
    stream         text     NOT NULL COLLATE "C",
    event          text     NOT NULL COLLATE "C",
    start_earliest date     NOT NULL,
    start_latest   date     NOT NULL,
    end_earliest   date     NOT NULL,
    end_latest     date     NOT NULL,
    audience       text     NOT NULL COLLATE "C",
    participants   text[]   NOT NULL,
    recorded_from  bigint   NOT NULL,
    recorded_to    bigint,
    kind           text     NOT NULL COLLATE "C",
    field          text     NOT NULL COLLATE "C",
    tier           smallint NOT NULL,
    text           text     NOT NULL,
    keys           text[]   NOT NULL,
    words          text[]   NOT NULL,
    sort_key       text     NOT NULL COLLATE "C",
    sort_key_en    text     NOT NULL COLLATE "C",
    fact           text     NOT NULL
) WITH (fillfactor = 90)
---
CREATE INDEX ON projections.search (stream)
---
CREATE INDEX ON projections.search (tier, sort_key, stream)
---
CREATE INDEX ON projections.search (tier, sort_key_en, stream)
---
-- As tsvectors, so that the beginnings of words are found too. One index for each tier of hits: names are looked at
-- first, and often suffice. What is not yet merged into an index is read through by every search, so it is kept short.
CREATE INDEX ON projections.search USING gin (array_to_tsvector(keys))
    WITH (gin_pending_list_limit = 256) WHERE tier = 3
---
CREATE INDEX ON projections.search USING gin (array_to_tsvector(words))
    WITH (gin_pending_list_limit = 256) WHERE tier = 3
---
CREATE INDEX ON projections.search USING gin (array_to_tsvector(words))
    WITH (gin_pending_list_limit = 256) WHERE tier = 4
---
CREATE INDEX ON projections.search USING gin (array_to_tsvector(words))
    WITH (gin_pending_list_limit = 256) WHERE tier = 5
---
CREATE INDEX ON projections.search USING gin (array_to_tsvector(words))
    WITH (gin_pending_list_limit = 256) WHERE tier = 6
---
GRANT SELECT, INSERT, UPDATE (recorded_to) ON projections.search TO upland_projections
