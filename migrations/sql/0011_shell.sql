-- The epochs of the log that these rows are of, as `registry.epochs` has them: written by the owner, when the rows were
-- compared with the log. A log of another epoch is not applied.
CREATE TABLE {schema}.epochs (
    number   integer     NOT NULL PRIMARY KEY,
    epoch    text        NOT NULL COLLATE "C" UNIQUE,
    position bigint      NOT NULL,
    began_at timestamptz NOT NULL
)
---
INSERT INTO {schema}.epochs SELECT number, epoch, position, began_at FROM registry.epochs
---
GRANT SELECT ON {schema}.epochs TO upland_{schema}
---
-- The event applied last and the hash of its statement: a log that has another one there is not the log of these rows.
ALTER TABLE {schema}.reader ADD COLUMN last_position bigint, ADD COLUMN last_hash bytea
