-- The applied positions above the watermark, of all processes of the service: each of them adds its own.
ALTER TABLE {schema}.reader ADD COLUMN above int8multirange NOT NULL DEFAULT '{}'
---
-- How often an operator has reset the tables, so that every process reads them again.
ALTER TABLE {schema}.reader ADD COLUMN resets bigint NOT NULL DEFAULT 0
