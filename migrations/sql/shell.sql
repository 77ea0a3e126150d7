-- The consumer shell's tables, the same for every service that consumes; {schema} is the service's.
CREATE TABLE {schema}.checkpoints (
    partition integer NOT NULL PRIMARY KEY,
    position  bigint  NOT NULL
) WITH (fillfactor = 50)
---
-- Every event at or below the watermark is applied, whatever its partition.
CREATE TABLE {schema}.reader (
    single    boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
    watermark bigint  NOT NULL,
    revision  bigint  NOT NULL DEFAULT 0  -- grows with every commit: who knows another one reads the checkpoints anew
) WITH (fillfactor = 10)
---
INSERT INTO {schema}.reader (watermark) VALUES (0)
---
-- Records that could not be applied (poison), those that wait behind one of their stream, and those that are not ours.
CREATE TABLE {schema}.dead_letters (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    status     text        NOT NULL CHECK (status IN ('poison', 'waiting', 'foreign', 'replayed', 'discarded')),
    stream     text        COLLATE "C",
    position   bigint,
    partition  integer     NOT NULL,
    "offset"   bigint,
    reason     text        NOT NULL,
    headers    jsonb       NOT NULL,
    key        bytea,
    value      bytea,
    attempts   integer     NOT NULL DEFAULT 1,
    next_retry timestamptz,
    noted_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    why        text
)
---
CREATE UNIQUE INDEX ON {schema}.dead_letters (position) WHERE status <> 'foreign'
---
-- Discarded ones too: Kafka may bring them again.
CREATE UNIQUE INDEX ON {schema}.dead_letters (partition, "offset", md5(coalesce(value, ''::bytea))) WHERE stream IS NULL
---
CREATE INDEX ON {schema}.dead_letters (stream, position) WHERE status IN ('poison', 'waiting')
---
GRANT SELECT, INSERT, UPDATE ON {schema}.checkpoints, {schema}.reader, {schema}.dead_letters TO upland_{schema}
